/* Saving: one cell by itself, or the rows that changed with the button that was pressed. One after the other. */
import { token } from "../csrf.js";
import { arm, putBack } from "./drag.js";
import * as dirty from "./dirty.js";
import { isPlain, layFigures, layPart, laySheet, tidy } from "./patch.js";
import { cellOf, fieldOf, form, rowOf, savedValue, say, seenOf, sheet, tell, words } from "./sheet.js";
import { back, remember } from "./undo.js";

const PAUSE_MS = 800;
const RETRY_MS = 5000;
const MARGIN_MS = 1200;
const GONE = 410;
let timer = 0;
let margin = 0;
let sending = null;
let composing = false;
let asks = false; // two people changed the same: nothing is sent until somebody has looked

export function saveSoon(ms = PAUSE_MS) {
  clearTimeout(timer);
  if (!asks) timer = setTimeout(save, ms);
}

/* Everything that was typed, then nothing else; resolves when the house has it */
export async function save() {
  clearTimeout(timer);
  if (composing) return saveSoon();
  while (sending) await sending;
  if (!dirty.hasTyped()) return undefined;
  const cell = dirty.single();
  await run(() => (cell ? sendCell(cell) : sendRows()));
  return dirty.hasTyped() && !asks ? save() : undefined;
}

/* A button: what was typed goes with it. `more` are fields beside it, `focus` is where to go on. */
export async function act(button, { more = {}, focus = "" } = {}) {
  clearTimeout(timer);
  while (sending) await sending;
  asks = false;
  return run(() => sendRows(button, more, focus));
}

/* Something else that is answered with the sheet: a step taken back */
export async function ask(address, fields, kind) {
  await save();
  return run(async () => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    const answer = await post(address, withOpened(body));
    const page = await pageOf(answer);
    if (!page?.getElementById("sheet")) throw answer;
    receive(page, [], kind);
  });
}

/* One at a time: of several who waited the first goes, and the others wait for it */
async function run(send) {
  while (sending) await sending;
  say(words("waiting"));
  sending = send()
    .catch(failed)
    .finally(() => (sending = null));
  return sending;
}

function post(address, body) {
  return fetch(address, { method: "POST", body, headers: { "HX-Request": "true", "X-CSRFToken": token } });
}

