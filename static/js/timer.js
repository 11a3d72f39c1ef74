/* The minutes of the timer go on while a page stays open: by what the house said, not by this machine's clock. */
const EVERY_MS = 20_000;
const figure = document.querySelector("[data-timer]");
const opened = Date.now();

function tell() {
  const seconds = Number(figure.dataset.timer) + (Date.now() - opened) / 1000;
  const minutes = Math.max(Math.floor(seconds / 60), 0);
  figure.textContent = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

if (figure) setInterval(tell, EVERY_MS);
