/* Where a card goes by one step: on top, up, down, into the column beside it; null where no step leads. */
import { columns, groupOf, isOpenTo, listOf, neighbour, placeOf } from "./cards.js";

export const steps = {
  top: (card) => beside(card, "before", card.parentElement.querySelector(".card")),
  up: (card) => beside(card, "before", neighbour(card, "previousElementSibling")) ?? intoGroup(card, -1),
  down: (card) => beside(card, "after", neighbour(card, "nextElementSibling")) ?? intoGroup(card, 1),
  left: (card) => across(card, -1),
  right: (card) => across(card, 1),
};

function beside(card, side, other) {
  return other && other !== card ? { column: placeOf(card).column, [side]: other.dataset.id } : null;
}

function across(card, by) {
  const all = columns();
  const there = all[all.indexOf(card.closest(".column")) + by];
  const list = there && listOf(there.dataset.column, groupOf(card));
  return list ? { column: list.dataset.cards } : null;
}

/* From the edge of a group into the one beside it, where that may be. */
function intoGroup(card, by) {
  const lists = [...card.closest(".column").querySelectorAll("[data-cards]")];
  const list = lists[lists.indexOf(card.parentElement) + by];
  if (!list) return null;
  const { cards: column, group } = list.dataset;
  if (!isOpenTo(card, list)) return { isShut: true };
  return { column, group, before: by > 0 ? list.querySelector(".card")?.dataset.id : undefined };
}
