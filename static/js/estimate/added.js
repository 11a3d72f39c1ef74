/* Lines that came from the library or from another proposal: taken back like any other step. */
import { back, remember } from "./undo.js";

export function added() {
  const note = document.querySelector("[data-added]");
  if (!note) return;
  remember(note.elements.step.value);
  note.addEventListener("submit", async (event) => {
    event.preventDefault();
    await back();
    note.remove();
  });
  // Loaded again, the page does not say so once more.
  const address = new URL(location.href);
  address.searchParams.delete("new");
  history.replaceState(history.state, "", address);
}
