/* Looks again after [data-reloads] milliseconds, as long as such a thing stands on the page. */
const waiting = document.querySelector("[data-reloads]");
if (waiting) setTimeout(() => location.reload(), Number(waiting.dataset.reloads));
