"""Other mail: nothing that came in is invisible, and a person may say that the machine was wrong."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest

from agency.clients.models import Client
from agency.demo.studio import Studio
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.due import Due
from agency.kernel.timeline import Actor
from agency.leads import arrivals, incoming, mails
from agency.leads.arrivals import Arrival
from agency.leads.models import Inquiry, Lead, Message, Turn
from agency.leads.outcomes import Outcome, Reason, Verdict
from tests.support import NOW, HouseClient, Statements, everything

Arrive = Callable[..., Arrival]
WHY = {
    Outcome.quarantine: Reason.no_sender,
    Outcome.bulk: Reason.list_header,
    Outcome.auto_reply: Reason.auto_header,
    Outcome.bounce: Reason.not_delivered,
    Outcome.duplicate: Reason.same_letter,
    Outcome.lead: Reason.new_letter,
}


@pytest.fixture
def database() -> str:
    """These are about pages: one database is enough."""
    return "sqlite"


@pytest.fixture
def arrive(studio: Studio) -> Arrive:
    """Takes a message in and sorts it as the test says."""

    def take_in(
        outcome: Outcome | None,
        subject: str = "Choir",
        *,
        sender: str = "Tereza Malá <tereza@choir.example>",
        words: str = "Do you make sites for choirs?",
        at: datetime = NOW - timedelta(hours=1),
        lead: Lead | None = None,
    ) -> Arrival:
        raw = (
            f"From: {sender}\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
            f'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n'
            f"Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n--x\r\n"
            f"Content-Type: application/pdf\r\n"
            f'Content-Disposition: attachment; filename="songs.pdf"\r\n\r\n%PDF\r\n--x--\r\n'
        ).encode()
        arrival = arrivals.take_in(raw, seen_at=at)
        if outcome is not None:
            arrival.describe(incoming.parse(raw))
            arrival.settle(Verdict(outcome, WHY[outcome], lead=lead), identity=f"{arrival.id}")
        db.session.flush()
        return arrival

    return take_in


def test_every_kind_has_its_place_with_a_reason_and_what_waits_stands_first(
    vera: HouseClient, arrive: Arrive, now: datetime
) -> None:
    for outcome in (*list(WHY)[1:], Outcome.quarantine, None):
        arrive(outcome, f"About {outcome and outcome.value}")
    arrive(None, "Still being read", at=NOW - timedelta(minutes=1))
    page = vera.get("/arrivals").text
    assert page.index("About quarantine") < page.index("The rest") < page.index("About bulk")
    for outcome in list(WHY)[:-1]:
        assert f"About {outcome.value}" in page
    assert "About lead" not in page
    assert page.count('id="arrival-') == 6, "what is just being sorted is not late yet"
    assert '<b class="red">1 message has not been read yet.</b>' in page
    assert "1 message waits for a look" in page
    assert "Nobody can be answered: it names no address" in page
    assert "In 30 days: 1 newsletter, 1 automatic answer, 1 returned letter, 1 copy." in page


def test_one_kind_is_shown_alone_and_words_find_a_message_again(
    vera: HouseClient, arrive: Arrive, now: datetime
) -> None:
    arrive(Outcome.bulk, "Offers of the week", sender="news@shop.example")
    arrive(Outcome.auto_reply, "Я в отпуске")
    arrive(Outcome.quarantine, "Strange")

    def shown(query: str) -> set[str]:
        page = vera.get(f"/arrivals?{query}").text
        return {each for each in ("Offers", "отпуске", "Strange") if each in page}

    assert shown("kind=bulk") == {"Offers"}
    assert shown("kind=nothing-of-the-kind") == {"Offers", "отпуске", "Strange"}
    assert shown("words=ОТПУСКЕ") == {"отпуске"}
    assert shown("words=shop.example offers") == {"Offers"}
    assert shown("kind=bulk&words=strange") == set()
    assert "No message fits" in vera.get("/arrivals?words=nothing").text


def test_an_empty_page_says_what_would_stand_there(vera: HouseClient, studio: Studio) -> None:
    page = vera.get("/arrivals").text
    assert "All that came in became leads and answers" in page
    assert "Nothing waits for a look." in page


def test_many_messages_go_over_several_pages_in_as_many_statements(
    vera: HouseClient,
    arrive: Arrive,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    arrive(Outcome.bulk, "The oldest", at=NOW - timedelta(days=2))
    with count_statements() as few:
        vera.get("/arrivals")
    for number in range(60):
        lead = everything(Lead)[number % 5]
        arrive(Outcome.auto_reply, f"Number {number}", lead=lead)
    with count_statements() as many:
        first = vera.get("/arrivals").text
    assert many.count == few.count
    assert "The oldest" not in first and "Page 1 of 2" in first
    assert "The oldest" in vera.get("/arrivals?page=2").text
    assert "The oldest" in vera.get("/arrivals?page=999").text


def test_the_inbox_and_the_home_page_count_what_waits(
    vera: HouseClient, arrive: Arrive, now: datetime
) -> None:
    for outcome in (Outcome.quarantine, None, Outcome.bulk, Outcome.duplicate):
        arrive(outcome)
    inbox = vera.get("/inbox").text
    assert 'href="/arrivals"' in inbox and "Other mail <b" in inbox
    assert "2 messages wait for a look." in inbox
    assert '<a href="/arrivals">2 other messages wait for a look.</a>' in vera.get("/").text


def test_one_message_shows_its_words_its_files_and_the_very_bytes(
    vera: HouseClient, arrive: Arrive, now: datetime
) -> None:
    arrival = arrive(Outcome.quarantine, "A choir")
    page = vera.get(f"/arrivals/{arrival.id}").text
    for words in ("A choir", "Tereza Malá (tereza@choir.example)", "songs.pdf", "for choirs?"):
        assert words in page
    assert f'href="/files/{arrival.raw_id}"' in page
    download = vera.get(f"/files/{arrival.raw_id}")
    assert download.data == arrival.raw.read()
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert vera.get("/arrivals/4711").status_code == 404


def test_what_is_not_read_yet_can_be_read_all_the_same(vera: HouseClient, arrive: Arrive) -> None:
    arrival = arrive(None, "Urgent")
    page = vera.get(f"/arrivals/{arrival.id}").text
    assert "Urgent" in page and "tereza@choir.example" in page and "for choirs?" in page


def test_a_message_whose_bytes_are_gone_still_has_its_page(
    vera: HouseClient, arrive: Arrive
) -> None:
    arrival = arrive(Outcome.bulk)
    arrival.raw.path.unlink()
    assert "There are no words in it." in vera.get(f"/arrivals/{arrival.id}").text


def test_very_many_words_are_cut_and_the_page_says_so(vera: HouseClient, arrive: Arrive) -> None:
    arrival = arrive(Outcome.bulk, words="spam " * 100_000)
    page = vera.get(f"/arrivals/{arrival.id}")
    assert len(page.data) < 50_000
    assert "There is more of it" in page.text


def test_a_copy_leads_to_what_came_first(vera: HouseClient, arrive: Arrive, studio: Studio) -> None:
    lead = studio.leads["harbour"]
    copy = arrive(Outcome.duplicate, lead=lead)
    page = vera.get(f"/arrivals/{copy.id}").text
    assert f'href="/leads/{lead.id}"' in page
    assert "Make it a lead" not in page


@pytest.mark.parametrize("outcome", [Outcome.quarantine, Outcome.bulk, Outcome.auto_reply, None])
def test_one_press_makes_a_lead_and_a_second_one_goes_to_it(
    vera: HouseClient, arrive: Arrive, studio: Studio, now: datetime, outcome: Outcome | None
) -> None:
    arrival = arrive(outcome, "A site for a choir")
    before = len(everything(Lead))
    first = vera.fill(f"/arrivals/{arrival.id}", form="lead")
    second = vera.post(f"/arrivals/{arrival.id}/lead")
    lead = everything(Lead)[-1]
    assert (first.status_code, first.location) == (303, f"/leads/{lead.id}")
    assert second.location == first.location
    assert len(everything(Lead)) == before + 1
    assert (lead.title, lead.contact.email) == ("A site for a choir", "tereza@choir.example")
    assert lead.received_at == NOW - timedelta(hours=1)
    inquiry = everything(Inquiry)[-1]
    assert not inquiry.may_hold, "they do not sit there waiting any more"
    assert [file.name for file in inquiry.files] == ["songs.pdf"]
    assert (arrival.outcome, arrival.reason) == (Outcome.lead, Reason.by_hand)
    assert f"leads.sort {arrival.id}" not in {
        f"{row.kind} {row.subject}" for row in everything(Due) if row.state.value == "scheduled"
    }
    page = vera.get(f"/leads/{lead.id}").text
    assert "made a lead of a message that the machine had put aside" in page
    assert "A site for a choir" not in vera.get("/arrivals").text


def test_a_message_without_an_address_becomes_a_lead_of_a_name(
    vera: HouseClient, arrive: Arrive
) -> None:
    arrival = arrive(Outcome.quarantine, sender="Contact form of the site")
    vera.post(f"/arrivals/{arrival.id}/lead")
    assert arrival.lead is not None
    assert arrival.lead.contact.email is None
    assert vera.get(f"/leads/{arrival.lead_id}").status_code == 200


def test_an_answer_that_was_taken_for_an_automats_is_an_answer_after_all(
    vera: HouseClient, arrive: Arrive, studio: Studio
) -> None:
    lead = studio.leads["harbour"]
    mails.answer(lead, words="Yes.", subject="Re", by=studio.vera, at=NOW - timedelta(hours=2))
    arrival = arrive(Outcome.auto_reply, words="Yes please, go on", lead=lead)
    before = len(everything(Client))
    assert "Take it as their answer" in vera.get(f"/arrivals/{arrival.id}").text
    response = vera.fill(f"/arrivals/{arrival.id}", form="lead")
    assert response.location == f"/leads/{lead.id}"
    assert vera.post(f"/arrivals/{arrival.id}/lead").location == f"/leads/{lead.id}"
    assert [m.body for m in everything(Message)].count("Yes please, go on") == 1
    assert lead.turn is Turn.ours
    assert len(everything(Client)) == before
    assert arrival.outcome is Outcome.reply
    assert "took a message as an answer" in vera.get(response.location).text


@pytest.mark.parametrize("verb", ["lead", "dismissal"])
@pytest.mark.parametrize("outcome", [Outcome.bounce, Outcome.duplicate])
def test_about_a_copy_or_a_returned_letter_there_is_nothing_to_decide(
    vera: HouseClient, arrive: Arrive, outcome: Outcome, verb: str
) -> None:
    arrival = arrive(outcome)
    response = vera.post(f"/arrivals/{arrival.id}/{verb}")
    assert (response.status_code, response.location) == (303, f"/arrivals/{arrival.id}")
    assert "there is nothing to decide about it" in vera.get(response.location).text
    assert (arrival.outcome, arrival.dismissed_at) == (outcome, None)


def test_what_is_nothing_waits_no_more_and_stays_to_be_found(
    vera: HouseClient, arrive: Arrive, now: datetime
) -> None:
    arrival = arrive(Outcome.quarantine, "Strange")
    response = vera.fill(f"/arrivals/{arrival.id}", form="dismissal")
    assert (response.status_code, response.location) == (303, "/arrivals")
    assert vera.post(f"/arrivals/{arrival.id}/dismissal").status_code == 303
    page = vera.get("/arrivals").text
    assert "Nothing waits for a look." in page
    assert "Strange" in page and "Strange" in vera.get("/arrivals?kind=dismissed").text
    assert "Strange" not in vera.get("/arrivals?kind=look").text
    assert len(timeline.entries(arrival.stream)) == 1
    assert "Vera Lindt</b> looked at it" in vera.get(f"/arrivals/{arrival.id}").text
    vera.post(f"/arrivals/{arrival.id}/lead")
    assert arrival.lead is not None, "minds may change"


def test_a_member_looks_and_decides_nothing(
    client: HouseClient, arrive: Arrive, studio: Studio
) -> None:
    arrival = arrive(Outcome.quarantine, "Strange")
    browser = client.login(studio.timur)
    assert "Strange" in browser.get("/arrivals").text
    page = browser.get(f"/arrivals/{arrival.id}").text
    assert "Strange" in page
    assert "Make it a lead" not in page and "It is nothing" not in page
    assert 'href="/arrivals"' in browser.get("/inbox").text
    for verb in ("lead", "dismissal"):
        assert browser.post(f"/arrivals/{arrival.id}/{verb}").status_code == 403
    assert (arrival.outcome, arrival.dismissed_at) == (Outcome.quarantine, None)


def test_whoever_is_not_of_the_house_sees_nothing(client: HouseClient, arrive: Arrive) -> None:
    arrival = arrive(Outcome.quarantine)
    for address in ("/arrivals", f"/arrivals/{arrival.id}", f"/files/{arrival.raw_id}"):
        assert client.get(address).location.startswith("/login")
    for verb in ("lead", "dismissal"):
        client.post(f"/arrivals/{arrival.id}/{verb}")
    assert (arrival.outcome, arrival.dismissed_at) == (Outcome.quarantine, None)


def test_hostile_words_are_words(vera: HouseClient, arrive: Arrive, studio: Studio) -> None:
    evil = "<script>alert(1)</script> <img src=x onerror=y>"
    lead = studio.leads["harbour"]
    for outcome in (Outcome.quarantine, Outcome.auto_reply, Outcome.bounce):
        arrival = arrive(outcome, evil, sender=f'"{evil}" <a@b.example>', words=evil, lead=lead)
        arrival.note, arrival.detail = evil, evil[:255]
        for fact in ("auto_reply", "bounced", "forwarded", "taken_by_hand"):
            _fact(lead, fact, arrival)
        for address in ("/arrivals", f"/arrivals/{arrival.id}", f"/leads/{lead.id}"):
            page = vera.get(address).text
            assert "<script>alert" not in page and "<img src=x" not in page
            assert "&lt;script&gt;alert(1)" in page


def test_the_timeline_tells_of_automats_returned_letters_and_who_passed_it_on(
    vera: HouseClient,
    arrive: Arrive,
    studio: Studio,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    lead = studio.leads["harbour"]
    sent = mails.answer(lead, words="Yes.", subject="Re", by=studio.vera, at=NOW)
    away = arrive(Outcome.auto_reply, "Out of the office", words="Back on Monday", lead=lead)
    returned = arrive(Outcome.bounce, "Undelivered", lead=lead)
    passed = arrive(Outcome.lead, sender="Tomáš Novák <tomas@partner.example>", lead=lead)
    passed.note = "Could you take this one?"
    _fact(lead, "auto_reply", away)
    _fact(lead, "bounced", returned, letter=sent.letter_id)
    _fact(lead, "forwarded", passed)
    db.session.commit()
    with count_statements() as few:
        page = vera.get(f"/leads/{lead.id}").text
    assert "An automatic answer came: Out of the office" in page
    assert "Back on Monday" in page
    assert f"A letter to {lead.contact.email} came back" in page
    assert "Look at the address" in page
    assert "<b>Tomáš Novák (tomas@partner.example)</b> passed this on" in page
    assert "Could you take this one?" in page
    assert "first inquiry, by mail, passed on by Tomáš Novák</span>" in page
    for _ in range(9):
        _fact(lead, "auto_reply", arrive(Outcome.auto_reply, lead=lead))
    db.session.commit()
    with count_statements() as many:
        vera.get(f"/leads/{lead.id}")
    assert many.count == few.count
    assert sum(" arrival " in text or "FROM arrival" in text for text in many.texts) == 1


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (Reason.not_delivered, "came back: 550 no such user</b>"),
        (Reason.returned, "came back.</b>"),
        (Reason.delayed, "has not arrived yet; their server is still tried."),
        (Reason.complaint, "was marked as spam.</b>"),
    ],
)
def test_a_returned_letter_says_what_is_known_of_it(
    vera: HouseClient, studio: Studio, arrive: Arrive, reason: Reason, told: str
) -> None:
    lead = studio.leads["harbour"]
    sent = mails.answer(lead, words="Yes.", subject="Re", by=studio.vera, at=NOW)
    arrival = arrive(Outcome.bounce, lead=lead)
    arrival.reason, arrival.detail = reason, "550 no such user"
    _fact(lead, "bounced", arrival, letter=sent.letter_id)
    page = vera.get(f"/leads/{lead.id}").text
    assert f"A letter to {lead.contact.email} {told}" in page
    assert f'href="/arrivals/{arrival.id}"' in page


def test_a_fact_whose_message_is_gone_is_told_all_the_same(
    vera: HouseClient, studio: Studio
) -> None:
    lead = studio.leads["harbour"]
    for fact in ("auto_reply", "bounced", "forwarded", "taken_by_hand"):
        timeline.record(lead.stream, f"leads.{fact}", at=NOW, by=Actor.machine(), arrival=4711)
    page = vera.get(f"/leads/{lead.id}")
    assert page.status_code == 200
    assert "A letter of ours came back." in page.text


def _fact(lead: Lead, fact: str, arrival: Arrival, **more: int | None) -> None:
    timeline.record(
        lead.stream, f"leads.{fact}", at=NOW, by=Actor.machine(), arrival=arrival.id, **more
    )