async function pageOf(answer) {
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function withOpened(body) {
  for (const each of form.querySelectorAll("[name=open]")) body.append("open", each.value);
  return body;
}

const revision = () => form.querySelector("[name=revision]");

async function sendCell(cell) {
  const field = fieldOf(cell.row, cell.cell);
  dirty.forget(cell);
  if (!field) return;
  const body = new FormData();
  const fields = { ...cell, value: field.value, seen: seenOf(cell.row), revision: revision().value };
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  if (isPlain(cell.row)) body.set("short", "1"); // figures are answer enough
  try {
    const answer = await post(form.dataset.cells, withOpened(body));
    if (answer.status === GONE) {
      dirty.note(cell);
      return void (await sendRows());
    }
    const page = await pageOf(answer);
    const part = page.getElementById("part");
    if (part) receivePart(page, part, cell, answer);
    else if (page.getElementById("sheet")) receive(page, [field.id]);
    else throw answer;
  } catch (trouble) {
    if (!dirty.isTyped(cell)) dirty.note(cell);
    throw trouble;
  }
}

function receivePart(page, part, cell, answer) {
  if (!answer.ok && !dirty.isTyped(cell)) dirty.refuse(cell);
  if ("short" in part.dataset) {
    layFigures(page, cell, part.dataset);
    say(part.dataset.saved);
  } else {
    layPart(page, [`${cell.row}-${cell.cell}`]);
  }
  if (!answer.ok) return;
  revision().value = part.dataset.revision;
  remember(part.dataset.undo);
  clearTimeout(margin);
  margin = setTimeout(drawMargin, MARGIN_MS);
  if (part.dataset.decimals !== sheet().dataset.decimals) setTimeout(() => act("", {}), 0);
}

/* Who does how much, and what is missing: when there is a moment for it */
async function drawMargin() {
  const answer = await fetch(form.dataset.figures, { headers: { "HX-Request": "true" } });
  if (!answer.ok || answer.redirected || sending) return;
  const fresh = (await pageOf(answer)).getElementById("figures");
  const old = document.getElementById("figures");
  if (fresh && !old.contains(document.activeElement)) old.replaceWith(document.adoptNode(fresh));
}

/* The rows that were typed into, and the button */
async function sendRows(button = "", more = {}, focus = "", again = true) {
  const cells = dirty.takeRows();
  const keys = new Set(cells.map(({ row }) => row));
  const body = new FormData();
  for (const [name, value] of new FormData(form)) {
    const key = name.match(/^([lnsp]\d+(?:x\d+)?)-/)?.[1];
    if (!key || keys.has(key)) body.append(name, value);
  }
  if (button) body.append("do", button);
  for (const [name, value] of Object.entries(more)) body.set(name, value);
  const seen = seenOf(button.split(":")[1] ?? "");
  let answer;
  try {
    answer = await post(form.action, body);
    const page = await pageOf(answer);
    if (!page.getElementById("sheet")) throw answer;
    if (!answer.ok) cells.forEach((cell) => (answer.status === 422 ? dirty.refuse(cell) : dirty.note(cell)));
    receive(page, cells.map(({ row, cell }) => `${row}-${cell}`), "step", focus);
  } catch (trouble) {
    cells.forEach(dirty.note);
    putBack();
    throw trouble;
  }
  // Only other rows were changed by somebody else: the button is meant as before.
  const isFree = answer.status === 409 && sheet().dataset.refusal === "StaleSheet" && !asks;
  if (isFree && again && button && seenOf(button.split(":")[1] ?? "") === seen) {
    await sendRows(button, more, focus, false);
  }
}

function receive(page, mine, kind = "step", focus = "") {
  const renamed = laySheet(page, mine);
  const { refusal, conflicts } = sheet().dataset;
  if (refusal === "StaleSheet") {
    for (const row of sheet().querySelectorAll("[data-mine]")) noteRow(row);
    asks = conflicts !== "0";
    if (!asks) saveSoon(0); // no line was changed by both: theirs is on the sheet now, and ours follows
  }
  if (!refusal) remember(page.getElementById("undo")?.value, kind);
  if (refusal === "ChangedSince" || refusal === "NoSuchPlace") {
    sheet().querySelector(".note")?.scrollIntoView({ block: "nearest" });
  }
  arm();
  const wanted = focus || page.getElementById("focus")?.value;
  const [key, cell] = (wanted ?? "").split("-");
  if (wanted) (document.getElementById(wanted) ?? fieldOf(renamed.get(key) ?? key, cell))?.focus();
}

function noteRow(row) {
  const key = row.dataset.row;
  for (const field of form.querySelectorAll(`[name^="${key}-"]:not([type=hidden])`)) {
    const cell = cellOf(field);
    if (cell) dirty.note(cell);
  }
}

function failed(trouble) {
  const isDoor = trouble instanceof Response && (trouble.redirected || trouble.status < 500);
  say(words(isDoor ? "loggedOut" : "offline"));
  if (!isDoor) saveSoon(RETRY_MS);
}

function typed(event) {
  const cell = cellOf(event.target);
  if (!cell || event.target.form !== form) return;
  dirty.note(cell);
  // A new line is left alone while it is being written: it is saved at a pause, or with Enter.
  const done = event.type === "change" && !rowOf(event.target)?.matches(".est__blank");
  saveSoon(done ? 0 : PAUSE_MS);
}

/* As it was before it was typed into; false where nothing was typed */
export function putCellBack(field) {
  const cell = cellOf(field);
  if (!cell || !dirty.isTyped(cell)) return false;
  field.value = savedValue(field);
  field.removeAttribute("aria-invalid");
  document.getElementById(`${cell.row}-error`)?.remove();
  dirty.forget(cell);
  say("");
  return true;
}

/* Buttons do what they say without leaving the page */
function submit(event) {
  event.preventDefault();
  const button = event.submitter?.name === "do" ? event.submitter.value : "";
  const [verb, key] = button.split(":");
  const blank = verb === "line" && fieldOf(`n${key.slice(1)}`, "text");
  if (blank) return blank.focus();
  if (verb === "remove") return remove(key);
  return act(button);
}

/* Out it goes at once, with the way back in the words that say so */
export async function remove(key) {
  const row = document.getElementById(key);
  const all = [...form.querySelectorAll("tr[data-row]")];
  const next = all[all.indexOf(row) + 1];
  const field = document.activeElement?.id.match(/^l\d+-(\w+)$/)?.[1] ?? "text";
  const focus = next && key.startsWith("l") ? `${next.dataset.row}-${next.matches(".est__sec") ? "title" : field}` : "";
  const { saysRemoved, undo: word } = form.dataset;
  await act(`remove:${key}`, { focus });
  if (!document.getElementById(key)) tell(saysRemoved, { act: { text: word, run: back } });
}

export function listen() {
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("submit", submit);
  form.addEventListener("compositionstart", () => (composing = true));
  form.addEventListener("compositionend", () => (composing = false));
  form.addEventListener("focusin", (event) => {
    if (event.target.matches(".cell.n input")) event.target.select();
  });
  form.addEventListener("focusout", (event) => tidy(event.target));
  addEventListener("beforeunload", (event) => {
    if (dirty.isAnything() || sending) event.preventDefault();
  });
}
