/* Whoever leaves with something typed and not published is asked first. */
import { form } from "./preview.js";

let isTyped = form.dataset.typed !== undefined;

form.addEventListener("input", (event) => {
  if (event.target.dataset?.look === undefined) isTyped = true;
});

form.addEventListener("submit", (event) => {
  if (event.submitter?.value === "publish") isTyped = false;
});

addEventListener("beforeunload", (event) => {
  if (isTyped) event.preventDefault();
});
