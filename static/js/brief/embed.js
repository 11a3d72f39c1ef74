/* Puts a brief into a page of the agency's own site, where this script stands:
     <script src="https://…/brief/embed.js" data-brief="website" async></script>
   data-lang and data-title are optional. It needs nothing of the page, sets no cookie, and listens to nobody but the
   frame that it has put there. */
(() => {
  const script =
    document.currentScript ?? document.querySelector('script[src*="/brief/embed.js"][data-brief]');
  const own = new URL(script.src);
  const address = new URL(encodeURIComponent(script.dataset.brief), own);
  const language = (script.dataset.lang || document.documentElement.lang || "").slice(0, 2).toLowerCase();

  for (const [name, value] of new URLSearchParams(location.search))
    if (name.startsWith("utm_")) address.searchParams.set(name, value);
  if (language) address.searchParams.set("lang", language);
  address.searchParams.set("site", location.origin);

  const frame = document.createElement("iframe");
  frame.src = address.href;
  frame.title = script.dataset.title || (language === "ru" ? "Бриф" : "Brief");
  Object.assign(frame.style, { display: "block", width: "100%", height: "40rem", border: "0" });

  let pages = 0;
  frame.addEventListener("load", () => {
    pages += 1;
    frame.contentWindow.postMessage({ brief: "hello" }, own.origin);
    // The next page begins at its top, also for whoever pressed a button at the foot of a long one.
    if (pages > 1 && frame.getBoundingClientRect().top < 0) frame.scrollIntoView({ block: "start" });
  });

  addEventListener("message", (event) => {
    if (event.origin !== own.origin || event.source !== frame.contentWindow) return;
    const height = event.data?.brief === "height" ? Number(event.data.height) : NaN;
    if (height > 0 && height < 100000) frame.style.height = `${Math.ceil(height)}px`;
  });

  script.after(frame);
})();
