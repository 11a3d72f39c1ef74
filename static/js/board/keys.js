/* The keyboard: Shift and an arrow move the card that has the focus. */
import { board, columns, groupOf, listOf, neighbour, placeOf, put } from "./cards.js";
import { remember, save, show } from "./moves.js";

const steps = {
  ArrowUp: (card) => beside(card, "before", "previousElementSibling"),
  ArrowDown: (card) => beside(card, "after", "nextElementSibling"),
  ArrowLeft: (card) => across(card, -1),
  ArrowRight: (card) => across(card, 1),
};

function beside(card, side, way) {
  const other = neighbour(card, way);
  return other ? { column: placeOf(card).column, [side]: other.dataset.id } : null;
}

function across(card, by) {
  const all = columns();
  const there = all[all.indexOf(card.closest(".column")) + by];
  const list = there && listOf(there.dataset.column, groupOf(card));
  return list ? { column: list.dataset.cards } : null;
}

board.addEventListener("keydown", (event) => {
  const step = event.shiftKey && !event.ctrlKey && !event.altKey && steps[event.key];
  const card = event.target.closest(".card");
  if (!step || !card) return;
  event.preventDefault();
  const place = step(card);
  if (!place) return;
  remember(card);
  put(card, place);
  show(card);
  save(card);
});
