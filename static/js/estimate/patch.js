/* Lays the server's answer over the sheet. The cell in which somebody types stays the very element that it is, so that
   neither a letter nor an open list is lost; all the rest is replaced. */
import * as dirty from "./dirty.js";
import { cellOf, fieldOf, form, rowOf, savedValue, seenField } from "./sheet.js";

const adopt = (node) => document.adoptNode(node);

/* The whole sheet. Returns which rows have a new name: a line that was just written got its number. */
export function laySheet(page, mine = []) {
  const renamed = new Map();
  for (const row of page.querySelectorAll("[data-born]")) renamed.set(row.dataset.born, row.dataset.row);
  const values = typedValues();
  for (const id of ["saved", "figures"]) swap(document.getElementById(id), page.getElementById(id));
  for (const [old, fresh] of renamed) dirty.rename(old, fresh);
  const [sheet, fresh] = [document.getElementById("sheet"), page.getElementById("sheet")];
  const here = sheet.contains(document.activeElement) ? document.activeElement : null;
  const kept = here && rowOf(here);
  const name = kept && (renamed.get(kept.dataset.row) ?? kept.id);
  const place = name && fresh.querySelector(`#${CSS.escape(name)}`);
  const wanted = here?.id.replace(kept?.dataset.row, name);
  if (place && keepRow(kept, place, here, wanted, mine)) around(sheet, kept, place);
  else swap(sheet, fresh);
  restore(values, renamed);
  if (here && !here.isConnected) (document.getElementById(wanted) ?? firstOf(name))?.focus();
  return renamed;
}

/* One row with its remarks, the head of its section, and the sums */
export function layPart(page, mine) {
  const values = typedValues();
  for (const id of ["saved", "total"]) swap(document.getElementById(id), page.getElementById(id));
  for (const fresh of [...page.querySelectorAll("#part tr[data-row]")]) layRow(fresh, page, mine);
  restore(values, new Map());
}

/* Whether a row stands as it was saved: nothing was refused in it, and nobody else wrote into it */
export function isPlain(key) {
  const row = document.getElementById(key);
  return !row?.matches("[data-mine]") && !form.querySelector(`.est__error[data-of="${key}"]`);
}

/* Figures alone: of the row, of its section, and the sums */
export function layFigures(page, { row: key, cell }, told) {
  swap(document.getElementById("total"), page.getElementById("total"));
  const [row, field, seen] = [document.getElementById(key), fieldOf(key, cell), seenField(key)];
  if (seen) seen.value = told.seen;
  if (field) {
    field.setAttribute("value", told.value);
    if (field !== document.activeElement) tidy(field);
  }
  put(row, ".est__sum:not(.cell)", told.cost);
  const head = row?.closest("tbody").querySelector(".est__sec");
  put(head, ".est__hours", told.hours);
  put(head, ".est__sum", told.sum);
}

function put(row, cell, words) {
  const found = row?.querySelector(cell);
  if (found) found.textContent = words;
}

function layRow(fresh, page, mine) {
  const old = document.getElementById(fresh.id);
  if (!old) return;
  const key = fresh.dataset.row;
  const remarks = [...page.querySelectorAll(`#part [data-of="${key}"]`)];
  const here = document.activeElement;
  // What is known of a line from elsewhere comes with the whole sheet only, and stays meanwhile.
  for (const each of form.querySelectorAll(`[data-of="${key}"]:not([data-lasting])`)) if (!each.contains(here)) each.remove();
  let row = fresh;
  if (old.contains(here) && keepRow(old, fresh, here, here.id, mine)) row = old;
  else old.replaceWith(adopt(fresh));
  row.after(...remarks.filter((each) => !document.getElementById(each.id)?.contains(here)).map(adopt));
  if (!here.isConnected) (document.getElementById(here.id) ?? firstOf(key))?.focus();
}

const firstOf = (key) => fieldOf(key, "hours") ?? fieldOf(key, "fixed") ?? fieldOf(key, "text");

/* The row stays, and the cell with the focus in it; false where it has no such cell any more */
function keepRow(kept, place, here, wanted, mine) {
  const isTool = Boolean(here.closest(".est__tools"));
  const control = isTool ? null : wanted && place.querySelector(`#${CSS.escape(wanted)}`);
  if (kept.cells.length !== place.cells.length || (!isTool && control?.localName !== here.localName)) return false;
  takeAttributes(kept, place);
  [...kept.cells].forEach((cell, column) => {
    const fresh = place.cells[column];
    if (!cell.contains(here)) cell.replaceWith(adopt(fresh.cloneNode(true)));
    else if (!isTool) keepCell(cell, fresh, here, control, mine);
  });
  return true;
}

function keepCell(cell, fresh, here, control, mine) {
  const value = control.value;
  const isOthers = !mine.includes(control.id) && !mine.includes(here.id) && !isTyped(here);
  takeAttributes(here, control);
  if (isOthers && here.value !== value && !here.matches("button")) here.value = value;
  takeAttributes(cell, fresh);
  if (here.parentElement !== cell) return;
  for (const node of [...cell.childNodes]) if (node !== here) node.remove();
  cell.append(...[...fresh.childNodes].filter((node) => node !== control).map((node) => adopt(node.cloneNode(true))));
}

const isTyped = (field) => Boolean(cellOf(field) && dirty.isTyped(cellOf(field)));

/* Everything around the row that is kept becomes the answer's, from the row outwards */
function around(sheet, kept, place) {
  let [inner, outer] = [kept, place];
  while (inner !== sheet) {
    const [parent, fresh] = [inner.parentNode, outer.parentNode];
    const before = [...fresh.childNodes].slice(0, [...fresh.childNodes].indexOf(outer));
    const after = [...fresh.childNodes].slice(before.length + 1);
    for (const node of [...parent.childNodes]) if (node !== inner) node.remove();
    inner.before(...before);
    inner.after(...after);
    takeAttributes(parent, fresh);
    [inner, outer] = [parent, fresh];
  }
}

function swap(old, fresh) {
  if (old && fresh) old.replaceWith(adopt(fresh));
}

function typedValues() {
  return dirty.cells().map(({ row, cell }) => [row, cell, fieldOf(row, cell)?.value]);
}

function restore(values, renamed) {
  for (const [row, cell, value] of values) {
    const field = fieldOf(renamed.get(row) ?? row, cell);
    if (field && value !== undefined && field !== document.activeElement && field.value !== value) field.value = value;
  }
}

function takeAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
}

/* A cell that is left stands as the house writes it: 1400 as 1,400 */
export function tidy(field) {
  if (field.localName === "input" && cellOf(field) && !isTyped(field)) field.value = savedValue(field);
}
