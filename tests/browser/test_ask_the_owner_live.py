"""Approval and the next version in the browser: asked, sent back, asked again, approved; then what changed is shown."""

import pytest
from playwright.sync_api import expect

from tests.browser import looking
from tests.browser.screens import Places
from tests.house import House
from tests.windows import Windows

pytestmark = pytest.mark.browser


def test_an_owner_is_asked_sends_it_back_and_approves(house: House, windows: Windows) -> None:
    nora, vera = windows.open(house, member="nora"), windows.open(house, member="vera", width=360)
    nora.goto("/settings/approval")
    nora.get_by_label("A total above").fill("5 000")
    nora.get_by_role("button", name="Save").click()
    expect(nora.get_by_label("A total above")).to_have_value("5000")
    sending = f"{Places(house).proposal('olaria')}/sending"
    vera.goto(sending)
    expect(vera.get_by_text("An owner must approve it before it can go")).to_be_visible()
    vera.get_by_label("A word with it").fill("May I?")
    vera.get_by_role("button", name="Ask the owner").click()
    expect(vera.get_by_text("An owner has not answered yet")).to_be_visible()
    assert not looking.barriers(vera)
    nora.goto(sending)
    expect(nora.get_by_text("May I?")).to_be_visible()
    nora.get_by_label("A word with it").fill("Without the shoot.")
    nora.get_by_role("button", name="Send it back").click()
    vera.goto(sending)
    expect(vera.get_by_text("Without the shoot.")).to_be_visible()
    vera.get_by_role("button", name="Ask the owner").click()
    nora.goto(sending)
    nora.get_by_role("button", name="Approve").click()
    expect(nora.get_by_text("Nora Petrosyan approved it")).to_be_visible()
    vera.goto(sending)
    expect(vera.get_by_text("whatever you change makes it void")).to_be_visible()


def test_the_next_version_shows_what_changed(house: House, windows: Windows) -> None:
    vera = windows.open(house, member="vera")
    vera.goto(Places(house).proposal("northgate"))
    vera.get_by_role("button", name="Make the next version").click()
    vera.wait_for_url("**/proposals/*")
    draft = vera.url.rpartition("/")[2]
    house.change("UPDATE proposal SET off_hundredths = 1000 WHERE id = :id", id=int(draft))
    vera.goto(f"/proposals/{draft}/changes")
    expect(vera.get_by_role("heading", name="Version 2 against version 1")).to_be_visible()
    expect(vera.get_by_role("row", name="Taken off the whole")).to_contain_text("−€")
    assert not looking.barriers(vera)
