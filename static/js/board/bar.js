/* The bar of columns on a phone: which one is on the screen, and the way to each. It begins where there are cards. */
const board = document.querySelector(".board");
const columns = [...board.querySelectorAll(".column")];
const links = new Map([...document.querySelectorAll(".columnbar a")].map((each) => [each.hash.slice(1), each]));
const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
const isAlone = matchMedia("(max-width: 60rem)");

function show(link) {
  link.setAttribute("aria-current", "true");
  const gap = link.closest("ul").firstElementChild.offsetLeft;
  link.closest("ul").scrollTo({ left: link.offsetLeft - gap, behavior: isStill ? "auto" : "smooth" });
}

const onScreen = new IntersectionObserver(
  (seen) => {
    for (const { target, isIntersecting } of seen) {
      const link = links.get(target.id);
      if (isIntersecting && link) show(link);
      else link?.removeAttribute("aria-current");
    }
  },
  { root: board, threshold: 0.6 },
);
columns.forEach((each) => onScreen.observe(each));
// Groups stand beside each other through all columns.
if (board.dataset.lanes) board.style.setProperty("--rows", Number(board.dataset.lanes) + 1);

for (const [id, link] of links) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById(id).scrollIntoView({ inline: "start", block: "nearest", behavior: isStill ? "auto" : "smooth" });
  });
}

const first = columns.find((each) => each.querySelector(".card"));
if (isAlone.matches && first && !location.hash && !board.scrollLeft)
  board.scrollTo({ left: first.offsetLeft - columns[0].offsetLeft, behavior: "instant" });
