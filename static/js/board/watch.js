/* Others' changes: asked for every few seconds, and only the cards that changed are fetched. */
import { board, cardOf, draw, keepingFocus, listOf, neighbour, parse } from "./cards.js";
import { arrive, isBusy } from "./moves.js";

const EVERY_MS = 3000;
let { state } = board.dataset;

async function look() {
  if (document.hidden || isBusy()) return;
  const response = await fetch(`${board.dataset.changes}?since=${state}`);
  if (response.status !== 200 || response.redirected || isBusy()) return;
  const now = await response.json();
  await fetchChanged(now.columns);
  if (isBusy()) return;
  arrange(now.columns);
  state = now.state;
}

async function fetchChanged(columns) {
  const changed = Object.values(columns)
    .flat()
    .filter(([id, revision]) => cardOf(id)?.dataset.revision !== String(revision));
  if (!changed.length) return;
  const query = new URLSearchParams(changed.map(([id]) => ["id", id]));
  if (board.dataset.only) query.set("who", board.dataset.only);
  const response = await fetch(`${board.dataset.fresh}?${query}`);
  const answer = response.ok && parse(await response.text());
  if (!answer) throw new Error(response.status);
  const drawn = [...answer.querySelectorAll(".card")].map((card) => card.dataset.id);
  draw(answer);
  drawn.forEach((id) => arrive(cardOf(id)));
}

/* Puts every card that stands elsewhere into the server's order, and touches no other. */
function arrange(columns) {
  for (const [column, tasks] of Object.entries(columns)) {
    const list = listOf(column);
    let here = list.querySelector(".card");
    for (const [id] of tasks) {
      const card = cardOf(id);
      if (!card) continue;
      if (card === here) here = neighbour(here, "nextElementSibling");
      else keepingFocus(card, () => list.insertBefore(card, here));
    }
  }
}

/* A connection that is away comes back by itself; the next round asks again. */
setInterval(() => look().catch(() => {}), EVERY_MS);
