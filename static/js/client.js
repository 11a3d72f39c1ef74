/* Small behaviours for guests' pages; every page works without them. */
import "./zone.js";
import "./toasts.js";
import "./dialogs.js";
import "./submit_once.js";
import "./focus_errors.js";
