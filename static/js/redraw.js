/* A choice that changes what can be chosen after it: the form comes again with it, nothing is saved. Without a script
   a button of the form does the same. */
document.addEventListener("change", (event) => {
  const field = event.target.closest("select[data-redraws]");
  const button = field?.form?.querySelector("button[value=redraw]");
  if (button) field.form.requestSubmit(button);
});
