"""What a client chose becomes tasks, the tasks become hours and a margin, the client approves, and agrees to more."""

import re
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import later
from tests.browser import looking
from tests.browser.screens import Places
from tests.house import House
from tests.journeys.letters import text_of
from tests.support import NOW
from tests.windows import Windows

pytestmark = pytest.mark.browser

LEAD = 2
PAGE, SCREEN = "Order page: shop, loaf, hour", "Screen at the counter"
LIST, STOCK = "The night shift’s list, printed at two", "One stock of loaves for four shops"
SIGN, MORNING = "Sign for the doors, by a sign painter", "A morning in each of the four shops"
WISH = "Show the loaves, please."
SECRET = "Jonas is slow, count on it"


@pytest.fixture
def house(living_house: House) -> House:
    """Its hours and days go by."""
    return living_house


def link_in_letter(house: House, path: str) -> str:
    """Where the last letter leads that has such a link."""
    letters = house.ask(
        "SELECT mime FROM letter JOIN message ON letter_id = letter.id"
        " WHERE lead_id = :lead ORDER BY letter.id DESC",
        lead=LEAD,
    )
    words = (text_of(message_from_bytes(mime, policy=policy.default)) for (mime,) in letters)
    return next(found[0] for each in words if (found := re.search(path, each)))


def card(page: Page, title: str) -> Locator:
    return page.locator(".card").filter(has=page.get_by_role("link", name=title, exact=True))


def column(page: Page, name: str) -> Locator:
    return page.locator(".column").filter(has=page.get_by_role("heading", name=name, exact=True))


def open_task(page: Page, board: str, title: str) -> None:
    page.goto(board)
    page.get_by_role("link", name=title, exact=True).click()
    page.wait_for_url(re.compile(r"/tasks/\d+$"))


def accept(house: House, phone: Page, at: datetime, *, without: str | None = None) -> None:
    """They leave a line out, read what is left, and press the button twice."""
    if without:
        phone.get_by_label(without).uncheck()
        expect(phone.get_by_text("The pages of your choice are being made")).to_be_visible()
        house.clock_once(at)
    phone.get_by_label("Your first and last name").fill("Jonas Feldhaus")
    phone.get_by_label("Your position").fill("Owner")
    phone.get_by_role("checkbox", name="I accept this proposal").check()
    phone.get_by_role("button", name=re.compile("^Accept for")).dblclick()
    expect(phone.get_by_role("heading", name="It is agreed")).to_be_visible()


def send(house: House, vera: Page, at: datetime) -> str:
    """It goes out with its letter, once its pages are made; the link in the letter."""
    vera.get_by_role("button", name="Make the PDF").click()
    house.clock_once(at)
    vera.reload()
    vera.get_by_role("button", name="Send the proposal").click()
    vera.wait_for_url(re.compile(r"/proposals/\d+$"))
    house.clock_once(at + timedelta(seconds=15))
    return link_in_letter(house, r"/p/[\w-]+")


def become_a_board(house: House, vera: Page, phone: Page) -> str:
    """The proposal goes out, is agreed without its option, and stands on a board; where that is."""
    vera.goto(f"{Places(house).proposal('feldhaus')}/sending")
    phone.goto(send(house, vera, NOW))
    accept(house, phone, NOW + timedelta(seconds=30), without=SCREEN)
    # Whoever answers for it need not look for the board.
    vera.goto("/notices")
    vera.get_by_role("link", name="Feldhaus Bakery accepted the proposal").click()
    vera.wait_for_url(re.compile(r"/boards/\d+$"))
    titles = column(vera, "Next").locator(".card h3")
    expect(titles).to_have_text([MORNING, PAGE, SIGN, LIST, STOCK])
    for title, hours, price in ((PAGE, "0 of 14 h", "784"), (LIST, "0 of 16 h", "1,024")):
        expect(card(vera, title)).to_contain_text(hours)
        expect(card(vera, title)).to_contain_text(price)
    expect(vera.locator(".sold")).to_contain_text("€\u00a03,198")
    assert not looking.barriers(vera)
    return vera.url


