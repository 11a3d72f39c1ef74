/* Keeps a page of a brief while it is written: each answer soon after it was given, without anybody pressing a button.
   What could not be sent stays on this device until it could. Saves of one load of the page are numbered, so that one
   that was long on its way writes over nothing newer. Without this script a page is kept when its button is pressed. */
const form = document.querySelector("form[data-keep]");
const mark = form?.querySelector("[data-kept]");
const SOON = 800;
const AGAIN = 5000;
const load = Math.random().toString(36).slice(2, 14);
let number = 0;
let keptNumber = 0;
let sending = false;
let over = false;
let timer = 0;
let stop = new AbortController();
const left = new Set();

const place = () => `brief ${location.pathname}`;
const answers = () => [...written()].filter(([name]) => name.startsWith("q-"));
/* What the house has of this page, as this load knows: only what differs from it is ours to put back later. */
let had = form ? asDrawn() : [];

/* What is typed on the page, without files (they travel on their own) and without what is asked of us beside it. */
function written() {
  const data = new FormData(form);
  const aside = new Set(["later-address", "hand-name", "hand-address"]);
  for (const [name, value] of [...data]) if (value instanceof File || aside.has(name)) data.delete(name);
  return data;
}

/* The answers as the page came: whoever types while this script is still on its way has typed already. */
function asDrawn() {
  const fields = [...form.elements].filter((field) => field.name?.startsWith("q-") && !field.disabled && field.type !== "file");
  return fields.flatMap((field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.defaultChecked ? [[field.name, field.value]] : [];
    if (!field.options) return [[field.name, field.defaultValue]];
    const chosen = [...field.options].filter((each) => each.defaultSelected);
    const shown = field.multiple || chosen.length ? chosen : [...field.options].slice(0, 1);
    return shown.map((each) => [field.name, each.value]);
  });
}

function remember() {
  try {
    localStorage.setItem(place(), JSON.stringify({ load, number, ...changes() }));
  } catch {
    // Full, or forbidden in a frame: the server still keeps it.
  }
}

/* The names of the fields that were changed, also those that hold nothing now, and what stands in them. */
function changes() {
  const [before, now] = [byName(had), byName(answers())];
  const names = [...new Set([...before.keys(), ...now.keys()])].filter(
    (name) => JSON.stringify(before.get(name)) !== JSON.stringify(now.get(name)),
  );
  return { names, fields: answers().filter(([name]) => names.includes(name)) };
}

function byName(fields) {
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  return values;
}

function forget(where = place()) {
  try {
    localStorage.removeItem(where);
  } catch {
    // It was never there.
  }
}

function numbered() {
  const data = written();
  data.set("go", "keep");
  data.set("load", load);
  data.set("seq", String(number));
  return data;
}

/* Said once while it stays the same, so that nobody's ear is told of every letter. */
function say(words, state) {
  if (!mark) return;
  if (mark.textContent !== words) mark.textContent = words;
  mark.dataset.state = state;
}

function soon(wait) {
  clearTimeout(timer);
  timer = setTimeout(keep, wait);
}

function changed() {
  if (over) return;
  number += 1;
  remember();
  soon(SOON);
}

async function keep() {
  clearTimeout(timer);
  if (over || number === keptNumber || form.dataset.sent !== undefined) return;
  // One at a time: the next one takes all that came meanwhile.
  if (sending) return void soon(SOON);
  sending = true;
  const from = place();
  const mine = number;
  const sent = answers();
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: numbered(),
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      signal: stop.signal,
    });
    await heard(answer, mine, from, sent);
  } catch (trouble) {
    if (trouble.name !== "AbortError") lost();
  } finally {
    sending = false;
  }
  if (!over && number > keptNumber) soon(mark?.dataset.state === "lost" ? AGAIN : SOON);
}

async function heard(answer, mine, from, sent) {
  if (answer.status === 409) {
    over = true;
    // It was handed in by other hands: what stands here is put back should the brief be opened again.
    remember();
    say((await answer.json()).words, "lost");
  } else if (answer.ok) {
    settle(await answer.json(), mine, from, sent);
  } else if (answer.status !== 422) {
    lost();
  } else {
    // Nothing was answered on the public page yet: there is nothing to keep.
    keptNumber = mine;
  }
}

function settle(told, mine, from, sent) {
  keptNumber = mine;
  had = sent;
  begin(told);
  if (number === mine) forget(from);
  if (from !== place()) {
    forget(from);
    if (number > mine) remember();
  }
  complain(told.errors);
  say(told.words, "kept");
}

