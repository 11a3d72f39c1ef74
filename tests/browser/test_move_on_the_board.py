"""The board in a real browser: by mouse, finger and keys, without a connection, under a filter, in groups, by two."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.browser import looking
from tests.browser.screens import Places
from tests.house import House
from tests.windows import Windows

pytestmark = pytest.mark.browser

MARK_ALL = "() => document.querySelectorAll('.card').forEach((card) => (card.mark = true))"
UNMARKED = "() => [...document.querySelectorAll('.card')].filter((card) => !card.mark).length"
TOP = (
    "() => scrollTo(0, document.querySelector('.board').getBoundingClientRect().top + scrollY - 60)"
)
# Whether this column fills the screen, and stands still.
TURNED = """(number) => {
  const { left } = document.querySelectorAll(".column")[number].getBoundingClientRect();
  const isStill = left === window.leftBefore;
  window.leftBefore = left;
  return isStill && left > 0 && left < 40;
}"""


@pytest.fixture
def page(house: House, windows: Windows) -> Page:
    return at_the_board(windows.open(house, member="timur"), house)


def at_the_board(page: Page, house: House) -> Page:
    page.goto(Places(house).board("lunara"))
    page.wait_for_load_state()
    return page


def column(page: Page, number: int) -> Locator:
    return page.locator(".column").nth(number)


def titles(column: Locator) -> list[str]:
    return column.locator(".card h3").all_inner_texts()


def card(page: Page, title: str) -> Locator:
    return page.locator(".board .card").filter(has=page.get_by_role("link", name=title, exact=True))


def focus(page: Page, title: str) -> None:
    page.get_by_role("link", name=title, exact=True).focus()


def carry(page: Page, card: Locator, onto: Locator, *, low: bool = False) -> None:
    """Drag a card by the mouse, above another card or a list: near its top, or low in it."""
    card.scroll_into_view_if_needed()
    start, end = card.bounding_box(), onto.bounding_box()
    assert start and end
    page.mouse.move(start["x"] + 20, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + 20, steps=3)
    page.mouse.move(end["x"] + 40, end["y"] + (end["height"] - 6 if low else 6), steps=12)
    page.mouse.up()


def fullest(page: Page) -> int:
    counts = [len(titles(column(page, number))) for number in range(5)]
    return counts.index(max(counts))


@dataclass
class Finger:
    """One finger on the glass, as the browser's own debugger moves it."""

    glass: CDPSession
    x: float = 0
    y: float = 0

    @classmethod
    def on(cls, page: Page) -> "Finger":
        return cls(page.context.new_cdp_session(page))

    def down(self, x: float, y: float) -> None:
        self.x, self.y = x, y
        self._do("touchStart", [{"x": x, "y": y}])

    def to(self, x: float, y: float, steps: int = 10) -> None:
        fro = self.x, self.y
        for step in range(1, steps + 1):
            self.x, self.y = (a + (b - a) * step / steps for a, b in zip(fro, (x, y), strict=True))
            self._do("touchMove", [{"x": self.x, "y": self.y}])

    def up(self) -> None:
        self._do("touchEnd", [])

    def stroke(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.down(*start)
        self.to(*end)
        self.up()

    def take(self, card: Locator) -> None:
        """Rest on a card until it lies in the hand."""
        box = card.bounding_box()
        assert box
        self.down(box["x"] + 60, box["y"] + 12)
        expect(card).to_have_class(re.compile("is-taken"))

    def _do(self, what: str, points: list[dict[str, float]]) -> None:
        self.glass.send("Input.dispatchTouchEvent", {"type": what, "touchPoints": points})


def test_a_card_is_carried_by_mouse_and_others_see_it_without_reloading(
    page: Page, house: House, windows: Windows
) -> None:
    other = at_the_board(windows.open(house, member="vera"), house)
    here = fullest(page)
    cards = column(page, here).locator(".card")
    stays, moved = titles(column(page, here))[:2]
    focus(other, stays)
    other.evaluate(MARK_ALL)
    carry(page, cards.nth(1), cards.nth(0))
    expect(cards.locator("h3").first).to_have_text(moved)
    expect(page.locator(".toast")).to_contain_text(f"“{moved}” is in")
    expect(column(other, here).locator(".card h3").first).to_have_text(moved, timeout=4000)
    assert other.evaluate("document.activeElement.textContent") == stays
    assert other.evaluate(UNMARKED) == 0  # every card is the element that it was
    page.keyboard.press("Control+z")
    expect(cards.locator("h3").first).to_have_text(stays)
    expect(column(other, here).locator(".card h3").first).to_have_text(stays, timeout=4000)

    # Thought better of while it is carried.
    box = cards.nth(0).bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] + 120, steps=8)
    expect(cards.locator("h3").first).to_have_text(moved)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert titles(column(page, here))[:2] == [stays, moved]


