/* The desk as an app: its service worker, and a button that installs it where the browser offers that. */
let offer = null;

if ("serviceWorker" in navigator && window.isSecureContext) {
  addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
}

function show() {
  document.querySelectorAll("[data-installs]").forEach((button) => (button.hidden = offer === null));
}

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event;
  show();
});

addEventListener("appinstalled", () => {
  offer = null;
  show();
});

document.addEventListener("click", async (event) => {
  if (!event.target.closest("[data-installs]") || !offer) return;
  const asked = offer;
  offer = null;
  show();
  await asked.prompt();
});
