/* The buttons of the steps without a new page: the server says how the steps look then, and they take the place of the
   old ones. Steps are moved by Alt with an arrow, and dragged by their number. */
import { form, look } from "./preview.js";

const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;

async function press(command) {
  const body = new URLSearchParams(new FormData(form));
  body.append("do", command);
  const answer = await fetch(form.action || location.href, { method: "POST", body, redirect: "manual" });
  if (!answer.ok) return form.requestSubmit();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("steps");
  document.getElementById("steps").replaceWith(fresh);
  sortable();
  const next = fresh.querySelector("[autofocus]");
  next?.focus();
  next?.closest(".cstep")?.scrollIntoView({ block: "nearest", behavior: isStill ? "auto" : "smooth" });
  form.dispatchEvent(new Event("input"));
}

form.addEventListener("submit", (event) => {
  const command = event.submitter?.name === "do" ? event.submitter.value : "";
  if (!command.includes(":")) return;
  event.preventDefault();
  press(command);
});

form.addEventListener("keydown", (event) => {
  const step = event.target.closest("[data-step]");
  const verb = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  if (!step || !verb || !event.altKey) return;
  event.preventDefault();
  press(`${verb}:${step.dataset.step}`);
});

/* A step that is open stays open when the steps come anew, and its name is told as it is typed. */
form.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.matches(".cstep__words")) return;
    const mark = event.target.closest("[data-step]").querySelector("[data-open]");
    mark.disabled = !event.target.open;
  },
  true,
);

form.addEventListener("input", (event) => {
  const name = event.target.closest?.(".cstep__names [lang]");
  const own = name?.lang === document.documentElement.lang ? name.value.trim() : "";
  if (own) name.closest(".cstep").querySelector("[data-name]").textContent = own;
});

function sortable() {
  if (!window.Sortable) return;
  const steps = document.getElementById("steps");
  steps.classList.add("is-sortable");
  window.Sortable.create(steps, {
    handle: "[data-grip]",
    draggable: ".cstep",
    animation: isStill ? 0 : 150,
    forceFallback: true,
    fallbackTolerance: 4,
    ghostClass: "is-place",
    onEnd: () => {
      number(steps);
      form.dispatchEvent(new Event("input"));
      look();
    },
  });
}

function number(steps) {
  [...steps.querySelectorAll(".cstep:not(.is-gone) [data-grip]")].forEach((each, place) => {
    each.textContent = place + 1;
  });
}

sortable();