def work_on_it(house: House, mira: Page, board: str) -> datetime:
    """Begun on its card, measured by a timer, put right by hand; when that is over."""
    mira.goto(board)
    card(mira, PAGE).get_by_role("link", name=re.compile("^Move")).click()
    mira.get_by_role("button", name="In work", exact=True).click()
    expect(column(mira, "In work")).to_contain_text(PAGE)
    open_task(mira, board, PAGE)
    for number, piece in enumerate(("Sketch", "Phone"), start=1):
        mira.get_by_label("One thing more to tick off").fill(piece)
        mira.keyboard.press("Enter")
        expect(mira.locator("#checklist .piece")).to_have_count(number)
    mira.get_by_role("button", name="Start the timer").click()
    expect(mira.locator(".timerband")).to_contain_text(PAGE)
    stopped = NOW + timedelta(minutes=90)
    later.turn(house.data, stopped)
    mira.goto(board)
    mira.get_by_label("What you did").fill("First sketch")
    mira.get_by_role("button", name="Stop and log").click()
    expect(mira.locator(".toast")).to_contain_text("1.5 h logged")
    expect(card(mira, PAGE)).to_contain_text("1.5 of 14 h")
    mira.goto("/hours")
    mira.get_by_role("link", name=PAGE).click()
    mira.get_by_label("Hours", exact=True).fill("9:30")
    mira.get_by_role("button", name="Save").click()
    mira.wait_for_url(re.compile("/hours"))
    return stopped


def see_the_margin(nora: Page, vera: Page, mira: Page, board: str) -> None:
    """Hours ahead of what is ticked off are seen everywhere; what is left of the price only by the owner."""
    mira.goto(board)
    expect(card(mira, PAGE)).to_contain_text("Hours run ahead: 68 % used, 0 % done")
    expect(column(mira, "In work").locator(".column__hours")).to_contain_text("9.5 of 14 h")
    figures = mira.locator(".sold")
    expect(figures).to_contain_text("17 %")
    expect(figures.get_by_role("listitem").filter(has_text="Mira")).to_contain_text("9.5 / 14")
    for page in (mira, vera, nora):
        page.goto(f"{board}/sold")
        expect(page.get_by_text("The hours run ahead of the work")).to_be_visible()
        left = page.get_by_role("heading", name="What is left")
        expect(left).to_have_count(1 if page is nora else 0)
    # Mira's 9.5 h at € 34 are € 323.
    expect(nora.get_by_role("region", name="What is left")).to_contain_text("€\u00a0323")
    assert not looking.barriers(nora)


def show_it(house: House, vera: Page, mira: Page, board: str, at: datetime) -> str:
    """One task is shown, its client gets a letter, and it waits for their word; the link in the letter."""
    open_task(mira, board, PAGE)
    mira.locator("#comment-words").fill(SECRET)
    mira.get_by_role("button", name="Say it among us").click()
    expect(mira.get_by_role("region", name="Comments").get_by_role("article")).to_contain_text(
        SECRET
    )
    vera.goto(f"{board}/client")
    vera.get_by_label(PAGE).check()
    vera.get_by_role("button", name="Show the ticked ones").click()
    vera.get_by_label(re.compile("^Rounds of changes")).fill("1")
    vera.locator("#terms-form").get_by_role("button", name="Save").click()
    vera.wait_for_load_state()
    vera.get_by_role("button", name="Send it by letter").click()
    vera.get_by_role("button", name="Send it", exact=True).click()
    expect(vera.locator(".toast")).to_contain_text("The letter goes out now")
    assert not looking.barriers(vera)
    mira.goto(board)
    card(mira, PAGE).locator("[data-move]").click()
    mira.get_by_role("button", name="Waiting for client", exact=True).click()
    expect(column(mira, "Waiting for client")).to_contain_text("Theirs since 19 Mar")
    house.clock_once(at + timedelta(seconds=15))
    return link_in_letter(house, r"/work/[\w-]+")


