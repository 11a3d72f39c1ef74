/* The builder of briefs: it keeps what is typed as it is typed, moves things by drag and keys, and shows at once what a
   visitor will see. Everything works without it, with a button and a new page. */
import "./builder/saving.js";
import "./builder/order.js";
import "./builder/pictures.js";
import "./builder/preview.js";
