"""From the answers of a brief to the yes: written by keyboard, approved, sent, read on a phone, changed, agreed."""

import hashlib
import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import Page, expect

from tests import small_work
from tests.browser import looking
from tests.caller import Caller, answers_to_the_brief
from tests.house import House
from tests.journeys.letters import text_of
from tests.journeys.walk import timeline
from tests.support import NOW
from tests.windows import Windows

pytestmark = pytest.mark.browser

FOCUSED = """() => {
  const one = document.activeElement;
  return (one.getAttribute("aria-label") || one.labels?.[0]?.innerText || one.innerText || "").trim();
}"""
MOST_STOPS = 200


def hand_in_a_brief(house: House) -> int:
    """A visitor wants a shop and a journal; the number of their lead."""
    guest = Caller(house)
    page = guest.look("/brief/website")
    answers = {
        **answers_to_the_brief(house, "Tomás Nunes", "tomas@nunes.example"),
        "q-needs": ["shop", "journal"],
        "zone": "Europe/Lisbon",
        "work": small_work.done(small_work.task_in(page.text)),
    }
    # One page comes twice, with what a shop makes us ask.
    for _ in range(5):
        page = guest.send(page, "brief", press=("go", "next"), **answers)
    assert "/thanks" in page.path
    ((lead,),) = house.ask("SELECT max(id) FROM lead")
    return int(lead)


def reach(page: Page, words: str) -> None:
    """Come to what is called so by the tabulator alone."""
    for _ in range(MOST_STOPS):
        if re.search(words, page.evaluate(FOCUSED)):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not come to {words!r}")


def press(page: Page, words: str, key: str = "Enter") -> None:
    """Press what is called so, by keyboard."""
    reach(page, words)
    page.keyboard.press(key)


def letter_link(house: House, lead: int) -> str:
    """Where the link in the last letter to them leads."""
    ((mime,),) = house.ask(
        "SELECT mime FROM letter JOIN message ON letter_id = letter.id WHERE lead_id = :lead"
        " ORDER BY letter.id DESC LIMIT 1",
        lead=lead,
    )
    words = text_of(message_from_bytes(mime, policy=policy.default))
    found = re.search(r"/p/[\w-]+", words)
    assert found is not None, words
    return found[0]


def send(house: House, page: Page, lead: int) -> str:
    """Send it with its letter, once its pages are made; the link in the letter."""
    house.clock_once(NOW)
    page.reload()
    page.get_by_role("button", name="Send the proposal").click()
    page.wait_for_url(re.compile(r"/proposals/\d+$"))
    house.clock_once(NOW + timedelta(seconds=15))
    return letter_link(house, lead)


