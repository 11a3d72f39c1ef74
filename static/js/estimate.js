/* The estimate as a sheet: saved by itself while somebody types, walked by keys. Without a script the
   same form is saved by its buttons. */
import { token } from "./csrf.js";
import { patch, rowOf, valuesOf } from "./estimate/patch.js";

const PAUSE_MS = 800;
const RETRY_MS = 5000;
const form = document.querySelector("form[data-estimate]");

const dirty = new Set(); // keys of the rows that were typed into since they were last sent
let timer = 0;
let sending = null;
let composing = false;
let asks = false; // two people changed the same line: nothing is sent until somebody has looked

function say(words) {
  document.querySelector("#saved").textContent = words;
}

function saveSoon(ms) {
  clearTimeout(timer);
  if (!asks) timer = setTimeout(save, ms);
}

/* What is sent: the rows that changed, and the button that was pressed */
function changes(keys, button) {
  const data = new FormData();
  for (const [name, value] of new FormData(form)) {
    const key = name.match(/^([lns]\d+(?:x\d+)?)-/)?.[1];
    if (!key || keys.has(key)) data.append(name, value);
  }
  if (button) data.append("do", button);
  return data;
}

async function save(button = "", focus = "") {
  clearTimeout(timer);
  if (composing) return saveSoon(PAUSE_MS);
  if (sending) {
    await sending;
    return save(button, focus);
  }
  if (!dirty.size && !button) return undefined;
  const keys = new Set(dirty);
  dirty.clear();
  say(document.querySelector("#saved").dataset.waiting);
  sending = send(keys, button, focus).finally(() => (sending = null));
  return sending;
}

async function send(keys, button, focus) {
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: changes(keys, button),
      headers: { "HX-Request": "true", "X-CSRFToken": token },
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.querySelector("#sheet")) throw answer;
    receive(page, answer, keys, focus);
  } catch (trouble) {
    failed(trouble, keys);
  }
}

function failed(trouble, keys) {
  keys.forEach((key) => dirty.add(key));
  const { offline, loggedOut } = document.querySelector("#saved").dataset;
  const isDoor = trouble instanceof Response && (trouble.redirected || trouble.status < 500);
  say(isDoor ? loggedOut : offline);
  if (!isDoor) saveSoon(RETRY_MS);
}

function receive(page, answer, keys, focus) {
  const renamed = patch(page, valuesOf(form, dirty));
  for (const [old, fresh] of renamed) if (dirty.delete(old)) dirty.add(fresh);
  const sheet = document.querySelector("#sheet");
  if (answer.status === 422) keys.forEach((key) => dirty.add(key));
  if (answer.status === 409) {
    for (const row of sheet.querySelectorAll("[data-mine]")) dirty.add(row.dataset.row);
    asks = sheet.dataset.conflicts !== "0";
    saveSoon(0); // no line was changed by both: theirs is on the sheet now, and ours follows
  } else if (dirty.size && answer.ok) {
    saveSoon(PAUSE_MS);
  }
  const place = focus || page.querySelector("#focus")?.value;
  if (place) document.getElementById(place)?.focus();
}

/* From cell to cell */
function cellBeside(cell, step) {
  const [, field] = cell.id.match(/-(\w+)$/) ?? [];
  const rows = [...form.querySelectorAll("tr[data-row]:not(.est__sec)")];
  const next = rows[rows.indexOf(rowOf(cell)) + step];
  return next && (document.getElementById(`${next.dataset.row}-${field}`) ?? next.querySelector("input:not([type=hidden])"));
}

/* Enter: the same cell of the next line; from the last line to a new one, which begins with its words */
function goDown(cell) {
  const row = rowOf(cell);
  const next = cellBeside(cell, 1);
  if (row.matches(".est__blank") && dirty.has(row.dataset.row)) save("", `${row.dataset.row}-text`);
  else if (next && rowOf(next).matches(".est__blank")) rowOf(next).querySelector(".est__work input").focus();
  else next?.focus();
}

function press(event) {
  const cell = event.target.closest(".cell :is(input, select)");
  if (!cell || event.isComposing || event.ctrlKey || event.metaKey) return;
  const row = rowOf(cell);
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (event.key === "Enter" && row) {
    event.preventDefault();
    if (event.shiftKey) cellBeside(cell, -1)?.focus();
    else goDown(cell);
  } else if (step && event.altKey && row?.dataset.row.startsWith("l")) {
    event.preventDefault();
    save(`${step < 0 ? "up" : "down"}:${row.dataset.row}`, cell.id);
  } else if (step && !event.altKey && cell.localName === "input") {
    event.preventDefault();
    cellBeside(cell, step)?.focus();
  }
}

/* Buttons do what they say without leaving the page */
function submit(event) {
  event.preventDefault();
  const button = event.submitter?.name === "do" ? event.submitter.value : "";
  const [verb, key] = button.split(":");
  const blank = verb === "line" && document.getElementById(`n${key.slice(1)}-text`);
  if (blank) return blank.focus();
  asks = false;
  return save(button);
}

function typed(event) {
  const row = rowOf(event.target);
  if (!row) return;
  dirty.add(row.dataset.row);
  // A new line is left alone while it is being written: it is saved at a pause, or with Enter.
  const done = event.type === "change" && !row.matches(".est__blank");
  saveSoon(done ? 0 : PAUSE_MS);
}

if (form) {
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("keydown", press);
  form.addEventListener("submit", submit);
  form.addEventListener("compositionstart", () => (composing = true));
  form.addEventListener("compositionend", () => (composing = false));
  form.addEventListener("focusin", (event) => {
    if (event.target.matches(".cell.n input")) event.target.select();
  });
  addEventListener("beforeunload", (event) => {
    if (dirty.size || sending) event.preventDefault();
  });
}
