/* Optional lines and alternatives of a proposal: every choice is sent, and what it changes comes back as [data-part]s,
   each put in the place of the one there. The sums are the server's. While something is made, its part asks again. */
const ASK_EVERY = 1000;
const form = document.querySelector("form#choice");
let sending;

function settle() {
  for (const each of document.querySelectorAll("[data-without-script]")) each.hidden = true;
  const waiting = document.querySelector("[data-ask]");
  if (waiting) setTimeout(() => ask(waiting).catch(() => {}), ASK_EVERY);
}

function put(html) {
  const came = new DOMParser().parseFromString(html, "text/html");
  // Whatever somebody types between the rows steps aside while they are put anew, and only then.
  const between = [...came.querySelectorAll("[data-part]")].some((part) =>
    document.querySelector(`[data-part="${part.dataset.part}"] .offer-asking`),
  );
  if (between) document.dispatchEvent(new Event("parts:leave"));
  for (const part of came.querySelectorAll("[data-part]")) {
    const here = document.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!here) continue;
    const focused = here.contains(document.activeElement) ? document.activeElement.id : "";
    here.replaceWith(part);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }
  if (between) document.dispatchEvent(new Event("parts:come"));
  settle();
}

async function ask(waiting) {
  if (!waiting.isConnected) return;
  const answer = document.hidden ? null : await fetch(waiting.dataset.ask).catch(() => null);
  // A choice that was made meanwhile has put its own part here.
  if (!waiting.isConnected) return;
  if (answer?.ok) put(await answer.text());
  else settle();
}

async function send() {
  sending?.abort();
  sending = new AbortController();
  const answer = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { "X-Wants": "parts" },
    signal: sending.signal,
  });
  if (answer.redirected) location.reload(); // it is not open any more: the page says why
  else if (answer.ok) put(await answer.text());
  else throw new Error(answer.statusText);
}

if (form) {
  document.addEventListener("change", (event) => {
    if (event.target.form !== form) return;
    send().catch((error) => {
      if (error.name === "AbortError") return;
      // Nothing came back: the page's own button does the same.
      for (const each of document.querySelectorAll("[data-without-script]")) each.hidden = false;
    });
  });
}
settle();
