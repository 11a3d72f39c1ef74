/* Order by dragging, and by Alt with an arrow; each move is told. */
import { builder, editor, form, link, read, takeMarks, takeOutline, tell, whenFresh } from "./page.js";
import { keep, post } from "./saving.js";
import { show } from "./preview.js";

const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
const token = document.querySelector('meta[name="csrf-token"]').content;
const HOW = {
  animation: isStill ? 0 : 150,
  delay: 200,
  delayOnTouchOnly: true,
  forceFallback: true,
  fallbackTolerance: 4,
  ghostClass: "is-place",
};

async function move(list, key, fields, at) {
  await keep();
  const body = new URLSearchParams({ csrf_token: token, ...fields });
  const { fresh } = await post(list.dataset.position.replace("KEY", key), () => body);
  takeOutline(fresh);
  say(at);
  takeMarks(isHere(fresh) ? fresh : read(await (await fetch(location.href)).text()));
  show();
}

/* The answer shows the thing that is at hand here too. */
function isHere(fresh) {
  return fresh.getElementById("editor").dataset.at === editor().dataset.at;
}

/* Where it stands now: "moved to place 2 of 5 on “About you”". */
function say(at) {
  const moved = link(at)?.closest("[data-question], [data-page]");
  if (!moved) return;
  const those = [...moved.parentElement.children];
  const page = moved.closest("[data-page]").dataset.name;
  const words = builder.dataset.moved
    .replace("{n}", those.indexOf(moved) + 1)
    .replace("{count}", those.length)
    .replace("{page}", page);
  tell(words);
}

function sortable() {
  if (!window.Sortable) return;
  const pages = document.querySelector("[data-pages]");
  if (pages.classList.contains("is-sortable")) return;
  pages.classList.add("is-sortable");
  window.Sortable.create(pages, {
    ...HOW,
    draggable: "[data-page]",
    handle: "[data-grip-page]",
    onEnd: ({ item, newDraggableIndex: place, oldDraggableIndex: old }) => {
      if (place !== old) move(pages, item.dataset.page, { place }, `page:${item.dataset.page}`);
    },
  });
  for (const list of pages.querySelectorAll("[data-questions]")) {
    window.Sortable.create(list, {
      ...HOW,
      group: "questions",
      draggable: "[data-question]",
      onEnd: ({ item, to, from, newDraggableIndex: place, oldDraggableIndex: old }) => {
        if (to === from && place === old) return;
        const page = to.closest("[data-page]").dataset.page;
        move(list, item.dataset.question, { page, place }, `question:${item.dataset.question}`);
      },
    });
  }
}

/* The choices of a question, and the columns of a table: their order is the order of their fields. */
function sortableChoices() {
  const choices = form()?.querySelector("[data-choices]:not(.is-sortable)");
  if (!choices || !window.Sortable) return;
  choices.classList.add("is-sortable");
  window.Sortable.create(choices, {
    ...HOW,
    handle: "[data-grip]",
    draggable: ".bchoice",
    onEnd: () => keep({ redraws: true }),
  });
}

builder.addEventListener("keydown", (event) => {
  const verb = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  if (!verb || !event.altKey) return;
  const at = event.target.closest("#outline [data-at]")?.dataset.at;
  if (at) {
    event.preventDefault();
    const [kind, key] = at.split(":");
    const list = document.querySelector(kind === "page" ? "[data-pages]" : "[data-questions]");
    move(list, key, { do: verb }, at);
  }
  const choice = event.target.closest(".bchoice");
  if (choice) {
    event.preventDefault();
    choice.querySelector(`[name="do"][value^="${verb}:"]`)?.click();
  }
});

whenFresh(() => {
  sortable();
  sortableChoices();
});
