/* The composer of a lead: what is typed is kept as one types, snippets, the seconds before a letter leaves. All of it
   works without a script too, a press later. */
import "./letter/keeping.js";
import "./letter/snippets.js";
import "./letter/leaving.js";
import "./letter/both_clocks.js";
