"""The whole line in a real browser: brief, answer, proposal, follow-up, acceptance, board."""

import hashlib
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.house import House
from tests.houses import Estate
from tests.journeys import walk
from tests.journeys.letters import AtHome, BySmtp, Got, Post
from tests.journeys.on_foot import let_it_leave
from tests.journeys.stories import ENGLISH, RUSSIAN, Story
from tests.kernel.house.waiting import until
from tests.support import at
from tests.windows import Windows

pytestmark = [pytest.mark.house, pytest.mark.browser, pytest.mark.long]


def on_the_defaults(estate: Estate) -> tuple[House, Story]:
    return estate.embedded(long_path=True), ENGLISH


def on_servers(estate: Estate) -> tuple[House, Story]:
    return estate.on_servers(), RUSSIAN


@pytest.mark.parametrize("settle", [on_the_defaults, on_servers])
def test_a_lead_goes_the_whole_way(
    settle: Callable[[Estate], tuple[House, Story]],
    estate: Estate,
    windows: Windows,
    tmp_path: Path,
) -> None:
    house, story = settle(estate)
    house.start()
    vera = windows.open(house, member="vera")
    guest = windows.open(house, lang=story.lang, zone=story.zone)
    post: Post = (
        BySmtp(estate.office) if estate.office else AtHome(windows.open(house, member="vera"))
    )

    walk.hand_in_the_brief(guest, story, tmp_path)
    lead = walk.find_in_the_inbox(vera, story)
    they_talk(house, vera, post, story, lead)
    digest = an_offer_is_made(vera, story)
    link = it_reaches_them(house, post, story, lead, vera)
    they_accept(windows, house, story, link, digest)
    record_stands(vera, post, story, lead, digest)
    work_goes_on(windows, house, story, lead)
    the_timeline_tells_it_all(vera, story, lead)
    house.stop()


def they_talk(house: House, vera: Page, post: Post, story: Story, lead: str) -> None:
    """The answer leaves as a letter in text and HTML; what comes back stands on the timeline."""
    walk.answer_by_mail(vera, story)
    if story is not ENGLISH:  # on the defaults somebody sits and watches the ten seconds pass
        let_it_leave(house)
        until(lambda: not house.ask("SELECT id FROM unsent_letter WHERE state = 'waiting'"))
        vera.reload()
    walk.see_it_gone(vera, story)
    letter = post.next_letter(story.email)
    assert story.answer.splitlines()[2] in letter.text
    if post.answer("That is quick, thank you!"):
        vera.goto(lead)
        expect(walk.timeline(vera)).to_contain_text("That is quick, thank you!")


def an_offer_is_made(vera: Page, story: Story) -> str:
    """An estimate, its paper, and the letter that takes it away; the SHA-256 of the paper."""
    walk.write_the_estimate(vera, story)
    walk.change_a_line(vera, story, "11")
    paper = walk.make_the_paper(vera).body()
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    for told in (story.section, story.lines[0].text, "Timur Galeev"):
        assert told in " ".join(words.split())
    walk.send_it(vera)
    return hashlib.sha256(paper).hexdigest()


def it_reaches_them(house: House, post: Post, story: Story, lead: str, vera: Page) -> str:
    """The letter brings a link; when its time has come, the first follow-up brings one too."""
    offer = post.next_letter(story.email)
    link = link_in(offer, house)
    due_at = first_touch(house, lead)
    assert due_at > datetime.now(UTC)
    house.clock_once(due_at)
    touch = post.next_letter(story.email)
    assert link_in(touch, house) != link, "every letter has a link of its own"
    assert touch.headers["Auto-Submitted"] == "auto-generated"
    thread = {offer.headers["Message-ID"], *offer.headers["References"].split()}
    assert thread & set(touch.headers["References"].split()), "it stands in the same thread"
    assert touch.headers["In-Reply-To"] in touch.headers["References"]
    vera.goto(lead)
    expect(walk.timeline(vera)).to_contain_text("went out by itself")
    return link