def test_a_proposal_comes_from_a_brief_and_is_agreed_in_its_second_version(
    house: House, windows: Windows
) -> None:
    desk = Caller(house).log_in("nora")
    desk.send(desk.look("/settings/approval"), "limits", amount="3 500")
    lead = hand_in_a_brief(house)

    # By keyboard alone: from the lead to the letter.
    vera = windows.open(house, member="vera")
    vera.goto(f"/leads/{lead}")
    press(vera, "^Make a proposal")
    vera.wait_for_url(re.compile(r"/proposals/\d+$"))
    for line in ("Shop", "News"):
        press(vera, f"^Take “{line}")
        expect(vera.locator(f".est__work input[value^='{line}']")).to_be_visible()
    reach(vera, "^Work, new line")
    vera.keyboard.type("Photographs of the shop")
    vera.keyboard.press("ArrowRight")
    vera.keyboard.type("Daria")
    vera.keyboard.press("Tab")
    vera.keyboard.type("10")
    vera.keyboard.press("Enter")
    row = vera.locator(".line:has(input[value='Photographs of the shop'])")
    expect(row.locator(".est__sum")).to_have_text("480")
    for key in ("ArrowUp", "Alt+Enter"):
        vera.keyboard.press(key)
    expect(vera.get_by_label("In the offer")).to_be_focused()
    vera.keyboard.type("Option, taken")
    expect(row).to_contain_text("option, in the sum")
    press(vera, "^PDF and letter")
    vera.wait_for_url(re.compile("/sending$"))

    # Above the limit an owner says yes first.
    expect(vera.get_by_role("button", name="Send the proposal")).to_be_hidden()
    reach(vera, "^A word with it")
    vera.keyboard.type("Close by Friday?")
    press(vera, "^Ask the owner")
    expect(vera.locator("#approval")).to_contain_text("Vera Lindt asked for approval")
    nora = windows.open(house, member="nora")
    nora.goto(vera.url)
    expect(nora.locator("#approval")).to_contain_text("Close by Friday?")
    nora.get_by_role("button", name="Approve").click()
    expect(nora.locator("#approval")).to_contain_text("Nora Petrosyan approved it")
    vera.reload()
    link = send(house, vera, lead)

    # On a phone they leave the option out and ask about a line.
    phone = windows.open(house, width=360)
    phone.goto(link)
    total = phone.locator(".offer-bar b")
    expect(total).to_have_text("€\u00a02,632–3,896")
    phone.get_by_label("Photographs of the shop").uncheck()
    expect(total).to_have_text("€\u00a02,152–3,416")

    phone.get_by_role("link", name="Ask about “News").click()
    phone.get_by_label("What would you like to know?").fill("Who writes the news?")
    assert not looking.barriers(phone)
    phone.get_by_role("button", name="Send the question").click()
    beside = phone.locator(".offer-asked")
    expect(beside).to_contain_text("Your question has arrived")

    # It stands on the lead as their word; our answer stands beside the line.
    vera.goto(f"/leads/{lead}")
    expect(timeline(vera)).to_contain_text("Who writes the news?")
    timeline(vera).get_by_role("link", name="Answer beside the line").click()
    vera.locator("#answer-form textarea").fill("You do; we show you how.")
    vera.get_by_role("button", name="Send and show").click()
    expect(vera.get_by_text("it stands on the client’s page")).to_be_visible()
    phone.reload()
    expect(beside).to_contain_text("You do; we show you how.")

    # The second version is short of hours, and of a word from the owner it has no need.
    vera.goto(f"/leads/{lead}")
    vera.get_by_role("button", name="Make a new version").click()
    vera.wait_for_url(re.compile(r"/proposals/\d+$"))
    hours = vera.locator(".line:has(input[value^='Shop'])").get_by_label("Hours")
    hours.fill("30")
    hours.press("Enter")
    expect(vera.locator("#total .sum")).to_have_text("€\u00a02,760–3,000")
    vera.get_by_role("link", name="PDF and letter").click()
    vera.get_by_role("button", name="Make the PDF").click()
    second = send(house, vera, lead)
    assert second != link
    windows.forgive(410)
    phone.goto(link)
    expect(phone.get_by_role("heading", name="This version was withdrawn")).to_be_visible()
    phone.goto(second)
    expect(beside).to_contain_text("Who writes the news?")
    changes = phone.get_by_role("region", name="What changed since version 1")
    for told in ("−€\u00a0896 … +€\u00a0128", "Ilya Roth", "28–44", "−14 … +2"):
        expect(changes).to_contain_text(told)
    assert not looking.barriers(phone)

    phone.get_by_label("Photographs of the shop").uncheck()
    expect(phone.get_by_text("The pages of your choice are being made")).to_be_visible()
    house.clock_once(NOW + timedelta(seconds=30))
    read = phone.get_by_role("link", name="Read the pages that you accept, as PDF")
    expect(read).to_be_visible()
    file = phone.request.get(str(read.get_attribute("href"))).body()
    phone.get_by_label("Your first and last name").fill("Tomás Nunes")
    phone.get_by_label("Your position").fill("Owner")
    phone.get_by_role("checkbox", name="I accept this proposal").check()
    phone.get_by_role("button", name="Accept for €\u00a02,280–2,520").click()
    expect(phone.get_by_role("heading", name="It is agreed")).to_be_visible()
    record = phone.locator(".offer-record")
    for told in ("Tomás Nunes, Owner", "Photographs of the shop", hashlib.sha256(file).hexdigest()):
        expect(record).to_contain_text(told)
