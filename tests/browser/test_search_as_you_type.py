"""Searching in the browser: finds come as one types, the address keeps what was asked, and the way back leads there."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import looking
from tests.house import House
from tests.windows import Windows

pytestmark = pytest.mark.browser


def test_finds_come_as_one_types_and_the_way_back_leads_to_them(
    studio_house: House, windows: Windows
) -> None:
    page = windows.look(studio_house, member="vera")
    page.goto("/inbox")
    page.wait_for_load_state()
    page.keyboard.press("/")
    page.keyboard.type("Olaria")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=Olaria")
    field = page.get_by_role("searchbox")
    expect(field).to_have_value("Olaria")
    expect(page.locator("#found .find mark").first).to_be_visible()

    page.wait_for_load_state()
    field.fill("")
    with page.expect_response(lambda answer: "q=Northgat" in answer.url):
        field.press_sequentially("Northgat")
    found = page.locator("#found .find h3 a")
    expect(found.first).to_contain_text("Northgate")
    expect(page.locator("#find-said")).to_have_text("Something was found.")
    expect(page).to_have_url(re.compile(r"/search\?q=Northgat$"))
    assert page.locator("#find").count() == 1 and page.locator("#find-said").count() == 1
    assert page.evaluate("document.activeElement.id") == "find"
    assert not looking.barriers(page)

    found.first.click()
    page.wait_for_url(re.compile("/(leads|contacts|clients)/"))
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("Northgat")
    expect(page.locator("#found .find h3 a").first).to_contain_text("Northgate")

    page.wait_for_load_state()
    with page.expect_response(lambda answer: "q=qzxwvk" in answer.url):
        page.get_by_role("searchbox").fill("qzxwvk")
    expect(page.locator("#find-said")).to_have_text("Nothing was found.")
