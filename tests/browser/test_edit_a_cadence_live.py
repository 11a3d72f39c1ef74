"""The editor of a cadence in the browser: days and letter follow what is typed, steps move without a new page."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import looking
from tests.house import House
from tests.windows import Windows

pytestmark = pytest.mark.browser


def test_the_preview_follows_the_cursor_and_steps_move_by_key_and_by_hand(
    studio_house: House, windows: Windows
) -> None:
    page = windows.look(studio_house, member="vera")
    page.goto("/settings/follow-ups/proposal?for=lisbon")
    page.wait_for_load_state("networkidle")
    letter = page.frame_locator("iframe[name=letter]").locator("body")
    expect(letter).to_contain_text("did it reach you?")

    page.locator("#step-2 .cstep__words > summary").click()
    page.locator("#step-2 [data-case=opened] > summary").click()
    words = page.locator('[id="2-opened-words-en"]')
    words.fill("Short. ")
    page.locator("#step-2 [data-case=opened] [data-gap='{sections}']").click()
    expect(words).to_have_value("Short. {sections}")
    expect(letter).to_contain_text("Short. “What it takes")
    page.locator('[id="2-opened-words-ru"]').focus()
    expect(letter).to_contain_text("Здравствуйте, Мария!")
    words.fill("{nmae}")
    expect(page.locator(".foresee__wrong")).to_contain_text("Nothing fills {nmae}")

    # Nothing of it lies in the browser's history: the way back leaves the page.
    page.locator('[id="3-count"]').focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#steps > li").nth(1)).to_have_id("step-3")
    expect(page.locator('[id="3-up"]')).to_be_focused()
    expect(words).to_have_value("{nmae}")
    page.locator("#step-1").scroll_into_view_if_needed()
    _carry_to_the_top(page, "#step-3")
    expect(page.locator("#steps > li").first).to_have_id("step-3")
    expect(page.locator("#foresight tbody tr").nth(1)).to_contain_text("A week later")
    expect(page.locator("#step-3 [data-grip]")).to_have_text("1")
    page.locator('[id="3-add"]').click()
    expect(page.locator('[id="7-count"]')).to_be_focused()
    page.locator('[id="7-count"]').fill("1")
    expect(page.locator('[id="7-unit"] option:checked')).to_have_text("day")
    # What the new step lacks stands there as links.
    expect(page.locator(".foresee__wrong a").nth(1)).to_be_visible()
    assert not looking.barriers(page)

    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.go_back()
    expect(page).not_to_have_url(re.compile("follow-ups"))
    assert asked == ["beforeunload"]


def _carry_to_the_top(page: Page, step: str) -> None:
    """With the mouse, as a hand does: let go when its place before all the others has opened."""
    expect(page.locator("#steps.is-sortable")).to_be_visible()
    start, end = (page.locator(f"{each} [data-grip]").bounding_box() for each in (step, "#step-1"))
    assert start is not None and end is not None
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, start["y"] - 30, steps=4)
    page.mouse.move(end["x"] + 8, end["y"] - 12, steps=10)
    opened = page.locator("#steps > .cstep:not(.sortable-fallback)").first
    expect(opened).to_have_class(re.compile("is-place"))
    page.mouse.up()
