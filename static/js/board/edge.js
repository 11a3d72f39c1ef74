/* A card held at the edge: the page scrolls under it; where one column fills the screen, column by column. */
import { board, columns } from "./cards.js";

const REST_MS = 350; // at the edge, before the first column turns
const TURN_MS = 800; // from one to the next
const AWAY_MS = 120;
let called = 0;
let next = 0;

const isOneAScreen = ([first]) => first.offsetWidth * 1.5 > board.clientWidth;

/* As Sortable asks, every few milliseconds, while the hand is at an edge of something that scrolls. */
export function alongTheEdge(x, y, event, touch, element) {
  const all = columns();
  if (element !== board || !x || !isOneAScreen(all)) return "continue";
  const now = performance.now();
  if (now - called > AWAY_MS) next = now + REST_MS;
  called = now;
  if (now < next) return "";
  next = now + TURN_MS;
  const width = all[1] ? all[1].offsetLeft - all[0].offsetLeft : 0;
  const at = Math.round(board.scrollLeft / width) + Math.sign(x);
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  board.scrollTo({ left: at * width, behavior: isStill ? "auto" : "smooth" });
  return "";
}
