"""Promise and escalation: somebody writes, nobody answers, one press promises, and nobody keeps it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.houses import Estate
from tests.windows import Windows

pytestmark = [pytest.mark.house, pytest.mark.browser]


def test_whoever_has_a_lead_is_reminded_and_the_owner_learns_of_a_broken_promise(
    estate: Estate, windows: Windows
) -> None:
    house = estate.embedded()
    house.start()
    vera = windows.open(house, member="vera")
    nora = windows.open(house, member="nora")
    # Whatever hour it is outside: in the evening the machine would promise by itself.
    nora.goto("/demo/clock")
    with nora.expect_navigation():
        nora.get_by_role("button", name="To tomorrow, 10:00").click()
    nora.goto("/dev/mail/letters")
    for field, words in LETTER.items():
        nora.locator(f"[name={field}]").fill(words)
    with nora.expect_navigation():
        nora.locator(
            "form[action*='/dev/mail/letters'] button, main form button[type=submit]"
        ).last.click()
    until(nora, "was reminded of the first answer", "Moroz Chairs")
    hear(vera, re.compile("Answer Anna Moroz"))
    vera.wait_for_url(re.compile(r"/leads/\d+$"))
    vera.get_by_role("button", name=re.compile("Promise an answer by")).click()
    expect(vera.locator(".timeline")).to_contain_text("promised an answer by")
    until(nora, "The promise was not kept", "Moroz Chairs")
    hear(nora, re.compile("The promise to Anna Moroz was not kept"))
    expect(nora.get_by_role("heading", level=1)).to_contain_text("Anna Moroz")
    expect(nora.locator(".timeline")).to_contain_text("Nora Petrosyan was told")
    house.stop()


LETTER = {
    "name": "Anna Moroz",
    "address": "anna@moroz.example",
    "subject": "Moroz Chairs",
    "words": "Good morning, we make chairs and want a site.",
}


def until(nora: Page, words: str, lead: str) -> None:
    """Let the demo's time pass, thing by thing, until this has happened to this lead."""
    for _ in range(20):
        nora.goto("/demo/clock")
        with nora.expect_navigation():
            nora.get_by_role("button", name="To the next thing due").click()
        gone = nora.locator("section", has=nora.locator("#gone"))
        if gone.locator(".entry").filter(has_text=words).filter(has_text=lead).count():
            return
    raise AssertionError(f"{words} never happened")


def hear(page: Page, words: re.Pattern[str]) -> None:
    """The bell rings, and what it says leads to the lead."""
    page.goto("/inbox")
    bell = page.locator("a.bell:visible")
    expect(bell.locator(".bell__count")).to_have_text(re.compile(r"[1-9]"))
    bell.click()
    page.locator("#bell-list").get_by_role("link", name=words).first.click()
    page.wait_for_load_state()
