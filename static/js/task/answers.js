/* A part that is sent by itself comes back alone, also where something was wrong with it. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422 && event.detail.target.matches("[data-pieces]")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

/* Added by Enter again and again: the field is there for the next one */
document.addEventListener("htmx:afterSwap", (event) => {
  const form = event.detail.requestConfig?.elt;
  if (!form?.matches?.(".addpiece")) return;
  document.querySelector(`#${form.id} .input`)?.focus();
});
