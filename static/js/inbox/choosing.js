/* Choosing rows: by their boxes, with Shift from the last one to this one, all of the view, or none. */
const boxes = () => [...document.querySelectorAll('.row input[form="bulk"][name="lead"]')];
let last = null;

function tell() {
  const form = document.querySelector("[data-bulk]");
  if (!form) return;
  const number = boxes().filter((box) => box.checked).length;
  const said = form.querySelector("[data-chosen]");
  said.textContent = said.dataset.words.replace("{n}", number);
  const all = form.querySelector("[data-all]");
  if (all && number < boxes().length) all.checked = false;
}

function range(from, to, checked) {
  const all = boxes();
  const [a, b] = [all.indexOf(from), all.indexOf(to)].sort((x, y) => x - y);
  if (a >= 0) all.slice(a, b + 1).forEach((box) => (box.checked = checked));
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.('.row input[form="bulk"]');
  if (!box) return;
  if (event.shiftKey && last?.isConnected && last !== box) range(last, box, box.checked);
  last = box;
  tell();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-all]") && event.target.checked) boxes().forEach((box) => (box.checked = true));
  if (event.target.matches("[data-all], .row input")) tell();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-choose-none]")) return;
  document.querySelectorAll('.row input[form="bulk"], [data-all]').forEach((box) => (box.checked = false));
  tell();
  document.querySelector(".row.is-at h3 a")?.focus();
});

// Enter on a box opens its row: sending the form is for its buttons.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches('.row input[form="bulk"]')) return;
  event.preventDefault();
  event.target.closest(".row").querySelector("h3 a").click();
});

tell(); // a browser that comes back keeps the ticks
export { boxes, tell };
