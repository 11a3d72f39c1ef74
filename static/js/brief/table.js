/* Rows of a table come and go at once; without this a button asks the server for more. */
const NUMBER = /\.([0-9]+)\.([^.]+)$/;

function tend(sheet) {
  const body = sheet.querySelector("tbody");
  const more = sheet.querySelector("[data-more]");
  const most = Number(sheet.dataset.most);
  const told = () => sheet.dispatchEvent(new Event("input", { bubbles: true }));

  const add = () => {
    const row = body.lastElementChild.cloneNode(true);
    const next = Number(NUMBER.exec(row.querySelector("input").name)[1]) + 1;
    for (const input of row.querySelectorAll("input")) {
      input.name = input.id = input.name.replace(NUMBER, `.${next}.$2`);
      input.value = "";
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    }
    for (const named of row.querySelectorAll("[aria-label]")) {
      const label = named.getAttribute("aria-label").replace(/[0-9]+$/, String(next + 1));
      named.setAttribute("aria-label", label);
      if (named.title) named.title = label;
    }
    body.append(row);
    row.querySelector("input").focus();
    more.hidden = body.children.length >= most;
  };
  const remove = (row) => {
    const near = row.nextElementSibling ?? row.previousElementSibling;
    if (near) row.remove();
    else for (const input of row.querySelectorAll("input")) input.value = "";
    (near ?? row).querySelector("input").focus();
    if (more) more.hidden = false;
    told();
  };

  more?.addEventListener("click", (event) => {
    event.preventDefault();
    add();
  });
  body.addEventListener("click", ({ target }) => {
    if (target.closest("[data-less]")) remove(target.closest("tr"));
  });
  for (const less of sheet.querySelectorAll("[data-less]")) less.hidden = false;
}

for (const sheet of document.querySelectorAll("[data-table]")) tend(sheet);
