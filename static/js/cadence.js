/* A cadence as it is changed: its days and its letter follow what is typed, and the buttons of a step need no new page. */
import "./cadence/gaps.js";
import "./cadence/leaving.js";
import "./cadence/preview.js";
import "./cadence/steps.js";
import "./cadence/units.js";
