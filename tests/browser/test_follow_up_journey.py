"""A proposal goes out, its letters are read ahead, two of them pass, the client answers, and the timeline tells it."""

import re
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import later
from tests.browser import looking
from tests.browser.screens import Places
from tests.followups.year import mail
from tests.followups.year.almanac import Almanac
from tests.followups.year.people import Person
from tests.house import House
from tests.journeys.walk import timeline
from tests.support import NOW
from tests.windows import Windows

pytestmark = pytest.mark.browser

PORTO = Almanac("Europe/Lisbon", "PT")


@pytest.fixture
def house(living_house: House) -> House:
    """Its hours and days go by."""
    return living_house


def day_of(page: Page, n: int) -> datetime:
    """When the page says that the step with this number goes."""
    said = page.locator(".plan li").nth(n - 1).locator("time").get_attribute("datetime")
    assert said is not None
    return datetime.fromisoformat(said)


def letters(house: House) -> list[tuple[str, str, bool]]:
    """Id and subject of each letter on Olaria's lead, and whether a machine wrote it."""
    found = house.ask(
        "SELECT mime, automatic FROM letter JOIN message ON letter_id = letter.id"
        " JOIN contact ON contact.id = contact_id WHERE contact.email LIKE 'ines@%' ORDER BY letter.id"
    )
    parsed = [(message_from_bytes(mime, policy=policy.default), by) for mime, by in found]
    return [(each["Message-ID"], each["Subject"], bool(by)) for each, by in parsed]


def test_what_is_foreseen_happens_until_they_answer(
    house: House, windows: Windows, tmp_path: Path
) -> None:
    page = windows.open(house, member="vera")
    page.goto(f"{Places(house).proposal('olaria')}/sending")
    page.get_by_role("button", name="Make the PDF").click()
    house.clock_once(NOW)
    page.reload()

    # Foreseen, on both clocks, before anything is sent.
    foreseen = [day_of(page, n) for n in (1, 2, 3)]
    plan = page.locator(".plan").first
    expect(plan.locator("li")).to_have_count(6)
    expect(plan.locator("li").first).to_contain_text(f"{PORTO.wall(foreseen[0]):%H:%M}")
    expect(plan.locator("li").first).to_contain_text("here")
    page.get_by_role("link", name="Read the letters").click()
    first = page.locator("article").first.frame_locator("iframe").locator("body")
    expect(first).to_contain_text("did not end up among the spam")
    assert not looking.barriers(page)
    page.go_back()
    assert not looking.barriers(page)

    page.get_by_role("button", name="Send the proposal").click()
    page.wait_for_url(re.compile(r"/proposals/\d+$"))
    house.clock_once(NOW)
    before = len(letters(house))
    page.goto(Places(house).lead("olaria"))
    assert [day_of(page, n) for n in (1, 2, 3)] == foreseen, "sent, it is what was foreseen"

    for n in (1, 2):
        later.live_until(house, foreseen[n - 1] - timedelta(seconds=1))
        assert len(letters(house)) == before + n - 1
        later.live_until(house, foreseen[n - 1])
        assert len(letters(house)) == before + n
    id, subject, automatic = letters(house)[-1]
    assert automatic

    answered_at = foreseen[1] + timedelta(hours=20)
    ines = Person("Inês", "ines@olarianova.example", "", PORTO, "en")
    file = tmp_path / "answer.eml"
    file.write_bytes(
        mail.answer(ines, id, f"Re: {subject}", id="<yes@porto.example>", at=answered_at)
    )
    later.turn(house.data, answered_at)
    assert '"outcome": "reply"' in house.agency("mail", "receive", str(file))
    later.live_until(house, foreseen[2] + timedelta(days=30))
    assert len(letters(house)) == before + 2, "an answer ends them"

    page.reload()
    told = timeline(page)
    for words in (
        "step 1 of 6",
        "did it reach you?",
        "step 2 of 6",
        "a second copy of the link",  # nobody has opened the first one
        "we talk about it on Friday",
        "No more letters by themselves: they answered",
    ):
        expect(told).to_contain_text(words)
    assert not looking.barriers(page)
