/* A gap is put where the cursor last was, in the words that it belongs to. */
import { form } from "./preview.js";

let last = null;

form.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-words]")) last = event.target;
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-gap]");
  if (!button) return;
  const words = button.closest("[data-case]");
  const field = words.contains(last) ? last : words.querySelector("textarea");
  field.setRangeText(button.dataset.gap, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
