"""The questions of a brief in a real browser: they come and go, and each is answered by the keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import every_kind, looking
from tests.house import House
from tests.windows import Windows

pytestmark = pytest.mark.browser


def test_questions_come_and_go_and_are_answered_by_keyboard(
    windows: Windows, studio_house: House
) -> None:
    page = windows.open(studio_house, width=390)
    page.goto(every_kind.publish(studio_house))
    day, seen = page.locator('[data-question="day"]'), page.locator("input[name=seen]")
    expect(day).to_be_hidden()
    page.locator('[name="q-launch"]').first.focus()
    page.keyboard.press("Space")
    expect(day).to_be_visible()
    expect(seen).to_have_value(re.compile(" day "))
    page.keyboard.press("ArrowDown")
    expect(day).to_be_hidden()
    expect(seen).not_to_have_value(re.compile(" day "))
    _rank(page)
    _tabulate(page)
    _sift(page)
    page.locator('[name="q-shape"][value=other]').check(force=True)
    expect(page.locator('[name="q-shape.other"]')).to_be_visible()
    assert not looking.barriers(page)


def _rank(page: Page) -> None:
    places = page.locator('[data-question="order"] .rank__place')
    up = page.get_by_role("button", name="Move “Find people who work with us” up")
    up.focus()
    page.keyboard.press("Enter")
    expect(up).to_be_focused()
    page.keyboard.press("Enter")
    for n, name in enumerate(("q-order.hire", "q-order.sell", "q-order.find")):
        expect(places.nth(n)).to_have_attribute("name", name)
        expect(places.nth(n)).to_have_value(str(n + 1))
    said = page.locator('[data-question="order"] [data-said]')
    expect(said).to_have_text("Find people who work with us: place 1 of 3")
    last = page.locator('[name="q-order.find"]')
    last.fill("1")
    last.press("Tab")
    expect(places.first).to_have_attribute("name", "q-order.find")


def _tabulate(page: Page) -> None:
    rows = page.locator('[data-question="rows"] tbody tr')
    page.locator('[name="q-rows.0.name"]').fill("Rui")
    page.locator('[data-question="rows"] [data-more]').focus()
    page.keyboard.press("Enter")
    expect(page.locator('[name="q-rows.3.name"]')).to_be_focused()
    expect(page.get_by_label("Name, row 4")).to_have_value("")
    page.get_by_role("button", name="Remove row 1").click()
    expect(rows).to_have_count(3)


def _sift(page: Page) -> None:
    page.get_by_label("Look through the answers").fill("30")
    list_ = page.locator('[data-question="lands"] .sift__list')
    expect(list_.locator("label:visible")).to_have_count(1)
    list_.locator("label:visible").click()
    expect(page.locator('[data-question="lands"] .sift__count')).to_have_text("1 of 30, chosen: 1")
