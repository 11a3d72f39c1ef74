/* Saving a move: shown at once, sent one after the other, taken back visibly when it fails. */
import { token } from "../csrf.js";
import { board, cardOf, draw, groupOf, isSame, listOf, nameOf, parse, placeOf, put, putByKey, titleOf } from "./cards.js";

const saved = new WeakMap(); // where the server last knew each card to be
const queues = new WeakMap(); // what is on its way for each card
let latest = null;

/* Call before a card is moved: what is there now is what the server knows. */
export function remember(card) {
  if (!queues.has(card)) saved.set(card, placeOf(card));
}

/* Call after it was moved on the page. */
export function save(card) {
  const turn = (queues.get(card) ?? Promise.resolve()).then(() => send(card));
  queues.set(card, turn);
  turn.finally(() => {
    if (queues.get(card) === turn) queues.delete(card);
  });
  return turn;
}

export const isBusy = () => board.classList.contains("is-carrying") || pending > 0;
let pending = 0;

async function send(card) {
  const from = saved.get(card);
  const to = placeOf(card);
  if (isSame(from, to)) return;
  pending += 1;
  try {
    settle(card, from, to, await post(card, to));
  } catch {
    takeBack(card, from);
  } finally {
    pending -= 1;
  }
}

async function post(card, { column, before, after }) {
  const body = new FormData();
  body.set("version", card.dataset.version);
  body.set("column", column);
  // Both: where one has left meanwhile, the other still says where.
  if (before) body.set("before_id", before);
  if (after) body.set("after_id", after);
  const response = await fetch(`/tasks/${card.dataset.id}/position`, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": token, "HX-Request": "true" },
  });
  const answer = parse(await response.text());
  // Anything else is not an answer to a move: an error, or the login page.
  if (!answer || !(response.ok || response.status === 409)) throw new Error(response.status);
  return { answer, isStale: response.status === 409 };
}

function settle(card, from, to, { answer, isStale }) {
  if (answer.dataset.gone) {
    say(card, board.dataset.saysGone, { pen: "red" });
    card.remove();
    return;
  }
  const { column } = answer.querySelector("[data-column]").dataset;
  draw(answer, { isPlaced: true });
  board.dispatchEvent(new CustomEvent("board:moved"));
  if (isStale) {
    putByKey(card, listOf(column, groupOf(card)));
    if (!card.isConnected) return;
    saved.set(card, placeOf(card));
    say(card, board.dataset.saysStale, { pen: "red" });
  } else {
    saved.set(card, to);
    arrive(card);
    say(card, board.dataset.saysMoved, { act: undoing(card, from) });
  }
}

function takeBack(card, from) {
  // By its key: its neighbours may have gone elsewhere meanwhile.
  putByKey(card, listOf(from.column, groupOf(card)));
  if (!card.isConnected) return;
  saved.set(card, placeOf(card));
  arrive(card);
  say(card, board.dataset.saysFailed, { pen: "red" });
}

function undoing(card, from) {
  const { id, version } = card.dataset;
  const undo = { text: board.dataset.undo, run: () => undoMove(id, version, from) };
  latest = undo;
  return undo;
}

function undoMove(id, version, from) {
  latest = null;
  const card = cardOf(id);
  if (!card) return;
  // What somebody else did since is not ours to take back.
  if (card.dataset.version !== version) {
    say(card, board.dataset.saysStale, { pen: "red" });
    return;
  }
  remember(card);
  put(card, from);
  show(card);
  save(card);
}

/* Ctrl+Z (⌘+Z) on the board takes the last move back. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
  if (!latest || event.target.closest("input, textarea, select, dialog")) return;
  event.preventDefault();
  latest.run();
});

function say(card, words, more) {
  const { column } = placeOf(card);
  const cards = [...card.parentElement.querySelectorAll(".card")];
  const filled = {
    title: titleOf(card),
    column: nameOf(column),
    place: cards.indexOf(card) + 1,
    count: cards.length,
  };
  const text = words.replace(/\{(\w+)\}/g, (gap, name) => filled[name] ?? gap);
  document.dispatchEvent(new CustomEvent("toast", { detail: { text, key: "move", ...more } }));
}

export function arrive(card) {
  card.classList.add("is-arriving");
  card.addEventListener("animationend", () => card.classList.remove("is-arriving"), { once: true });
}

export function show(card) {
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
}
