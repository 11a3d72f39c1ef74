"""Reminders that go to a client and, in copy, to the partner who brought them: each has a way out of their own."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from agency.clients.partners import Answers
from agency.demo.studio import Studio
from agency.followups.models import EnrollmentState, StopReason
from agency.kernel.db import db
from agency.kernel.mail import suppression
from agency.kernel.mail.models import Letter
from agency.leads import mails
from agency.leads.mails import NoAddress
from agency.leads.readers import readers_of
from tests.clients.conftest import MakePartner, Receive
from tests.clients.test_whom_to_answer import ANA, WALTERS, an_offer, next_step, sent_so_far
from tests.leads.test_leave_the_reminders import ONE_CLICK, door_of
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
