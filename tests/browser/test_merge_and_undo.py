"""Somebody stands in the book twice: looked at, put together, and taken apart again."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import looking
from tests.house import House
from tests.windows import Windows

pytestmark = pytest.mark.browser
FIRST, SECOND = "Нино Беридзе", "Nino Beridze"
THEIRS, OLD = "Сайт и бронирование для отеля в старом городе", "What does a site for a hotel cost?"


def leads_of(page: Page) -> Locator:
    return page.get_by_role("region", name="Leads").locator("h3")


def open_person(page: Page, name: str) -> None:
    page.goto("/contacts")
    page.get_by_role("link", name=name, exact=True).click()
    page.wait_for_url(re.compile(r"/contacts/\d+$"))


def test_two_entries_are_put_together_and_taken_apart_again(house: House, windows: Windows) -> None:
    page = windows.open(house, member="vera")
    page.goto("/contacts")
    twice = page.get_by_role("listitem").filter(has_text="Perhaps the same person")
    expect(twice).to_have_count(2)
    expect(twice.first).to_contain_text("the same name")
    page.get_by_role("link", name="Who stands here twice").click()
    page.get_by_role("link", name="Look").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{SECOND} becomes {FIRST}")
    expect(page.get_by_role("main")).to_contain_text("Leads that move: 1")
    expect(page.get_by_role("main")).to_contain_text("takes over the phone: +995 32 255 01 23")
    assert not looking.barriers(page)

    page.get_by_role("button", name="Put them together").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(FIRST)
    expect(leads_of(page)).to_have_text([THEIRS, OLD])
    expect(page.get_by_role("link", name="+995 32 255 01 23")).to_be_visible()
    assert not looking.barriers(page)
    page.goto("/contacts")
    expect(page.get_by_role("link", name=SECOND, exact=True)).to_have_count(0)

    open_person(page, FIRST)
    page.get_by_role("button", name="Take apart").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SECOND)
    expect(leads_of(page)).to_have_text([OLD])
    open_person(page, FIRST)
    expect(leads_of(page)).to_have_text([THEIRS])
    expect(page.get_by_role("link", name="+995 32 255 01 23")).to_have_count(0)


def test_whoever_is_somebody_else_is_not_asked_about_again(house: House, windows: Windows) -> None:
    page = windows.open(house, member="vera", width=360)
    page.goto("/contacts/doubles")
    page.get_by_role("button", name="They are two").click()
    page.goto("/contacts/doubles")
    expect(page.get_by_role("main")).to_contain_text("No pairs")
    page.goto("/contacts")
    expect(page.get_by_text("Perhaps the same person")).to_have_count(0)
