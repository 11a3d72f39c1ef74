/* Others' changes: a cheap question every moment and a half, answered with the cards that changed and no others. */
import { board, draw, parse } from "./cards.js";
import { arrive, isBusy } from "./moves.js";

const EVERY_MS = 1500;
const PATIENCE_MS = 10_000;
let { state } = board.dataset;
let asking = false;
let again = false; // one's own move was saved meanwhile

async function look({ isOwn = false } = {}) {
  if (document.hidden || isBusy()) return;
  if (asking) {
    again ||= isOwn;
    return;
  }
  asking = true;
  try {
    await ask(isOwn);
  } finally {
    asking = false;
  }
  if (again) {
    again = false;
    await look({ isOwn: true });
  }
}

async function ask(isOwn) {
  const address = new URL(board.dataset.changes, location);
  address.searchParams.set("since", state);
  const response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (response.status !== 200 || response.redirected) return;
  const answer = parse(await response.text());
  // Whatever is carried now would be drawn away under the hand; the next round asks again.
  if (!answer || isBusy()) return;
  const drawn = draw(answer);
  state = answer.dataset.state;
  if (!isOwn) drawn.forEach(arrive);
}

/* A connection that is away comes back by itself; the next round asks again. */
setInterval(() => look().catch(() => {}), EVERY_MS);
document.addEventListener("visibilitychange", () => look().catch(() => {}));
window.addEventListener("online", () => look().catch(() => {}));
/* The heads of the columns follow one's own move. */
board.addEventListener("board:moved", () => look({ isOwn: true }).catch(() => {}));
