/* The keyboard: from cell to cell, and everything that a row's menu does. */
import { act, putCellBack, remove } from "./saving.js";
import { cellOf, fieldOf, form, keyOf, lines, rowOf } from "./sheet.js";
import { again, back } from "./undo.js";
import { save } from "./saving.js";
import * as dirty from "./dirty.js";

const FIELDS = ":is(input, select):not([type=hidden])";

/* The same cell of another row; where it has none, its first one */
function cellBeside(cell, step) {
  const field = cellOf(cell)?.cell;
  const rows = [...form.querySelectorAll("tr[data-row]")];
  const next = rows[rows.indexOf(document.getElementById(keyOf(cell))) + step];
  return next && (fieldOf(next.dataset.row, field) ?? next.querySelector(FIELDS));
}

function besideInRow(cell, step) {
  const all = [...rowOf(cell).querySelectorAll(FIELDS)];
  return all[all.indexOf(cell) + step];
}

/* Enter: the same cell of the next line; from the last line to a new one, which begins with its words */
function goDown(cell) {
  const row = rowOf(cell);
  const rows = lines();
  const next = rows[rows.indexOf(row) + 1];
  const isWritten = dirty.rows().includes(row.dataset.row);
  if (row.matches(".est__blank") && isWritten) return act("", { focus: `${row.dataset.row}-text` });
  if (row.matches(".est__sec")) return cellBeside(cell, 1)?.focus();
  if (next?.matches(".est__blank")) return fieldOf(next.dataset.row, "text").focus();
  return next && (fieldOf(next.dataset.row, cellOf(cell)?.cell) ?? next.querySelector(FIELDS))?.focus();
}

/* At an end of its words an arrow goes on to the next cell */
function isAtEnd(cell, step) {
  if (cell.localName === "select") return true;
  const { selectionStart: start, selectionEnd: end, value } = cell;
  const isWhole = start === 0 && end === value.length;
  return isWhole || (start === end && (step < 0 ? start === 0 : end === value.length));
}

function withAlt(event, cell, key) {
  const step = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  const isSaved = /^[ls]/.test(key);
  if (step && isSaved) return act(`${step}:${key}`, { focus: cell.id });
  if (event.key === "Enter" && isSaved) return act(`details:${key}`);
  if ((event.key === "Delete" || event.key === "Backspace") && isSaved) return remove(key);
  return false;
}

function withCtrl(event, cell, key) {
  const name = event.code === "KeyD" ? "d" : event.key;
  if (name === "d" && key.startsWith("l")) return act(`copy:${key}`);
  if (name !== "Enter") return false;
  if (key.startsWith("l")) return act(`below:${key}`);
  if (key.startsWith("s")) return fieldOf(`n${key.slice(1)}`, "text").focus() ?? true;
  return goDown(cell) ?? true;
}

function plain(event, cell, row) {
  if (event.key === "Enter") return (event.shiftKey ? cellBeside(cell, -1)?.focus() : goDown(cell)) ?? true;
  if (event.key === "Escape") return leave(cell, row);
  const down = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (down && cell.localName === "input") return cellBeside(cell, down)?.focus() ?? true;
  const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!side || event.shiftKey || !isAtEnd(cell, side)) return false;
  const next = besideInRow(cell, side);
  if (!next) return false;
  next.focus();
  if (next.localName === "input" && !next.matches(".n input")) next.setSelectionRange(...(side < 0 ? [next.value.length, next.value.length] : [0, 0]));
  return true;
}

function leave(cell, row) {
  if (putCellBack(cell)) return true;
  if (row.matches(".est__more")) return act(`fold:${keyOf(cell)}`, { focus: fieldOf(keyOf(cell), "text") ? `${keyOf(cell)}-text` : `${keyOf(cell)}-title` });
  cell.blur();
  return true;
}

function press(event) {
  const cell = event.target.closest("#sheet tr :is(input, select)");
  const row = cell && rowOf(cell);
  if (!row || event.isComposing) return;
  const key = keyOf(cell);
  const isCtrl = event.ctrlKey || event.metaKey;
  let answer;
  if (isCtrl && event.code === "KeyZ") answer = takeBack(cell, event.shiftKey);
  else if (isCtrl && event.code === "KeyY") answer = takeBack(cell, true);
  else if (isCtrl && !event.altKey) answer = withCtrl(event, cell, key);
  else if (event.altKey && !isCtrl) answer = withAlt(event, cell, key);
  else if (!isCtrl) answer = plain(event, cell, row);
  if (answer !== false && answer !== undefined) event.preventDefault();
}

/* First what was just typed into the cell, then step by step what was saved */
function takeBack(cell, isAgain) {
  if (!isAgain && cell && putCellBack(cell)) return true;
  return isAgain ? again() : back();
}

/* Outside of the cells, too, the last step can be taken back */
function pressOutside(event) {
  if (event.defaultPrevented || !(event.ctrlKey || event.metaKey)) return;
  if (event.target.closest("input, textarea, select, dialog")) return;
  if (event.code === "KeyZ") event.preventDefault();
  if (event.code === "KeyZ") takeBack(null, event.shiftKey);
}

export function walk() {
  form.addEventListener("keydown", press);
  document.addEventListener("keydown", pressOutside);
  addEventListener("pagehide", () => save());
}
