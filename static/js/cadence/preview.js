/* The preview beside the editor: it is asked for anew shortly after something was typed, and it shows the letter whose
   words have the cursor. */
export const form = document.getElementById("cadence");
const ahead = document.getElementById("foresight");
const paper = document.querySelector("[data-paper]");
const PAUSE = 350;
let waiting = 0;
let asked = null;

/* What the form would send, without what its buttons say. */
export function typed() {
  return new URLSearchParams(new FormData(form));
}

export function look() {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    refreshDays();
    refreshLetter();
  }, PAUSE);
}

/* Which letter is shown: of which step, in which language, after what has happened. */
export function show({ step, lang, happened }) {
  const before = new URLSearchParams(new FormData(form)).toString();
  if (step !== undefined) form.elements.shown.value = step;
  if (lang) form.elements.lang.value = lang;
  if (happened !== undefined && form.elements.case) form.elements.case.value = happened;
  if (typed().toString() !== before) look();
}

async function refreshDays() {
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(form.dataset.foresight, {
      method: "POST",
      body: typed(),
      signal: asked.signal,
      redirect: "manual",
    });
    if (answer.ok) ahead.innerHTML = await answer.text();
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

/* The new letter comes into a frame of its own behind the old one, so that nothing flickers and going back in the
   browser leaves the page. */
export function refreshLetter() {
  paper.querySelector(".is-coming")?.remove();
  const old = paper.querySelector("iframe");
  const frame = old.cloneNode();
  frame.removeAttribute("src");
  frame.name = "letter-to-come";
  frame.classList.add("is-coming");
  paper.append(frame);
  frame.addEventListener("load", () => {
    if (frame.contentDocument?.URL === "about:blank") return;
    old.remove();
    frame.classList.remove("is-coming");
    frame.name = "letter";
    frame.contentWindow.name = "letter";
    fit(frame);
  });
  sendInto(frame.name);
}

function sendInto(target) {
  const { action, target: before } = form;
  form.action = form.dataset.letter;
  form.target = target;
  form.submit();
  form.action = action;
  form.target = before;
}

function fit(frame) {
  const page = frame.contentDocument?.body;
  if (page?.childElementCount) frame.style.blockSize = `${Math.min(Math.max(page.scrollHeight + 8, 240), 2000)}px`;
}

form.addEventListener("input", look);

/* The cursor chooses the letter. */
form.addEventListener("focusin", (event) => {
  const step = event.target.closest("[data-step]");
  if (!step) return;
  const inCase = event.target.closest("[data-case]");
  show({
    step: step.dataset.step,
    lang: event.target.closest("[data-lang]")?.dataset.lang,
    happened: inCase?.dataset.case,
  });
});

ahead.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=read]");
  if (!button) return;
  event.preventDefault();
  form.elements.shown.value = button.value;
  for (const row of ahead.querySelectorAll("[data-ahead]"))
    row.classList.toggle("is-shown", row.dataset.ahead === button.value);
  refreshLetter();
  paper.scrollIntoView({ block: "nearest" });
});

if (form.dataset.typed !== undefined) refreshLetter();
else {
  const first = paper.querySelector("iframe");
  fit(first);
  first.addEventListener("load", () => fit(first), { once: true });
}
