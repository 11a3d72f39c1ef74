/* Cells of a spreadsheet, pasted into the sheet: shown as lines first, on a page of their own. */
import { token } from "../csrf.js";
import { save } from "./saving.js";
import { form } from "./sheet.js";

function isCells(text) {
  const rows = text.split(/\r?\n/).filter((row) => row.trim());
  return rows.length > 1 || (text.includes("\t") && text.trim().includes("\t"));
}

async function show(text, into) {
  await save();
  const sender = document.createElement("form");
  sender.method = "post";
  sender.action = form.dataset.pasting;
  sender.hidden = true;
  for (const [name, value] of Object.entries({ csrf_token: token, cells: text, into, do: "look" })) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    sender.append(field);
  }
  document.body.append(sender);
  sender.submit();
}

export function pasting() {
  form.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const row = event.target.closest("#sheet tr");
    if (!row || !isCells(text)) return;
    event.preventDefault();
    show(text, row.closest("[data-section]")?.dataset.section ?? "");
  });
}
