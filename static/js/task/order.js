/* Subtasks and the checklist are put in order by dragging too; the arrows beside each do the same. */
function sort(root) {
  if (!window.Sortable) return;
  for (const list of root.querySelectorAll("[data-order]")) {
    window.Sortable.create(list, {
      draggable: ".piece",
      filter: "button, a, input, select, summary, textarea",
      preventOnFilter: false,
      delay: 250,
      delayOnTouchOnly: true,
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
      onEnd: ({ item, oldIndex, newIndex }) => {
        if (oldIndex !== newIndex) save(list, item);
      },
    });
  }
}

function save(list, item) {
  const section = list.closest("[data-pieces]");
  const before = item.nextElementSibling?.dataset.piece ?? "";
  window.htmx.ajax("POST", `${list.dataset.order}${item.dataset.piece}/place`, {
    source: section,
    target: section,
    select: `#${section.id}`,
    swap: "outerHTML",
    values: { before },
  });
}

sort(document);
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const section = detail.target.id && document.getElementById(detail.target.id);
  if (section?.matches("[data-pieces]")) sort(section);
});