def test_a_drop_from_a_stale_page_goes_to_where_the_card_is_and_says_so(
    page: Page, house: House, windows: Windows
) -> None:
    other = at_the_board(windows.open(house, member="vera"), house)
    windows.forgive(409)
    page.route("**/changes*", lambda route: route.fulfill(status=204))  # it hears of nothing
    title = titles(column(page, 0))[0]
    focus(other, title)
    other.keyboard.press("Shift+ArrowRight")
    expect(other.locator(".toast")).to_contain_text("“In work” now")
    carry(page, card(page, title), column(page, 4).locator(".card").first)
    said = f"Somebody else moved “{title}” meanwhile. It stands in “In work” now."
    expect(page.locator(".toast--red")).to_have_text(said)
    assert title in titles(column(page, 1))
    assert title not in titles(column(page, 4))
    # The fresh card can be moved at once.
    focus(page, title)
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator(".toast:not(.toast--red)")).to_contain_text("“Next” now")
    expect(card(other, title).locator("xpath=ancestor::section")).to_contain_text(
        "Next", timeout=4000
    )


def test_cards_are_walked_moved_and_opened_by_keys(page: Page) -> None:
    here = fullest(page)
    names = titles(column(page, here))
    at_hand = page.locator(".card:focus-within h3")
    focus(page, names[0])
    page.keyboard.press("j")
    expect(at_hand).to_have_text(names[1])
    page.keyboard.press("k")
    page.keyboard.press("Shift+ArrowDown")
    expect(at_hand).to_have_text(names[0])
    said = page.get_by_role("status").locator(".toast")
    expect(said).to_contain_text(f"place 2 of {len(names)}")
    assert titles(column(page, here))[:2] == [names[1], names[0]]
    page.get_by_role("button", name="Undo").press("Enter")
    expect(said).to_contain_text("place 1")
    expect(at_hand).to_have_text(names[0])
    page.keyboard.press("l" if here < 4 else "h")
    expect(at_hand).not_to_have_text(names[0])

    focus(page, names[1])
    card(page, names[1]).locator("[data-move]").press("Enter")
    menu = page.locator("#move-menu")
    expect(menu.locator("button:enabled").first).to_be_focused()
    assert not looking.barriers(page)
    menu.get_by_role("button", name="On top of its column").press("Enter")
    expect(said).to_contain_text("place 1")
    expect(card(page, names[1]).locator("[data-move]")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(said).to_contain_text("place 2")

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys of this page")).to_contain_text("The next card")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.get_by_label("What has to be done").or_(page.locator("#title"))).to_be_focused()
    page.keyboard.press("Escape")
    focus(page, names[0])
    page.keyboard.press("e")
    page.wait_for_url("**/tasks/*#words")


def test_on_a_phone_a_finger_scrolls_turns_columns_and_carries(
    house: House, windows: Windows
) -> None:
    page = at_the_board(windows.open(house, member="timur", width=360, touch=True), house)
    finger = Finger.on(page)
    page.evaluate(TOP)
    names = titles(column(page, 0))
    bar, said = page.locator(".columnbar a"), page.get_by_role("status").locator(".toast")

    # What only scrolls or swipes takes nothing up.
    finger.stroke((180, 520), (180, 320))
    expect(card(page, names[0])).not_to_have_class(re.compile("is-taken"))
    finger.stroke((310, 300), (60, 300))
    page.wait_for_function(TURNED, arg=1)
    expect(bar.nth(1)).to_have_attribute("aria-current", "true")
    bar.nth(0).tap()
    page.wait_for_function(TURNED, arg=0)
    assert titles(column(page, 0)) == names
    assert said.count() == 0

    # A long press takes it up; the second card makes room.
    page.evaluate(TOP)
    finger.take(card(page, names[0]))
    below = card(page, names[1]).bounding_box()
    assert below
    finger.to(90, below["y"] + below["height"] - 8)
    expect(column(page, 0).locator(".card h3").first).to_have_text(names[1])
    finger.up()
    expect(said).to_contain_text(f"“{names[0]}” is in “Next” now, place 2 of {len(names)}.")
    page.get_by_role("button", name="Undo").tap()
    expect(said).to_contain_text("place 1")

    # Held at the edge, the next column turns up under it.
    finger.take(card(page, names[0]))
    finger.to(340, 300)
    # No finger is ever quite still. A slow machine may turn another column before it leaves the edge.
    while bar.nth(0).get_attribute("aria-current"):
        finger.to(354, 300 + (finger.y + 1) % 3, steps=1)
    finger.to(150, 300)
    expect(column(page, 0).locator(".card.is-place")).to_have_count(0)
    finger.up()
    expect(said).not_to_contain_text("“Next” now")
    expect(said).to_contain_text(f"“{names[0]}” is in")
    expect(bar.nth(0)).to_contain_text(str(len(names) - 1))

    # Without carrying anything.
    card(page, names[0]).locator("[data-move]").tap()
    page.locator("#move-menu").get_by_role("button", name="Next", exact=True).tap()
    expect(said).to_contain_text(f"“{names[0]}” is in “Next” now, place {len(names)}")
    assert not looking.too_wide(page)


def test_a_drop_without_a_connection_goes_back_visibly(page: Page, windows: Windows) -> None:
    here = fullest(page)
    names = titles(column(page, here))
    cards = column(page, here).locator(".card")
    page.context.set_offline(True)
    carry(page, cards.nth(0), cards.nth(1), low=True)
    expect(page.locator(".toast--red")).to_contain_text("was not moved and is back")
    assert titles(column(page, here)) == names
    page.context.set_offline(False)
    windows.opened[-1].complaints.clear()  # the browser calls the missing connection an error
    carry(page, cards.nth(0), cards.nth(1), low=True)
    expect(page.locator(".toast")).to_contain_text("place 2")
    page.reload()
    assert titles(column(page, here))[:2] == [names[1], names[0]]


def test_a_drop_under_a_filter_stays_where_it_was_dropped(page: Page) -> None:
    here = fullest(page)
    names = titles(column(page, here))
    page.locator("#board-filter").fill(f'-"{names[1]}"')
    page.locator("#board-filter").press("Enter")
    page.wait_for_url(re.compile(r"\?q="))
    shown = titles(column(page, here))
    assert shown == [names[0], *names[2:]]
    cards = column(page, here).locator(".card")
    carry(page, cards.nth(0), cards.nth(1), low=True)
    expect(page.locator(".toast")).to_contain_text("place 2")
    assert titles(column(page, here))[:2] == [shown[1], shown[0]]
    page.get_by_role("link", name="Show all").click()
    order = titles(column(page, here))
    assert order.index(shown[0]) == order.index(shown[1]) + 1
    assert order.index(names[1]) < order.index(shown[1])


def test_in_groups_a_card_goes_to_whom_it_is_dropped_with_and_other_groups_say_no(
    page: Page,
) -> None:
    address = page.url
    page.set_viewport_size({"width": 1440, "height": 2400})  # all groups within reach of the hand
    page.goto(f"{address}?by=person")
    lanes = column(page, 0).locator(".lane:has(.card)")
    title = lanes.nth(0).locator(".card h3").first.inner_text()
    names = [lanes.nth(each).locator(".lane__name").inner_text() for each in (0, 1)]
    before, after = (re.sub(r"\s*\d+$", "", each) for each in names)
    carry(page, card(page, title), lanes.nth(1).locator(".card").first)
    expect(page.locator(".toast")).to_contain_text(f"“{title}” is in “Next” now, under “{after}”")
    expect(card(page, title).get_by_role("img", name=f"{after} answers for it")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast")).to_contain_text(f"under “{before}”")
    expect(card(page, title).get_by_role("img", name=f"{before} answers for it")).to_be_visible()

    page.goto(f"{address}?by=section")
    lanes = column(page, 0).locator(".lane:has(.card)")
    title = lanes.nth(0).locator(".card h3").first.inner_text()
    order = titles(column(page, 0))
    carry(page, card(page, title), lanes.nth(1).locator(".card").first)
    expect(page.locator(".toast--red")).to_contain_text(f"“{title}” stays under")
    assert titles(column(page, 0)) == order


def test_the_board_has_no_barrier_with_groups_filters_and_on_a_phone(
    page: Page, house: House, windows: Windows
) -> None:
    address = page.url
    for query in ("?by=person", "?by=due&q=colour:red", "/archive", "/bin"):
        page.goto(address + query)
        assert not looking.barriers(page), query
        looking.resize(page, 360)
        assert not looking.too_wide(page), query
        looking.resize(page, 1440)
    russian = at_the_board(windows.open(house, member="timur", lang="ru"), house)
    focus(russian, titles(column(russian, 0))[0])
    russian.keyboard.press("Shift+ArrowDown")
    expect(russian.get_by_role("status").locator(".toast")).to_contain_text("теперь в столбце")
