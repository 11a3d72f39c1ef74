/* Saving a move: shown at once, sent one after the other, taken back visibly when it fails. */
import { token } from "../csrf.js";
import {
  board, cardOf, countOf, draw, groupName, isSame, leave, listOf, nameOf, parse, placeOf, put, putByKey, recount, titleOf,
} from "./cards.js";

// So long a move may take: then it counts as failed, and whatever became of it comes with what is new on the board.
const PATIENCE_MS = 10_000;
const saved = new WeakMap(); // where the server last knew each card to be
const queues = new WeakMap(); // what is on its way for each card
let latest = null; // how the last move is taken back
let settled = Promise.resolve();

/* Call before a card is moved: what is there now is what the server knows. */
export function remember(card) {
  if (!queues.has(card)) saved.set(card, placeOf(card));
}

/* Put it there, show it and save it. */
export function go(card, place) {
  remember(card);
  put(card, place);
  show(card);
  return save(card);
}

/* Call after it was moved on the page. */
export function save(card) {
  recount();
  const turn = (queues.get(card) ?? Promise.resolve()).then(() => send(card));
  queues.set(card, turn);
  settled = turn;
  turn.finally(() => {
    if (queues.get(card) === turn) queues.delete(card);
  });
  return turn;
}

export const isSending = () => pending > 0;
export const isBusy = () => board.classList.contains("is-carrying") || isSending();
let pending = 0;

async function send(card) {
  const from = saved.get(card);
  const to = placeOf(card);
  if (isSame(from, to)) return;
  // From now on the last move is this one.
  latest = null;
  try {
    const answered = await post(card, from, to);
    // What the columns count comes while the card is drawn.
    board.dispatchEvent(new CustomEvent("board:moved"));
    settle(card, from, to, answered);
  } catch {
    takeBack(card, from);
  }
}

async function post(card, from, to) {
  pending += 1;
  try {
    return await bring(card, from, to);
  } finally {
    pending -= 1;
  }
}

async function bring(card, from, { column, group, before, after }) {
  const body = new FormData();
  body.set("version", card.dataset.version);
  body.set("column", column);
  // Both: where one has left meanwhile, the other still says where.
  if (before) body.set("before_id", before);
  if (after) body.set("after_id", after);
  if (board.dataset.by === "person" && group !== from.group) body.set("owner_id", group || 0);
  const response = await fetch(`/tasks/${card.dataset.id}/position`, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": token, "HX-Request": "true" },
    keepalive: true, // whoever drops a card and opens another has moved it
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const answer = parse(await response.text());
  // Anything else is not an answer to a move: an error, or the login page.
  if (!answer || !(response.ok || response.status === 409)) throw new Error(response.status);
  return { answer, isStale: response.status === 409 };
}

function settle(card, from, to, { answer, isStale }) {
  if (answer.dataset.gone) {
    say(card, board.dataset.saysGone, { pen: "red" });
    leave(card);
    recount();
    return;
  }
  const { column } = answer.querySelector("[data-column]").dataset;
  draw(answer, { isPlaced: true });
  if (isStale) {
    putByKey(card, listOf(column, from.group));
    recount();
    if (!card.isConnected) return;
    saved.set(card, placeOf(card));
    arrive(card);
    say(card, board.dataset.saysStale, { pen: "red" });
  } else {
    saved.set(card, to);
    arrive(card);
    say(card, board.dataset.saysMoved, { act: undoing(card, from) });
  }
}

function takeBack(card, from) {
  // By its key: its neighbours may have gone elsewhere meanwhile.
  putByKey(card, listOf(from.column, from.group));
  recount();
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
  // The button is gone that had the focus.
  if (document.activeElement === document.body) card.querySelector("h3 a").focus({ preventScroll: true });
  go(card, from);
}

/* Between groups that say what cannot be dragged, nothing moves, and that is said. */
export const refuse = (card) => say(card, board.dataset.saysShut, { pen: "red" });

/* Ctrl+Z (⌘+Z) on the board takes the last move back. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
  if (!(latest || isSending()) || event.target.closest("input, textarea, select, dialog")) return;
  event.preventDefault();
  settled.then(() => latest?.run());
});

function say(card, words, more) {
  const { column } = placeOf(card);
  const list = card.parentElement;
  const filled = {
    title: titleOf(card),
    column: nameOf(column),
    group: groupName(card),
    place: [...list.querySelectorAll(".card")].indexOf(card) + 1,
    count: countOf(list),
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
