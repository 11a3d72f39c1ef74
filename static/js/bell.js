/* The bell: its figure keeps up while a page stays open, and a click shows the latest where one is. Without a
   script it is a link to the page with all notices. */
const EVERY_MS = 30000;
const bells = document.querySelectorAll("a[data-bell]");
const list = document.getElementById("bell-list");

async function ask() {
  if (document.hidden) return;
  const answer = await fetch(bells[0].dataset.figure, { headers: { Accept: "application/json" } });
  if (answer.status !== 200 || answer.redirected) return;
  show((await answer.json()).unread);
}

function show(unread) {
  for (const bell of bells) {
    const figure = bell.querySelector(".bell__count");
    figure.textContent = unread > 99 ? "99+" : unread;
    figure.hidden = !unread;
    bell.classList.toggle("bell--rings", unread > 0);
  }
}

async function open(bell) {
  const answer = await fetch(bell.dataset.bell);
  if (answer.status !== 200 || answer.redirected) {
    window.location.assign(bell.href);
    return;
  }
  list.innerHTML = await answer.text();
  if (!list.matches(":popover-open")) list.showPopover({ source: bell });
  list.querySelector("a, button")?.focus({ preventScroll: true });
}

if (bells.length && list?.showPopover) {
  for (const bell of bells) {
    bell.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      if (list.matches(":popover-open")) list.hidePopover();
      else open(bell).catch(() => window.location.assign(bell.href));
    });
  }
  const again = () => ask().catch(() => {});
  setInterval(again, EVERY_MS);
  document.addEventListener("visibilitychange", again);
}
