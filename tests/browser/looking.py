"""What a page is asked about itself: whether it fits, who cannot read it, where the keyboard goes."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.windows import HEIGHTS

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What may differ by night or on a phone; the rest is said of the same page once.
BY_LOOK = [
    "color-contrast",
    "link-in-text-block",
    "target-size",
    "scrollable-region-focusable",
    "css-orientation-lock",
]
MOST_STOPS = 400

TOO_WIDE = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > wide + 1)
    .slice(0, 5)
    .map((one) => `${one.tagName}.${one.className} to ${Math.round(one.getBoundingClientRect().right)} of ${wide}`);
}"""

FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const isRinged = (element) => {
    const seen = element && getComputedStyle(element);
    return Boolean(seen) && (seen.boxShadow !== "none"
      || (seen.outlineStyle !== "none" && parseFloat(seen.outlineWidth) >= 1));
  };
  // A field for a day has several stops inside, and so has a frame; the browser draws the ring there.
  const isInside = window.lastStop === one || one.matches("iframe");
  const again = one.dataset.visited === "yes" && !isInside;
  one.dataset.visited = "yes";
  window.lastStop = one;
  const words = one.getAttribute("aria-label") || one.innerText || one.name || one.id || one.tagName;
  return {
    again,
    words: words.trim().slice(0, 60),
    isMain: one.matches("main .btn--do"),
    // A field may show its ring on the cell, the card or the box around it.
    isRinged: isInside || isRinged(one) || isRinged(one.closest("label, .cell, .row, .choice, li, .composer")),
  };
}"""


def resize(page: Page, width: int) -> None:
    """Make the window so wide."""
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})


def darken(page: Page) -> None:
    """Show the page as at night, once every colour has arrived there."""
    page.emulate_media(color_scheme="dark")
    page.evaluate("() => Promise.all(document.getAnimations().map((one) => one.finished))")


def too_wide(page: Page) -> list[str]:
    """What sticks out at the right so that the page scrolls sideways."""
    found: list[str] = page.evaluate(TOO_WIDE)
    return found


def barriers(page: Page, *, among: list[str] = STANDARD) -> list[str]:
    """What axe holds against the page, by all of the standard or by a few rules."""
    # Frames show letters and papers, which are no pages of ours.
    options = {"runOnly": among, "resultTypes": ["violations"], "iframes": False}
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    # What it has nothing against stays in the browser: that is a megabyte.
    asked = "(options) => axe.run(options).then((results) => results.violations)"
    found: list[Any] = page.evaluate(asked, options)
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {node.get('failureSummary', '')[:300]}"
        for one in found
        for node in one["nodes"][:4]
    ]


def walk_by_keyboard(page: Page) -> list[dict[str, Any]]:
    """Press Tab from the top of the page until it comes round; every stop on the way."""
    stops: list[dict[str, Any]] = []
    page.evaluate("() => document.activeElement && document.activeElement.blur()")
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or stop["again"]:
            break
        stops.append(stop)
    return stops
