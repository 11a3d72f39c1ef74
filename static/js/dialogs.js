/* Opens a <dialog> from [data-opens="id"] and closes it from [data-closes] or a click beside it. A
   dialog that came open (its form was sent back with errors, or its address asks for it) is opened
   once more as a modal one: without a script it simply stands on the page. */
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

const came = document.querySelector("dialog[open], dialog[data-open]");
came?.close();
came?.showModal();
