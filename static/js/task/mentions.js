/* After an @ the members' names stand to be chosen: arrows, Enter or Tab, or a press. Whoever types the name whole
   needs none of it. */
const names = [...document.querySelectorAll("#mention-names option")].map((one) => one.value);
const said = document.querySelector("[data-mentions-say]");
const list = document.createElement("ul");
list.className = "mentions";
list.id = "mentions";
list.setAttribute("role", "listbox");
list.hidden = true;
let field = null;
let at = 0;

function typed() {
  const before = field.value.slice(0, field.selectionStart);
  return /(?:^|\s)@([\p{L}\p{N}' -]{0,40})$/u.exec(before)?.[1] ?? null;
}

function close() {
  list.hidden = true;
  field?.removeAttribute("aria-activedescendant");
}

function mark(next) {
  at = (next + list.children.length) % list.children.length;
  [...list.children].forEach((one, n) => one.setAttribute("aria-selected", String(n === at)));
  field.setAttribute("aria-activedescendant", `mention-${at}`);
}

function show(found) {
  list.replaceChildren(
    ...found.map((name, n) => {
      const one = document.createElement("li");
      one.id = `mention-${n}`;
      one.setAttribute("role", "option");
      one.textContent = name;
      return one;
    }),
  );
  field.after(list);
  list.setAttribute("aria-label", field.getAttribute("aria-label") ?? "@");
  list.hidden = false;
  said.textContent = said.dataset.mentionsSay.replace("{count}", found.length);
  mark(0);
}

function look() {
  const begun = typed();
  const found =
    begun === null
      ? []
      : names.filter((name) => name.toLowerCase().startsWith(begun.toLowerCase())).slice(0, 6);
  if (!found.length || found.some((name) => name.toLowerCase() === begun.toLowerCase())) close();
  else show(found);
}

function take(name) {
  const end = field.selectionStart;
  field.setRangeText(`${name} `, end - typed().length, end, "end");
  close();
  field.focus();
}

function press(event) {
  if (list.hidden || field !== event.target) return;
  if (event.key === "ArrowDown") mark(at + 1);
  else if (event.key === "ArrowUp") mark(at - 1);
  else if ((event.key === "Enter" && !event.ctrlKey) || event.key === "Tab")
    take(list.children[at].textContent);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
}

list.addEventListener("pointerdown", (event) => {
  event.preventDefault();
  if (event.target.matches("li")) take(event.target.textContent);
});
for (const one of document.querySelectorAll("[data-mentions]")) {
  one.setAttribute("aria-autocomplete", "list");
  one.setAttribute("aria-controls", "mentions");
  one.addEventListener("input", () => {
    field = one;
    look();
  });
  one.addEventListener("keydown", press);
  one.addEventListener("blur", close);
}
document.body.append(list);
