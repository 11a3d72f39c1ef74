/* Ctrl+K (⌘K): one field that finds pages, what can be done on this one, leads looked at lately, and whatever the search
   knows. Up, down and Enter; the field is a combobox, so that each choice is read out. */
import { bindings, byKey } from "./bindings.js";
import { rank } from "./matching.js";
import { forgetOnLeaving, recent, remember } from "./recent.js";
import { rowAt } from "./rows.js";

const PAUSE_MS = 150;
const MOST = 12;
const dialog = document.getElementById("palette");
const field = dialog?.querySelector("input");
const list = dialog?.querySelector("[role=listbox]");
let shown = [];
let at = 0;
let found = [];
let timer = 0;
let before = null;

function pages() {
  const links = document.querySelectorAll(".contents__list a, .contents__foot [data-command]");
  return [...links].map((link) => ({
    words: (link.dataset.command || link.firstChild?.textContent || link.textContent).trim(),
    kind: dialog.dataset.page,
    keys: link.dataset.key,
    run: () => link.click(),
  }));
}

function acts() {
  const row = before?.closest?.(".row") ?? rowAt();
  return [...bindings()]
    .filter(([key]) => !key.startsWith("g ") && key !== "Escape")
    .map(([key, words]) => ({ words, kind: dialog.dataset.act, keys: key, run: () => press(byKey(key, row)) }));
}

function press(element) {
  if (!element) return;
  if (element.matches("textarea, select, input:not([type=checkbox])")) element.focus();
  else element.click();
}

function leads() {
  return recent().map(({ words, href }) => ({ words, kind: dialog.dataset.recent, run: () => location.assign(href) }));
}

function draw() {
  const typed = field.value.trim();
  const own = typed ? rank(typed, [...acts(), ...pages(), ...leads()]) : [...acts(), ...leads(), ...pages()];
  shown = [...own.slice(0, typed ? MOST - Math.min(found.length, 7) : 40), ...(typed ? found : [])];
  at = Math.min(at, Math.max(shown.length - 1, 0));
  list.replaceChildren(...shown.map(option));
  dialog.querySelector("[data-none]").hidden = shown.length > 0;
  mark();
}

function option(one, number) {
  const item = document.createElement("li");
  item.id = `palette-${number}`;
  item.setAttribute("role", "option");
  const words = document.createElement("span");
  words.textContent = one.words;
  const kind = document.createElement("span");
  kind.className = "palette__kind";
  kind.textContent = one.kind;
  item.append(words, kind);
  if (one.keys) {
    const keys = document.createElement("kbd");
    keys.textContent = one.keys;
    item.append(keys);
  }
  item.addEventListener("pointermove", () => point(number));
  item.addEventListener("click", () => choose(number));
  return item;
}

function point(number) {
  if (at === number) return;
  at = number;
  mark();
}

function mark() {
  [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === at)));
  const here = list.children[at];
  if (here) field.setAttribute("aria-activedescendant", here.id);
  else field.removeAttribute("aria-activedescendant");
  here?.scrollIntoView({ block: "nearest" });
}

function choose(number) {
  const one = shown[number];
  if (!one) return;
  dialog.close();
  one.run();
}

async function ask() {
  const typed = field.value.trim();
  found = [];
  if (typed.length > 1) {
    try {
      const answer = await fetch(`${dialog.dataset.suggestions}?${new URLSearchParams({ q: typed })}`);
      const told = answer.ok && !answer.redirected ? await answer.json() : [];
      if (field.value.trim() !== typed) return;
        found = told.map(suggestion);
    } catch {
      found = []; // the search is away: pages and acts are still there
    }
  }
  draw();
}

function suggestion({ title, why, called, href }) {
  const words = [title, why].filter(Boolean).join(" · ");
  return { words, kind: called, run: () => location.assign(href) };
}

export function openPalette() {
  before = document.activeElement;
  field.value = "";
  found = [];
  at = 0;
  draw();
  dialog.showModal();
}

if (dialog && dialog.showModal) {
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.code !== "KeyK") return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else if (!document.querySelector("dialog:modal")) openPalette();
  });
  field.addEventListener("input", () => {
    at = 0;
    draw();
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  field.addEventListener("keydown", (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move && shown.length) {
      event.preventDefault();
      point((at + move + shown.length) % shown.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(at);
    }
  });
  document.querySelectorAll("[data-opens-palette]").forEach((each) => each.addEventListener("click", openPalette));
  remember();
  forgetOnLeaving();
}
