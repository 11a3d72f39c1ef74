/* What was typed into a form with data-draft="key" survives a closed tab, in this browser only. The key names what
   is answered and by whom, and changes once something was sent: drafts under an earlier key are then dropped. */
const PREFIX = "draft:";

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null; // storage is switched off: nothing is kept, nothing breaks
  }
}

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.matches("textarea, input[type=text]") && field.name);
}

function family(key) {
  return PREFIX + key.slice(0, key.lastIndexOf("-") + 1);
}

function forgetEarlier(store, key) {
  for (const old of Object.keys(store)) {
    if (old.startsWith(family(key)) && old !== PREFIX + key) store.removeItem(old);
  }
}

function restore(form, store, key) {
  let kept;
  try {
    kept = JSON.parse(store.getItem(PREFIX + key) || "null");
  } catch {
    kept = null;
  }
  // What came back from the server after a refused send is newer than any draft.
  if (!kept || form.querySelector("[aria-invalid]")) return;
  for (const field of fieldsOf(form)) {
    if (typeof kept[field.name] === "string" && field.value === field.defaultValue) field.value = kept[field.name];
  }
}

function keep(form, store, key) {
  const fields = fieldsOf(form);
  try {
    if (fields.every((field) => field.value === field.defaultValue)) store.removeItem(PREFIX + key);
    else store.setItem(PREFIX + key, JSON.stringify(Object.fromEntries(fields.map((f) => [f.name, f.value]))));
  } catch {
    // The storage is full: the draft lives as long as the page.
  }
}

const store = storage();
if (store) {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const key = form.dataset.draft;
    forgetEarlier(store, key);
    restore(form, store, key);
    form.addEventListener("input", () => keep(form, store, key));
  }
}
