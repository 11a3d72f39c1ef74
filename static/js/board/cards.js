/* Cards in their columns: where one stands, putting one somewhere, and drawing what the server answered. */
export const board = document.querySelector("[data-board]");

export const listOf = (column) => board.querySelector(`[data-cards="${column}"]`);
export const cardOf = (id) => document.getElementById(`task-${id}`);
export const titleOf = (card) => card.querySelector("h3").textContent.trim();
export const nameOf = (column) =>
  document.getElementById(`column-${column}-name`).textContent.trim();

/* The next card that way; the words of an empty column stand among the cards too. */
export function neighbour(card, way) {
  let other = card[way];
  while (other && !other.matches(".card")) other = other[way];
  return other;
}

/* A place is a column and the neighbours there, never an index: a filter may hide cards between. */
export function placeOf(card) {
  return {
    column: card.closest("[data-cards]").dataset.cards,
    before: neighbour(card, "nextElementSibling")?.dataset.id,
    after: neighbour(card, "previousElementSibling")?.dataset.id,
  };
}

export const isSame = (one, other) =>
  one.column === other.column && one.before === other.before && one.after === other.after;

export function put(card, { column, before, after }) {
  const list = listOf(column);
  const inList = (id) => (id ? list.querySelector(`#task-${id}`) : null);
  const next = inList(before) ?? inList(after)?.nextElementSibling ?? null;
  keepingFocus(card, () => list.insertBefore(card, next));
}

/* Draws the cards and figures of an answer; cards that are here already stay the same elements. */
export function draw(answer) {
  for (const fresh of answer.querySelectorAll(".card")) drawCard(fresh, fresh.parentElement.dataset);
  for (const head of answer.querySelectorAll(".column__head")) {
    document.getElementById(head.id)?.replaceWith(head);
  }
  const done = document.getElementById("board-done");
  if (done) done.textContent = answer.dataset.done;
}

function drawCard(fresh, { column }) {
  const card = cardOf(fresh.dataset.id);
  if (!card) {
    listOf(column).append(fresh);
    return;
  }
  Object.assign(card.dataset, fresh.dataset);
  card.classList.toggle("card--wait", fresh.classList.contains("card--wait"));
  if (card.innerHTML !== fresh.innerHTML) {
    keepingFocus(card, () => card.replaceChildren(...fresh.childNodes));
  }
}

export function parse(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.querySelector("[data-done]");
}

/* Moving an element, or drawing it anew, takes the focus away; it comes back to where it was. */
export function keepingFocus(card, change) {
  const focused = card.contains(document.activeElement) ? document.activeElement : null;
  const again = focused?.matches("[data-move]") ? "[data-move]" : "h3 a";
  change();
  if (focused) card.querySelector(again).focus({ preventScroll: true });
}
