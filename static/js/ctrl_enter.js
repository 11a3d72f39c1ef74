/* Ctrl+Enter (⌘+Enter) in a form with data-ctrl-enter presses its first button. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest("form[data-ctrl-enter]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector('button[type="submit"]'));
});
