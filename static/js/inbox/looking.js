/* A look at a row in the margin, without leaving the list; going from row to row by keys, the margin follows. */
const list = document.querySelector("[data-peeks]");
const margin = document.querySelector(".side--peek");
const FOLLOWS_MS = 180;
let timer = 0;
let asked = "";

function isThere() {
  return margin?.checkVisibility() ?? false;
}

async function look(row) {
  const id = row.dataset.lead;
  asked = id;
  try {
    const answer = await fetch(list.dataset.peeks + id);
    if (!answer.ok || answer.redirected || asked !== id) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    margin.replaceChildren(...page.body.childNodes);
    margin.scrollTop = 0;
    list.querySelectorAll(".row.is-here").forEach((each) => each.classList.remove("is-here"));
    row.classList.add("is-here");
  } catch {
    // The connection is away: the margin keeps what it shows.
  }
}

if (list && margin) {
  list.addEventListener("click", (event) => {
    const row = event.target.closest(".lead__peek")?.closest(".row");
    if (!row || !isThere() || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    look(row);
    row.querySelector("h3 a").focus();
  });
  list.addEventListener("focusin", (event) => {
    const row = event.target.closest(".row");
    clearTimeout(timer);
    if (!row || row.classList.contains("is-here") || !isThere() || !event.target.matches(":focus-visible")) return;
    timer = setTimeout(() => look(row), FOLLOWS_MS);
  });
}
