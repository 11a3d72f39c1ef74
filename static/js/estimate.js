/* The estimate as a sheet: each cell saved by itself while somebody types, walked by keys, rows dragged, steps taken
   back, cells of a spreadsheet pasted. Without a script the same form is saved by its buttons. */
import { form } from "./estimate/sheet.js";
import { listen } from "./estimate/saving.js";
import { walk } from "./estimate/keys.js";
import { arm } from "./estimate/drag.js";
import { pasting } from "./estimate/paste.js";
import { added } from "./estimate/added.js";

if (form) {
  listen();
  walk();
  arm();
  pasting();
  added();
}
