/* The inbox keeps itself true: it asks for a sign every 20 seconds, and draws itself again when something happened, and
   once a minute for its clocks. The row under the pointer or with the focus stays where it is: then only what rows say
   is renewed, and a button offers the new order. */
import { tell } from "./choosing.js";

const EVERY_MS = 20_000;
const CLOCKS_MS = 60_000;
const PARTS = [".clock", ".lead__text", ".lead__place", ".lead__turn"];
const list = document.querySelector("[data-pulse]");
const news = document.querySelector("[data-news]");
let drawnAt = Date.now();
let waiting = null;

function isHeld() {
  return list.matches(":hover, :focus-within") || document.querySelector('.row input[form="bulk"]:checked, :popover-open, dialog[open]');
}

async function ask() {
  if (document.hidden) return;
  const answer = await fetch(list.dataset.pulseAt);
  if (!answer.ok || answer.redirected) return;
  const { pulse } = await answer.json();
  if (pulse === list.dataset.pulse && Date.now() - drawnAt < CLOCKS_MS) return;
  const page = await fetch(location.href);
  if (!page.ok || page.redirected) return;
  receive(new DOMParser().parseFromString(await page.text(), "text/html"));
}

function receive(page) {
  const fresh = page.querySelector("[data-pulse]");
  if (!fresh) return location.reload(); // the list is empty now
  drawnAt = Date.now();
  list.dataset.pulse = fresh.dataset.pulse;
  around(page);
  const here = order(list);
  const there = order(fresh);
  if (!isHeld()) return put(fresh, new Set(here));
  renew(fresh);
  waiting = here.join() === there.join() ? null : fresh;
  news.hidden = waiting === null;
}

function order(where) {
  return [...where.querySelectorAll(".row[data-lead]")].map((row) => row.dataset.lead);
}

function around(page) {
  for (const place of [".standfirst", ".contents__list", ".bar"]) {
    const [old, fresh] = [document.querySelector(place), page.querySelector(place)];
    if (old && fresh && !old.contains(document.activeElement) && old.innerHTML !== fresh.innerHTML) old.innerHTML = fresh.innerHTML;
  }
}

function renew(fresh) {
  for (const row of list.querySelectorAll(".row[data-lead]")) {
    const same = fresh.querySelector(`#${row.id}`);
    if (!same) continue;
    for (const part of PARTS) {
      const [old, now] = [row.querySelector(part), same.querySelector(part)];
      if (old && now && !old.contains(document.activeElement) && old.innerHTML !== now.innerHTML) {
        old.className = now.className;
        old.innerHTML = now.innerHTML;
      }
    }
  }
}

function put(fresh, known) {
  const shown = list.querySelector(".row.is-here")?.id;
  fresh.querySelectorAll(".row.is-here").forEach((row) => row.classList.toggle("is-here", row.id === shown));
  fresh.querySelectorAll(".row[data-lead]").forEach((row) => row.classList.toggle("is-new", !known.has(row.dataset.lead)));
  list.replaceChildren(...fresh.childNodes);
  waiting = null;
  news.hidden = true;
  tell();
}

if (list && news) {
  news.addEventListener("click", () => {
    if (waiting) put(waiting, new Set(order(list)));
    list.querySelector("h3 a")?.focus();
  });
  // A connection that is away comes back by itself; the next round asks again.
  setInterval(() => ask().catch(() => {}), EVERY_MS);
  document.addEventListener("visibilitychange", () => !document.hidden && ask().catch(() => {}));
}
