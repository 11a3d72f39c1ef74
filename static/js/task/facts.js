/* The way from the words to the facts, on a phone a long one: it opens their form. */
document.querySelector(".task__to-facts")?.addEventListener("click", () => {
  const form = document.querySelector("#facts details");
  form.open = true;
  form.querySelector("summary").focus({ preventScroll: true });
});
