/* The keys of this page, shown in a dialog; single keys can be turned off there, and stay off in this browser. */
const OFF = "keys:off";
const dialog = document.getElementById("keys");

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

export function isOff() {
  return storage()?.getItem(OFF) === "1";
}

function rowsInPage() {
  return document.querySelector("main .row a") !== null;
}

function line(key, words) {
  const term = document.createElement("dt");
  for (const part of key.split(" ")) {
    const cap = document.createElement("kbd");
    cap.textContent = part === "Escape" ? "Esc" : part;
    term.append(cap, " ");
  }
  const said = document.createElement("dd");
  said.textContent = words;
  const pair = document.createElement("div");
  pair.append(term, said);
  return pair;
}

/* Keys that no button carries: the page itself says them, in a list of pairs that is not shown. */
function keysOfPage() {
  return [...document.querySelectorAll("[data-keys-here] > div")].map((each) =>
    line(each.querySelector("dt").textContent, each.querySelector("dd").textContent),
  );
}

export function listKeys(known) {
  if (!dialog) return false;
  const here = dialog.querySelector("[data-here]");
  const ways = dialog.querySelector("[data-ways]");
  const { next, previous, enter, help, palette } = dialog.dataset;
  const moving = rowsInPage() ? [line("j", next), line("k", previous), line("Enter", enter)] : [];
  const all = [...known];
  here.replaceChildren(...moving, ...keysOfPage(), ...all.filter(([key]) => !key.includes(" ")).map(([key, words]) => line(key, words)));
  ways.replaceChildren(
    ...all.filter(([key]) => key.includes(" ")).map(([key, words]) => line(key, words)),
    line("Ctrl K", palette),
    line("?", help),
  );
  dialog.showModal();
  return true;
}

/* The tick says whether single keys work. Ctrl K and the buttons work always. */
export function offerToTurnOff() {
  const tick = dialog?.querySelector("[data-keys-on]");
  if (!tick) return;
  tick.checked = !isOff();
  tick.addEventListener("change", () => {
    if (tick.checked) storage()?.removeItem(OFF);
    else storage()?.setItem(OFF, "1");
  });
}
