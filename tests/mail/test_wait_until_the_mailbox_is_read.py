"""No follow-up leaves while an answer may lie unread; and right before it leaves it is asked once more."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from agency.demo.studio import Studio
from agency.followups import machine
from agency.followups.models import Enrollment, StopReason, TouchState, Waits
from agency.kernel import due
from agency.kernel.db import db
from agency.kernel.mail import fence, mailboxes, postmen
from agency.kernel.mail.accounts import Account
from agency.kernel.mail.mail_accounts import Encryption, MailAccount, Way
from agency.kernel.mail.mailboxes import Mailbox, Trouble
from agency.kernel.mail.models import Letter, LetterState
from agency.kernel.timeline import Actor
from agency.leads import arrivals, from_mailbox, holding
from agency.leads.promises import HOLDING
from tests.followups.conftest import FIRST, send, touches, went_out
from tests.imap_servers import TestMailbox
from tests.relays import relay
from tests.support import NOW, at, everything

RunDue = Callable[[datetime], int]
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
URL = "imap://hello%40kvarta.example:word@imap.example/INBOX"


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def sent(studio: Studio) -> Enrollment:
    return send(studio, studio.proposal)


def with_imap(app: Flask, url: str | None) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], imap_url=url)


def box(read_at: datetime | None, **more: object) -> Mailbox:
    found = mailboxes.hold(Account.parse(URL).address)
    found.read_at, found.uidvalidity, found.ahead = read_at, 1, 0
    for name, value in more.items():
        setattr(found, name, value)
    db.session.commit()
    return found


def test_what_counts_as_read(app: Flask) -> None:
    assert fence.is_fresh(NOW), "the built-in mailbox is always read"
    with_imap(app, URL)
    assert not fence.is_fresh(NOW), "nobody has ever read it"
    box(NOW - timedelta(minutes=10))
    assert fence.is_fresh(NOW)
    assert fence.look_again(NOW) is None
    assert fence.look_again(NOW + SECOND) == NOW + SECOND + MINUTE
    [unread] = fence.unread(NOW + SECOND)
    assert (unread.mailbox, unread.read_at) == ("hello@kvarta.example", NOW - timedelta(minutes=10))
    box(NOW, ahead=3)
    assert not fence.is_fresh(NOW), "a reading that goes on may bring the answer yet"
    box(NOW, uidvalidity=None)
    assert not fence.is_fresh(NOW), "it is to be read from its beginning"
    box(NOW)
    arrivals.take_in(b"Subject: Yes\r\n\r\n", seen_at=NOW)
    assert not fence.is_fresh(NOW), "what was fetched is not sorted yet"


def test_only_the_mailbox_where_the_answer_would_arrive_counts(app: Flask) -> None:
    with_imap(app, URL)
    box(NOW)
    vera = _account("vera@kvarta.example")
    assert fence.is_fresh(NOW, ["hello+k7m2@kvarta.example"])
    assert not fence.is_fresh(NOW, ["Vera@kvarta.example"])
    assert not fence.is_fresh(NOW, ["nobody@kvarta.example"]), "it may come to any of them"
    vera.active = False
    assert not fence.is_fresh(NOW, ["vera@kvarta.example"]), "nobody reads what is paused"
    assert fence.is_fresh(NOW, ["nobody@kvarta.example"])


def test_a_mailbox_that_a_demo_only_shows_holds_nothing_up(app: Flask) -> None:
    shown = _account("hello@kvarta.example")
    shown.active = False
    ours = ["hello@kvarta.example"]
    assert not fence.is_fresh(NOW, ours), "a house in earnest has paused it"
    (app.config["SETTINGS"].data / "demo").touch()
    assert fence.is_fresh(NOW, ours), "it stands on no server, and no answer comes there"
    with_imap(app, "imap://other%40studio.example:word@imap.example/INBOX")
    assert not fence.is_fresh(NOW, ours), "but one may come where its letters are really read"
    with_imap(app, None)
    shown.active = True
    assert not fence.is_fresh(NOW, ours), "somebody reads it in earnest"


def _account(user: str) -> MailAccount:
    made = MailAccount(
        host="imap.example",
        port=993,
        encryption=Encryption.tls,
        user=user,
        way=Way.password,
        inboxes=["INBOX"],
        added_at=NOW,
        begun_at=NOW,
        active=True,
        version=1,
    )
    db.session.add(made)
    db.session.flush()
    return made


def test_a_follow_up_waits_while_the_password_is_wrong_and_goes_when_it_is_read(
    app: Flask, sent: Enrollment, run_due: RunDue
) -> None:
    with_imap(app, URL)
    box(FIRST - timedelta(hours=2), trouble=Trouble.login, error="AUTHENTICATIONFAILED")
    run_due(FIRST)
    assert went_out() == []
    [touch] = sent.touches
    assert (touch.state, touch.waits_for) == (TouchState.planned, Waits.mailbox)
    assert due.planned_for(machine.TOUCH, touch.id) == FIRST + MINUTE
    run_due(FIRST + MINUTE)
    assert went_out() == []
    box(FIRST + MINUTE)
    run_due(FIRST + 2 * MINUTE)
    assert len(went_out()) == 1


def test_the_answer_that_lay_there_unread_stops_it(
    app: Flask, sent: Enrollment, run_due: RunDue, mailbox: TestMailbox
) -> None:
    """As `clock --once --at` does: read first, then do what is due."""
    letter = everything(Letter)[-1]
    mailbox.deliver(
        f"From: {sent.lead.contact.email}\r\nTo: hello@kvarta.example\r\nSubject: Re: Shop\r\n"
        f"Message-ID: <1@olaria>\r\nIn-Reply-To: {letter.message_id}\r\n\r\nNo, thanks.\r\n".encode(),
        at=FIRST - MINUTE,
    )
    with_imap(app, mailbox.url)
    run_due(FIRST)
    assert went_out() == [], "nobody has read it"
    db.session.commit()
    postmen.read_once(mailbox.url, app, from_mailbox.take_in, lambda: FIRST + MINUTE)
    run_due(FIRST + MINUTE)
    run_due(FIRST + 2 * MINUTE)
    assert went_out() == []
    assert sent.reason is StopReason.heard


def test_what_lies_ready_is_called_back_when_an_answer_comes_first(
    app: Flask, sent: Enrollment, run_due: RunDue
) -> None:
    run_due(sent.started_at)  # the offer itself has left
    with relay() as server:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url="smtp://127.0.0.1:1")
        run_due(FIRST)
        [letter] = went_out()
        assert letter.state is LetterState.queued
        machine.stop(sent.lead, StopReason.heard, at=FIRST + MINUTE, by=Actor.machine())
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url=server.url)
        run_due(FIRST + 3 * MINUTE)
        assert (letter.state, letter.error) == (LetterState.withdrawn, "heard")
        assert letter.message_id not in server.ids
    assert touches(sent)[0][:2] == (1, "stopped")


def test_what_could_not_leave_in_time_waits_for_their_next_morning(
    app: Flask, sent: Enrollment, run_due: RunDue
) -> None:
    run_due(sent.started_at)  # the offer itself has left
    with relay() as server:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url="smtp://127.0.0.1:1")
        run_due(FIRST)
        [letter] = went_out()
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url=server.url)
        for hours in range(6, 12):
            run_due(FIRST + timedelta(hours=hours))
        assert letter.state is LetterState.queued, "their window has closed meanwhile"
        run_due(at("2026-03-20T10:00"))
        assert letter.state is LetterState.sent


def test_a_promise_whose_time_is_past_is_not_given_any_more(
    app: Flask, run_due: RunDue, studio: Studio
) -> None:
    lead = studio.leads["harbour"]
    with relay() as server:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url="smtp://127.0.0.1:1")
        lead.first_response_at, lead.held_at, lead.promised_at = None, None, None
        lead.received_at = NOW
        holding.release(lead, now=NOW)
        due.cancel(HOLDING, lead.id)
        [letter] = went_out()
        run_due(NOW)
        assert letter.state is LetterState.queued
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url=server.url)
        run_due(NOW + timedelta(days=1))
        assert (letter.state, letter.error) == (LetterState.withdrawn, "past")
        assert letter.message_id not in server.ids
