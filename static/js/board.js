/* The board: cards move by mouse, touch, keyboard and menu, and others' moves come in by themselves.
   Without a script each card's three dots lead to the task's page, where the columns are buttons. */
import "./board/drag.js";
import "./board/keys.js";
import "./board/menu.js";
import "./board/watch.js";
