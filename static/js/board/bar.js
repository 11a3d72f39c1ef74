/* The bar of columns on a phone: which one is on the screen. */
import { board, columns } from "./cards.js";

const links = new Map([...document.querySelectorAll(".columnbar a")].map((each) => [each.hash.slice(1), each]));
const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;

const onScreen = new IntersectionObserver(
  (seen) => {
    for (const { target, isIntersecting } of seen) {
      const link = links.get(target.id);
      if (isIntersecting) link?.setAttribute("aria-current", "true");
      else link?.removeAttribute("aria-current");
    }
  },
  { root: board, threshold: 0.6 },
);
columns().forEach((each) => onScreen.observe(each));
// Groups stand beside each other through all columns.
board.style.setProperty("--rows", Number(board.dataset.lanes) + 1);

for (const [id, link] of links) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById(id).scrollIntoView({ inline: "start", block: "nearest", behavior: isStill ? "auto" : "smooth" });
  });
}
