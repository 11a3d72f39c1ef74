/* Steps taken back and made again. The house says what each one undoes; here only their order is kept. */
import { ask } from "./saving.js";
import { form, tell } from "./sheet.js";

const MOST = 200;
const done = [];
const undone = [];

/* Call with the seal that came with an answer: of a step, of one taken back, of one made again */
export function remember(seal, kind = "step") {
  if (!seal) return;
  if (kind === "back") {
    undone.push(seal);
    return;
  }
  done.push(seal);
  if (done.length > MOST) done.shift();
  if (kind === "step") undone.length = 0;
}

export function back() {
  return go(done, "back");
}

export function again() {
  return go(undone, "again");
}

async function go(stack, kind) {
  const seal = stack.pop();
  if (!seal) return tell(form.dataset.saysNothing);
  return ask(form.dataset.undone, { step: seal }, kind);
}
