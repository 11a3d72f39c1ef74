"""Answering a lead by mail: who may, what leaves, what the lead remembers."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from typing import Any

import pytest

from agency.clients.models import Contact
from agency.demo.studio import Studio
from agency.flows.letter_received import letter_received
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.mail.models import Letter, LetterState
from agency.kernel.timeline import Actor, ActorKind
from agency.leads import arrivals, mails
from agency.leads.models import Channel, Lead, Stage, Turn
from agency.leads.outcomes import Outcome
from tests.leads.conftest import let_go
from tests.support import NOW, HouseClient, Statements, everything, their_word


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


Letters = Callable[[], list[EmailMessage]]


def answer(browser: HouseClient, lead: Lead, words: str = "Good morning!", **more: Any) -> Any:
    response = browser.fill(f"/leads/{lead.id}", form="letter", words=words, **more)
    let_go()
    return response


def text_of(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n").strip()


@pytest.fixture
def harbour(studio: Studio) -> Lead:
    return studio.leads["harbour"]


def test_an_answer_leaves_from_its_writer_at_the_agencys_address(
    vera: HouseClient, harbour: Lead, letters: Letters
) -> None:
    response = answer(vera, harbour, "Good morning Peter,\n\nyes, it is within reach.")
    assert response.status_code == 303
    assert response.location == f"/leads/{harbour.id}"
    [letter] = letters()
    assert str(letter["From"]) == "Vera Lindt <hello@kvarta.example>"
    assert str(letter["To"]) == "Peter Aldous <peter@harbourline.example>"
    assert letter["Subject"] == "Re: A booking site before the summer timetable"
    assert text_of(letter) == "Good morning Peter,\n\nyes, it is within reach."
    assert letter["Auto-Submitted"] is None
    assert letter["Content-Language"] == "en"


def test_an_answer_to_a_russian_client_is_a_russian_letter(
    vera: HouseClient, studio: Studio, letters: Letters
) -> None:
    answer(vera, studio.leads["areni"], "Здравствуйте, Давид!")
    [letter] = letters()
    assert letter["Subject"] == "Re: Этикетки для трёх новых вин, потом сайт"
    assert letter["Content-Language"] == "ru"
    assert letter["To"].addresses[0].display_name == "Давид Акопян"


def test_the_first_answer_stops_the_clock_and_turns_the_lead(
    vera: HouseClient, harbour: Lead, now: datetime
) -> None:
    assert harbour.waits_for_first_response
    answer(vera, harbour)
    assert harbour.first_response_at == now
    assert harbour.stage is Stage.talking
    assert (harbour.turn, harbour.turn_since) == (Turn.theirs, now)
    facts = [entry.kind for entry in timeline.entries(harbour.stream)]
    assert set(facts) >= {"leads.first_response", "leads.answered"}


def test_the_answer_stands_on_the_lead_with_its_letter(
    vera: HouseClient, harbour: Lead, studio: Studio
) -> None:
    answer(vera, harbour, "Yes.\n\nVera")
    message = harbour.messages[0]
    assert (message.body, message.member, message.channel) == (
        "Yes.\n\nVera",
        studio.vera,
        Channel.mail,
    )
    assert message.contact is harbour.contact
    assert message.letter is not None
    assert message.letter.state is LetterState.queued
    assert message.message_id == message.letter.message_id


def test_an_answer_joins_the_thread_of_their_last_letter(
    vera: HouseClient, harbour: Lead, letters: Letters
) -> None:
    harbour.messages[0].message_id = "<1@harbour>"
    db.session.add(
        their_word(
            harbour,
            "And a return with a bicycle?",
            at=NOW + timedelta(hours=1),
            subject="One thing more",
            message_id="<2@harbour>",
            references=["<1@harbour>"],
        )
    )
    answer(vera, harbour)
    [letter] = letters()
    assert letter["In-Reply-To"] == "<2@harbour>"
    assert letter["References"] == "<1@harbour> <2@harbour>"
    assert letter["Subject"] == "Re: One thing more"


def test_a_second_letter_of_ours_joins_our_first_one(
    vera: HouseClient, studio: Studio, letters: Letters
) -> None:
    for words in ("First", "Second"):
        answer(vera, studio.leads["olaria"], words)
    first, second = letters()
    assert first["In-Reply-To"] is None
    assert second["In-Reply-To"] == first["Message-ID"]
    assert second["References"] == first["Message-ID"]


def test_their_answer_to_ours_comes_back_to_the_lead(
    vera: HouseClient, harbour: Lead, letters: Letters
) -> None:
    answer(vera, harbour)
    reply = (
        f"From: peter@harbourline.example\r\nSubject: Re: ours\r\nMessage-ID: <9@harbour>\r\n"
        f"In-Reply-To: {letters()[0]['Message-ID']}\r\n\r\nThank you"
    )
    arrival = arrivals.take_in(reply.encode(), seen_at=NOW, arrived_at=NOW)
    arrivals.sort_now(arrival, letter_received)
    assert arrival.outcome is Outcome.reply
    assert arrival.lead is harbour


@both
def test_files_travel_and_stay_on_the_lead(
    vera: HouseClient, harbour: Lead, letters: Letters
) -> None:
    files = [(BytesIO(b"%PDF-1.7 one"), "смета.pdf"), (BytesIO(b"two"), "two.txt")]
    assert answer(vera, harbour, files=files).status_code == 303
    attached = list(letters()[0].iter_attachments())
    assert [each.get_filename() for each in attached] == ["смета.pdf", "two.txt"]
    assert [file.name for file in harbour.messages[0].files] == ["смета.pdf", "two.txt"]
    page = vera.get(f"/leads/{harbour.id}").text
    assert "смета.pdf" in page


@pytest.mark.parametrize("words", ["", "   \n ", "\x00"])
def test_an_empty_answer_is_refused_with_what_to_do(
    vera: HouseClient, harbour: Lead, letters: Letters, words: str
) -> None:
    response = answer(vera, harbour, words, subject="A subject of mine")
    assert response.status_code == 422
    assert "Write what you want to say" in response.text
    assert 'value="A subject of mine"' in response.text
    assert letters() == []
    assert harbour.waits_for_first_response


def test_what_was_typed_survives_a_refusal(vera: HouseClient, harbour: Lead) -> None:
    response = answer(vera, harbour, "A long answer <with> signs", subject="")
    assert response.status_code == 422
    assert "Give the letter a subject" in response.text
    assert "A long answer &lt;with&gt; signs</textarea>" in response.text


def test_lines_are_kept_as_lines(vera: HouseClient, harbour: Lead, letters: Letters) -> None:
    answer(vera, harbour, "One\r\n\r\nTwo\r\n")
    assert harbour.messages[0].body == "One\n\nTwo"
    assert text_of(letters()[0]) == "One\n\nTwo"
    assert "<p>One</p><p>Two</p>" in vera.get(f"/leads/{harbour.id}").text


@both
def test_nul_characters_are_left_out(vera: HouseClient, harbour: Lead) -> None:
    assert answer(vera, harbour, "Yes\x00!").status_code == 303
    assert harbour.messages[0].body == "Yes!"


@both
def test_a_line_break_in_a_subject_smuggles_nothing_in(
    vera: HouseClient, harbour: Lead, letters: Letters
) -> None:
    answer(vera, harbour, subject="Hello\r\nBcc: everybody@example.com")
    [letter] = letters()
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Hello Bcc: everybody@example.com"


def test_a_team_member_may_not_answer(
    client: HouseClient, studio: Studio, harbour: Lead, letters: Letters
) -> None:
    browser = client.login(studio.timur)
    page = browser.get(f"/leads/{harbour.id}")
    assert page.status_code == 200
    assert "<textarea" not in page.text
    response = browser.post(f"/leads/{harbour.id}/letters", data={"subject": "S", "words": "W"})
    assert response.status_code == 403
    assert letters() == []


def test_a_stranger_may_not_answer(client: HouseClient, harbour: Lead, letters: Letters) -> None:
    response = client.post(f"/leads/{harbour.id}/letters", data={"subject": "S", "words": "W"})
    assert response.status_code == 302
    assert letters() == []


@pytest.mark.csrf
def test_an_answer_without_the_seal_of_the_page_is_refused(
    vera: HouseClient, harbour: Lead, letters: Letters
) -> None:
    response = vera.post(f"/leads/{harbour.id}/letters", data={"subject": "S", "words": "W"})
    assert response.status_code == 400
    assert letters() == []
    assert answer(vera, harbour).status_code == 303


@both
def test_a_lead_that_is_not_there_is_not_found(vera: HouseClient, studio: Studio) -> None:
    assert vera.get("/leads/4711").status_code == 404
    assert vera.post("/leads/4711/letters", data={"words": "x"}).status_code == 404


@both
def test_without_an_address_the_page_offers_the_note_instead(
    vera: HouseClient, harbour: Lead, studio: Studio, letters: Letters
) -> None:
    harbour.contact.email, harbour.contact.phone = None, "+1 902 000 318"
    page = vera.get(f"/leads/{harbour.id}").text
    assert "There is no mail address of Peter Aldous." in page
    assert "Ring +1 902 000 318" in page
    assert 'id="letter"' not in page
    data = {"subject": "S", "words": "W"}
    assert vera.post(f"/leads/{harbour.id}/letters", data=data).status_code == 422
    assert letters() == []
    with pytest.raises(mails.NoAddress):
        mails.write(harbour, words="W", subject="S", by=studio.vera, at=NOW)


def test_the_answer_goes_to_whoever_of_them_wrote_last(
    vera: HouseClient, harbour: Lead, letters: Letters
) -> None:
    joao = Contact(client=harbour.client, name="João Teles", email="joao@harbourline.example")
    db.session.add(their_word(harbour, "I take over.", contact=joao))
    assert "To João Teles" in vera.get(f"/leads/{harbour.id}").text
    answer(vera, harbour)
    assert str(letters()[0]["To"]) == "João Teles <joao@harbourline.example>"


def test_a_machines_letter_says_so_and_is_no_answer(
    harbour: Lead, studio: Studio, letters: Letters
) -> None:
    message = mails.write(
        harbour, words="Did it arrive?", subject="S", by=studio.vera, automatic=True, at=NOW
    )
    assert message.author_kind is ActorKind.machine
    assert harbour.waits_for_first_response
    [letter] = letters()
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["From"].addresses[0].display_name == "Vera Lindt"


def test_a_closed_lead_can_still_be_answered(vera: HouseClient, harbour: Lead) -> None:
    harbour.lose(reason="no money", by=Actor.machine(), at=NOW)
    assert answer(vera, harbour, "Thank you for telling us.").status_code == 303
    assert harbour.stage is Stage.lost


def test_the_page_says_when_the_letter_leaves_and_whether_they_are_there(
    vera: HouseClient, harbour: Lead, now: datetime
) -> None:
    page = vera.get(f"/leads/{harbour.id}").text
    assert "Stays in the house’s mailbox." in page
    assert "In Halifax it is 03:42; they open today at 09:00." in page


@both
def test_the_page_of_a_lead_takes_as_many_statements_for_many_messages_as_for_few(
    vera: HouseClient,
    harbour: Lead,
    studio: Studio,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    mails.answer(harbour, words="0", subject="S", by=studio.vera, at=NOW)
    db.session.commit()
    with count_statements() as few:
        vera.get(f"/leads/{harbour.id}")
    for number in range(1, 25):
        at = NOW + timedelta(minutes=number)
        mails.answer(harbour, words=str(number), subject="S", by=studio.vera, at=at)
    db.session.commit()
    with count_statements() as many:
        vera.get(f"/leads/{harbour.id}")
    assert many.count == few.count
    assert not any("letter.mime" in text for text in many.texts)
    assert len(everything(Letter)) == 25
