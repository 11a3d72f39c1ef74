/* Title and description are changed where they stand: pressed twice, or by the link under them. */
const details = document.querySelector(".task__words .edit");

function open() {
  details.open = true;
  details.querySelector("textarea").focus();
}

if (details) {
  details.addEventListener("toggle", () => {
    if (details.open && !details.contains(document.activeElement)) open();
  });
  document.querySelector(".task__words > .written")?.addEventListener("dblclick", open);
}
