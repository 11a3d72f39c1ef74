"""A brief is built in the browser: typed words are kept by themselves, questions move by keys and by hand."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import looking
from tests.house import House
from tests.windows import Windows

pytestmark = pytest.mark.browser


def test_a_brief_with_a_condition_is_built_from_nothing_and_published(
    studio_house: House, windows: Windows
) -> None:
    page = windows.look(studio_house, member="vera")
    page.goto("/settings/briefs")
    page.locator("#new-name-en").fill("Poster")
    page.locator("#new-name-ru").fill("Афиша")
    page.get_by_role("button", name="Make the brief").click()

    add(page, "many")
    page.locator("#text-en").fill("What is on it?")
    page.locator("#text-ru").fill("Что на ней?")
    words = page.locator(".bchoice input[id*='-text-']")
    for place, choice in enumerate(("A face", "Лицо", "A town", "Город")):
        words.nth(place).fill(choice)
    kept(page)
    expect(page.locator(".bquestion__text").last).to_have_text("What is on it?")
    inside = page.frame_locator("#preview-frame").locator("main")
    expect(inside).to_contain_text("A town")

    add(page, "text")
    expect(page.locator("#text-en")).to_be_focused()
    page.locator("#text-en").fill("Whose face?")
    page.locator("#text-ru").fill("Чьё лицо?")
    page.get_by_role("button", name="Show it only when…").click()
    page.locator(".bcheck").get_by_text("A face").click()
    told = page.locator(".bcondition__told")
    expect(told).to_have_text("Shown when “What is on it?” is A face.")
    assert not looking.barriers(page)

    questions = page.locator(".bquestion a")
    questions.nth(3).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#told")).to_have_text("moved to place 3 of 4 on “You”")
    expect(questions.nth(2)).to_be_focused()
    expect(page.locator("#trouble")).to_contain_text("“What is on it?”, which comes later")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        carry(page, questions.nth(3), questions.nth(2), place=2)
    expect(page.locator("#told")).to_have_text("moved to place 3 of 4 on “You”")
    expect(page.locator(".bquestion__text").nth(2)).to_have_text("What is on it?")
    page.reload()
    expect(page.locator(".bquestion__text").nth(2)).to_have_text("What is on it?")

    page.locator("#to-publish").click()
    page.get_by_role("button", name="Publish as version 1").click()
    expect(page.locator(".bversions__all")).to_contain_text("counts now")
    page.goto("/brief/poster")
    expect(page.get_by_role("group", name="What is on it?")).to_be_visible()


def add(page: Page, kind: str) -> None:
    """One more question at the end of the first page."""
    page.locator(".badd > summary").first.click()
    page.locator(f".badd__kind[value={kind}]").first.click()
    expect(page.locator(".beditor__head .row__sub")).to_contain_text("question")
    expect(page.locator("#editor")).to_have_attribute("data-at", re.sub(r".*at=|#.*", "", page.url))


def kept(page: Page) -> None:
    """All that was typed is kept."""
    expect(page.locator("#saved")).to_have_text("saved")


def carry(page: Page, what: Locator, onto: Locator, *, place: int) -> None:
    """Carry a question with the mouse, as a hand does: let go when its place among the others has opened."""
    expect(page.locator(".is-sortable")).to_be_visible()
    start, end = what.bounding_box(), onto.bounding_box()
    assert start is not None and end is not None
    page.mouse.move(start["x"] + 60, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] - 10, steps=4)
    page.mouse.move(end["x"] + 60, end["y"] + 3, steps=10)
    opened = page.locator(".bquestion:not(.sortable-fallback)").nth(place)
    expect(opened).to_have_class(re.compile("is-place"))
    page.mouse.up()
