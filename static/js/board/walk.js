/* From card to card by j and k, from column to column by h and l; e opens the card where its words are changed. */
import { isBusy } from "../keys.js";
import { isOff } from "../keys/list.js";
import { pressed } from "../keys/pressed.js";
import { board, columns } from "./cards.js";

const STEPS = { j: () => along(1), k: () => along(-1), h: () => across(-1), l: () => across(1), e: change };
let last = null;

board.addEventListener("focusin", (event) => (last = event.target.closest(".card") ?? last));

const cardAt = () => document.activeElement?.closest("[data-board] .card") ?? (last?.isConnected ? last : null);
const cardsOf = (column) => [...column.querySelectorAll(".card")];

function go(card) {
  if (!card) return;
  card.querySelector("h3 a").focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function along(by) {
  const here = cardAt();
  if (!here) return go(board.querySelector(".card"));
  const cards = cardsOf(here.closest(".column"));
  go(cards[cards.indexOf(here) + by]);
}

/* Into the next column that has cards, to the card that stands beside this one. */
function across(by) {
  const here = cardAt();
  if (!here) return go(board.querySelector(".card"));
  const all = columns();
  for (let at = all.indexOf(here.closest(".column")) + by; all[at]; at += by) {
    const cards = cardsOf(all[at]);
    if (!cards.length) continue;
    const { top } = here.getBoundingClientRect();
    go(cards.find((each) => each.getBoundingClientRect().bottom > top + 1) ?? cards.at(-1));
    return;
  }
}

function change() {
  const link = cardAt()?.querySelector("h3 a");
  if (link) location.assign(`${link.href}#words`);
}

document.addEventListener("keydown", (event) => {
  if (isOff() || isBusy(event) || event.shiftKey) return;
  const step = STEPS[pressed(event, (name) => name in STEPS)];
  if (!step) return;
  event.preventDefault();
  step();
});