def they_accept(windows: Windows, house: House, story: Story, link: str, digest: str) -> None:
    """Without any login they read the page and the very file, and accept."""
    client = windows.open(house, lang=story.lang, zone=story.zone, width=390)
    client.goto(link)
    for line in story.lines:
        expect(client.get_by_text(line.text)).to_be_visible()
    pdf = client.get_by_role("link", name=story.say("Read as PDF")).first.get_attribute("href")
    assert hashlib.sha256(client.request.get(str(pdf)).body()).hexdigest() == digest
    walk.accept(client, story)
    expect(client.locator("#accept")).to_contain_text(digest)
    assert not client.context.cookies(), "a client needs no cookie"


def record_stands(vera: Page, post: Post, story: Story, lead: str, digest: str) -> None:
    """Who, when, from where and to what: on the desk and in the client's letter."""
    vera.goto(lead)
    vera.get_by_role("complementary", name="About this lead").locator(
        "a[href*='/proposals/']"
    ).first.click()
    record = vera.locator(".note--green")
    for part in (story.name, digest, "127.0.0.1"):
        expect(record).to_contain_text(part)
    confirmation = post.next_letter(story.email)
    assert digest in confirmation.text
    digests = [hashlib.sha256(file).hexdigest() for file in confirmation.files]
    assert digests[0] == digest
    assert len(digests) == 2 and digests[1] in confirmation.text, "the signed copy, by its own"


def work_goes_on(windows: Windows, house: House, story: Story, lead: str) -> None:
    """Every line of the estimate is a task; Timur drags one, moves another, and logs his hours."""
    timur = windows.open(house, member="timur")
    timur.goto(lead)
    timur.get_by_role("link", name="The board of this project").click()
    cards = timur.locator(".card")
    expect(cards).to_have_count(len(story.lines))
    his = cards.filter(has_text=story.lines[1].text)
    other = cards.filter(has_text=story.lines[0].text)
    columns = timur.locator("[data-column]")
    walk.drag(timur, his, columns.nth(1))
    expect(columns.nth(1)).to_contain_text(story.lines[1].text)
    walk.move_by_menu(timur, other, "Done")
    timur.reload()
    expect(columns.nth(1)).to_contain_text(story.lines[1].text)
    expect(columns.last).to_contain_text(story.lines[0].text)
    walk.log_hours(timur, his, "2.5")


def the_timeline_tells_it_all(vera: Page, story: Story, lead: str) -> None:
    """From the brief to the hours: each fact once, in the words of its package."""
    vera.goto(lead)
    told = walk.timeline(vera)
    for words in (story.voice, story.answer.splitlines()[2], story.lines[1].text, "2.5 h"):
        expect(told).to_contain_text(words)
    expect(vera.locator("h1")).to_contain_text(story.organisation)
    expect(vera.get_by_role("main")).to_contain_text("Won")


def test_an_answer_noted_by_hand_stops_the_follow_ups(estate: Estate, windows: Windows) -> None:
    house = estate.embedded().start_by_command()
    ((lead,),) = house.ask(
        "SELECT lead_id FROM enrollment WHERE state = 'active' AND proposal_id IS NOT NULL"
    )
    vera = windows.open(house, member="vera")
    vera.goto(f"/leads/{lead}")
    due_at = first_touch(house, f"/leads/{lead}")
    walk.note_by_hand(vera, "She rang: the board meets on Friday, she will tell us then.")
    house.clock_once(due_at)
    ended = "SELECT DISTINCT state FROM enrollment WHERE lead_id = :lead"
    assert house.ask(ended, lead=lead) == [("stopped",)]
    house.stop()


def first_touch(house: House, lead: str) -> datetime:
    """When the next letter to this lead goes out by itself."""
    ((due_at,),) = house.ask(
        "SELECT touch.due_at FROM touch JOIN enrollment ON enrollment.id = touch.enrollment_id"
        " WHERE enrollment.lead_id = :lead AND touch.state = 'planned'",
        lead=int(lead.rpartition("/")[2]),
    )
    return due_at if isinstance(due_at, datetime) else at(str(due_at))


def link_in(letter: Got, house: House) -> str:
    """The address that a letter brings."""
    found = re.search(rf"{re.escape(house.url)}/\S+", letter.text)
    assert found, f"no link in {letter.text}"
    return found[0]
