/* Lays the server's answer over the sheet. The cell in which somebody types stays the very element that
   it is, so that neither a letter nor an open list is lost; all the rest is replaced. */
export function rowOf(element) {
  return element.closest("tr[data-row]");
}

/* What stands in these rows now, by the names of their fields */
export function valuesOf(form, keys) {
  const values = new Map();
  for (const key of keys) {
    for (const field of form.querySelectorAll(`[name^="${key}-"]:not([type=hidden])`)) {
      values.set(field.name, field.value);
    }
  }
  return values;
}

/* Returns which rows have a new name: a line that was just written got its number */
export function patch(page, typedSince) {
  const renamed = new Map();
  for (const row of page.querySelectorAll("[data-born]")) {
    renamed.set(row.dataset.born, row.dataset.row);
  }
  for (const id of ["saved", "figures"]) swap(document.getElementById(id), page.getElementById(id));
  const sheet = document.getElementById("sheet");
  const fresh = page.getElementById("sheet");
  const here = sheet.contains(document.activeElement) ? document.activeElement : null;
  const kept = here && rowOf(here);
  const place = kept && fresh.querySelector(`#${CSS.escape(renamed.get(kept.dataset.row) ?? kept.id)}`);
  if (place) around(sheet, kept, place, here);
  else swap(sheet, fresh);
  for (const [name, value] of typedSince) restore(name, value, renamed);
  // The cell may have become a mere figure: hours were given, so there is no fixed price to type.
  if (here && !here.isConnected) document.getElementById(`${kept?.id}-hours`)?.focus();
  return renamed;
}

function swap(old, fresh) {
  if (old && fresh) old.replaceWith(document.adoptNode(fresh));
}

function restore(name, value, renamed) {
  const key = name.slice(0, name.indexOf("-"));
  const now = (renamed.get(key) ?? key) + name.slice(key.length);
  const field = document.getElementById(now);
  if (field && field !== document.activeElement) field.value = value;
}

/* Everything around the row that is kept becomes the answer's, from the row outwards */
function around(sheet, kept, place, here) {
  const fresh = place.closest("#sheet");
  keepCell(kept, place, here);
  let [inner, outer] = [kept, place];
  while (inner !== sheet) {
    const [parent, freshParent] = [inner.parentNode, outer.parentNode];
    const before = [...freshParent.childNodes].slice(0, [...freshParent.childNodes].indexOf(outer));
    const after = [...freshParent.childNodes].slice(before.length + 1);
    for (const node of [...parent.childNodes]) if (node !== inner) node.remove();
    inner.before(...before);
    inner.after(...after);
    takeAttributes(parent, freshParent);
    [inner, outer] = [parent, freshParent];
  }
  takeAttributes(sheet, fresh);
}

function keepCell(kept, place, here) {
  takeAttributes(kept, place);
  [...kept.cells].forEach((cell, column) => {
    const fresh = place.cells[column];
    if (!cell.contains(here)) return cell.replaceWith(document.adoptNode(fresh.cloneNode(true)));
    const control = fresh.querySelector("input:not([type=hidden]), select, button");
    if (control) takeAttributes(here, control, ["value"]);
    else cell.replaceChildren(...document.adoptNode(fresh.cloneNode(true)).childNodes);
    return takeAttributes(cell, fresh);
  });
}

function takeAttributes(old, fresh, but = []) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) {
    if (!but.includes(name)) old.setAttribute(name, value);
  }
}
