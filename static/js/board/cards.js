/* Cards in their columns: where one stands, putting one somewhere, and drawing what the server answered.
   A column may be loaded only in part: then its last entry leads to the rest. */
export const board = document.querySelector("[data-board]");

export const columns = () => [...board.querySelectorAll(".column")];
export const groupOf = (card) => card.closest("[data-cards]").dataset.group;
export const listOf = (column, group = "") =>
  board.querySelector(`[data-cards="${column}"][data-group="${CSS.escape(group)}"]`);
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

/* Behind the last card that is loaded: the way to the rest stays last. */
const endOf = (list) => list.querySelector(".column__more") ?? list.querySelector(".column__none");

export function put(card, { column, before, after }) {
  const list = listOf(column, groupOf(card));
  const inList = (id) => (id ? list.querySelector(`#task-${id}`) : null);
  const next = inList(before) ?? inList(after)?.nextElementSibling ?? endOf(list);
  keepingFocus(card, () => list.insertBefore(card, next));
}

/* Where the server has it: by its key, among those beside it. What lies behind the last loaded card comes with the
   rest of its column. */
export function putByKey(card, list) {
  const { key } = card.dataset;
  const others = [...list.children].filter((each) => each.matches(".card") && each !== card);
  const next = others.find((each) => each.dataset.key > key);
  if (!next && list.querySelector(".column__more") && !stands(card, list)) {
    card.remove();
    return;
  }
  const there = next ?? endOf(list);
  if (card.parentElement !== list || (next ? neighbour(card, "nextElementSibling") !== next : neighbour(card, "nextElementSibling"))) {
    keepingFocus(card, () => list.insertBefore(card, there));
  }
}

const stands = (card, list) => card.parentElement === list && !neighbour(card, "nextElementSibling");

/* Draws an answer; cards that are here already stay the same elements. Returns those that are on the page now. */
export function draw(answer, { isPlaced = false } = {}) {
  const drawn = [];
  for (const fresh of answer.querySelectorAll(".card")) {
    const { column, group } = fresh.parentElement.dataset;
    const card = drawCard(fresh);
    const list = isPlaced ? null : listOf(column, group) ?? listOf(column);
    if (list) putByKey(card, list);
    if (card.isConnected) drawn.push(card);
  }
  for (const id of answer.dataset.gone?.split(" ") ?? []) cardOf(id)?.remove();
  for (const head of answer.querySelectorAll(".column__head")) {
    document.getElementById(head.id)?.replaceWith(head);
  }
  const done = document.getElementById("board-done");
  if (done && answer.dataset.done) done.textContent = answer.dataset.done;
  return drawn;
}

function drawCard(fresh) {
  const card = cardOf(fresh.dataset.id);
  if (!card) return fresh;
  Object.assign(card.dataset, fresh.dataset);
  card.classList.toggle("card--wait", fresh.classList.contains("card--wait"));
  if (card.innerHTML !== fresh.innerHTML) {
    keepingFocus(card, () => card.replaceChildren(...fresh.childNodes));
  }
  return card;
}

export function parse(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.querySelector("[data-answer]");
}

/* Moving an element, or drawing it anew, takes the focus away; it comes back to where it was. */
export function keepingFocus(card, change) {
  const focused = card.contains(document.activeElement) ? document.activeElement : null;
  const again = focused?.matches("[data-move]") ? "[data-move]" : "h3 a";
  change();
  if (focused) card.querySelector(again).focus({ preventScroll: true });
}
