/* An order is made by dragging, by buttons up and down, or by writing a place; the figures are what is sent. */
const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;

function arrange(list) {
  const field = list.closest("fieldset");
  const keep = field.querySelector(".rank__keep");
  const told = field.querySelector("[data-said]");
  const most = Number(list.dataset.most);
  const rows = () => [...list.children];
  const placeOf = (row) => row.querySelector(".rank__place");
  const has = () => rows().some((row) => placeOf(row).value.trim());

  const number = () => {
    rows().forEach((row, index) => (placeOf(row).value = index < most ? String(index + 1) : ""));
    keep.hidden = true;
    list.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const say = (row) => {
    const words = row.querySelector(".rank__words").firstChild.textContent;
    const place = rows().indexOf(row) + 1;
    const facts = { words, place, all: rows().length };
    told.textContent = list.dataset.words.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  };
  const put = (row, index) => {
    const others = rows().filter((each) => each !== row);
    list.insertBefore(row, others[Math.max(0, Math.min(index, others.length))] ?? null);
    number();
    say(row);
  };

  list.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-by]");
    if (!button) return;
    const row = button.closest("li");
    put(row, rows().indexOf(row) + Number(button.dataset.by));
    button.focus();
  });
  list.addEventListener("change", ({ target }) => {
    const place = Number.parseInt(target.value, 10);
    if (place) put(target.closest("li"), place - 1);
    target.focus();
  });
  keep.querySelector("[data-keep]").addEventListener("click", number);

  for (const hidden of list.querySelectorAll(".rank__grip, .rank__moves")) hidden.hidden = false;
  keep.hidden = has();
  list.classList.add("is-moved");
  return { list, end: ({ item }) => (number(), say(item)) };
}

const lists = [...document.querySelectorAll("[data-rank]")].map(arrange);
if (lists.length) {
  await import("../../vendor/sortable.min.js");
  for (const { list, end } of lists)
    window.Sortable.create(list, {
      handle: ".rank__grip",
      animation: isStill ? 0 : 150,
      forceFallback: true,
      ghostClass: "is-place",
      fallbackClass: "is-carried",
      onEnd: end,
    });
}
