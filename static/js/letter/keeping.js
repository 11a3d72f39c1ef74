/* Drafts are kept in the house as they are typed, and in this browser until the house has them: a form with
   data-keeps="address". The house answers with the draft's revision, which the next save has to name. */
const AFTER_MS = 1000;
const form = document.querySelector("form[data-keeps]");

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null; // switched off: the house keeps the draft all the same
  }
}

class Keeper {
  constructor(form) {
    this.form = form;
    this.store = storage();
    this.key = `draft:${form.dataset.key}`;
    this.saved = document.getElementById("saved");
    this.drops = form.querySelector("[data-drops]");
    this.timer = null;
    this.dirty = false;
    this.sent = false;
    this.busy = null;
  }

  get revision() {
    return this.form.elements.revision.value;
  }

  get words() {
    return this.form.elements.words;
  }

  begin() {
    this.restore();
    this.form.addEventListener("input", (event) => this.changed(event));
    this.form.addEventListener("change", (event) => this.changed(event));
    this.form.addEventListener("submit", () => this.leave());
    addEventListener("pagehide", () => this.lastWord());
    document.addEventListener("visibilitychange", () => document.hidden && this.lastWord());
    addEventListener("online", () => this.dirty && this.later());
    addEventListener("pageshow", (event) => event.persisted && (this.sent = false));
  }

  changed(event) {
    if (event?.target.closest("[data-both]") && event.type === "input" && !event.target.value) return;
    this.dirty = true;
    this.keepHere();
    this.later();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), AFTER_MS);
  }

  async save() {
    if (this.sent) return;
    if (this.busy) return this.later();
    const before = this.words.value;
    const files = this.form.elements.files;
    const came = files.files.length;
    this.dirty = false;
    this.busy = new AbortController();
    try {
      const answer = await fetch(this.form.dataset.keeps, {
        method: "POST",
        body: this.body(),
        redirect: "manual",
        signal: this.busy.signal,
      });
      const said = await answer.json();
      if (answer.ok) this.keptThere(said, before, came);
      else this.saved.textContent = said.words;
    } catch {
      this.dirty = true;
      if (!this.sent) this.saved.textContent = this.form.dataset.offline;
    } finally {
      this.busy = null;
    }
  }

  keptThere(said, before, came) {
    this.form.elements.revision.value = said.revision || "";
    this.saved.textContent = said.words;
    this.drops.hidden = !said.revision;
    if (came) {
      this.form.elements.files.value = "";
      this.form.querySelector("#attached").textContent = "";
      this.form.querySelector("#chosen").innerHTML = said.files;
    }
    if (this.words.value === before && !this.dirty) this.forget();
    else this.keepHere();
  }

  body() {
    const data = new FormData(this.form);
    data.delete("leave_at");
    return data;
  }

  /* The page is left: one more word to the house, without waiting for its answer. */
  lastWord() {
    if (!this.dirty || this.sent || this.busy) return;
    const data = this.body();
    data.delete("files");
    if (navigator.sendBeacon(this.form.dataset.keeps, data)) this.dirty = false;
  }

  leave() {
    clearTimeout(this.timer);
    this.busy?.abort();
    this.sent = true;
    this.keepHere();
  }

  keepHere() {
    const { subject, words } = this.form.elements;
    const kept = { subject: subject.value, words: words.value, revision: this.revision, mark: this.form.dataset.mark };
    try {
      this.store?.setItem(this.key, JSON.stringify({ ...kept, sent: this.sent }));
    } catch {
      // full: the house has it in a second
    }
  }

  forget() {
    this.store?.removeItem(this.key);
  }

  restore() {
    let kept;
    try {
      kept = JSON.parse(this.store?.getItem(this.key) || "null");
    } catch {
      kept = null;
    }
    // What came back from the house after a refused send is newer than any copy.
    if (!kept?.words || this.form.querySelector("[aria-invalid]")) return;
    if (kept.sent && kept.mark !== this.form.dataset.mark) return this.forget(); // it was sent
    if (this.words.value.includes(kept.words)) return this.forget();
    if (kept.revision === this.revision) this.putIn(kept);
    else this.offer(kept);
  }

  putIn({ subject, words }) {
    const before = this.words.value;
    this.words.value = before && !words.includes(before) ? `${before}\n\n${words}` : words;
    if (subject) this.form.elements.subject.value = subject;
    this.changed();
  }

  /* The draft went on elsewhere, and this browser has words that it lacks. */
  offer(kept) {
    const line = document.createElement("p");
    const button = document.createElement("button");
    line.className = "composer__other";
    line.textContent = this.form.dataset.kept;
    button.type = "button";
    button.className = "linkish";
    button.textContent = this.form.dataset.put;
    button.addEventListener("click", () => {
      line.remove();
      this.putIn({ words: kept.words });
    });
    line.append(" ", button);
    this.words.before(line);
  }
}

if (form) new Keeper(form).begin();
