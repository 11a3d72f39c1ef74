/* "Move to…": one menu for all cards; its buttons are the columns. */
import { board, cardOf, placeOf, put } from "./cards.js";
import { remember, save, show } from "./moves.js";

const menu = document.querySelector("#move-menu");
const columns = [...menu.querySelectorAll("button[name=column]")];

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
  menu.showPopover({ source: dots });
  columns.find((button) => !button.disabled)?.focus();
}

menu.addEventListener("submit", (event) => {
  event.preventDefault();
  const card = cardOf(menu.dataset.task);
  menu.hidePopover();
  if (!card) return;
  remember(card);
  put(card, { column: event.submitter.value });
  card.querySelector("[data-move]").focus({ preventScroll: true });
  show(card);
  save(card);
});

/* Up and down go through the columns, as in any menu */
menu.addEventListener("keydown", (event) => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const open = columns.filter((button) => !button.disabled);
  const now = open.indexOf(document.activeElement);
  open[(now + by + open.length) % open.length].focus();
});
