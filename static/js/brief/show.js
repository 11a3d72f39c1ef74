/* Shows and hides the questions of a page as answers change. What is hidden keeps what was typed, and does not
   count; without this the server asks again after the button. */
import { shown } from "./conditions.js";
import { valueOf } from "./values.js";

function watch(page) {
  const rules = JSON.parse(page.dataset.rules);
  const boxes = [...page.querySelectorAll("[data-question]")];
  const seen = page.closest("form")?.querySelector('input[name="seen"]');
  const judge = () => {
    const values = new Map(Object.entries(rules.values));
    for (const box of boxes) values.set(box.dataset.question, valueOf(box));
    const asked = shown(rules.questions, values);
    for (const box of boxes) box.hidden = !asked.has(box.dataset.question);
    if (seen)
      seen.value = boxes
        .filter((box) => !box.hidden)
        .map((box) => box.dataset.question)
        .join(" ");
  };
  page.addEventListener("input", judge);
  page.addEventListener("change", judge);
  // The browser puts back what was typed when somebody comes back to the page.
  addEventListener("pageshow", judge);
  judge();
}

for (const page of document.querySelectorAll("[data-rules]")) watch(page);
