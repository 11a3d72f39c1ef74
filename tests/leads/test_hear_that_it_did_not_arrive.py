"""Only a delivered word is an answer: what a refused letter had stopped runs again."""

from datetime import timedelta

import pytest

from agency.demo.studio import Studio
from agency.flows.letter_received import letter_received
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.mail import outbox
from agency.kernel.mail.models import Letter
from agency.kernel.mail.transport import Parcel, Refused
from agency.kernel.timeline import Actor
from agency.leads import arrivals, delivery, mails
from agency.leads.models import Lead, Stage, Turn
from agency.leads.outcomes import Outcome
from agency.people.notices import Notice
from tests.support import NOW, HouseClient, everything

PROMISED = NOW + timedelta(hours=2)
LATER = NOW + timedelta(minutes=3)


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def harbour(studio: Studio) -> Lead:
    return studio.leads["harbour"]


def refuse(letter: Letter) -> None:
    letter.start()
    outbox.settle(Parcel.of(letter), Refused("550 no such user", for_good=True), now=LATER)


@pytest.fixture
def letter(studio: Studio, harbour: Lead) -> Letter:
    harbour.promise(PROMISED, by=Actor.member(studio.vera.id), at=NOW - timedelta(minutes=1))
    message = mails.answer(harbour, words="Yes.", subject="Re", by=studio.vera, at=NOW)
    assert message.letter is not None
    assert (harbour.first_response_at, harbour.promised_at) == (NOW, None)
    return message.letter


def test_a_letter_refused_for_good_stops_no_clock(
    harbour: Lead, letter: Letter, studio: Studio, run_due: object, vera: HouseClient
) -> None:
    refuse(letter)
    run_due(LATER)  # type: ignore[operator]
    assert harbour.waits_for_first_response
    assert harbour.promised_at == PROMISED
    assert (harbour.turn, harbour.stage) == (Turn.ours, Stage.new)
    kinds = [entry.kind for entry in timeline.entries(harbour.stream)]
    assert kinds.count("leads.letter_refused") == 1
    told = [each for each in everything(Notice) if each.kind == "leads.letter_refused"]
    assert [each.member for each in told] == [studio.vera]
    assert "Our letter did not arrive." in vera.get(f"/leads/{harbour.id}").text


def test_a_refusal_that_may_pass_changes_nothing(harbour: Lead, letter: Letter) -> None:
    letter.start()
    outbox.settle(Parcel.of(letter), Refused("450 later"), now=LATER)
    assert harbour.first_response_at == NOW


def test_who_was_answered_since_by_another_letter_is_answered(
    harbour: Lead, letter: Letter, studio: Studio
) -> None:
    mails.answer(
        harbour, words="Again.", subject="Re", by=studio.vera, at=NOW + timedelta(minutes=1)
    )
    refuse(letter)
    delivery.refused(letter, at=LATER)
    assert harbour.first_response_at == NOW
    assert harbour.turn is Turn.theirs


@pytest.mark.parametrize("verb", ["arrival", "release"])
def test_sent_again_or_arrived_after_all_it_is_an_answer(
    harbour: Lead, letter: Letter, vera: HouseClient, verb: str
) -> None:
    refuse(letter)
    delivery.refused(letter, at=LATER)
    vera.post(f"/letters/{letter.id}/{verb}")
    assert harbour.first_response_at is not None
    assert harbour.turn is Turn.theirs


def test_a_machines_letter_that_is_refused_owes_nothing(harbour: Lead, studio: Studio) -> None:
    message = mails.write(harbour, words="?", subject="S", by=studio.vera, at=NOW, automatic=True)
    assert message.letter is not None
    db.session.flush()
    turn = harbour.turn
    refuse(message.letter)
    delivery.refused(message.letter, at=LATER)
    assert harbour.turn is turn


def test_a_letter_that_came_back_stops_no_clock(
    harbour: Lead, letter: Letter, studio: Studio
) -> None:
    bounce = (
        (
            b"From: Mail Delivery System <MAILER-DAEMON@mx.example>\r\nTo: hello@kvarta.example\r\n"
            b"Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <b1@mx.example>\r\n"
            b'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"'
            b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
            b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
            b"Final-Recipient: rfc822; peter@harbourline.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            b"Diagnostic-Code: smtp; 550 no such user\r\n\r\n"
            b"--b\r\nContent-Type: message/rfc822\r\n\r\n"
        )
        + letter.mime
        + b"\r\n--b--\r\n"
    )
    letter.mark_sent(NOW)
    arrival = arrivals.take_in(bounce, seen_at=LATER, arrived_at=LATER)
    arrivals.sort_now(arrival, letter_received)
    assert arrival.outcome is Outcome.bounce
    assert harbour.waits_for_first_response
    assert harbour.turn is Turn.ours
