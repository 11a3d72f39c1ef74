/* A form is sent once: its buttons rest until the answer comes. Forms that answer with a file, or that
   may be sent again, carry data-again. */
function buttonsOf(form) {
  return [...form.elements].filter((element) => element.type === "submit");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.dataset.again !== undefined)
    return;
  if (form.dataset.sent !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  buttonsOf(form).forEach((button) => button.setAttribute("aria-busy", "true"));
});

/* Back from the next page by the browser's own button: the form may be sent again */
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    buttonsOf(form).forEach((button) => button.removeAttribute("aria-busy"));
  }
});
