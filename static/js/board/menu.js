/* "Move to…": one menu for all cards; its buttons are the columns, and the places in the card's own. */
import { board, cardOf, neighbour, placeOf } from "./cards.js";
import { go } from "./moves.js";
import { steps } from "./steps.js";

const menu = document.querySelector("#move-menu");
const columns = [...menu.querySelectorAll("button[name=column]")];
const places = [...menu.querySelectorAll("button[name=place]")];

board.addEventListener("click", (event) => {
  const dots = event.target.closest("[data-move]");
  if (!dots || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(dots);
});

function open(dots) {
  const card = dots.closest(".card");
  menu.dataset.task = card.dataset.id;
  menu.querySelector(".menu__title").textContent = dots.getAttribute("aria-label");
  const { column } = placeOf(card);
  for (const button of columns) {
    button.toggleAttribute("aria-current", button.value === column);
    button.disabled = button.value === column;
  }
  for (const button of places) {
    button.disabled = !neighbour(card, button.value === "down" ? "nextElementSibling" : "previousElementSibling");
  }
  menu.showPopover({ source: dots });
  columns.find((button) => !button.disabled)?.focus();
}

menu.addEventListener("submit", (event) => {
  event.preventDefault();
  const card = cardOf(menu.dataset.task);
  menu.hidePopover();
  if (!card) return;
  const { name, value } = event.submitter;
  go(card, name === "column" ? { column: value } : steps[value](card));
  card.querySelector("[data-move]").focus({ preventScroll: true });
});

/* Up and down go through the entries, as in any menu */
menu.addEventListener("keydown", (event) => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const open = [...columns, ...places].filter((button) => !button.disabled);
  const now = open.indexOf(document.activeElement);
  open[(now + by + open.length) % open.length].focus();
});
