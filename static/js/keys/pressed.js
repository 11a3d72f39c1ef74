/* Which key was pressed, on whatever layout: by what it writes, and where that is no Latin letter, by where it lies. */
const LATIN = /^[\x21-\x7e]$/;

export function pressed(event, isKnown) {
  const { key, code, shiftKey } = event;
  if (key === "Escape") return isKnown(key) ? key : "";
  if (LATIN.test(key) && isKnown(key)) return key;
  const place = byPlace(code, shiftKey);
  // A Russian layout writes "." and "," where "/" and "?" lie on a Latin one.
  if (!LATIN.test(key) || (code === "Slash" && /[.,]/.test(key) && readsRussian())) return isKnown(place) ? place : "";
  return "";
}

function readsRussian() {
  return [document.documentElement.lang, ...navigator.languages].some((each) => each.startsWith("ru"));
}

function byPlace(code, shiftKey) {
  if (code === "Slash") return shiftKey ? "?" : "/";
  const letter = code.match(/^Key([A-Z])$/)?.[1];
  if (!letter) return code.match(/^Digit(\d)$/)?.[1] ?? "";
  return shiftKey ? letter : letter.toLowerCase();
}
