/* Lines of links that are drawn sideways on a phone: the one where we are is brought into sight, and nothing else moves. */
for (const line of document.querySelectorAll(".settings__nav, .filters, .filters__line, .worktabs ul")) {
  const here = line.querySelector(":scope > [aria-current], :scope > li > [aria-current]");
  if (here && line.scrollWidth > line.clientWidth) {
    line.scrollLeft = here.offsetLeft - line.offsetLeft - (line.clientWidth - here.offsetWidth) / 2;
  }
}
