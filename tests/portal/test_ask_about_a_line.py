"""A question pinned to a line: heard as the client's word, answered beside the line, kept through later versions."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta

import pytest

from agency.demo.studio import Studio
from agency.followups import machine
from agency.followups.models import StopReason
from agency.kernel import clock
from agency.kernel.db import db
from agency.leads import mails
from agency.leads.models import Channel, Message, Turn
from agency.people.notices import Notice
from agency.proposals import drafting, pins
from agency.proposals.models import Proposal
from agency.proposals.pins import Pin, Place
from tests.offers import sent
from tests.support import NOW, HouseClient, Statements, everything, forms_of, their_word

FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"}
SOON = NOW + timedelta(minutes=10)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """Where the other one may differ, a test says so."""
    return str(getattr(request, "param", "sqlite"))


BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock of the pages."""

    def turn_to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    turn_to(SOON)
    return turn_to


def ask(client: HouseClient, link: str, mark: str, words: str = "Why so long?") -> str:
    """Ask as the page does without a script; where it leads."""
    page = f"{link}?about={mark}"
    answer = client.fill(page, form="question-form", question=words)
    assert answer.status_code == 303, answer.text
    return answer.location


def words_of(html: str, about: str) -> str:
    """What stands in the row beside a line."""
    return html.partition(f'id="{about}"')[2].partition("</table>")[0]


@BOTH
def test_a_question_about_a_line_is_the_clients_word_and_stops_the_letters(
    client: HouseClient, studio: Studio, offer: Proposal, link: str
) -> None:
    enrollment = machine.enroll(offer, at=NOW)
    offer.lead.leave_to_them(at=NOW)
    db.session.commit()
    line = offer.lines[2]
    there = ask(client, link, f"line-{line.key}")
    assert there.endswith(f"said=question&about=line-{line.key}#line-{line.key}")
    ask(client, link, f"line-{line.key}")  # pressed twice
    [message] = [each for each in everything(Message) if each.channel is Channel.page]
    assert (message.body, message.contact) == ("Why so long?", offer.lead.contact)
    [pin] = everything(Pin)
    assert (pin.place, pin.key, pin.about) == (Place.line, line.key, line.text)
    assert (pin.proposal.version, pin.asker) == (1, offer.lead.contact.name)
    assert offer.lead.turn is Turn.ours and offer.lead.heard_at == SOON
    assert enrollment.reason is StopReason.heard
    told = [each for each in everything(Notice) if each.kind == "proposals.asked"]
    assert [each.member_id for each in told] == [offer.answerer.id]
    page = client.get(there).text
    assert "Your question has arrived." in page and "We have it and answer soon" in page
    client.login(studio.vera)
    lead = client.get(f"/leads/{offer.lead_id}").text
    assert "Asked about “" in lead and f"/questions/{pin.id}?here=lead" in lead
    sheet = client.get(f"/proposals/{offer.id}").text
    assert f'id="pin-{pin.id}"' in sheet and "waits for our answer" in sheet
    assert offer.lead.client.name in client.get("/inbox").text
    assert "asks about the proposal" in client.get("/notices").text


