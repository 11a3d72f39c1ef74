/* What the questions of a page answer right now, in the shape in which the server keeps it. */
import { amount, figure } from "./numerals.js";

const OTHER = "other";

/** The answer of one question; null where nothing was said, or nothing that can be compared. */
export function valueOf(box) {
  const read = READERS[box.dataset.kind] ?? words;
  return read(box, `q-${box.dataset.question}`);
}

function input(box, name) {
  return box.querySelector(`[name="${name}"]`);
}

function words(box, name) {
  return said(input(box, name)) || null;
}

function said(field) {
  return field?.value.trim() ? field.value : "";
}

function taken(box, name) {
  const select = box.querySelector(`select[name="${name}"]`);
  if (select) return select.value ? [select.value] : [];
  return [...box.querySelectorAll(`[name="${name}"]:checked`)].map((each) => each.value);
}

// Whoever ticks "something else" and writes nothing, said nothing yet.
function choices(box, name) {
  const own = input(box, `${name}.${OTHER}`);
  const keys = taken(box, name);
  if (!own) return keys;
  if (!keys.length) return said(own) ? [OTHER] : [];
  return keys.includes(OTHER) && !said(own) ? [] : keys;
}

function one(box, name) {
  return choices(box, name)[0] ?? null;
}

function several(box, name) {
  const keys = choices(box, name);
  return keys.length ? keys : null;
}

function budget(box, name) {
  const own = input(box, `${name}.${OTHER}`);
  if (!box.querySelector(`input[type="radio"], select`)) return amount(said(input(box, name)));
  const key = one(box, name);
  return key === OTHER && own ? amount(own.value) : key;
}

function order(box, name) {
  const places = [...box.querySelectorAll("input.rank__place")]
    .filter((each) => figure(each.value) !== null)
    .sort((a, b) => Number(figure(a.value)) - Number(figure(b.value)));
  return places.length ? places.map((each) => each.name.slice(name.length + 1)) : null;
}

function block(box, name) {
  const fields = [...box.querySelectorAll(".input[name]")].filter((each) => said(each));
  const parts = fields.map((each) => [each.name.slice(name.length + 1), each.value]);
  return parts.length ? Object.fromEntries(parts) : null;
}

function both(box, name) {
  const days = block(box, name);
  return days?.from && days?.to ? days : null;
}

function rows(box, name) {
  return block(box, name) && [block(box, name)];
}

function files(box) {
  const chosen = box.querySelector('input[type="file"]')?.files.length ?? 0;
  const count = chosen + box.querySelectorAll(".kept li").length;
  return count ? String(count) : null;
}

const READERS = {
  number: (box, name) => figure(said(input(box, name))),
  choice: one,
  yes_no: one,
  rating: one,
  consent: one,
  many: several,
  budget,
  ranking: order,
  contact: block,
  days: both,
  table: rows,
  file: files,
  statement: () => null,
};
