/* The keyboard: Shift and an arrow move the card that has the focus. */
import { board } from "./cards.js";
import { go, refuse } from "./moves.js";
import { steps } from "./steps.js";

const WAYS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };

board.addEventListener("keydown", (event) => {
  const way = event.shiftKey && !event.ctrlKey && !event.altKey && WAYS[event.key];
  const card = event.target.closest(".card");
  if (!way || !card) return;
  event.preventDefault();
  const place = steps[way](card);
  if (place?.isShut) refuse(card);
  else if (place) go(card, place);
});
