/* What is typed is kept as it is typed; the buttons of the editor need no new page. */
import { builder, editor, form, read, takeEditor, takeMarks, takeOutline } from "./page.js";
import { show } from "./preview.js";

const SOON = 600;
const mark = document.getElementById("saved");
let timer = 0;
let isTyped = false;
let isStuck = false;
let sending = Promise.resolve();

function say(state) {
  mark.classList.toggle("is-failed", state === "failed");
  mark.textContent = mark.dataset[state];
}

/* One at a time, in their order. */
export function post(action, body) {
  const mine = sending.then(() => send(action, body));
  sending = mine.catch(() => {});
  return mine;
}

async function send(action, body) {
  say("saving");
  try {
    const answer = await fetch(action, { method: "POST", body });
    const fresh = read(await answer.text());
    if (!fresh.getElementById("builder")) throw new Error(`no builder in the answer (${answer.status})`);
    say(answer.ok ? "saved" : "failed");
    return { fresh, isKept: answer.ok, status: answer.status, at: answer.url };
  } catch (error) {
    say("failed");
    editor().querySelector(".bform__save .no-script")?.classList.remove("no-script");
    throw error;
  }
}

function typed() {
  isTyped = true;
  clearTimeout(timer);
  if (!isStuck) timer = setTimeout(keep, SOON);
}

/* Keeps what is typed. `redraws` where the fields themselves are otherwise after it. */
export async function keep({ redraws = false } = {}) {
  clearTimeout(timer);
  const mine = form();
  if (!mine || (!isTyped && !redraws)) return;
  isTyped = false;
  const body = new URLSearchParams(new FormData(mine));
  for (const box of mine.querySelectorAll("[data-waits]")) body.delete(box.name);
  body.append("do", "save");
  try {
    const { fresh, isKept, status } = await post(mine.action, body);
    if (form() !== mine) return;
    isStuck = status === 409;
    if (redraws || isStuck) {
      if (takeEditor(fresh, body)) typed();
    } else takeMarks(fresh);
    takeOutline(fresh);
    if (isKept) show();
  } catch {
    isTyped = true;
  }
}

async function press(pressed, submitter) {
  const isMine = pressed.matches("[data-kept]");
  if (!isMine) await keep();
  else clearTimeout(timer);
  isTyped = isMine ? false : isTyped;
  // The keeping of before may have brought new marks: the form is read only now.
  const body = new URLSearchParams(new FormData(pressed, submitter));
  try {
    const { fresh, isKept, at } = await post(pressed.action, body);
    isStuck = !isKept && isMine;
    const before = new Set([...editor().querySelectorAll("[id]")].map((each) => each.id));
    takeEditor(fresh, null);
    takeOutline(fresh);
    const preview = fresh.getElementById("preview");
    if (preview && isKept) document.getElementById("preview").replaceWith(document.adoptNode(preview));
    if (isKept) history.replaceState(null, "", at);
    focusNew(before, new URL(at).hash.slice(1));
    show();
  } catch {
    pressed.dataset.again ??= "";
    HTMLFormElement.prototype.submit.call(pressed);
  }
}

/* On with what the button has made: a new choice, a new check, a new question. */
function focusNew(before, anchor) {
  const place = document.getElementById(anchor);
  const fresh = [...editor().querySelectorAll(".bcheck select, .bchoice input:not([type=hidden])")].find(
    (each) => !before.has(each.id),
  );
  const field = fresh ?? (place && place !== editor() ? place.querySelector("input:not([type=hidden]), select") : null);
  const first = anchor === "editor" ? editor().querySelector("textarea, .field input:not([type=hidden])") : null;
  const wanted = field ?? first;
  if (!wanted) return;
  wanted.focus();
  wanted.scrollIntoView({ block: "nearest" });
}

builder.addEventListener("input", (event) => {
  if (!event.target.closest("form[data-kept]") || event.target.matches("[data-waits], [data-redraws]")) return;
  typed();
});

builder.addEventListener("change", (event) => {
  if (event.target.matches("form[data-kept] [data-redraws]")) {
    isTyped = true;
    keep({ redraws: true });
  }
  if (event.target.matches("[data-sends]")) event.target.form.requestSubmit();
});

builder.addEventListener("submit", (event) => {
  const pressed = event.target;
  if (event.defaultPrevented || pressed.method !== "post" || pressed.id === "facts") return;
  if (pressed.closest("#editor") && !document.querySelector("form[data-kept]")) return;
  event.preventDefault();
  press(pressed, event.submitter);
});

/* Whoever goes elsewhere takes nothing unsaved along. */
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  if (!link || !isTyped || isStuck || link.target || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  await keep();
  location.href = link.href;
});

addEventListener("pagehide", () => {
  if (!isTyped || isStuck || !form()) return;
  const body = new URLSearchParams(new FormData(form()));
  body.append("do", "save");
  navigator.sendBeacon(form().action, body);
});

addEventListener("beforeunload", (event) => {
  if (isTyped && isStuck) event.preventDefault();
});
