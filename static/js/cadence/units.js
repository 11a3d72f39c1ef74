/* The unit goes with the number that is typed: 1 week, 2 weeks. */
import { form } from "./preview.js";

form.addEventListener("input", (event) => {
  if (!event.target.matches("[name$='-count']")) return;
  const word = event.target.value.trim() === "1" ? "one" : "several";
  for (const option of event.target.closest("[data-step]").querySelectorAll("[data-one]")) {
    option.textContent = option.dataset[word];
  }
});