/* A brief that has just begun has an address of its own from now on: loading the page again finds it. */
function begin(told) {
  if (told.address && new URL(told.address, location).pathname !== location.pathname) {
    history.replaceState(null, "", told.address);
    const later = form.querySelector("[data-later]");
    if (later && told.later) later.outerHTML = told.later;
  }
  form.action = told.action;
  const seal = form.querySelector('[name="csrf_token"]');
  if (seal && told.seal) seal.value = told.seal;
  // What is sent unchanged from now on writes over nobody else's answer.
  if (told.had !== undefined) hidden("had").value = told.had;
}

function lost() {
  say(form.dataset.lost, "lost");
}

/* What does not fit is said beside a field that was left; what is still empty is nobody's fault. */
function complain(errors) {
  for (const field of form.querySelectorAll('textarea[name^="q-"], .input[name^="q-"]')) {
    const words = left.has(field.name) ? (errors[field.id] ?? "") : null;
    if (words !== null) show(field, words);
  }
}

function show(field, words) {
  const id = `${field.id}-error`;
  let said = document.getElementById(id);
  if (!words) {
    said?.remove();
    field.removeAttribute("aria-invalid");
    describe(field, id, false);
    return;
  }
  if (!said) {
    said = document.createElement("p");
    said.className = "field__error";
    said.id = id;
    (field.closest(".money") ?? field).before(said);
  }
  said.textContent = words;
  field.setAttribute("aria-invalid", "true");
  describe(field, id, true);
}

function describe(field, id, is) {
  const ids = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((each) => each && each !== id);
  if (is) ids.unshift(id);
  if (ids.length) field.setAttribute("aria-describedby", ids.join(" "));
  else field.removeAttribute("aria-describedby");
}

/* What this device holds of an earlier load that never reached the house is put back and kept now. */
function putBack() {
  let held;
  try {
    held = JSON.parse(localStorage.getItem(place()) ?? "null");
  } catch {
    return;
  }
  if (!held?.names) return;
  const known = JSON.parse(form.dataset.loads ?? "{}");
  if ((known[held.load] ?? 0) >= held.number || !differs(held)) return void forget();
  fill(held);
  number += 1;
  say(form.dataset.back, "back");
  remember();
  soon(AGAIN / 2);
}

function differs({ names, fields }) {
  const [now, then] = [byName(answers()), byName(fields)];
  return names.some((name) => JSON.stringify(now.get(name)) !== JSON.stringify(then.get(name)));
}

function fill({ names, fields }) {
  const values = byName(fields);
  for (const field of form.querySelectorAll('[name^="q-"]')) {
    if (!names.includes(field.name)) continue;
    const held = values.get(field.name);
    if (field.type === "checkbox" || field.type === "radio") field.checked = Boolean(held?.includes(field.value));
    else if (field.type !== "file" && held) field.value = held[0];
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

/* The page goes away: what is not kept yet is sent along, and stays on this device should that fail. */
function leave() {
  if (over || number === keptNumber || form.dataset.sent !== undefined) return;
  remember();
  try {
    fetch(form.action, {
      method: "POST",
      body: numbered(),
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      keepalive: true,
    }).catch(() => {});
  } catch {
    navigator.sendBeacon?.(form.action, numbered());
  }
}

function hidden(name) {
  const field = form.querySelector(`input[type="hidden"][name="${name}"]`) ?? document.createElement("input");
  Object.assign(field, { type: "hidden", name });
  form.append(field);
  return field;
}

if (form) {
  form.addEventListener("input", (event) => event.target.name?.startsWith("q-") && changed());
  form.addEventListener("change", (event) => {
    if (!event.target.name?.startsWith("q-") || event.target.type === "file") return;
    changed();
    soon(0);
  });
  form.addEventListener("focusout", (event) => {
    if (!event.target.name?.startsWith("q-")) return;
    left.add(event.target.name);
  });
  // Enter in a field beside the questions presses its own button, not the one that goes on.
  form.addEventListener("keydown", (event) => {
    const wanted = event.key === "Enter" && event.target.dataset?.enter;
    const button = wanted && form.querySelector(`button[name="go"][value="${wanted}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
  // What is sent by a button is newer than any save that is still on its way.
  form.addEventListener("submit", () => {
    number += 1;
    clearTimeout(timer);
    stop.abort();
    stop = new AbortController();
    remember();
    hidden("load").value = load;
    hidden("seq").value = String(number);
  });
  // A file that was chosen first has begun the brief.
  form.addEventListener("brief:began", (event) => begin(event.detail));
  addEventListener("online", () => soon(0));
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  if (changes().names.length) changed();
  else putBack();
}
