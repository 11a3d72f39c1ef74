/* Keys of the page: whatever carries data-key="j" is pressed by that key, a field gets the focus. "g i" is one after the
   other. Inside rows of a list the row at hand is meant; j and k go from row to row. Single keys can be turned off
   (WCAG 2.1.4) in the dialog that "?" opens, and are off while somebody types or a dialog is open. */
import { pressed } from "./keys/pressed.js";
import { isOff, listKeys, offerToTurnOff } from "./keys/list.js";
import { bindings, byKey } from "./keys/bindings.js";
import { rowAt, step } from "./keys/rows.js";
import "./keys/palette.js";

const PAUSE_MS = 1500;
let begun = "";
let timer = 0;

function isTyping(target) {
  const field = target.closest?.("input, textarea, select, [contenteditable]");
  return Boolean(field) && !["checkbox", "radio", "button", "submit"].includes(field.type);
}

/* Whether keys are for something else now: somebody types, or a dialog is open. */
export function isBusy(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return true;
  return isTyping(event.target) || document.querySelector("dialog:modal, :popover-open") !== null;
}

function begin(key) {
  begun = key;
  clearTimeout(timer);
  timer = setTimeout(() => (begun = ""), PAUSE_MS);
}

/* An act on rows that was asked for by its key means the row at hand when none was chosen. */
function chooseRowAtHand() {
  if (document.querySelector('.row input[form="bulk"]:checked')) return true;
  const box = rowAt()?.querySelector('input[form="bulk"]');
  box?.click();
  return Boolean(box);
}

function press(element) {
  if (element.dataset.rowAct !== undefined && !chooseRowAtHand()) return;
  if (element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=submit])")) {
    element.closest("details")?.setAttribute("open", "");
    element.focus();
    element.select?.();
  } else {
    if (element.matches("summary, input, [popovertarget]")) element.focus();
    element.click();
    // Into the menu that it opened: the next key is for one of its entries.
    const menu = document.getElementById(element.getAttribute("popovertarget"));
    menu?.querySelector("input:not([type=hidden]), button, a")?.focus();
  }
}

function answer(key) {
  if (key === "?") return listKeys(bindings());
  if ((key === "j" || key === "k") && step(key === "j" ? 1 : -1)) return true;
  const found = byKey(key, rowAt());
  if (found) press(found);
  return Boolean(found);
}

document.addEventListener("keydown", (event) => {
  if (isOff() || isBusy(event)) return;
  const known = bindings();
  const key = pressed(event, (name) => "?jk".includes(name) || known.has(name) || [...known.keys()].some((each) => each.startsWith(`${name} `)));
  if (!key) return;
  const whole = begun ? `${begun} ${key}` : key;
  begun = "";
  if ([...known.keys()].some((name) => name.startsWith(`${whole} `))) {
    begin(whole);
    event.preventDefault();
  } else if (answer(whole, known)) {
    event.preventDefault();
  }
});

for (const opener of document.querySelectorAll("[data-opens-keys]")) {
  opener.addEventListener("click", () => listKeys(bindings()));
}
offerToTurnOff();
