/* Dragging: by mouse at once, by touch after a long press, so that a finger can still scroll. */
import { board } from "./cards.js";
import { remember, save } from "./moves.js";

const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
// To let cards glide aside every one of a list is measured: of hundreds, seconds before the place opens.
const isLong =
  board.querySelector("[data-more]") !== null || [...board.querySelectorAll(".column")].some((each) => each.querySelectorAll(".card").length > 40);

if (window.Sortable) {
  board.classList.add("is-sortable");
  for (const list of board.querySelectorAll("[data-cards]")) {
    window.Sortable.create(list, {
      // From one group of cards into another nothing is dragged: who answers for it is said on its page.
      group: `cards ${list.dataset.group}`,
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
      ghostClass: "is-place",
      fallbackClass: "is-carried",
      onChoose: ({ item }) => remember(item),
      onStart: () => board.classList.add("is-carrying"),
      onEnd: ({ item }) => {
        board.classList.remove("is-carrying");
        save(item);
      },
    });
  }
}
