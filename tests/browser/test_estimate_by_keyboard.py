"""An estimate typed by keyboard alone: lines, people, an option, moves, steps back; and rows pasted and dragged."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import looking
from tests.browser.screens import Places
from tests.house import House
from tests.windows import Windows

pytestmark = pytest.mark.browser

PASTED = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const pasted = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(pasted);
}"""


@pytest.fixture
def page(house: House, windows: Windows) -> Page:
    page = windows.open(house, member="vera")
    page.goto(Places(house).proposal("olaria"))
    page.wait_for_load_state()
    return page


def keys(page: Page, *names: str) -> None:
    for name in names:
        page.keyboard.press(name)


def total(page: Page, figure: str) -> None:
    expect(page.locator("#total .sum")).to_have_text(f"€\u00a0{figure}")


def work_cells(page: Page) -> Locator:
    return page.locator(".est__part").first.locator(".line:not(.est__blank) .est__work input")


def work(page: Page) -> list[str]:
    return [cell.input_value() for cell in work_cells(page).all()]


def carry(page: Page, row: Locator, place: int) -> None:
    """Carry a row with the mouse, as a hand does: let go when its place among the rows has opened."""
    row.hover()
    handle = row.locator("[data-grip]").bounding_box()
    assert handle is not None
    column = handle["x"] + handle["width"] / 2
    page.mouse.move(column, handle["y"] + handle["height"] / 2)
    page.mouse.down()
    page.mouse.move(column, handle["y"] + handle["height"], steps=4)
    # What stands under lines goes out of the way while one is carried.
    expect(page.locator(".est.is-carrying")).to_be_visible()
    onto = page.locator(".line:not(.is-carried)").nth(place).bounding_box()
    assert onto is not None
    page.mouse.move(column, onto["y"] + onto["height"] / 2, steps=8)
    expect(page.locator(".line:not(.is-carried)").nth(place)).to_have_class(re.compile("is-place"))
    with page.expect_response("**/estimate"):
        page.mouse.up()


def test_an_estimate_is_typed_by_keyboard_alone(page: Page) -> None:
    page.locator(".est__blank .est__work input").first.focus()
    page.keyboard.type("Packing")
    keys(page, "ArrowRight")
    page.keyboard.type("Mira")
    keys(page, "Tab")
    page.keyboard.type("2,5")
    keys(page, "Enter")
    total(page, "17,166")
    expect(page.locator(".est__blank .est__work input").first).to_be_focused()
    keys(page, "ArrowUp", "Alt+ArrowUp")
    expect(page.locator(":focus")).to_have_value("Packing")
    expect(work_cells(page).nth(-2)).to_have_value("Packing")
    keys(page, "Alt+Enter")
    expect(page.get_by_label("In the offer")).to_be_focused()
    assert not looking.barriers(page)
    page.keyboard.type("Option, left")
    total(page, "17,026")
    keys(page, "Control+z")
    total(page, "17,166")
    keys(page, "Escape")
    expect(page.locator(":focus")).to_have_value("Packing")
    keys(page, "Control+d")
    total(page, "17,306")
    keys(page, "Alt+Delete")
    total(page, "17,166")
    keys(page, "Control+z")
    total(page, "17,306")
    keys(page, "Control+Shift+z")
    total(page, "17,166")
    hours = page.locator(".line:has(input[value='Packing']) .est__hours input")
    hours.focus()
    page.keyboard.type("пять")
    expect(page.locator(".est__error")).to_contain_text("Enter the hours, like 2.5")
    keys(page, "Escape")
    expect(hours).to_have_value("2.5")
    keys(page, "Escape", "?")
    expect(page.get_by_role("dialog", name="Keys of this page")).to_contain_text(
        "Duplicate the line"
    )


def test_rows_are_dragged_and_cells_pasted(page: Page) -> None:
    before = work(page)
    carry(page, page.locator(".line").first, 3)
    assert work(page) == [*before[1:4], before[0], *before[4:]]
    page.locator(".est__blank .est__work input").first.focus()
    with page.expect_navigation():
        page.evaluate(PASTED, "Boxes\tTimur\t3\nCourier\tMira\tfour")
    expect(page.locator(".pasted")).to_contain_text("Enter the hours, like 2.5")
    page.get_by_label("Cells").fill("Boxes\tTimur\t3\nCourier\tMira\t4")
    page.get_by_role("button", name="Look again").click()
    page.get_by_role("button", name="Add 2 lines").click()
    page.wait_for_url("**/proposals/*#*")
    assert work(page)[-2:] == ["Boxes", "Courier"]


def test_lines_of_an_earlier_proposal_are_ticked_taken_and_taken_back(page: Page) -> None:
    count = page.locator(".line:not(.est__blank)").count()
    page.get_by_role("link", name="From an earlier proposal").click()
    page.get_by_label("Client, title, number or service").fill("nightjar")
    page.get_by_role("button", name="Look").click()
    page.get_by_role("link", name="Nightjar Lamps").click()
    part = page.locator("[data-ticks-of]").first
    whole, lines = part.locator("[data-ticks-all]"), part.locator("[name=line]")
    whole.check()
    assert all(line.is_checked() for line in lines.all())
    lines.last.uncheck()
    expect(whole).not_to_be_checked()
    lines.last.check()
    expect(whole).to_be_checked()
    taken = lines.count()
    page.get_by_role("button", name="Take what is ticked").click()
    expect(page.locator(".line:not(.est__blank)")).to_have_count(count + taken)
    page.wait_for_load_state()
    remark = page.get_by_text("from “Lamps by lamplight”").first
    row = page.locator(".line:not(.est__blank)").last
    row.locator(".est__work input").fill("Another name")
    row.locator(".est__work input").press("Tab")
    expect(page.locator("#saved")).to_contain_text("Saved")
    expect(remark).to_be_visible()
    page.keyboard.press("Control+z")
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator(".line:not(.est__blank)")).to_have_count(count)
