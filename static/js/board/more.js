/* The rest of a long column: fetched when it comes near, or when its link is pressed. */
import { board, cardOf } from "./cards.js";
import { isSending } from "./moves.js";

const AGAIN_MS = 3000;
const near = new IntersectionObserver(
  (seen) => seen.filter((each) => each.isIntersecting).forEach((each) => load(each.target)),
  { rootMargin: "800px 0px" },
);

async function load(more) {
  near.unobserve(more);
  if (more.dataset.isAsked) return null;
  more.dataset.isAsked = "yes";
  try {
    const response = await fetch(more.querySelector("a").href, { headers: { "HX-Request": "true" } });
    if (!response.ok || response.redirected) throw new Error(response.status);
    const html = await response.text();
    // Where a card that is on its way stands, the next round says.
    if (isSending()) throw new Error("a card is on its way");
    return put(more, html);
  } catch {
    // The link stays; it is tried again while it is in view.
    delete more.dataset.isAsked;
    setTimeout(() => more.isConnected && near.observe(more), AGAIN_MS);
    return null;
  }
}

function put(more, html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  // A card that was moved behind the last one meanwhile comes with the rest once more.
  for (const card of holder.content.querySelectorAll(".card")) {
    const here = cardOf(card.dataset.id);
    // What is carried at this moment stays in the hand.
    if (here?.classList.contains("is-place")) card.remove();
    else here?.remove();
  }
  const first = holder.content.querySelector("h3 a");
  const hadFocus = more.contains(document.activeElement);
  const next = holder.content.querySelector("[data-more]");
  more.replaceWith(holder.content);
  if (hadFocus) first?.focus({ preventScroll: true });
  if (next) near.observe(next);
  return next;
}

/* An address may name a card that is further down than what is loaded. */
async function seek(id) {
  const rest = [...board.querySelectorAll("[data-more]")];
  while (rest.length && !document.getElementById(id)) {
    const next = await load(rest.shift());
    if (next) rest.unshift(next);
  }
  const card = document.getElementById(id);
  card?.classList.add("is-here");
  card?.scrollIntoView({ block: "center" });
}

board.addEventListener("click", (event) => {
  const link = event.target.closest("[data-more] a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  load(link.closest("[data-more]"));
});
board.querySelectorAll("[data-more]").forEach((each) => near.observe(each));

const named = location.hash.slice(1);
if (/^task-\d+$/.test(named) && !document.getElementById(named)) seek(named);
