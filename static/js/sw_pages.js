/* In the service worker: pages always come from the house. Only when it cannot be reached, the offline page is shown.
   Styles, scripts, typefaces and icons are kept under their own addresses, which change with them. No page is kept: pages
   hold words of clients. */
const KEPT = "desk-1";
const OFFLINE = "/offline";
const ALIKE = /^\/static\/|^\/icons\//;

self.addEventListener("install", (event) => {
  event.waitUntil(keepOffline().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(offline));
  else if (ALIKE.test(url.pathname)) event.respondWith(still(request, url));
});

async function keepOffline() {
  const store = await caches.open(KEPT);
  const page = await fetch(OFFLINE);
  if (!page.ok) return;
  const text = await page.clone().text();
  await store.put(OFFLINE, page);
  // What the page needs to look like itself, and a script of its own.
  const needed = [...text.matchAll(/(?:href|src)="(\/(?:static|icons)\/[^"]+)"/g)].map(([, address]) => address.replaceAll("&amp;", "&"));
  await Promise.allSettled(needed.map((address) => store.add(address)));
}

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("desk-") && name !== KEPT).map((name) => caches.delete(name)));
}

/* With a version in its address, or an edition, it never changes: the kept one is as good. Without one the house is asked first. */
async function still(request, url) {
  const store = await caches.open(KEPT);
  const kept = await store.match(request);
  if (kept && (url.searchParams.has("v") || url.pathname.startsWith("/static/~"))) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.status === 200) await store.put(request, answer.clone());
    return answer;
  } catch (away) {
    if (kept) return kept;
    throw away;
  }
}

async function offline() {
  return (await caches.match(OFFLINE)) ?? Response.error();
}
