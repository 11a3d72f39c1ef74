/* From row to row: the focus itself moves, so the ring, a screen reader and Enter all know where one is. */
const ROWS = "main .row";
let last = null;

function linkOf(row) {
  return row.querySelector("h3 a, h2 a, a");
}

function rows() {
  return [...document.querySelectorAll(ROWS)].filter((row) => linkOf(row) && row.checkVisibility());
}

/* The row at hand: where the focus is, else where it was last. */
export function rowAt() {
  return document.activeElement?.closest(ROWS) ?? (last?.isConnected ? last : null);
}

export function step(by) {
  const all = rows();
  if (!all.length) return false;
  const here = all.indexOf(rowAt());
  const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1);
  linkOf(all[next]).focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest" });
  return true;
}

document.addEventListener("focusin", (event) => {
  const row = event.target.closest(ROWS);
  if (!row) return;
  last?.classList.remove("is-at");
  last = row;
  row.classList.add("is-at");
});
