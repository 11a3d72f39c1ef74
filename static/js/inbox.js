/* Lists of leads: rows chosen for an act on many, a look at one in the margin, and a list that keeps itself true. */
import "./inbox/choosing.js";
import "./inbox/looking.js";
import "./inbox/watching.js";
