"""A letter that comes in: a reply finds its lead, anything else asks for work, nothing stands twice."""

from datetime import datetime

import pytest

from agency.clients.models import Client, Contact, ZoneSource
from agency.demo.studio import Studio
from agency.flows.letter_received import letter_received
from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.leads import arrivals, incoming, mails
from agency.leads.models import Channel, Inquiry, Lead, Message, Turn
from agency.leads.outcomes import Outcome
from agency.leads.sorting import judging
from tests.support import NOW, HouseClient, everything


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


PLAIN = (
    "From: {sender}\r\nTo: hello@kvarta.example\r\nSubject: {subject}\r\n"
    "Message-ID: {id}\r\n{more}\r\n{words}"
)


def letter(
    words: str = "Is that something you do?",
    *,
    sender: str = "Tereza Malá <tereza@choir.example>",
    subject: str = "A site for a choir",
    id: str = "<1@choir.example>",
    more: str = "",
) -> bytes:
    more = "Content-Type: text/plain; charset=utf-8\r\n" + more
    return PLAIN.format(sender=sender, subject=subject, id=id, more=more, words=words).encode()


def take(raw: bytes, at: datetime = NOW) -> Lead | None:
    """What the edge does with it; None when it brought nothing new."""
    arrival = arrivals.take_in(raw, seen_at=at, arrived_at=at)
    arrivals.sort_now(arrival, letter_received)
    db.session.flush()
    return None if arrival.outcome is Outcome.duplicate else arrival.lead


@pytest.fixture
def ours(studio: Studio) -> Message:
    """A letter of ours to Harbour Line."""
    lead = studio.leads["harbour"]
    return mails.answer(lead, words="Yes.", subject="Re: site", by=studio.vera, at=NOW)


def test_a_letter_from_somebody_new_is_a_lead(studio: Studio) -> None:
    lead = take(letter())
    assert lead is not None
    assert (lead.title, lead.source) == ("A site for a choir", Channel.mail)
    assert (lead.contact.name, lead.contact.email) == ("Tereza Malá", "tereza@choir.example")
    assert lead.client.zone_source is ZoneSource.house
    assert lead.owner is studio.vera
    [message] = lead.messages
    assert message.body == "Is that something you do?"
    assert message.message_id == "<1@choir.example>"


def test_our_answer_to_it_joins_its_thread(studio: Studio) -> None:
    lead = take(letter(more="References: <0@choir.example>\r\n"))
    assert lead is not None
    sent = mails.answer(lead, words="Yes.", subject="Re", by=studio.vera, at=NOW)
    assert sent.letter is not None
    assert sent.letter.message["In-Reply-To"] == "<1@choir.example>"
    assert sent.letter.message["References"] == "<0@choir.example> <1@choir.example>"


@pytest.mark.parametrize("header", ["In-Reply-To", "References"])
def test_a_reply_finds_its_lead(studio: Studio, ours: Message, header: str) -> None:
    reply = letter(
        sender="peter@harbourline.example",
        subject="Something else altogether",
        more=f"{header}: <unknown@x.example> {ours.message_id}\r\n",
    )
    lead = take(reply)
    assert lead is studio.leads["harbour"]
    assert lead.turn is Turn.ours
    assert lead.messages[0].contact is lead.contact


def test_a_reply_to_their_own_letter_finds_its_lead_too(studio: Studio) -> None:
    first = take(letter())
    second = take(letter(id="<2@choir.example>", more="In-Reply-To: <1@choir.example>\r\n"))
    assert first is second


def test_a_reply_is_looked_up_in_one_statement(
    studio: Studio, ours: Message, count_statements: object
) -> None:
    read = incoming.parse(letter(more=f"References: <a@b> {ours.message_id} <c@d>\r\n"))
    db.session.flush()
    with count_statements() as seen:  # type: ignore[operator]
        assert judging.find_thread(read) is studio.leads["harbour"]
    assert seen.count == 1


@both
def test_a_letter_that_names_no_letter_of_ours_finds_nothing(studio: Studio, ours: Message) -> None:
    assert judging.find_thread(incoming.parse(letter())) is None
    assert judging.find_thread(incoming.parse(letter(more="References: <a@b>\r\n"))) is None


