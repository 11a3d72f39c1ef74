/* Asks before what cannot be undone. On a form's button, or on a form:
     data-confirm="Delete the line “Glaze picker”?"  data-confirm-yes="Delete"  data-confirm-no="Keep it"
   The words of the buttons default to data-yes and data-no of <body>. Without a script the action simply happens; the server's undo is the net under both. */
function ask(words, yes, no) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-label", words);
  const inside = document.createElement("form");
  inside.method = "dialog";
  inside.className = "dialog__in";
  const title = document.createElement("h2");
  title.textContent = words;
  const row = document.createElement("div");
  row.className = "dialog__do";
  row.append(answer(no, "no", "btn"), answer(yes, "yes", "btn btn--no"));
  inside.append(title, row);
  dialog.append(inside);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

function answer(words, value, css) {
  const button = document.createElement("button");
  button.className = css;
  button.value = value;
  button.textContent = words;
  return button;
}

const agreed = new WeakSet();

document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    const asker = event.submitter?.closest("[data-confirm]") ?? form.closest("form[data-confirm]");
    if (!asker || agreed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { yes, no } = document.body.dataset;
    const { confirm, confirmYes = yes, confirmNo = no } = asker.dataset;
    if (await ask(confirm, confirmYes, confirmNo)) {
      agreed.add(form);
      form.requestSubmit(event.submitter);
    }
  },
  true, // before any other listener, so that nothing is sent or disabled while we ask
);
