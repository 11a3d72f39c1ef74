/* The page as a visitor sees it, in a frame that runs nothing: it follows what is kept, at the question at hand. */
import { editor } from "./page.js";

const AIR = 90;
let language = "";
let width = "phone";
let asked = null;

const frame = () => document.getElementById("preview-frame");
const isSeen = () => frame()?.offsetParent !== null;

function address() {
  const at = new URL(frame().src, location.href);
  if (language) at.searchParams.set("lang", language);
  return at.href;
}

/* Its content comes into the frame that is there, so that nothing flickers and nothing scrolls away. */
export async function show() {
  if (!frame() || !isSeen()) return;
  prepare();
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(address(), { signal: asked.signal });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const inside = frame().contentDocument;
    const main = inside?.getElementById("main");
    if (!answer.ok || !main) return;
    main.replaceWith(inside.adoptNode(fresh.getElementById("main")));
    inside.documentElement.lang = fresh.documentElement.lang;
    goToQuestion();
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

function goToQuestion() {
  const [kind, key] = editor().dataset.at.split(":");
  const inside = frame().contentDocument;
  if (kind !== "question" || !inside) return;
  const field = inside.querySelector(`[id="q-${CSS.escape(key)}"], [id^="q-${CSS.escape(key)}"]`);
  const place = field?.closest(".field, fieldset") ?? field;
  if (!place) return;
  for (const each of inside.querySelectorAll(".is-at-hand")) each.classList.remove("is-at-hand");
  place.classList.add("is-at-hand");
  frame().contentWindow.scrollTo(0, place.getBoundingClientRect().top + frame().contentWindow.scrollY - AIR);
}

function prepare() {
  const mine = document.getElementById("preview");
  const glass = mine.querySelector("[data-glass]");
  if (!glass) return;
  glass.dataset.glass = width;
  for (const each of mine.querySelectorAll("[data-width]")) press(each, each.dataset.width === width);
  if (language) for (const each of mine.querySelectorAll("[data-speak]")) press(each, each.dataset.speak === language);
  const inside = frame();
  if (inside.dataset.waits === undefined) {
    inside.dataset.waits = "";
    inside.addEventListener("load", goToQuestion);
  }
}

function press(button, is) {
  button.setAttribute("aria-pressed", is);
  button.classList.toggle("btn--here", is);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("#preview [data-width], #preview [data-speak]");
  if (!button) return;
  width = button.dataset.width ?? width;
  language = button.dataset.speak ?? language;
  show();
});

if (frame()) {
  prepare();
  if (frame().contentDocument?.readyState === "complete") goToQuestion();
}
