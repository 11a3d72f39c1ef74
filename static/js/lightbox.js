/* A picture opens over the page: links with data-lightbox. Left and right go to the next one of its list. */
const dialog = document.createElement("dialog");
dialog.className = "lightbox";
const picture = document.createElement("img");
const line = document.createElement("p");
const name = document.createElement("span");
const close = document.createElement("button");
close.type = "button";
close.className = "btn btn--small";
close.textContent = "×";
close.setAttribute("aria-label", "Esc");
line.append(name, close);
dialog.append(picture, line);
let shown = null;

function show(link) {
  shown = link;
  const words = link.querySelector("img")?.alt ?? "";
  picture.src = link.href;
  picture.alt = words;
  name.textContent = words;
  dialog.setAttribute("aria-label", words);
  if (!dialog.isConnected) document.body.append(dialog);
  if (!dialog.open) dialog.showModal();
}

function step(by) {
  const all = [...(shown.closest("ul") ?? document).querySelectorAll("[data-lightbox]")];
  show(all[(all.indexOf(shown) + by + all.length) % all.length]);
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("a[data-lightbox]");
  if (!link) return;
  event.preventDefault();
  show(link);
});
close.addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});
dialog.addEventListener("keydown", (event) => {
  if (event.key === "ArrowRight") step(1);
  if (event.key === "ArrowLeft") step(-1);
});
