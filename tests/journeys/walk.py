"""The steps of the line, as people take them in a browser."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import APIResponse, Locator, Page, expect

from agency.briefs.ready import website
from tests.journeys.stories import Story

PATIENCE = 30_000
_WHO, _TASK, _TERMS = website.YOU.asks, website.TASK.asks, website.TERMS.asks


def hand_in_the_brief(page: Page, story: Story, folder: Path) -> None:
    """A visitor fills in all pages of the brief, with a file, and reads who answers by when."""
    answer = page.goto("/brief/website")
    assert answer is not None
    assert answer.status == 200
    assert answer.request.redirected_from is None
    assert not page.context.cookies(), "a visitor needs no cookie"
    for ask, words in zip(
        (_WHO[0], _WHO[1], _WHO[2], _WHO[-1]),
        (story.name, story.organisation, story.email, story.business),
        strict=True,
    ):
        _question(page, story.asked(ask.words)).fill(words)
    _next(page, "2")
    _question(page, story.asked(_TASK[1].words)).fill(story.wish)
    _next(page, "3")
    file = folder / story.file
    file.write_text(story.wish, encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    _next(page, "4")
    budget = next(ask for ask in _TERMS if ask.required)
    group = page.get_by_role("group", name=story.asked(budget.words))
    group.get_by_role("radio").nth(2).check(force=True)
    _go(page).click()
    page.wait_for_url(re.compile("/thanks"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(story.name.split()[0])


def find_in_the_inbox(page: Page, story: Story) -> str:
    """The lead stands in the inbox with its clock running; the address of its page."""
    page.goto("/inbox")
    row = page.get_by_role("listitem").filter(has_text=story.organisation)
    expect(row.locator(".clock")).to_contain_text(re.compile(r"\d"))
    row.get_by_role("link", name=story.organisation, exact=True).click()
    page.wait_for_url(re.compile(r"/leads/\d+$"))
    lead = page.url
    expect(timeline(page)).to_contain_text(story.voice)
    timeline(page).get_by_role("link", name="answers and one file").click()
    for told in (story.business, story.wish, story.file):
        expect(page.get_by_role("main")).to_contain_text(told)
    page.goto(lead)
    return lead


def answer_by_mail(page: Page, story: Story) -> None:
    """The account manager answers from the lead's page; the first-response clock stops."""
    form = page.get_by_role("form", name="Answer by mail")
    form.get_by_label("Your answer").fill(story.answer)
    form.get_by_role("button", name="Send").click()
    expect(page.locator("[data-leaves-in]")).to_be_visible()


def see_it_gone(page: Page, story: Story) -> None:
    """When its ten seconds are over, the letter stands on the timeline, without anybody loading the page anew."""
    expect(timeline(page)).to_contain_text(story.answer.splitlines()[2])


def timeline(page: Page) -> Locator:
    """What happened on a lead, told on its page."""
    return page.get_by_role("region", name="Timeline")


def write_the_estimate(page: Page, story: Story) -> str:
    """A proposal for the lead, with a section, its lines, hours and people; its address."""
    page.get_by_role("button", name="Make a proposal").click()
    page.wait_for_url(re.compile(r"/proposals/\d+$"))
    section = page.locator("tr.est__sec").first
    section.locator("input[name$=-title]").fill(story.section)
    for line in story.lines:
        blank = page.locator("tr.est__blank").first
        blank.locator("input[name$=-text]").fill(line.text)
        blank.locator("select[name$=-who]").select_option(label=line.who)
        blank.locator("input[name$=-hours]").fill(line.hours)
        _save(page)
        expect(page.locator(f"tr:not(.est__blank) input[value='{line.text}']")).to_be_visible()
    return page.url


def change_a_line(page: Page, story: Story, hours: str) -> None:
    """Think again about the first line."""
    cell = page.locator("tr:not(.est__blank) input[name$=-hours]").first
    cell.fill(hours)
    _save(page)
    page.reload()
    expect(page.locator("tr:not(.est__blank) input[name$=-hours]").first).to_have_value(hours)
    expect(page.locator("tr.est__sec input[name$=-title]").first).to_have_value(story.section)


