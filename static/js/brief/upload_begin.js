/* On the public first page there is no brief yet: the first file begins it, as the first answer that is kept does. */
const OF_A_BRIEF = /^(.*\/brief\/f\/[^/?]+)\/\d+/;

/* Where the files of this field go, if its brief has begun */
function homeOf(form) {
  return OF_A_BRIEF.exec(form.action)?.[1];
}

async function begin(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  data.set("go", "keep");
  data.set("begins", "files");
  const answer = await fetch(form.action, {
    method: "POST",
    body: data,
    headers: { Accept: "application/json" },
  });
  if (!answer.ok) throw new Error(String(answer.status));
  form.dispatchEvent(new CustomEvent("brief:began", { detail: await answer.json() }));
}

let beginning = null;

export async function begun(box) {
  const form = box.closest("form");
  if (!homeOf(form)) {
    beginning ??= begin(form).finally(() => (beginning = null));
    await beginning;
  }
  const home = homeOf(form);
  if (!home) throw new Error("no brief");
  box.dataset.uploads = `${home}/uploads`;
  box.dataset.filesList = `${home}/files/${box.dataset.files}`;
}
