/* Cards in their columns: where one stands, putting one somewhere, and drawing what the server answered.
   A column may be loaded only in part: then its last entry leads to the rest. */
export const board = document.querySelector("[data-board]");

export const columns = () => [...board.querySelectorAll(".column")];
export const groupOf = (card) => card.closest("[data-cards]").dataset.group;
export const groupName = (card) => card.closest(".lane")?.querySelector(".lane__name").firstChild.textContent.trim() ?? "";
/* Under people's names a card goes to whom it is dropped with; other groups say what cannot be carried from here. */
export const isOpenTo = (card, list) => board.dataset.by === "person" || list.dataset.group === groupOf(card);
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

/* A place is a column, a group and the neighbours there, never an index: a filter may hide cards between. */
export function placeOf(card) {
  const { cards, group } = card.closest("[data-cards]").dataset;
  return {
    column: cards,
    group,
    before: neighbour(card, "nextElementSibling")?.dataset.id,
    after: neighbour(card, "previousElementSibling")?.dataset.id,
  };
}

export const isSame = (one, other) =>
  ["column", "group", "before", "after"].every((each) => one[each] === other[each]);

/* Behind the last card that is loaded: the way to the rest stays last. */
const endOf = (list) => list.querySelector(".column__more") ?? list.querySelector(".column__none");

export function put(card, { column, group = groupOf(card), before, after }) {
  const list = listOf(column, group) ?? listOf(column, groupOf(card));
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
  for (const id of answer.dataset.gone?.split(" ") ?? []) leave(cardOf(id));
  for (const head of answer.querySelectorAll(".column__head")) {
    document.getElementById(head.id)?.replaceWith(head);
  }
  const done = document.getElementById("board-done");
  if (done && answer.dataset.done) done.textContent = answer.dataset.done;
  recount();
  return drawn;
}

/* Off the page; whoever stood on it stands on the card beside it. */
export function leave(card) {
  if (!card) return;
  const beside = neighbour(card, "nextElementSibling") ?? neighbour(card, "previousElementSibling");
  const focused = card.contains(document.activeElement);
  card.remove();
  if (focused) (beside?.querySelector("h3 a") ?? board).focus({ preventScroll: true });
}

/* Cards of a part of the board, with those that are still to be loaded. */
export const countOf = (part) =>
  [...part.querySelectorAll("[data-rest]")].reduce((sum, each) => sum + Number(each.dataset.rest), part.querySelectorAll(".card").length);

/* What the page counts by itself; the heads of columns come from the server. */
export function recount() {
  for (const lane of board.querySelectorAll(".lane")) {
    const count = countOf(lane);
    const name = lane.querySelector(".lane__name");
    name.classList.toggle("lane__name--none", !count);
    name.querySelector(".num").textContent = count || "";
  }
  for (const column of columns()) {
    const inBar = document.querySelector(`.columnbar a[href="#${column.id}"] .num`);
    if (inBar) inBar.textContent = countOf(column);
  }
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
