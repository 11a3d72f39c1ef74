"""The morning's inbox without a mouse: gone through, handed over, taken back, answered, thought better of."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import looking
from tests.house import House
from tests.windows import Windows

pytestmark = pytest.mark.browser

# As a Russian layout sends the key on which a Latin one has "j".
RUSSIAN_J = """() => document.activeElement.dispatchEvent(
  new KeyboardEvent("keydown", { key: "о", code: "KeyJ", bubbles: true }))"""
KEPT = """async () => (await (await caches.open("desk-1")).keys())
  .map((each) => new URL(each.url).pathname)"""


def keys(page: Page, *names: str) -> None:
    page.wait_for_load_state()  # scripts listen
    for name in names:
        page.keyboard.press(name)


def row_at_hand(page: Page) -> str:
    return page.locator(".row:focus-within h3").inner_text()


def test_the_inbox_is_gone_through_by_keyboard(house: House, windows: Windows) -> None:
    page = windows.open(house, member="vera", offline=True)
    page.goto("/inbox")
    names = page.locator(".lead h3").all_inner_texts()

    keys(page, "j", "j")
    assert row_at_hand(page) == names[1]
    title = page.locator(".row:focus-within .row__line").inner_text()
    expect(page.locator(".side--peek h2")).to_have_text(title)
    page.evaluate(RUSSIAN_J)
    assert row_at_hand(page) == names[2]
    keys(page, "k", "k")
    assert row_at_hand(page) == names[0]

    keys(page, "x", "j", "x")
    expect(page.locator("[data-chosen]")).to_have_text("2 chosen")
    assert not looking.barriers(page)
    keys(page, "h", "Tab", "Enter")
    expect(page.locator(".toast")).to_contain_text("2 leads are changed.")
    keys(page, "z")
    expect(page.locator(".toast")).to_contain_text("Taken back on all 2.")


def test_a_message_that_was_put_aside_becomes_a_lead_by_one_key(
    house: House, windows: Windows
) -> None:
    page = windows.open(house, member="vera")
    page.goto("/inbox")
    keys(page, "m")
    page.wait_for_url("**/arrivals")
    # By mail: a brief that was set aside stands before it, and its lead is called by what was asked for.
    subject = page.locator(".arrival:has(a[href^='/arrivals/']):has([data-key=l]) h3").first
    named = subject.inner_text()
    keys(page, "j")
    while row_at_hand(page) != named:
        keys(page, "j")
    keys(page, "l")
    page.wait_for_url("**/leads/*")
    assert named in page.locator("h1").inner_text().replace("\u00a0", " ")


def test_an_answer_is_written_sent_and_taken_back_by_keyboard(
    house: House, windows: Windows
) -> None:
    page = windows.open(house, member="vera")
    page.goto("/inbox?unanswered=1&source=mail")
    keys(page, "j", "Enter")
    page.wait_for_url("**/leads/*")
    keys(page, "c")
    page.keyboard.type("Dear all, yes: j, k and z are only letters here.")
    keys(page, "Control+Enter")
    expect(page.locator(".waiting__soon")).to_be_visible()
    keys(page, "z")
    expect(page.locator("#letter-words")).to_have_value(
        "Dear all, yes: j, k and z are only letters here."
    )
    expect(page.locator(".waiting__soon")).to_have_count(0)
    keys(page, "Control+k")
    page.keyboard.type("inbox")
    keys(page, "Enter")
    page.wait_for_url("**/inbox")


def test_the_palette_finds_pages_acts_and_leads(house: House, windows: Windows) -> None:
    page = windows.open(house, member="vera")
    page.goto("/inbox")
    keys(page, "Control+k")
    assert not looking.barriers(page)
    page.keyboard.type("ифтшы")
    expect(page.get_by_text("Nothing fits")).to_be_visible()
    page.locator("#palette input").fill("дуфвы")  # "leads" on the other layout
    expect(page.locator("#palette [role=option]").first).to_contain_text("Leads")
    page.locator("#palette input").fill("northgate")
    expect(page.locator("#palette")).to_contain_text("Northgate Physio")
    page.locator("#palette input").fill("new lead")
    keys(page, "ArrowDown", "ArrowUp", "Enter")
    page.wait_for_url("**/leads/new*")
    keys(page, "Control+k")
    expect(page.locator("#palette [role=option]").first).to_be_visible()
    keys(page, "Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_single_keys_can_be_turned_off(house: House, windows: Windows) -> None:
    page = windows.open(house, member="vera")
    page.goto("/inbox")
    keys(page, "?")
    dialog = page.get_by_role("dialog", name="Keys of this page")
    expect(dialog).to_contain_text("The next row")
    assert not looking.barriers(page)
    keys(page, "Space", "Escape")
    page.reload()
    keys(page, "j")
    expect(page.locator(".row:focus-within")).to_have_count(0)
    page.get_by_role("button", name="Keys", exact=False).click()
    keys(page, "Space", "Escape", "j")
    expect(page.locator(".row:focus-within")).to_have_count(1)


def test_without_a_connection_the_app_says_so_and_keeps_no_page(
    house: House, windows: Windows
) -> None:
    page = windows.open(house, member="vera", width=360, offline=True)
    page.goto("/inbox")
    page.evaluate("() => navigator.serviceWorker.ready")
    page.wait_for_function("() => caches.match('/offline').then(Boolean)")
    page.reload()
    kept = page.evaluate(KEPT)
    assert all(path.startswith(("/static/", "/icons/", "/offline")) for path in kept)
    windows.opened[-1].complaints.clear()
    page.context.set_offline(True)
    # The browser calls the missing connection an error.
    with page.expect_console_message(lambda said: "ERR_INTERNET_DISCONNECTED" in said.text):
        page.goto("/leads")
    expect(page.locator("h1")).to_have_text("The house cannot be reached")
    windows.opened[-1].complaints.clear()


def test_what_was_done_and_what_is_kept_has_no_barrier(house: House, windows: Windows) -> None:
    page = windows.open(house, member="vera")
    page.goto("/inbox?turn=ours")
    page.get_by_text("Keep this view").click()
    page.get_by_label("A name for it").fill("Our own view")
    page.get_by_role("button", name="Keep it", exact=True).click()
    expect(page.get_by_role("link", name="Our own view")).to_be_visible()
    for path in ("/inbox?turn=ours", "/views", "/undo"):
        page.goto(path)
        assert not looking.barriers(page), path
        looking.resize(page, 360)
        assert not looking.too_wide(page), path
        looking.resize(page, 1440)