def make_the_paper(page: Page) -> APIResponse:
    """Have the PDF made, watch its progress, and fetch it."""
    page.get_by_role("link", name="PDF and letter").click()
    page.get_by_role("button", name="Make the PDF").click()
    page.wait_for_url(re.compile("/sending$"))
    open_it = page.get_by_role("link", name="Open the PDF")
    expect(open_it).to_be_visible(timeout=PATIENCE)
    return page.request.get(str(open_it.get_attribute("href")))


def send_it(page: Page) -> None:
    """Send the proposal with its letter."""
    page.get_by_role("button", name="Send the proposal").click()
    page.wait_for_url(re.compile(r"/proposals/\d+$"))


def accept(page: Page, story: Story) -> None:
    """The client writes a name, ticks the box, and accepts."""
    page.get_by_label(story.say("Your first and last name")).fill(story.name)
    page.get_by_label(story.say("Your position")).fill("CEO")
    page.get_by_role("checkbox").check()
    form = page.locator("#accept form")
    form.get_by_role("button").click()
    expect(page.get_by_role("heading", name=story.say("It is agreed"))).to_be_visible()


def drag(page: Page, card: Locator, to: Locator) -> None:
    """Carry a card to a column with the mouse, as a hand does: let go when its place has opened."""
    expect(page.locator(".is-sortable")).to_be_visible()
    page.evaluate("document.fonts.ready.then(() => true)")
    card.scroll_into_view_if_needed()
    start, end = _middle_of(card), _middle_of(to, near_top=True)
    with page.expect_response(re.compile("/position$")) as answered:
        page.mouse.move(*start)
        page.mouse.down()
        page.mouse.move(start[0] + 8, start[1] + 8, steps=4)
        page.mouse.move(*end, steps=20)
        page.mouse.move(end[0], end[1] + 2)
        expect(to.locator(".is-place")).to_be_visible()
        page.mouse.up()
    assert answered.value.ok


def move_by_menu(page: Page, card: Locator, column: str) -> None:
    """Move a card without a mouse: its three dots, then the column."""
    card.locator("[data-move]").press("Enter")
    menu = page.locator("#move-menu")
    with page.expect_response(re.compile("/position$")) as answered:
        menu.get_by_role("button", name=column).press("Enter")
    assert answered.value.ok


def log_hours(page: Page, card: Locator, hours: str) -> None:
    """Open a card and write down time worked."""
    card.get_by_role("heading").get_by_role("link").click()
    page.wait_for_url(re.compile(r"/tasks/\d+$"))
    form = page.locator("#hours-form")
    form.locator("input[name=hours]").fill(hours)
    form.get_by_role("button", name="Log hours").click()
    expect(page.get_by_role("table", name="Hours worked")).to_contain_text("Timur")


def note_by_hand(page: Page, words: str) -> None:
    """Note on a lead's page what the client wrote by messenger."""
    page.locator("#note summary").click()
    form = page.locator("#note-form")
    form.locator("textarea").fill(words)
    form.get_by_role("button", name="Note it").click()
    expect(timeline(page)).to_contain_text(words)


def _question(page: Page, words: str) -> Locator:
    return page.get_by_label(re.compile(f"^{re.escape(words)}"))


def _next(page: Page, number: str) -> None:
    _go(page).click()
    page.wait_for_url(re.compile(rf"/brief/f/[^/]+/{number}(\?|$)"))


def _go(page: Page) -> Locator:
    return page.locator(".brief__next button:is([value=next], [value=end])")


def _save(page: Page) -> None:
    with page.expect_response(re.compile("/estimate$")) as answered:
        page.locator(".est__foot").get_by_role("button", name="Save").click()
    assert answered.value.status < 400
    # Nothing is on its way any more: the page lets itself be left.
    page.wait_for_function("() => dispatchEvent(new Event('beforeunload', { cancelable: true }))")


def _middle_of(place: Locator, *, near_top: bool = False) -> tuple[float, float]:
    box: Any = place.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + (40 if near_top else box["height"] / 2)
