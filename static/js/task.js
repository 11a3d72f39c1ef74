/* The task's page. Without a script every part of it is a form with a button. */
import "./task/answers.js";
import "./task/facts.js";
import "./task/mentions.js";
import "./task/order.js";
import "./task/words.js";