def wait_for_them(vera: Page) -> None:
    """Of a lead that is won their word is asked for."""
    vera.goto(f"/leads/{LEAD}")
    expect(vera.get_by_text("their word, awaited since 19 Mar")).to_be_visible()
    expect(vera.locator(".plan")).to_contain_text("Two days later")


def get_their_word(house: House, mira: Page, phone: Page, link: str, board: str) -> datetime:
    """They want a change, which uses their round, and approve what they see next; when they did."""
    asked, seen = NOW + timedelta(days=1), NOW + timedelta(days=1, hours=4)
    later.live_until(house, asked)
    phone.goto(link)
    expect(phone.get_by_text("1 thing waits for your word")).to_be_visible()
    said = phone.locator("body").inner_text()
    for ours in (SECRET, STOCK, "9.5", "784", "Sketch"):
        assert ours not in said, ours
    phone.get_by_text("Ask for a change, or write").click()
    assert not looking.barriers(phone)
    phone.get_by_label("What should be changed, or what you want to say").fill(WISH)
    phone.get_by_role("button", name="Ask for a change", exact=True).dblclick()
    expect(phone.get_by_text("We work on it and show it to you again")).to_be_visible()
    expect(phone.get_by_text("1 of 1 round of changes is used")).to_be_visible()

    mira.goto("/notices")
    mira.get_by_role("link", name=f"Feldhaus Bakery wants a change: {PAGE}").click()
    expect(mira.get_by_role("region", name="The client’s word")).to_contain_text(WISH)
    expect(mira.get_by_role("button", name="In work")).to_have_attribute("aria-current", "true")
    later.turn(house.data, seen)
    mira.get_by_role("button", name="Waiting for client", exact=True).click()
    mira.wait_for_url(re.compile(r"/boards/"))

    phone.goto(link)
    phone.get_by_role("button", name="Approve").click()
    expect(phone.get_by_text("Thank you: approved.")).to_be_visible()
    mira.goto(board)
    expect(column(mira, "In work")).to_contain_text(PAGE)
    card(mira, PAGE).locator("[data-move]").click()
    mira.get_by_role("button", name="Done", exact=True).click()
    expect(column(mira, "Done")).to_contain_text(PAGE)
    return seen


def report(house: House, vera: Page, phone: Page, board: str, at: datetime) -> None:
    """Collected, checked, looked at, sent, and read by the client, as a page and as a file."""
    vera.goto(f"{board}/client")
    expect(vera.get_by_text("1 of 1 round of changes is used")).to_be_visible()
    vera.get_by_role("button", name="Collect a report").click()
    expect(vera.get_by_text("19 March 2026 to 20 March 2026")).to_be_visible()
    vera.get_by_label("In short").fill("The order page is done.")
    vera.get_by_role("button", name="Save and look at it").click()
    expect(vera.get_by_role("heading", name="What was done")).to_be_visible()
    vera.get_by_role("link", name="Preview: back to the report").click()
    vera.wait_for_load_state()
    vera.get_by_role("button", name="Send to Jonas Feldhaus").click()
    vera.get_by_role("dialog").get_by_role("button", name="Send it").click()
    expect(vera.get_by_text("It goes out: its pages are being made")).to_be_visible()
    house.clock_once(at + timedelta(seconds=15))
    house.clock_once(at + timedelta(seconds=30))
    phone.goto(link_in_letter(house, r"/report/[\w-]+"))
    expect(phone.get_by_text("The order page is done.")).to_be_visible()
    assert not looking.barriers(phone)
    file = phone.get_by_role("link", name="The same as a PDF").get_attribute("href")
    assert phone.request.get(str(file)).body().startswith(b"%PDF-")


