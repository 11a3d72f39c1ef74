/* The sheet's rows and cells: which one is meant, and what stands in it. */
export const form = document.querySelector("form[data-estimate]");
const CELL = /^([lnsp]\d+(?:x\d+)?)-(\w+)$/;

export const sheet = () => document.getElementById("sheet");
export const rowOf = (element) => element.closest("tr[data-row], tr[data-of]");
export const keyOf = (element) => {
  const row = rowOf(element);
  return row ? (row.dataset.row ?? row.dataset.of) : "";
};

/* The row and the cell of a field; null for what is none */
export function cellOf(field) {
  const found = field.name?.match(CELL);
  return found && found[2] !== "seen" ? { row: found[1], cell: found[2] } : null;
}

export const fieldOf = (row, cell) => document.getElementById(`${row}-${cell}`);
export const seenField = (row) => form.querySelector(`[name="${row}-seen"]`);
export const seenOf = (row) => seenField(row)?.value ?? "";
export const lines = () => [...form.querySelectorAll("tr[data-row]:not(.est__sec)")];

export function savedValue(field) {
  if (field.localName !== "select") return field.dataset.saved ?? field.defaultValue;
  return [...field.options].find((each) => each.defaultSelected)?.value ?? "";
}

export function say(words) {
  document.getElementById("saved").textContent = words;
}

export const words = (name) => document.getElementById("saved").dataset[name];

export function tell(text, more = {}) {
  document.dispatchEvent(new CustomEvent("toast", { detail: { text, key: "sheet", ...more } }));
}