def test_the_same_words_about_another_line_are_another_question(
    client: HouseClient, offer: Proposal, link: str
) -> None:
    for mark in (
        f"line-{offer.lines[0].key}",
        f"section-{offer.sections[1].key}",
        "",
        "line-nothing",
    ):
        ask(client, link, mark)
    places = [(pin.place, pin.about) for pin in everything(Pin)]
    # What names no line of this version is about the whole, and that was asked already.
    assert places == [
        (Place.line, offer.lines[0].text),
        (Place.section, offer.sections[1].title),
        (Place.whole, ""),
    ]
    page = client.get(link).text
    assert "Why so long?" in words_of(page, f"section-{offer.sections[1].key}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pins, "MOST", 2)
        found = [pin.place for pin in pins.of_lead(offer.lead_id)]
    assert found == [Place.section, Place.whole], "the latest, the first asked first"


def test_what_cannot_be_taken_says_what_to_do_and_loses_nothing(
    client: HouseClient, offer: Proposal, link: str
) -> None:
    mark = f"line-{offer.lines[0].key}"
    for typed, said in (
        (" \x00\r\n", "Write your question"),
        ("x" * 10_000, "That is very long. Say what matters most."),
    ):
        answer = client.fill(f"{link}?about={mark}", form="question-form", question=typed)
        assert answer.status_code == 422
        assert said in answer.text and typed.strip("\x00 \r\n") in answer.text
        # The line is still named, and what is mended goes there.
        form = next(one for one in forms_of(answer.text) if one.id == "question-form")
        assert form.fields["about"] == mark
    assert everything(Pin) == []


def test_control_characters_do_no_harm(client: HouseClient, offer: Proposal, link: str) -> None:
    ask(client, link, "", "Why\x00 <b>40</b>\x1b[31m hours?")
    page = client.get(link)
    assert page.status_code == 200
    assert "&lt;b&gt;40&lt;/b&gt;" in page.text and "\x00" not in page.text


def test_our_answer_goes_by_mail_and_stands_beside_the_line_for_everybody(
    client: HouseClient, studio: Studio, offer: Proposal, link: str
) -> None:
    line = offer.lines[1]
    ask(client, link, f"line-{line.key}")
    [pin] = everything(Pin)
    client.login(studio.vera)
    empty = client.fill(f"/questions/{pin.id}?here=lead", form="answer-form", words=" ")
    assert empty.status_code == 422 and "Write your answer" in empty.text
    done = client.fill(
        f"/questions/{pin.id}?here=lead", form="answer-form", words="Two rounds of drawing."
    )
    assert done.location == f"/leads/{offer.lead_id}#message-{pin.message_id}"
    [message] = [each for each in everything(Message) if each.at == SOON and each.member]
    assert message.member == studio.vera and message.letter is not None
    assert message.letter.recipients == [offer.lead.contact.email]
    assert f"about “{line.text}”" in message.body and "> Why so long?" in message.body
    assert "Two rounds of drawing." in message.body
    assert offer.lead.turn is Turn.theirs
    assert "answered; it stands on the client’s page" in client.get(f"/leads/{offer.lead_id}").text
    client.post("/logout")
    page = words_of(client.get(link).text, f"line-{line.key}")
    assert studio.vera.name in page and "Two rounds of drawing." in page
    # Porto reads its own hours.
    assert "19 March 2026, 06:52" in page
    late = client.login(studio.nora).post(
        f"/questions/{pin.id}/answer", data={"words": "Three of them."}
    )
    assert late.status_code == 409 and "Three of them." in late.text
    client.post(f"/questions/{pin.id}/removal")
    assert "Two rounds of drawing." not in client.get(link).text


def test_an_ordinary_letter_can_be_the_answer(
    client: HouseClient, studio: Studio, offer: Proposal, link: str, at: Callable[..., None]
) -> None:
    ask(client, link, "")
    ask(client, link, "", "And when?")
    one, other = everything(Pin)
    client.login(studio.vera)
    assert "That is the answer" not in client.get(f"/questions/{one.id}").text
    client.post(f"/questions/{one.id}/letter")
    assert one.is_open, "no letter has gone out since"
    at(SOON + timedelta(hours=1))
    mails.answer(
        offer.lead, words="Because of the clay.", subject="Re", by=studio.vera, at=clock.now()
    )
    db.session.commit()
    assert "That is the answer" in client.get(f"/questions/{one.id}").text
    seen = client.get(f"/questions/{one.id}").text
    at(SOON + timedelta(hours=2))
    mails.answer(offer.lead, words="Our rent.", subject="Re", by=studio.nora, at=clock.now())
    db.session.commit()
    form = next(each for each in forms_of(seen) if each.id == "letter-form")
    late = client.post(f"/questions/{one.id}/letter", data=form.fields)
    assert "Not shown: look at the last letter first" in client.get(late.location).text
    assert one.is_open, "what was looked at, and no later one"
    client.fill(f"/questions/{one.id}", form="letter-form")
    client.post(f"/questions/{other.id}/settlement")
    assert (one.answer, other.answer, other.is_open) == ("Our rent.", "", False)
    page = client.get(link).text
    assert "Our rent." in page and "We have it and answer soon" not in page


def test_without_an_address_nobody_is_told_that_a_letter_went(
    client: HouseClient, studio: Studio, offer: Proposal, link: str
) -> None:
    ask(client, link, "")
    offer.lead.contact.email = None
    db.session.commit()
    client.login(studio.vera)
    done = client.fill("/questions/1", form="answer-form", words="Three weeks.")
    page = client.get(done.location).text
    assert "No letter went" in page and "Sent. It also stands" not in page
    client.post("/logout")
    assert "Three weeks." in client.get(link).text


def test_a_question_goes_on_to_later_versions_and_stays_where_its_line_is_gone(
    client: HouseClient, studio: Studio, offer: Proposal, link: str, at: Callable[..., None]
) -> None:
    kept, gone = offer.lines[0], offer.lines[1]
    ask(client, link, f"line-{kept.key}", "Is that one day?")
    ask(client, link, f"line-{gone.key}", "Do we need that?")
    at(SOON + timedelta(hours=1))
    second = drafting.new_draft(offer.lead, by=studio.vera, house=studio.agency)
    next(line for line in second.lines if line.key == gone.key).remove()
    db.session.commit()
    client.login(studio.vera)
    assert "Do we need that?" in client.get(f"/proposals/{second.id}").text
    client.post("/logout")
    page = client.get(sent(second, at=clock.now())).text
    assert "Is that one day?" in words_of(page, f"line-{kept.key}")
    earlier = page.partition("Earlier questions")[2]
    assert "Do we need that?" in earlier and gone.text in earlier
    assert "Is that one day?" not in earlier
    # The version before was withdrawn by that, and can still be asked about.
    old = client.get(link)
    assert (
        old.status_code == 410 and "question-form" in old.text and "colleague-form" not in old.text
    )
    form = next(one for one in forms_of(old.text) if one.id == "question-form")
    asked = {**form.fields, "about": f"line-{gone.key}", "question": "And why did it go?"}
    assert client.post(f"{link}/question", data=asked).status_code == 303
    assert offer.lead.turn is Turn.ours


def test_what_has_run_out_can_be_asked_about(
    client: HouseClient, offer: Proposal, link: str, at: Callable[..., None]
) -> None:
    assert offer.valid_until == date(2026, 4, 9)
    at(NOW + timedelta(days=60))
    ask(client, link, f"line-{offer.lines[0].key}")
    assert len(everything(Pin)) == 1


def test_many_questions_take_no_more_statements_than_one(
    client: HouseClient,
    studio: Studio,
    offer: Proposal,
    link: str,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    counts = []
    for many in (1, 30):
        for n in range(many):
            message = their_word(offer.lead, f"Why, {many} {n}?", channel=Channel.page)
            db.session.add(message)
            pin = Pin(message=message, proposal=offer, place=Place.line, about="A line")
            pin.key = offer.lines[n % 5].key
            pin.answered_by, pin.settled_at, pin.answer = studio.vera, NOW, "Because."
            db.session.add(pin)
        db.session.commit()
        with count_statements() as seen:
            assert "Because." in client.get(link, headers=FIREFOX).text
        counts.append(seen.count)
    assert counts[1] <= counts[0] <= 12
    client.login(studio.vera)
    page = client.get(f"/proposals/{offer.id}").text
    assert page.count('class="pin"') == 31


def test_a_question_is_not_on_paper_nor_in_a_preview(
    client: HouseClient, studio: Studio, offer: Proposal, link: str
) -> None:
    ask(client, link, f"line-{offer.lines[0].key}")
    client.login(studio.vera)
    preview = client.get(f"/proposals/{offer.id}/preview").text
    assert "Why so long?" not in preview and "offer-ask" not in preview
    css = client.get("/static/css/pages/proposal-asked.css").text
    assert "@media print" in css and ".offer-asked" in css.partition("@media print")[2]


def test_members_read_a_question_and_managers_answer(
    client: HouseClient, studio: Studio, offer: Proposal, link: str
) -> None:
    ask(client, link, "")
    [pin] = everything(Pin)
    client.login(studio.timur)
    assert client.get(f"/questions/{pin.id}").status_code == 403
    assert client.post(f"/questions/{pin.id}/answer", data={"words": "No."}).status_code == 403
    assert "Why so long?" in client.get(f"/leads/{offer.lead_id}").text
    client.login(studio.vera)
    assert client.get("/questions/999").status_code == 404


def test_what_was_asked_stays_to_be_read_once_it_is_agreed(
    client: HouseClient, studio: Studio, offer: Proposal, link: str
) -> None:
    ask(client, link, "")
    ask(client, link, f"line-{offer.lines[0].key}", "One more?")
    done = client.fill(link, form="accept-form", name="Inês", role="Owner", consent="y")
    assert done.status_code == 303
    page = client.get(link).text
    assert "Why so long?" in page and "One more?" in page and "question-form" not in page
