"""A task's page in a real browser: parts added by Enter, ticked and put in order by keys, a name after an @, a look."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import Places
from tests.house import House
from tests.windows import Windows

pytestmark = pytest.mark.browser


@pytest.fixture
def page(house: House, windows: Windows) -> Page:
    page = windows.open(house, member="timur")
    page.goto(Places(house).task("lunara"))
    page.wait_for_load_state()
    return page


def test_a_task_is_worked_on_by_keyboard_alone(page: Page) -> None:
    parts = page.locator("#subtasks .piece")
    before = parts.count()
    page.locator("#subtask-form input[name=subtask-title]").focus()
    for number, title in enumerate(("Fonts", "Favicon"), start=1):
        page.keyboard.type(title)
        page.keyboard.press("Enter")
        expect(parts).to_have_count(before + number)
    expect(page.locator("#subtask-title")).to_be_focused()
    parts.last.locator("button[id^=up]").focus()
    page.keyboard.press("Enter")
    expect(parts.last).to_contain_text("Fonts")
    tick = parts.last.locator(".check")
    tick.focus()
    page.keyboard.press("Space")
    expect(tick).to_have_attribute("aria-pressed", "true")
    expect(tick).to_be_focused()
    page.reload()
    expect(parts.last.locator(".check")).to_have_attribute("aria-pressed", "true")


def test_a_name_is_chosen_after_an_at_sign_and_words_are_looked_at(page: Page) -> None:
    words = page.locator("#comment-words")
    words.focus()
    page.keyboard.type("Look, @ver")
    expect(page.locator(".mentions li")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(words).to_have_value("Look, @Vera Lindt ")
    page.locator("#readers-client").check()
    expect(page.get_by_role("button", name="Say it to the client")).to_be_visible()
    page.get_by_text("Change title and description").click()
    page.locator("#words-form textarea").fill("**Bold** <i>no</i>")
    page.get_by_role("button", name="How it reads").click()
    look = page.locator("#words-preview")
    expect(look.locator("strong")).to_have_text("Bold")
    expect(look).to_contain_text("<i>no</i>")


def test_a_day_goes_by_keys_from_row_to_row(house: House, windows: Windows) -> None:
    page = windows.open(house, member="mira")
    page.goto("/tasks")
    page.keyboard.press("n")
    expect(page.locator("#own-title")).to_be_focused()
    page.keyboard.type("Ring the printer")
    page.keyboard.press("Enter")
    row = page.locator(".mytask", has_text="Ring the printer")
    expect(row).to_have_count(1)
    page.wait_for_load_state()
    row.locator("h3 a").focus()
    page.keyboard.press("t")
    expect(page.locator(".timerband")).to_contain_text("Ring the printer")
    page.wait_for_load_state()
    row.locator("h3 a").focus()
    page.keyboard.press("x")
    expect(page.locator(".justdone")).to_contain_text("Ring the printer")
    page.wait_for_load_state()
    expect(row).to_have_count(0)
    page.keyboard.press("u")
    expect(row).to_have_count(1)
    page.wait_for_load_state()
    page.keyboard.press("j")
    expect(page.locator(".mytask h3 a").first).to_be_focused()
