/* Opens a <dialog> from [data-opens="id"] and closes it from [data-closes] or a click beside it. A
   dialog with data-open (a form in it came back with errors) stands open from the start. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
    }
    return;
  }
  const dialog = event.target.closest("dialog[open]");
  if (dialog && (event.target === dialog || event.target.closest("[data-closes]"))) {
    event.preventDefault();
    dialog.close();
  }
});

document.querySelector("dialog[data-open]")?.showModal();
