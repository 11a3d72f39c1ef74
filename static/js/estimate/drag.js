/* Dragging by the handle, by mouse at once and by touch after a long press. The browser tells the row, its section and
   the neighbour before which it was put, never an index; a move that was refused goes back where it was. */
import { act } from "./saving.js";
import { form, tell } from "./sheet.js";

const armed = new WeakSet();
const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
let carried = null; // the row, and where it stood

const HOW = {
  handle: "[data-grip]",
  animation: isStill ? 0 : 150,
  delay: 250,
  delayOnTouchOnly: true,
  touchStartThreshold: 8,
  forceFallback: true,
  fallbackTolerance: 4,
  ghostClass: "is-place",
  fallbackClass: "is-carried",
};

function next(row, kind) {
  let other = row.nextElementSibling;
  while (other && !other.matches(kind)) other = other.nextElementSibling;
  return other;
}

function lift({ item }) {
  carried = { item, parent: item.parentNode, next: item.nextSibling };
  form.querySelector(".est").classList.add("is-carrying");
}

function isMoved() {
  return carried && (carried.item.parentNode !== carried.parent || carried.item.nextSibling !== carried.next);
}

function drop(place) {
  form.querySelector(".est").classList.remove("is-carrying");
  if (isMoved()) place(carried.item);
  else carried = null;
}

function dropLine(line) {
  const into = line.closest("[data-section]").dataset.section;
  const before = next(line, "tr.line:not(.est__blank)")?.dataset.row ?? "";
  act(`place:${line.dataset.row}`, { more: { into, before } });
}

function dropSection(part) {
  const before = next(part, ".est__part")?.dataset.section ?? "";
  act(`place:${part.dataset.section}`, { more: { before } });
}

/* Where it stood: the house could not be reached */
export function putBack() {
  if (!carried) return;
  carried.parent.insertBefore(carried.item, carried.next);
  carried = null;
  tell(form.dataset.saysFailed, { pen: "red" });
}

/* Call again whenever the sheet was drawn anew */
export function arm() {
  carried = null;
  if (!window.Sortable) return;
  const table = form.querySelector(".est");
  table.classList.add("is-sortable");
  create(table, { draggable: ".est__part", handle: ".est__sec [data-grip]", onEnd: () => drop(dropSection) });
  for (const part of table.querySelectorAll(".est__part")) {
    create(part, { group: "lines", draggable: "tr.line:not(.est__blank)", onEnd: () => drop(dropLine) });
  }
}

function create(element, how) {
  if (armed.has(element)) return;
  armed.add(element);
  window.Sortable.create(element, { ...HOW, ...how, onStart: lift });
}
