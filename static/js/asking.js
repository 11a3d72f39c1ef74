/* A question about one line opens right below it: the page's own form is moved there, and goes home again. Without
   this the same link opens the form at its place, with the line already named. */
const form = document.getElementById("question-form");
const home = form?.closest("[data-asking-home]");
const about = document.getElementById("question-about");
const never = form?.querySelector("button[data-unasks]");
let link = null;

function name(mark, words) {
  form.elements.about.value = mark;
  about.textContent = mark ? about.dataset.about.replace("{line}", () => words) : about.dataset.whole;
  never.hidden = !mark;
}

function placeAt(row) {
  const kind = row.matches("tr") ? "tr" : row.matches("li") ? "li" : "div";
  const place = document.createElement(kind);
  place.className = "offer-asking";
  let inner = place;
  if (kind === "tr") {
    place.insertCell().className = "no";
    inner = place.insertCell();
    inner.colSpan = row.closest("table").rows[0].cells.length - 1;
  }
  inner.append(form);
  row.after(place);
}

function goHome() {
  const place = form.closest(".offer-asking");
  home.append(form);
  place?.remove();
}

function open(from) {
  goHome();
  link = from;
  name(from.dataset.asks, from.dataset.words);
  placeAt(from.closest("tr, li, h3"));
}

function leave() {
  const from = link;
  goHome();
  link = null;
  name("", "");
  from?.focus();
}

document.addEventListener("click", (event) => {
  const from = event.target.closest("[data-asks]");
  if (form && from && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(from);
    form.elements.question.focus();
  } else if (event.target.closest("[data-unasks]")) {
    event.preventDefault();
    leave();
  }
});

form?.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && link) leave();
});

/* A choice brings the estimate anew: the form steps aside meanwhile, with whatever was typed. */
let focused = null;
document.addEventListener("parts:leave", () => {
  focused = form.contains(document.activeElement) ? document.activeElement : null;
  goHome();
});
document.addEventListener("parts:come", () => {
  const again = link && document.querySelector(`[data-asks="${CSS.escape(link.dataset.asks)}"]`);
  if (again) open(again);
  focused?.focus({ preventScroll: true });
});
