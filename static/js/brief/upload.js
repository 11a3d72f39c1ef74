/* Fields for files (<fieldset data-files>): each file travels on its own as soon as it is chosen or dropped, shows how
   far it is, and stands in the list when it is here. The page is not sent before; without this, files come with it. */
import { begun } from "./upload_begin.js";
import { hold } from "./upload_hold.js";
import { forget, forgetKey, left, recall, remember } from "./upload_memory.js";
import { Refused, send } from "./upload_sending.js";

const AT_ONCE = 2;

class Field {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input[type=file]");
    this.list = box.querySelector(".sending");
    this.waiting = [];
    this.running = 0;
    box.classList.add("takes-files");
    this.input.addEventListener("change", () => this.take([...this.input.files]));
    box.addEventListener("dragover", () => box.classList.add("is-over"));
    box.addEventListener("dragleave", () => box.classList.remove("is-over"));
    box.addEventListener("drop", (event) => {
      box.classList.remove("is-over");
      this.take([...event.dataTransfer.files]);
    });
    box.addEventListener("click", (event) => this.clicked(event));
    this.home && left(this.home).forEach((one) => this.showLeft(one));
  }

  get home() {
    return this.box.dataset.filesList && new URL(this.box.dataset.filesList, location.href).pathname;
  }

  get busy() {
    return this.waiting.length + this.running > 0;
  }

  get wrong() {
    return this.list.querySelector(".is-wrong");
  }

  says(which, values) {
    return this.box.dataset[which].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  say(words) {
    this.box.querySelector("[data-files-say]").textContent = words;
  }

  take(files) {
    this.input.value = "";
    for (const file of files) {
      const row = this.row(file.name);
      this.waiting.push({ file, row, stop: this.stopOf(row) });
    }
    this.go();
  }

  row(name) {
    const row = this.box.querySelector("template[data-files-row]").content.firstElementChild.cloneNode(true);
    row.querySelector(".sending__name").textContent = name;
    row.querySelector("progress").setAttribute("aria-label", name);
    const button = row.querySelector("button");
    this.name(button, button.textContent, name);
    this.list.append(row);
    this.list.hidden = false;
    return row;
  }

  name(button, words, file) {
    button.textContent = words;
    button.setAttribute("aria-label", `${words}: ${file}`);
  }

  drop(row) {
    row.remove();
    this.list.hidden = !this.list.children.length;
  }

  stopOf(row) {
    const stop = new AbortController();
    row.querySelector("button").addEventListener("click", () => {
      stop.abort();
      this.waiting = this.waiting.filter((each) => each.row !== row);
      this.drop(row);
      this.input.focus();
      this.box.dispatchEvent(new CustomEvent("files:settled", { bubbles: true }));
    });
    return stop;
  }

  async go() {
    while (this.waiting.length && this.running < AT_ONCE) {
      this.running += 1;
      this.bring(this.waiting.shift()).finally(() => {
        this.running -= 1;
        this.go();
        this.box.dispatchEvent(new CustomEvent("files:settled", { bubbles: true }));
      });
    }
  }

  async bring({ file, row, stop }) {
    const state = row.querySelector(".sending__state");
    let address;
    try {
      if (!this.box.dataset.uploads) await begun(this.box);
      this.dropLeft(file);
      await send(file, {
        address: this.box.dataset.uploads,
        question: this.box.dataset.files,
        from: recall(this.home, file),
        signal: stop.signal,
        told: (now) => {
          address = now.address;
          if (address && now.part !== undefined) remember(this.home, file, address, now.part);
          this.show(row, now);
        },
      });
      forget(this.home, file);
      await this.refresh();
      this.drop(row);
      this.say(this.says("saysHere", file));
    } catch (error) {
      forget(this.home, file);
      if (stop.signal.aborted) {
        if (address) fetch(address, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0" } });
        return;
      }
      row.classList.add("is-wrong");
      this.name(row.querySelector("button"), this.says("saysAway", {}), file.name);
      state.textContent = (error instanceof Refused && error.message) || this.says("saysLost", {});
      this.say(`${file.name}: ${state.textContent}`);
    }
  }

  show(row, { part, waits }) {
    const state = row.querySelector(".sending__state");
    if (part !== undefined) row.querySelector("progress").value = Math.round(part * 100);
    if (waits) state.textContent = this.says("saysWaits", {});
    else state.textContent = part < 1 ? `${Math.round(part * 100)} %` : this.says("saysChecked", {});
  }

  /* What lies there, as the house shows it */
  async refresh() {
    const answer = await fetch(this.box.dataset.filesList);
    if (answer.ok) this.box.querySelector(".files__kept").innerHTML = await answer.text();
  }

  /* A file that was half way when the page was left: the browser has to be given it once more */
  showLeft({ name, part, key }) {
    const row = this.row(name);
    row.classList.add("is-left");
    this.name(row.querySelector("button"), this.says("saysAway", {}), name);
    row.querySelector(".sending__state").textContent = this.says("saysLeft", {
      percent: Math.round((part ?? 0) * 100),
    });
    row.querySelector("button").addEventListener("click", () => {
      forgetKey(key);
      this.drop(row);
    });
  }

  dropLeft(file) {
    for (const row of this.list.querySelectorAll(".is-left"))
      if (row.querySelector(".sending__name").textContent === file.name) this.drop(row);
  }

  async clicked(event) {
    const row = event.target.closest("button")?.closest("[data-file]");
    if (!row || !this.box.dataset.filesList) return;
    event.preventDefault();
    const name = row.querySelector(".kept__name").textContent;
    const [path, query] = this.box.dataset.filesList.split("?");
    const answer = await fetch(`${path}/${row.dataset.file}?${query ?? ""}`, { method: "DELETE" });
    if (!answer.ok) return;
    await this.refresh();
    this.say(this.says("saysRemoved", { name }));
    this.input.focus();
  }
}

const fields = [...document.querySelectorAll("fieldset[data-files]")].map((box) => new Field(box));
if (fields.length) hold(fields);
