/* Dragging: by mouse at once, by touch after a long press, so that a finger can still scroll. Escape takes it back. */
import { board, isOpenTo, placeOf, put } from "./cards.js";
import { refuse, remember, save } from "./moves.js";
import { alongTheEdge } from "./edge.js";

const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
// To let cards glide aside every one of a list is measured: of hundreds, seconds before the place opens.
const isLong =
  board.querySelector("[data-more]") !== null || [...board.querySelectorAll(".column")].some((each) => each.querySelectorAll(".card").length > 40);
const lists = [...board.querySelectorAll("[data-cards]")];
let origin = null;
let isGivenUp = false;

function begin(item) {
  isGivenUp = false;
  origin = placeOf(item);
  board.classList.add("is-carrying");
  lists.forEach((each) => each.classList.toggle("is-open", isOpenTo(item, each)));
}

function end(item, event) {
  board.classList.remove("is-carrying");
  // The words of an empty column stay behind the cards that came into it.
  const none = item.parentElement.querySelector(".column__none");
  if (none.nextElementSibling) item.parentElement.append(none);
  swallowClick();
  const isShut = isOver(item, event);
  if (isGivenUp || isShut) put(item, origin);
  if (isShut) refuse(item);
  save(item);
}

/* Whether the hand was above a group that this card does not go into. */
function isOver(item, event) {
  const { clientX, clientY } = event?.changedTouches?.[0] ?? event ?? {};
  if (clientX === undefined) return false;
  const list = document.elementFromPoint(clientX, clientY)?.closest(".lane")?.querySelector("[data-cards]");
  return Boolean(list) && !isOpenTo(item, list);
}

/* Letting go above a card is no click on it; and what Sortable still waits to swallow would be the next real tap. */
function swallowClick() {
  const swallow = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  board.addEventListener("click", swallow, { capture: true });
  setTimeout(() => {
    board.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    board.removeEventListener("click", swallow, { capture: true });
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !board.classList.contains("is-carrying")) return;
  event.preventDefault();
  isGivenUp = true;
  document.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
});

/* A finger that rests on a card takes it up; it asks for no menu of the link under it. */
board.addEventListener("contextmenu", (event) => {
  if (event.pointerType === "touch" && event.target.closest(".card")) event.preventDefault();
});

if (window.Sortable) {
  board.classList.add("is-sortable");
  for (const list of lists) {
    window.Sortable.create(list, {
      group: board.dataset.by === "person" ? "cards" : `cards ${list.dataset.group}`,
      draggable: ".card",
      filter: "[data-move]",
      preventOnFilter: false,
      animation: isStill || isLong ? 0 : 150,
      delay: 250,
      delayOnTouchOnly: true,
      touchStartThreshold: 8,
      forceFallback: true,
      fallbackOnBody: true,
      fallbackTolerance: 4,
      scrollSensitivity: 56,
      scrollFn: alongTheEdge,
      ghostClass: "is-place",
      fallbackClass: "is-carried",
      chosenClass: "is-taken",
      onChoose: ({ item }) => remember(item),
      onStart: ({ item }) => begin(item),
      onEnd: ({ item, originalEvent }) => end(item, originalEvent),
    });
  }
}
