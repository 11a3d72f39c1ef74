/* The demo's people: pressing one fills the login form. Without a script their keys stand there to be
   typed. */
const form = document.querySelector("form[data-login]");

for (const person of document.querySelectorAll("[data-demo-email]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = person.className;
  button.setAttribute("aria-pressed", "false");
  button.append(...person.childNodes);
  Object.assign(button.dataset, person.dataset);
  person.replaceWith(button);
  button.addEventListener("click", () => fill(button));
}

function fill(button) {
  form.elements.email.value = button.dataset.demoEmail;
  form.elements.password.value = button.dataset.demoPassword;
  for (const other of document.querySelectorAll("[data-demo-email]")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  form.querySelector('button[type="submit"]').focus();
}
