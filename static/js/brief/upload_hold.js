/* A page with files on their way waits for them, then goes on as it was told; leaving it otherwise is asked about. */
export function hold(fields) {
  const form = fields[0].input.form;
  let after = null;
  let without = false;

  const busy = () => fields.some((field) => field.busy);

  function tell() {
    const field = fields.find((each) => each.busy);
    if (field.box.querySelector(".files__hold")) return;
    const note = field.box.querySelector("template[data-files-hold]").content.firstElementChild.cloneNode(true);
    note.querySelector("span").textContent = field.says("saysHold", {});
    note.querySelector("button").addEventListener("click", () => {
      without = true;
      form.requestSubmit(after);
    });
    field.box.append(note);
    note.scrollIntoView({ block: "nearest" });
  }

  form.addEventListener(
    "submit",
    (event) => {
      if (!busy() || without) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      after = event.submitter;
      tell();
    },
    { capture: true },
  );

  form.addEventListener("files:settled", () => {
    if (busy()) return;
    form.querySelectorAll(".files__hold").forEach((note) => note.remove());
    const wrong = fields.find((field) => field.wrong);
    if (after && !wrong) form.requestSubmit(after);
    else if (after) wrong.input.focus();
    after = null;
  });

  addEventListener("beforeunload", (event) => {
    if (busy() && !without) event.preventDefault();
  });

  // A file that misses its field must not take the page, with all that was typed, away.
  for (const kind of ["dragover", "drop"])
    document.addEventListener(kind, (event) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    });
}
