"""Reading a letter as it was sent, and writing one that can be thought over: in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.screens import Places
from tests.house import House

pytestmark = pytest.mark.browser
PageOf = Callable[..., Page]


def elsewhere(page: Page, house: House) -> list[str]:
    """The requests to anybody but the house, from now on; none of them goes through."""
    seen: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((house.url, "data:", "about:")):
            seen.append(request.url)

    page.on("request", note)
    page.route(lambda url: not url.startswith(house.url), lambda route: route.abort())
    return seen


def test_no_request_leaves_with_a_letter_until_somebody_asks(
    page_of: PageOf, studio_house: House
) -> None:
    page = page_of("vera")
    seen = elsewhere(page, studio_house)
    page.goto(Places(studio_house).lead("harbour"))
    page.get_by_text("As it was sent").click()
    frame = page.frame_locator(".original iframe")
    expect(frame.get_by_role("heading", name="Harbour Line Ferries")).to_be_visible()
    sandbox = page.locator(".original iframe").get_attribute("sandbox") or ""
    assert "allow-scripts" not in sandbox
    page.wait_for_load_state("networkidle")
    assert seen == []
    inside = page.frames[-1]
    assert inside.evaluate("document.querySelectorAll('script, form, svg, iframe').length") == 0
    page.get_by_role("link", name="our new ferry.jpg").first.click()
    picture = page.locator("dialog.lightbox img")
    expect(picture).to_be_visible()
    page.keyboard.press("Escape")
    expect(picture).to_be_hidden()


def test_what_is_typed_is_kept_and_what_is_sent_can_be_taken_back(
    page_of: PageOf, studio_house: House
) -> None:
    page = page_of("vera")
    path = Places(studio_house).lead("feldhaus")
    page.goto(path)
    words = page.locator("#letter-words")
    words.press_sequentially("Good morning,\n")
    expect(page.locator("#saved")).to_contain_text("Saved")
    words.press("/")
    page.keyboard.type("brief")
    expect(page.locator("dialog .snippets li:visible").first).to_contain_text("The brief")
    page.keyboard.press("Enter")
    expect(words).to_have_value(pattern("Good morning,\nIt helps us both"))
    expect(page.locator("#saved")).to_contain_text("Saved")
    page.reload()
    expect(words).to_have_value(pattern("Good morning,\nIt helps us both"))
    words.press("Control+Enter")
    expect(page.get_by_text("Your letter leaves in a moment")).to_be_visible()
    expect(words).to_have_value("")
    page.get_by_role("button", name="Undo").click()
    expect(words).to_have_value(pattern("Good morning,\nIt helps us both"))
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_text("The draft is discarded.")).to_be_visible()
    expect(words).to_have_value("")


def pattern(begins: str) -> re.Pattern[str]:
    return re.compile("^" + re.escape(begins))
