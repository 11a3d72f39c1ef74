/* Others on the same lead: says every ten seconds that this page is open and whether somebody writes on it, and shows who
   else is here. What is typed stays where it is: news is offered, never put in. */
import { token } from "./csrf.js";

const EVERY_MS = 10_000;
const TYPES_FOR_MS = 15_000;
const place = document.querySelector("[data-together]");
let typedAt = 0;

function say(doing) {
  const body = new URLSearchParams({ doing, seen: place.dataset.seen });
  return fetch(place.dataset.together, { method: "POST", body, headers: { "X-CSRFToken": token }, keepalive: doing === "gone" });
}

async function beat() {
  if (document.hidden) return;
  const answer = await say(Date.now() - typedAt < TYPES_FOR_MS ? "typing" : "reading");
  if (!answer.ok || answer.redirected) return;
  const told = (await answer.text()).trim();
  // Only what changed is read out.
  if (told !== place.innerHTML.trim() && !place.contains(document.activeElement)) place.innerHTML = told;
}

if (place) {
  document.addEventListener("input", (event) => {
    if (!event.target.closest("form.composer")) return;
    const began = Date.now() - typedAt > TYPES_FOR_MS;
    typedAt = Date.now();
    if (began) beat().catch(() => {});
  });
  setInterval(() => beat().catch(() => {}), EVERY_MS);
  document.addEventListener("visibilitychange", () => (document.hidden ? say("gone") : beat()).catch(() => {}));
  addEventListener("pagehide", () => say("gone").catch(() => {}));
  beat().catch(() => {});
}
