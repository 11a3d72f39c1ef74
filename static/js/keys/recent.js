/* Leads looked at lately, in this browser only; whoever logs out takes them along. */
const KEPT = "leads:recent";
const MOST = 8;

export function recent() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "[]").filter(({ href }) => href !== location.pathname);
  } catch {
    return [];
  }
}

export function remember() {
  const words = document.querySelector("[data-lead-here]")?.dataset.leadHere;
  if (!words) return;
  const here = { words, href: location.pathname };
  try {
    localStorage.setItem(KEPT, JSON.stringify([here, ...recent()].slice(0, MOST)));
  } catch {
    // The storage is full or switched off: nothing is remembered, nothing breaks.
  }
}

export function forgetOnLeaving() {
  document.querySelector('form[action$="/logout"]')?.addEventListener("submit", () => {
    try {
      localStorage.removeItem(KEPT);
    } catch {
      // nothing was kept
    }
  });
}
