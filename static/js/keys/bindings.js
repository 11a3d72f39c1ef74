/* What carries a key on this page, and what it is called. */
const CARRIERS = ":is(a, button, input, textarea, select, summary)[data-key]";

export function inRow(element) {
  return element.closest(".row");
}

export function isSeen(element) {
  return element.checkVisibility({ visibilityProperty: true }) || element.dataset.rowAct !== undefined;
}

/* key → the words for it, in the order of the page. Keys of rows are named once. */
export function bindings() {
  const found = new Map();
  for (const element of document.querySelectorAll(CARRIERS)) {
    const { key } = element.dataset;
    if (!found.has(key) && isSeen(element)) found.set(key, labelOf(element));
  }
  return found;
}

export function byKey(key, row) {
  const all = [...document.querySelectorAll(CARRIERS)].filter((each) => each.dataset.key === key && isSeen(each));
  const here = all.find((each) => row && inRow(each) === row);
  return here ?? all.find((each) => !inRow(each)) ?? null;
}

/* What it is called: what the list of rows says of the key, its own name, or its words. */
export function labelOf(element) {
  const rows = inRow(element)?.closest("[data-rows]");
  const said = rows?.dataset[`key${element.dataset.key.toUpperCase()}`];
  if (said) return said;
  const own = element.dataset.says ?? element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent;
  return tidy(own ?? wordsOf(element)) || element.placeholder || element.title || element.dataset.key;
}

function wordsOf(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, .num, .sr, .contents__count, .bar__count").forEach((each) => each.remove());
  return copy.textContent;
}

function tidy(words) {
  return words.replace(/\s+/g, " ").trim();
}