def agree_anew(house: House, vera: Page, phone: Page, board: str, at: datetime) -> None:
    """Their second version has a line more, one less and a longer one: confirmed together, done once."""
    vera.goto(f"/leads/{LEAD}")
    vera.get_by_role("button", name="Make a new version").click()
    vera.wait_for_url(re.compile(r"/proposals/\d+$"))
    hours = vera.locator(f".line:has(input[value='{STOCK}'])").get_by_label("Hours")
    hours.fill("12")
    hours.press("Enter")
    vera.locator(f".line:has(input[value='{SIGN}']) .est__work input").focus()
    vera.keyboard.press("Alt+Delete")
    expect(vera.locator(f".line:has(input[value='{SIGN}'])")).to_have_count(0)
    new = vera.get_by_label(re.compile("^Work, new line")).last
    new.fill("Sunday orders")
    for words in ("Ilya", "5"):
        new.press("Tab") if words == "Ilya" else vera.keyboard.press("Tab")
        vera.keyboard.type(words)
    vera.keyboard.press("Enter")
    expect(vera.locator(".line:has(input[value='Sunday orders']) .est__sum")).to_have_text("320")
    vera.get_by_role("link", name="PDF and letter").click()
    link = send(house, vera, at)
    phone.goto(link)
    expect(phone.get_by_label(SCREEN)).not_to_be_checked()  # as they chose before
    accept(house, phone, at + timedelta(seconds=30))

    vera.goto(board)
    expect(column(vera, "Next").locator(".card")).to_have_count(4)  # nothing follows by itself
    vera.get_by_role("link", name="Look and confirm").click()
    for kind, title in (("new", "Sunday orders"), ("changed", STOCK), ("dropped", SIGN)):
        expect(
            vera.locator(f"#{kind}").locator("xpath=ancestor-or-self::section").first
        ).to_contain_text(title)
    assert not looking.barriers(vera)
    vera.get_by_role("button", name="Confirm all that is left").dblclick()
    vera.wait_for_url(re.compile(r"/boards/\d+$"))
    expect(column(vera, "Next").locator(".card h3")).to_have_text(
        [MORNING, LIST, STOCK, "Sunday orders"]
    )
    expect(card(vera, STOCK)).to_contain_text("0 of 12 h")
    expect(vera.get_by_text("1 of 5 tasks are done")).to_be_visible()


def close_the_month(house: House, nora: Page, mira: Page) -> None:
    """What was counted changes no more, and says so to whoever wants to change it."""
    mira.goto("/hours?week=2026-W12")
    mira.get_by_role("link", name=PAGE).click()
    mira.get_by_label("Hours", exact=True).fill("3")
    later.turn(house.data, NOW + timedelta(days=14))
    nora.goto("/settings/closed-months")
    nora.get_by_role("button", name="Close it").click()
    expect(nora.locator(".toast")).to_contain_text("Closed.")
    mira.get_by_role("button", name="Save").click()
    told = "Hours up to 31 March 2026 were counted"
    expect(mira.locator(".field__error").filter(has_text=told)).to_be_visible()
    mira.goto(mira.url)
    expect(mira.get_by_text(told)).to_be_visible()
    expect(mira.get_by_role("button", name="Save")).to_have_count(0)


def test_what_was_sold_is_worked_approved_reported_and_agreed_anew(
    house: House, windows: Windows
) -> None:
    vera, mira, nora = (windows.open(house, member=who) for who in ("vera", "mira", "nora"))
    phone = windows.open(house, width=360)
    board = become_a_board(house, vera, phone)
    worked = work_on_it(house, mira, board)
    see_the_margin(nora, vera, mira, board)
    link = show_it(house, vera, mira, board, worked)
    wait_for_them(vera)
    approved = get_their_word(house, mira, phone, link, board)
    report(house, vera, phone, board, approved)
    agree_anew(house, vera, phone, board, approved + timedelta(minutes=5))
    close_the_month(house, nora, mira)
    ((tasks, projects),) = house.ask(
        "SELECT count(*), count(DISTINCT project_id) FROM task"
        " JOIN project ON project.id = project_id WHERE project.lead_id = :lead",
        lead=LEAD,
    )
    assert (tasks, projects) == (6, 1)
