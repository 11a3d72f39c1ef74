/* The cards of all boards: on a phone one column a screen. */
import "./board/bar.js";
