/* In the service worker: shows what was pushed, and opens the page that it speaks of. */
self.addEventListener("push", (event) => {
  const said = event.data?.json() ?? {};
  if (!said.title) return;
  const shown = self.registration.showNotification(said.title, {
    body: said.body,
    tag: said.tag,
    lang: said.lang,
    icon: "/brand.svg",
    data: { url: said.url },
  });
  event.waitUntil(shown);
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url));
});

/* In a window of ours where one is open, else in a new one; never anywhere but with us. */
async function open(address) {
  const url = new URL(address ?? "/notices", self.location.origin);
  const target = self.location.origin + url.pathname + url.search;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const ours = windows.find((each) => new URL(each.url).origin === self.location.origin);
  if (!ours) return self.clients.openWindow(target);
  await ours.focus();
  return ours.navigate(target).catch(() => self.clients.openWindow(target));
}
