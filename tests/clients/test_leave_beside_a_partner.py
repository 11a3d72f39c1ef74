"""Reminders that go to a client and, in copy, to the partner who brought them: each has a way out of their own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from agency.clients.partners import Answers
from agency.demo.studio import Studio
from agency.followups import machine, second_try, written
from agency.followups.models import EnrollmentState, StopReason
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.mail import suppression
from agency.kernel.mail.models import Letter, LetterState
from agency.kernel.timeline import Actor
from agency.leads import mails
from agency.leads.mails import NoAddress
from agency.leads.readers import readers_of
from tests.clients.conftest import MakePartner, Receive
from tests.clients.test_whom_to_answer import ANA, WALTERS, an_offer, next_step, sent_so_far
from tests.leads.test_leave_the_reminders import ONE_CLICK, door_of
from tests.relays import relay
from tests.support import NOW, HouseClient


@pytest.fixture
def database() -> str:
    return "sqlite"


def test_who_gets_a_copy_leaves_alone_and_whom_it_is_to_ends_it_for_all(
    studio: Studio,
    a_partner: MakePartner,
    forward: Receive,
    run_due: Callable[[datetime], int],
    client: HouseClient,
) -> None:
    a_partner(rule=Answers.both)
    lead = forward().lead
    assert lead is not None
    an_offer(studio, lead, moment=NOW + timedelta(hours=2))

    def step() -> dict[str, Letter]:
        before = len(sent_so_far())
        run_due(next_step().due_at)
        return {letter.recipients[0]: letter for letter in sent_so_far()[before:]}

    first = step()
    assert set(first) == {ANA, WALTERS}
    assert door_of(first[ANA]) != door_of(first[WALTERS])
    client.post(door_of(first[WALTERS]), data=ONE_CLICK)
    enrollment = next_step().enrollment
    assert enrollment.state is EnrollmentState.active
    second = step()
    assert set(second) == {ANA}, "no copy for who wants none"
    client.post(door_of(second[ANA]), data=ONE_CLICK)
    db.session.refresh(enrollment)
    assert enrollment.reason is StopReason.unsubscribed


def test_a_reminder_about_anything_else_goes_to_each_alone(
    studio: Studio, a_partner: MakePartner, forward: Receive
) -> None:
    a_partner(rule=Answers.both)
    lead = forward().lead
    assert lead is not None
    readers = readers_of(lead, automatic=True)

    def remind() -> list[Letter]:
        before = len(sent_so_far())
        mails.remind(
            lead, words="Any news?", subject="News", by=studio.vera, at=NOW, readers=readers
        )
        return sent_so_far()[before:]

    to = remind()
    assert sorted(each.recipients[0] for each in to) == [ANA, WALTERS]
    assert len({door_of(each) for each in to}) == 2
    suppression.suppress(WALTERS, suppression.Why.unsubscribed, at=NOW)
    assert [each.recipients for each in remind()] == [[ANA]]
    suppression.suppress(ANA.upper(), suppression.Why.bounced, at=NOW)
    with pytest.raises(NoAddress):
        remind()


def test_no_copy_leaves_after_an_answer_either(
    app: Flask,
    studio: Studio,
    a_partner: MakePartner,
    forward: Receive,
    run_due: Callable[[datetime], int],
) -> None:
    a_partner(rule=Answers.both)
    lead = forward().lead
    assert lead is not None
    an_offer(studio, lead, moment=NOW + timedelta(hours=2))
    before, first = len(sent_so_far()), next_step()
    run_due(first.due_at - timedelta(minutes=1))  # the offer itself leaves
    with relay() as server:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url="smtp://127.0.0.1:1")
        run_due(first.due_at)
        letters = {each.recipients[0]: each for each in sent_so_far()[before:]}
        assert [each.state for each in letters.values()] == [LetterState.queued] * 2
        assert written.letters_of(first) == [letters[ANA], letters[WALTERS]]
        assert {written.touch_of(each) for each in letters.values()} == {first}
        heard = first.due_at + timedelta(minutes=1)
        machine.heard(lead, at=heard, by=Actor.contact(lead.contact_id))
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url=server.url)
        run_due(heard + timedelta(minutes=5))
        assert {(each.state, each.error) for each in letters.values()} == {
            (LetterState.withdrawn, "heard")
        }
        assert not {each.message_id for each in letters.values()} & set(server.ids)
    assert not second_try.may_go(letters[WALTERS]), "nor when it came back for now"
    called_back = [
        each for each in timeline.entries(lead.stream) if each.kind == "followups.called_back"
    ]
    assert len(called_back) == 1
