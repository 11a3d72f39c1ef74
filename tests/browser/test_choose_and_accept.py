"""A client on a phone chooses, waits for the pages of that choice, and accepts them: the record names that file."""

import hashlib
import json
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import looking
from tests.browser.screens import Places
from tests.house import House
from tests.support import NOW
from tests.windows import Windows

pytestmark = pytest.mark.browser


def make_optional(house: House, key: str) -> str:
    """Of the proposal that was sent to them, leave one line to the client; its key."""
    id, kept = house.ask(
        "SELECT proposal.id, content FROM proposal JOIN lead ON lead.id = lead_id"
        " JOIN client ON client.id = client_id WHERE proposal.state = 'sent' AND client.name LIKE :key",
        key=f"%{key}%",
    )[0]
    content = json.loads(kept)
    line = content["sections"][0]["lines"][0]
    line["is_optional"] = content["accept"]["asks_signature"] = True
    house.change(
        "UPDATE proposal SET content = :content, asks_signature = true WHERE id = :id",
        id=id,
        content=json.dumps(content),
    )
    house.change("UPDATE estimate_line SET is_optional = true WHERE key = :key", key=line["key"])
    return str(line["key"])


def test_a_client_on_a_phone_chooses_signs_and_accepts(windows: Windows, house: House) -> None:
    key = make_optional(house, "Northgate")
    page = windows.open(house, width=360)
    page.goto(Places(house).offer("northgate"))
    total = page.locator(".offer-bar b")
    before = total.inner_text()
    expect(page.get_by_role("button", name="Show the sum")).to_be_hidden()
    page.get_by_label("Your first and last name").fill("Tom Reed")
    box = page.locator(f"#take-{key}")
    box.uncheck()
    expect(total).not_to_have_text(before)
    less = total.inner_text()
    expect(page.get_by_text("The pages of your choice are being made")).to_be_visible()
    assert not looking.barriers(page)

    house.clock_once(NOW + timedelta(seconds=5))
    agree = page.get_by_role("button", name=f"Accept for {less}")
    expect(agree).to_be_visible()
    read = page.get_by_role("link", name="Read the pages that you accept, as PDF")
    file = page.request.get(str(read.get_attribute("href"))).body()
    expect(page.get_by_label("Your first and last name")).to_have_value("Tom Reed")
    page.get_by_label("Your position").fill("Director")
    page.get_by_role("checkbox", name="I accept this proposal").check()
    sheet = page.locator("canvas")
    sheet.scroll_into_view_if_needed()
    edge = sheet.bounding_box()
    assert edge is not None
    page.mouse.move(edge["x"] + 30, edge["y"] + 50)
    page.mouse.down()
    page.mouse.move(edge["x"] + 180, edge["y"] + 20, steps=6)
    page.mouse.up()
    expect(page.locator("input[name=signature]")).not_to_have_value("")
    agree.click()
    expect(page.get_by_role("heading", name="It is agreed")).to_be_visible()
    expect(page.locator("#accept")).to_contain_text(hashlib.sha256(file).hexdigest())
    signed = house.ask("SELECT signature_id, signed_as FROM acceptance WHERE name = 'Tom Reed'")
    assert signed[0][0] is not None and signed[0][1] == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
