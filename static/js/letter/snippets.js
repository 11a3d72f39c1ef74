/* Snippets: the link with data-snippets opens a list over the page, and so does a slash at the start of a line. One types
   to find, goes up and down, and Enter puts the words where the cursor was. */
const opener = document.querySelector("[data-snippets]");
const words = document.getElementById("letter-words");

class Chooser {
  constructor() {
    this.dialog = document.createElement("dialog");
    this.dialog.className = "dialog";
    this.dialog.setAttribute("aria-label", opener.textContent.trim());
    this.inside = document.createElement("div");
    this.inside.className = "dialog__in snippets__dialog";
    this.search = document.createElement("input");
    this.search.type = "search";
    this.search.className = "input";
    this.search.setAttribute("aria-label", opener.textContent.trim());
    this.search.placeholder = opener.textContent.trim();
    this.list = document.createElement("div");
    this.inside.append(this.search, this.list);
    this.dialog.append(this.inside);
    document.body.append(this.dialog);
    this.search.addEventListener("input", () => this.filter());
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    this.dialog.addEventListener("click", (event) => this.click(event));
    this.dialog.addEventListener("close", () => words.focus());
  }

  /* Open at once: whoever types on finds, and does not write into the letter. */
  async open() {
    this.search.value = "";
    this.dialog.showModal();
    this.search.focus();
    if (!this.list.firstChild) {
      const answer = await fetch(opener.dataset.snippets, { redirect: "manual" });
      if (!answer.ok) return location.assign(opener.href);
      this.list.innerHTML = await answer.text();
    }
    this.filter();
  }

  get shown() {
    return [...this.list.querySelectorAll("li:not([hidden]) a[data-words]")];
  }

  filter() {
    const typed = this.search.value.trim().toLocaleLowerCase();
    for (const item of this.list.querySelectorAll("li"))
      item.hidden = !item.textContent.toLocaleLowerCase().includes(typed);
  }

  key(event) {
    const all = this.shown;
    const at = all.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && at < all.length - 1) all[at + 1].focus();
    else if (event.key === "ArrowUp") (all[at - 1] ?? this.search).focus();
    else if (event.key === "Enter" && event.target === this.search && all[0]) this.take(all[0]);
    else return;
    event.preventDefault();
  }

  click(event) {
    const link = event.target.closest("a[data-words]");
    if (link) {
      event.preventDefault();
      this.take(link);
    } else if (event.target === this.dialog) this.dialog.close();
  }

  take(link) {
    const subject = words.form.elements.subject;
    words.setRangeText(link.dataset.words, words.selectionStart, words.selectionEnd, "end");
    if (link.dataset.subject) subject.value = link.dataset.subject;
    words.dispatchEvent(new Event("input", { bubbles: true }));
    this.dialog.close();
  }
}

if (opener && words) {
  let chooser = null;
  const open = () => (chooser ??= new Chooser()).open();
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    open();
  });
  words.addEventListener("keydown", (event) => {
    const before = words.value.slice(0, words.selectionStart);
    if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || (before && !before.endsWith("\n"))) return;
    event.preventDefault();
    open();
  });
}
