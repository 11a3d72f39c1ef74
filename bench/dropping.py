"""How long a drop takes in a real browser until it is settled: saved, answered, drawn."""

import statistics

from playwright.sync_api import Page, sync_playwright

from bench.house import Desk
from bench.measure import Row
from setup import browser as machine

LIMIT_MS = 100.0
DROPS = 8
# From the finger that leaves the mouse to the frame after the answer was drawn.
WATCH = """() => {
  window.drops = [];
  let began = 0;
  addEventListener("pointerup", () => (began = performance.now()), true);
  addEventListener("keydown", (event) => event.shiftKey && (began = performance.now()), true);
  document.addEventListener("toast", () => requestAnimationFrame(() => drops.push(performance.now() - began)));
}"""


def drop_rows(desk: Desk, cards: int) -> list[Row]:
    """By mouse and by key, with all cards on the page."""
    path = machine.find()
    if path is None:
        return []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        name, _, value = desk.cookie.partition("=")
        page.context.add_cookies(
            [{"name": name, "value": value, "url": f"http://127.0.0.1:{desk.port}"}]
        )
        page.goto(f"http://127.0.0.1:{desk.port}/boards/{desk.board}?all=1")
        page.wait_for_load_state()
        page.evaluate(WATCH)
        times = {"by mouse": _by_mouse(page), "by key": _by_key(page)}
        browser.close()
    return [
        Row(f"a drop {how} in the browser, {cards:,} cards", f"{LIMIT_MS:.0f} ms", ms, LIMIT_MS)
        for how, ms in times.items()
    ]


def _by_mouse(page: Page) -> float:
    for number in range(DROPS):
        lists = page.locator(".column__cards")
        card, onto = (
            lists.nth(number % 2).locator(".card").nth(1),
            lists.nth(2).locator(".card").nth(1),
        )
        start, end = card.bounding_box(), onto.bounding_box()
        if start is None or end is None:
            raise RuntimeError("The cards are not on the screen")
        page.mouse.move(start["x"] + 20, start["y"] + 10)
        page.mouse.down()
        page.mouse.move(start["x"] + 30, start["y"] + 20, steps=3)
        page.mouse.move(end["x"] + 40, end["y"] + 6, steps=8)
        page.mouse.up()
        page.wait_for_function(f"() => drops.length > {number}")
        page.wait_for_timeout(400)
    return _median(page)


def _by_key(page: Page) -> float:
    page.locator(".column").nth(1).locator(".card h3 a").nth(3).focus()
    for number in range(DROPS):
        page.keyboard.press("Shift+ArrowDown" if number % 2 else "Shift+ArrowUp")
        page.wait_for_function(f"() => drops.length > {number}")
        page.wait_for_timeout(400)
    return _median(page)


def _median(page: Page) -> float:
    times: list[float] = page.evaluate("() => drops.splice(0)")
    return statistics.median(times)
