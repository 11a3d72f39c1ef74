/* The board: cards move by mouse, touch, keyboard and menu, others' moves come in by themselves, and so does the rest of
   a long column. Without a script each card's three dots lead to the task's page, where the columns are buttons. */
import "./board/bar.js";
import "./board/drag.js";
import "./board/keys.js";
import "./board/menu.js";
import "./board/more.js";
import "./board/walk.js";
import "./board/watch.js";
