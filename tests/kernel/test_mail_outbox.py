"""The outbox: a letter leaves after its commit, once, and a person decides where nobody can know."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from agency.kernel import due
from agency.kernel.db import db
from agency.kernel.due import DueState
from agency.kernel.mail import outbox
from agency.kernel.mail.compose import Correspondent, Draft
from agency.kernel.mail.models import Letter, LetterNotOpen, LetterState
from tests.support import NOW, everything

RunDue = Callable[[datetime], int]


def post(subject: str = "A web shop") -> Letter:
    return outbox.post(
        Draft(
            sender=Correspondent("Vera Lindt", "hello@kvarta.example"),
            to=[Correspondent("Inês Carvalho", "ines@olarianova.example")],
            subject=subject,
            text="Good morning Inês",
            lang="en",
            house="Kvarta",
        ),
        now=NOW,
    )


def test_a_letter_waits_in_the_outbox_until_its_moment_is_committed(app: Flask) -> None:
    letter = post()
    assert letter.state is LetterState.queued
    assert due.planned_for("mail.deliver", letter.id) == NOW
    db.session.rollback()
    assert everything(Letter) == []
    assert everything(due.Due) == []


def test_without_a_mail_server_a_letter_stays_in_the_house(app: Flask, run_due: RunDue) -> None:
    letter = post()
    run_due(NOW)
    assert letter.state is LetterState.sent
    assert letter.stayed_home
    assert letter.sent_at == NOW
    assert letter.text.strip() == "Good morning Inês"


def test_a_letter_is_performed_once(app: Flask, run_due: RunDue) -> None:
    post()
    assert run_due(NOW) == 1
    assert run_due(NOW + timedelta(days=1)) == 0


def test_a_letter_that_was_being_sent_when_its_sender_died_is_in_doubt(
    app: Flask, run_due: RunDue
) -> None:
    letter = post()
    db.session.commit()
    due.claim(NOW)
    assert outbox.claim(letter.id, now=NOW) is letter
    db.session.commit()  # and here the worker is killed
    run_due(NOW + due.LEASE + timedelta(seconds=1))
    assert letter.state is LetterState.uncertain
    assert outbox.awaiting_a_person() == [], "first we look for it"
    run_due(NOW + timedelta(minutes=15))
    assert outbox.awaiting_a_person() == [letter]


def test_a_letter_is_claimed_by_one_sender_only(app: Flask) -> None:
    letter = post()
    assert outbox.claim(letter.id, now=NOW) is letter
    later = outbox.claim(letter.id, now=NOW + timedelta(seconds=5))
    assert later == NOW + timedelta(seconds=60), "somebody has it in hand until then"
    assert letter.state is LetterState.sending


def test_a_letter_that_is_gone_is_claimed_by_nobody(app: Flask) -> None:
    assert outbox.claim(4711, now=NOW) is None


def test_only_letters_that_wait_for_a_person_can_be_decided(app: Flask) -> None:
    letter = post()
    with pytest.raises(LetterNotOpen):
        letter.confirm_arrived(NOW)
    letter.start()
    letter.mark_sent(NOW)
    with pytest.raises(LetterNotOpen):
        letter.release_again()


def test_a_person_may_say_that_an_uncertain_letter_arrived(app: Flask) -> None:
    letter = post()
    letter.start()
    letter.mark_uncertain("the line broke")
    letter.confirm_arrived(NOW)
    assert letter.state is LetterState.sent
    assert letter.error is None


def test_the_bytes_of_a_letter_do_not_change_when_it_is_released_again(app: Flask) -> None:
    letter = post()
    before = letter.mime
    letter.start()
    letter.mark_refused("550 unknown", for_good=True)
    letter.release_again()
    assert letter.state is LetterState.queued
    assert letter.mime == before


def test_a_done_due_row_is_left_when_a_letter_is_gone(app: Flask, run_due: RunDue) -> None:
    letter = post()
    run_due(NOW)
    row = everything(due.Due)[0]
    assert (row.subject, row.state) == (letter.id, DueState.done)