@both
def test_a_colleague_who_replies_becomes_a_contact_of_the_client(
    studio: Studio, ours: Message
) -> None:
    lead = take(
        letter(
            sender="João Teles <Joao@HarbourLine.example>",
            more=f"In-Reply-To: {ours.message_id}\r\n",
        )
    )
    assert lead is studio.leads["harbour"]
    writer = lead.messages[0].contact
    assert writer is not None
    assert (writer.name, writer.email) == ("João Teles", "joao@harbourline.example")
    assert writer.client is lead.client
    assert len(everything(Client)) == 7


@both
def test_a_client_we_know_gets_a_new_lead_and_no_second_name(studio: Studio) -> None:
    before = len(everything(Contact))
    lead = take(letter(sender="Ines <INES@olarianova.example>"))
    assert lead is not None
    assert lead is not studio.leads["olaria"]
    assert lead.client is studio.olaria
    assert len(everything(Contact)) == before


@both
def test_the_same_letter_stands_once(studio: Studio) -> None:
    assert take(letter()) is not None
    assert take(letter()) is None
    assert [inquiry.message_id for inquiry in everything(Inquiry)].count("<1@choir.example>") == 1


def test_the_same_id_with_another_body_is_a_message_of_its_own(studio: Studio) -> None:
    first, second = take(letter()), take(letter("Another body, the same id"))
    assert first is not None and second is not None
    assert first is not second


@both
def test_the_same_letter_without_an_id_stands_once(studio: Studio) -> None:
    bare = b"From: tereza@choir.example\r\n\r\nHello"
    assert take(bare) is not None
    assert take(bare) is None
    assert take(bare + b"!") is not None


def test_the_very_bytes_are_kept(studio: Studio) -> None:
    raw = letter("whatever it is")
    lead = take(raw)
    assert lead is not None
    kept = lead.messages[0].raw
    assert kept is not None
    assert kept.read() == raw
    assert not kept.public


@both
def test_files_come_along(studio: Studio) -> None:
    raw = (
        b"From: tereza@choir.example\r\nSubject: S\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n\r\nHello\r\n'
        b'--x\r\nContent-Disposition: attachment; filename="songs.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n%PDF\r\n--x--\r\n"
    )
    lead = take(raw)
    assert lead is not None
    assert [file.name for file in lead.messages[0].files] == ["songs.pdf"]
    assert len([file for file in everything(StoredFile) if file.name == "songs.pdf"]) == 1


@both
def test_a_letter_without_a_subject_is_called_by_its_first_words(studio: Studio) -> None:
    first = take(b"From: a@b.example\r\n\r\n\r\nFirst line\r\nSecond")
    assert first is not None
    assert first.title == "First line"
    wordless = (
        b"From: a@b.example\r\nContent-Type: image/png\r\n"
        b"Content-Disposition: attachment; filename=logo.png\r\n\r\npng"
    )
    second = take(wordless)
    assert second is not None
    assert second.title == "Without a subject"


def test_a_russian_letter_makes_a_russian_client(studio: Studio) -> None:
    lead = take(letter("Нужен сайт для хора, is it ok?", subject="Сайт"))
    assert lead is not None
    assert lead.client.language == "ru"


@both
def test_very_long_names_and_subjects_fit(vera: HouseClient, studio: Studio) -> None:
    lead = take(letter(sender=f'"{"Имя " * 200}" <a@b.example>', subject="слово " * 300))
    assert lead is not None
    db.session.flush()
    assert vera.get(f"/leads/{lead.id}").status_code == 200


def test_the_words_of_a_client_are_words_on_our_pages(vera: HouseClient, studio: Studio) -> None:
    evil = '<script>alert(1)</script> <img src=x onerror=alert(2)> https://a.example/"onclick=x'
    lead = take(letter(evil, subject="<b>bold</b>", sender='"<i>E</i>" <a@b.example>'))
    assert lead is not None
    for address in ("/inbox", f"/inbox?peek={lead.id}", f"/leads/{lead.id}", "/leads"):
        page = vera.get(address).text
        for tag in ("<script>alert", "<img src=x", "<b>bold", "<i>E", '"onclick'):
            assert tag not in page
    assert "&lt;script&gt;alert(1)" in vera.get(f"/leads/{lead.id}").text
