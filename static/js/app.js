/* Small behaviours for staff pages; every page works without them. */
import "./zone.js";
import "./toasts.js";
import "./confirm.js";
import "./dialogs.js";
import "./submit_once.js";
import "./ctrl_enter.js";
import "./focus_errors.js";
import "./csrf.js";
import "./chosen_files.js";
import "./keys.js";
import "./installing.js";
import "./together.js";
import "./bell.js";
import "./in_sight.js";
import "./timer.js";
