/* Lets this browser be told things while no page is open: asks the person, then tells the house where it listens. */
import { token } from "./csrf.js";

const place = document.querySelector("[data-push]");
const can = place && "serviceWorker" in navigator && "PushManager" in window;

function say(words) {
  place.querySelector("[data-push-said]").textContent = words;
}

function bytesOf(key) {
  const plain = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

async function listen() {
  if ((await Notification.requestPermission()) !== "granted") {
    say(place.dataset.refused);
    return;
  }
  const worker = await navigator.serviceWorker.register("/sw.js");
  await navigator.serviceWorker.ready;
  const key = bytesOf(place.dataset.push);
  let found = await worker.pushManager.getSubscription();
  // A house that was set up anew has another key.
  if (found && place.dataset.known === "0") {
    await found.unsubscribe();
    found = null;
  }
  found ??= await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const answer = await fetch(place.dataset.href, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(found.toJSON()),
  });
  if (answer.ok) window.location.reload();
  else say((await answer.json().catch(() => ({}))).error ?? place.dataset.failed);
}

if (can) {
  const button = place.querySelector("button");
  button.disabled = false;
  button.addEventListener("click", () => listen().catch(() => say(place.dataset.failed)));
} else if (place) {
  say(place.dataset.cannot);
}
