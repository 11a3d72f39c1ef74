/* Messages after an action: those marked data-leaves go by themselves after eight seconds, but never
   while somebody reads them (pointer over them, focus in them); any can be closed. Scripts show one
   with `document.dispatchEvent(new CustomEvent("toast", { detail: { text, pen } }))`, a button that
   only says something carries data-toast="words". Beside text and pen, `act: { text, run }` puts a
   button into it (an undo), and a new one with the same `key` takes the place of the old. */
const STAYS_MS = 8000;
const region = document.querySelector("#toasts");

function leave(toast) {
  toast.classList.add("is-leaving");
  const gone = () => toast.remove();
  toast.addEventListener("transitionend", gone, { once: true });
  setTimeout(gone, 400); // where nothing moves, no transition ends
}

function leaveLater(toast) {
  setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) leaveLater(toast);
    else leave(toast);
  }, STAYS_MS);
}

function show({ text, pen, act, key }) {
  if (key) region.querySelector(`[data-key="${key}"]`)?.remove();
  const toast = document.createElement("div");
  if (key) toast.dataset.key = key;
  toast.className = pen ? `toast toast--${pen}` : "toast";
  const words = document.createElement("span");
  words.textContent = text;
  toast.append(words);
  if (act) toast.append(actor(act, toast));
  region.append(toast);
  leaveLater(toast);
}

function actor({ text, run }, toast) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast__do";
  button.textContent = text;
  button.addEventListener("click", () => {
    toast.remove();
    run();
  });
  return button;
}

if (region) {
  region.querySelectorAll("[data-leaves]").forEach(leaveLater);
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".toast [data-close]");
    if (button) leave(button.closest(".toast"));
  });
  document.addEventListener("toast", (event) => show(event.detail));
  document.addEventListener("click", (event) => {
    const words = event.target.closest("[data-toast]")?.dataset.toast;
    if (words) show({ text: words });
  });
}
