/* What makes the questions of a brief handier; each of them can be answered without it. */
import "./show.js";
import "./table.js";
import "./sift.js";
import "./ranking.js";
