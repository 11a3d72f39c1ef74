/* The pages of a proposal and the texts of the house: Alt and an arrow press the buttons that move a page, and a
   variable is put where the cursor last was. */
let last = null;

document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-words]")) last = event.target;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-gap]");
  if (!button) return;
  const part = button.closest("[data-leaf], [data-text]") ?? document;
  const field = last && part.contains(last) ? last : part.querySelector("[data-words]");
  if (!field) return;
  field.setRangeText(button.dataset.gap, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("keydown", (event) => {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const which = event.key === "ArrowUp" ? "[data-up]" : "[data-down]";
  const button = event.target.closest("[data-leaf]")?.querySelector(which);
  if (!button) return;
  event.preventDefault();
  button.click();
});

// After a move the page begins where the moved one stands.
const moved = location.hash.startsWith("#page-") && document.getElementById(location.hash.slice(1));
if (moved) moved.focus({ preventScroll: true });
