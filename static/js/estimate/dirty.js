/* What was typed and is not saved yet: cells by their rows. Refused ones wait until somebody types into them again. */
const typed = new Map();
const refused = new Map();

function put(map, { row, cell }) {
  if (!map.has(row)) map.set(row, new Set());
  map.get(row).add(cell);
}

function take(map, { row, cell }) {
  map.get(row)?.delete(cell);
  if (!map.get(row)?.size) map.delete(row);
}

export function note(cell) {
  take(refused, cell);
  put(typed, cell);
}

export function refuse(cell) {
  take(typed, cell);
  put(refused, cell);
}

export function forget(cell) {
  take(typed, cell);
  take(refused, cell);
}

export const isTyped = ({ row, cell }) => Boolean(typed.get(row)?.has(cell) || refused.get(row)?.has(cell));
export const hasTyped = () => typed.size > 0;
export const isAnything = () => typed.size + refused.size > 0;
export const rows = () => [...new Set([...typed.keys(), ...refused.keys()])];

/* All cells of these rows, taken out: they are on their way */
export function takeRows() {
  const all = cells();
  typed.clear();
  refused.clear();
  return all;
}

export function cells() {
  return [typed, refused].flatMap((map) => [...map].flatMap(([row, names]) => [...names].map((cell) => ({ row, cell }))));
}

/* The cells that can go one by one: of lines that are saved already, and not a name that moves others */
export function single() {
  const all = [...typed].flatMap(([row, names]) => [...names].map((cell) => ({ row, cell })));
  const isSimple = all.length > 0 && all.length < 5 && all.every(({ row, cell }) => !row.startsWith("n") && cell !== "variant");
  return isSimple ? all[0] : null;
}

export function rename(old, fresh) {
  for (const map of [typed, refused]) {
    if (map.has(old)) map.set(fresh, map.get(old));
    map.delete(old);
  }
}
