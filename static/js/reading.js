/* How long each section of a page is read: told to [data-readings] as seconds by the section's name, in small sums.
   It counts only while the window is visible and its reader gave a sign of life within a minute. */
const page = document.querySelector("[data-readings]");
const STILL_THERE = 60_000;
const TELL_EVERY = 20_000;
const seen = new Map();
const sums = new Map();
let sign = Date.now();

const nameOf = (part) => part.getAttribute("aria-labelledby")?.replace(/-title$/, "");

function tick() {
  if (document.hidden || Date.now() - sign > STILL_THERE) return;
  const [most] = [...seen].sort((one, other) => other[1] - one[1]);
  if (most && most[1] > 0) sums.set(most[0], (sums.get(most[0]) ?? 0) + 1);
}

function tell() {
  if (!sums.size) return;
  const body = new URLSearchParams([...sums].map(([name, seconds]) => [name, String(seconds)]));
  sums.clear();
  navigator.sendBeacon(page.dataset.readings, body);
}

if (page && navigator.sendBeacon) {
  // Which part fills most of the screen is the one that is read.
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { target, intersectionRect } of entries) seen.set(nameOf(target), intersectionRect.height);
    },
    { threshold: Array.from({ length: 21 }, (_, n) => n / 20) },
  );
  for (const part of document.querySelectorAll("main section[aria-labelledby]")) watcher.observe(part);
  for (const kind of ["scroll", "pointermove", "keydown", "touchstart", "focus"]) {
    addEventListener(kind, () => (sign = Date.now()), { passive: true });
  }
  setInterval(tick, 1000);
  setInterval(tell, TELL_EVERY);
  document.addEventListener("visibilitychange", () => document.hidden && tell());
  addEventListener("pagehide", tell);
}
