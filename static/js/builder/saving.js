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

/* One at a time, in their order. What is sent is read when its turn comes: the one before may have brought new marks. */
export function post(action, read) {
  const mine = sending.then(() => send(action, read()));
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
  const { action } = mine;
  let body = null;
  try {
    const { fresh, isKept, status } = await post(action, () => (body = written(form())));
    if (form()?.action !== action) return;
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

function written(mine) {
  const body = new URLSearchParams(new FormData(mine));
  for (const box of mine.querySelectorAll("[data-waits]")) body.delete(box.name);
  body.append("do", "save");
  return body;
}

async function press(pressed, submitter) {
  const isMine = pressed.matches("[data-kept]");
  if (!isMine) await keep();
  else clearTimeout(timer);
  isTyped = isMine ? false : isTyped;
  pressed.closest("details.badd")?.removeAttribute("open");
  const body = () => {
    const mine = isMine ? form() : pressed;
    const sent = new URLSearchParams(new FormData(mine));
    if (submitter?.name) sent.append(submitter.name, submitter.value);
    return sent;
  };
  try {
    const { fresh, isKept, at } = await post(pressed.action, body);
    isStuck = !isKept && isMine;
    const wasHere = editor().dataset.at;
    const before = new Set([...editor().querySelectorAll("[id]")].map((each) => each.id));
    takeEditor(fresh, null);
    takeOutline(fresh);
    const preview = fresh.getElementById("preview");
    if (preview && isKept) document.getElementById("preview").replaceWith(document.adoptNode(preview));
    if (isKept) history.replaceState(null, "", at);
    focusNew(before, wasHere !== editor().dataset.at);
    show();
  } catch {
    pressed.dataset.again ??= "";
    HTMLFormElement.prototype.submit.call(pressed);
  }
}

/* On with what the button has made: a new choice, a new check, a new question. */
function focusNew(before, isElsewhere) {
  if (isElsewhere) return editor().querySelector("form[data-kept] textarea, form[data-kept] .field input")?.focus();
  const wanted = [...editor().querySelectorAll(".bcheck select, .bchoice input:not([type=hidden])")].find(
    (each) => !before.has(each.id),
  );
  wanted?.focus();
  wanted?.scrollIntoView({ block: "nearest" });
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
  navigator.sendBeacon(form().action, written(form()));
});

addEventListener("beforeunload", (event) => {
  if (isTyped && isStuck) event.preventDefault();
});
