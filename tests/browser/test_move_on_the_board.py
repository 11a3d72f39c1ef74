"""The board in a real browser: by mouse and keys, without a connection, under a filter, and by two at once."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import looking
from tests.browser.screens import Places
from tests.house import House
from tests.windows import Windows

pytestmark = pytest.mark.browser


@pytest.fixture
def page(house: House, windows: Windows) -> Page:
    page = windows.open(house, member="timur")
    page.goto(Places(house).board("lunara"))
    page.wait_for_load_state()
    return page


def column(page: Page, number: int) -> Locator:
    return page.locator(".column").nth(number)


def titles(column: Locator) -> list[str]:
    return column.locator(".card h3").all_inner_texts()


def carry(page: Page, card: Locator, onto: Locator) -> None:
    """Drag a card by the mouse, above another card."""
    card.scroll_into_view_if_needed()
    start, end = card.bounding_box(), onto.bounding_box()
    assert start and end
    page.mouse.move(start["x"] + 20, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + 20, steps=3)
    page.mouse.move(end["x"] + 40, end["y"] + 6, steps=12)
    page.mouse.up()


def fullest(page: Page) -> int:
    counts = [len(titles(column(page, number))) for number in range(5)]
    return counts.index(max(counts))


def test_a_card_is_carried_by_mouse_and_others_see_it_without_reloading(
    page: Page, house: House, windows: Windows
) -> None:
    other = windows.open(house, member="vera")
    other.goto(Places(house).board("lunara"))
    here = fullest(page)
    first, second = (
        column(page, here).locator(".card").nth(0),
        column(page, here).locator(".card").nth(1),
    )
    moved, stays = (each.locator("h3").inner_text() for each in (second, first))
    other.get_by_role("link", name=stays, exact=True).focus()
    carry(page, second, first)
    expect(column(page, here).locator(".card h3").first).to_have_text(moved)
    expect(page.locator(".toast")).to_contain_text(f"“{moved}” is in")
    expect(column(other, here).locator(".card h3").first).to_have_text(moved, timeout=4000)
    assert other.evaluate("document.activeElement.textContent") == stays
    page.keyboard.press("Control+z")
    expect(column(page, here).locator(".card h3").first).to_have_text(stays)
    expect(column(other, here).locator(".card h3").first).to_have_text(stays, timeout=4000)


def test_cards_are_walked_and_moved_by_keys(page: Page) -> None:
    here = fullest(page)
    names = titles(column(page, here))
    page.get_by_role("link", name=names[0], exact=True).focus()
    page.keyboard.press("j")
    expect(page.locator(".card:focus-within h3")).to_have_text(names[1])
    page.keyboard.press("k")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator(".card:focus-within h3")).to_have_text(names[0])
    expect(page.locator(".toast")).to_contain_text("place 2")
    assert titles(column(page, here))[:2] == [names[1], names[0]]
    page.keyboard.press("Shift+ArrowUp")
    expect(page.locator(".toast")).to_contain_text("place 1")
    page.keyboard.press("l" if here < 4 else "h")
    expect(page.locator(".card:focus-within h3")).not_to_have_text(names[0])
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys of this page")).to_contain_text("The next card")


def test_a_drop_without_a_connection_goes_back_visibly(page: Page, windows: Windows) -> None:
    here = fullest(page)
    names = titles(column(page, here))
    page.get_by_role("link", name=names[0], exact=True).focus()
    page.context.set_offline(True)
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator(".toast--red")).to_contain_text("was not moved and is back")
    assert titles(column(page, here)) == names
    page.context.set_offline(False)
    windows.opened[-1].complaints.clear()  # the browser calls the missing connection an error
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator(".toast")).to_contain_text("place 2")
    page.keyboard.press("Shift+ArrowUp")
    expect(page.locator(".toast")).to_contain_text("place 1")
    page.reload()
    assert titles(column(page, here)) == names


def test_a_drop_under_a_filter_stays_where_it_was_dropped(page: Page) -> None:
    here = fullest(page)
    names = titles(column(page, here))
    page.locator("#board-filter").fill(f'-"{names[1]}"')
    page.locator("#board-filter").press("Enter")
    page.wait_for_url(re.compile(r"\?q="))
    shown = titles(column(page, here))
    assert shown == [names[0], *names[2:]]
    page.get_by_role("link", name=shown[0], exact=True).focus()
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator(".toast")).to_contain_text("place 2")
    assert titles(column(page, here))[:2] == [shown[1], shown[0]]
    page.get_by_role("link", name="Show all").click()
    order = titles(column(page, here))
    assert order.index(shown[0]) == order.index(shown[1]) + 1
    assert order.index(names[1]) < order.index(shown[1])


def test_the_board_has_no_barrier_with_groups_filters_and_on_a_phone(page: Page) -> None:
    address = page.url
    for query in ("?by=person", "?by=due&q=colour:red", "/archive", "/bin"):
        page.goto(address + query)
        assert not looking.barriers(page), query
        looking.resize(page, 360)
        assert not looking.too_wide(page), query
        looking.resize(page, 1440)
    page.goto(address)
    looking.resize(page, 360)
    last = page.locator(".columnbar a").last
    last.click()
    expect(last).to_have_attribute("aria-current", "true")
    expect(column(page, 4)).to_be_in_viewport()
