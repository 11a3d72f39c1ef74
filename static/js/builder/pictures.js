/* Pictures of choices: a file that was chosen is brought at once, and its digest is kept with the question. */
import { keep } from "./saving.js";

function tell(box, words) {
  const said = box.querySelector(".field__error");
  said.textContent = words;
  said.hidden = !words;
}

function put(box, digest) {
  box.querySelector('input[type="hidden"]').value = digest;
  keep({ redraws: true });
}

async function bring(box, file) {
  tell(box, "");
  const body = new FormData();
  body.set("picture", file);
  body.set("csrf_token", document.querySelector('meta[name="csrf-token"]').content);
  try {
    const answer = await fetch(box.dataset.picture, { method: "POST", body });
    const told = await answer.json();
    if (answer.ok) put(box, told.sha256);
    else tell(box, told.words);
  } catch {
    tell(box, box.dataset.failed);
  }
}

document.addEventListener("change", (event) => {
  const box = event.target.closest("[data-picture]");
  if (box && event.target.type === "file" && event.target.files.length) bring(box, event.target.files[0]);
});

document.addEventListener("click", (event) => {
  const out = event.target.closest("[data-picture-out]");
  if (out) put(out.closest("[data-picture]"), "");
});
