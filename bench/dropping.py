"""How long a drop takes in a real browser until it is settled: answered, drawn, and counted by the columns."""

import statistics
import time

from playwright.sync_api import Browser, Page, sync_playwright

from bench.house import Desk
from bench.measure import Row
from setup import browser as machine

LIMIT_MS = 100.0
DROPS = 9
SECONDS = 20
# From the moment the hand lets go to the frame after the last of it was drawn.
WATCH = """() => {
  window.drops = [];
  let began = 0, missing = 0;
  const began_now = () => ((began = performance.now()), (missing = 2));
  const arrived = () => --missing || requestAnimationFrame(() => drops.push(performance.now() - began));
  addEventListener("pointerup", began_now, true);
  document.addEventListener("toast", arrived);
  const isHead = (node) => node.classList?.contains("column__head");
  new MutationObserver((seen) => seen.some((each) => [...each.addedNodes].some(isHead)) && arrived())
    .observe(document.querySelector("[data-board]"), { childList: true, subtree: true });
}"""


def drop_rows(desk: Desk, cards: int) -> list[Row]:
    """Cards carried by mouse from column to column, as the board opens and with all of them drawn at once.

    Nothing without a browser.
    """
    path = machine.find()
    if path is None:
        return []
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        for which, query in (("", ""), (", all drawn", "?all=1")):
            times = _times(_opened(browser, desk, query))
            ms = statistics.median(times)
            note = f"with the heads of its columns; {min(times):.0f} ms at best"
            what = f"drop in the browser, {cards:,} tasks{which}"
            rows.append(Row(what, f"{LIMIT_MS:.0f} ms", ms, LIMIT_MS, note))
        browser.close()
    return rows


def _opened(browser: Browser, desk: Desk, query: str) -> Page:
    base = f"http://127.0.0.1:{desk.port}"
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    name, _, value = desk.cookie.partition("=")
    page.context.add_cookies([{"name": name, "value": value, "url": base}])
    page.goto(f"{base}/boards/{desk.board}{query}")
    page.wait_for_load_state()
    page.evaluate(WATCH)
    return page


def _times(page: Page) -> list[float]:
    for number in range(DROPS):
        _drop(page, number)
    times: list[float] = page.evaluate("() => drops")
    page.close()
    return times


def _drop(page: Page, number: int) -> None:
    # Not into the column of what lies with the client, which begins a plan of letters.
    columns = [0, 1, 3]
    lists = page.locator(".column__cards")
    from_list, onto_list = (lists.nth(columns[(number + by) % 3]) for by in (0, 1))
    start = from_list.locator(".card").nth(1).bounding_box()
    end = onto_list.locator(".card").nth(1).bounding_box()
    if start is None or end is None:
        raise RuntimeError("The cards are not on the screen")
    page.mouse.move(start["x"] + 20, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + 20, steps=3)
    page.mouse.move(end["x"] + 40, end["y"] + 6, steps=8)
    page.mouse.up()
    # The page runs no words as a script, so it cannot be waited for by a condition.
    until = time.monotonic() + SECONDS
    while page.evaluate("() => drops.length") <= number:
        if time.monotonic() > until:
            raise RuntimeError("The drop never settled")
        page.wait_for_timeout(100)
    page.wait_for_timeout(300)
