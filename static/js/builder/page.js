/* The page of the builder, and taking parts of a fresh one that the server sent. */
export const builder = document.getElementById("builder");
export const editor = () => document.getElementById("editor");
export const form = () => editor().querySelector("form[data-kept]");
const listeners = [];

/* Whoever has something to do when parts of the page came anew. */
export function whenFresh(run) {
  listeners.push(run);
  run();
}

export function read(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

export function tell(words) {
  document.getElementById("told").textContent = words;
}

/* The list at the left, and what the masthead says; what was open there stays open. */
export function takeOutline(fresh) {
  const open = [...document.querySelectorAll(".badd")].findIndex((each) => each.open);
  const focused = document.activeElement?.dataset?.at;
  const top = document.getElementById("outline").scrollTop;
  swap(fresh, "outline");
  swap(fresh, "to-publish");
  const outline = document.getElementById("outline");
  outline.scrollTop = top;
  if (open >= 0) outline.querySelectorAll(".badd")[open]?.setAttribute("open", "");
  for (const link of outline.querySelectorAll("a[aria-current]")) link.removeAttribute("aria-current");
  link(editor().dataset.at)?.setAttribute("aria-current", "true");
  if (focused) link(focused)?.focus();
  for (const run of listeners) run();
}

export function link(at) {
  return document.querySelector(`#outline [data-at="${CSS.escape(at)}"]`);
}

/* What is wrong with the thing at hand, and what stands for it on the server. */
export function takeMarks(fresh) {
  if (fresh.getElementById("editor")?.dataset.at !== editor().dataset.at) return;
  swap(fresh, "trouble");
  swap(fresh, "place");
  for (const name of ["edits", "mark"]) {
    const value = fresh.querySelector(`form[data-kept] [name="${name}"]`)?.value;
    if (value !== undefined && form()) form().elements[name].value = value;
  }
}

/* The whole editor; what was typed since `sent` stays, and so does the focus. Gives whether something was typed. */
export function takeEditor(fresh, sent) {
  const focused = document.activeElement?.id;
  const before = new Map([...(form()?.elements ?? [])].map((each) => [each.id, each.value]));
  const names = new Map([...(form()?.elements ?? [])].map((each) => [each.id, each.name]));
  const wasHere = editor().dataset.at;
  swap(fresh, "editor");
  let isTyped = false;
  if (sent && wasHere === editor().dataset.at) {
    for (const field of form()?.elements ?? []) {
      if (!field.matches("textarea, input:not([type])") || !before.has(field.id)) continue;
      const typed = before.get(field.id);
      if (typed === (sent.get(names.get(field.id)) ?? "") || typed === field.value) continue;
      field.value = typed;
      isTyped = true;
    }
  }
  const place = document.getElementById(focused);
  (editor().querySelector("[data-focus]") ?? place)?.focus({ preventScroll: true });
  for (const run of listeners) run();
  return isTyped;
}

function swap(fresh, id) {
  const old = document.getElementById(id);
  const come = fresh.getElementById(id);
  if (old && come) old.replaceWith(document.adoptNode(come));
}
