"""No server takes letters for days: a step is taken when it leaves, never in a bunch, nor late without our word."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from agency.demo.studio import Studio
from agency.followups import machine
from agency.followups.models import Enrollment, EnrollmentState, TouchState, WhyAsks
from agency.kernel.db import db
from agency.kernel.mail.models import LetterState
from agency.kernel.timeline import Actor
from tests.followups.conftest import FIRST, RunDue, touches, went_out
from tests.followups.purposes import a_brief, another_lead
from tests.relays import relay
from tests.support import NOW, at

FRIDAY = at("2026-03-20T13:00")


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def server(app: Flask) -> Iterator[Callable[[bool], None]]:
    """Says whether a server takes letters."""
    with relay() as found:

        def turn(on: bool) -> None:
            url = found.url if on else "smtp://127.0.0.1:1"
            app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url=url)

        turn(False)
        yield turn


Server = Callable[[bool], None]


@pytest.fixture
def offered(server: Server, sent: Enrollment, run_due: RunDue) -> Enrollment:
    """The proposal left; after it the server takes none."""
    server(True)
    run_due(NOW)
    server(False)
    return sent


@pytest.mark.own_app
def test_nobody_is_asked_whether_it_came_before_it_left(
    server: Server, sent: Enrollment, run_due: RunDue
) -> None:
    run_due(NOW)
    run_due(FIRST)
    assert touches(sent) == [(1, "planned", FIRST)]
    server(True)
    run_due(FIRST + timedelta(minutes=20))
    # Four of their hours from then: on Thursday until six, and the rest on Friday morning; the letter had lain there.
    assert touches(sent) == [(1, "planned", at("2026-03-20T10:00"))]
    assert went_out() == []
    run_due(at("2026-03-20T10:00"))
    assert touches(sent)[0][1] == "sent"


@pytest.mark.own_app
def test_the_next_one_is_counted_from_when_it_left(
    server: Server, offered: Enrollment, run_due: RunDue
) -> None:
    run_due(FIRST)
    assert went_out()[0].state is LetterState.queued
    server(True)
    run_due(FRIDAY)
    assert went_out()[0].state is LetterState.sent
    # Three days after Friday is a Monday; three after Thursday, a Sunday, would have been the same.
    assert touches(offered) == [(1, "sent", FRIDAY), (2, "planned", at("2026-03-23T13:00"))]


@pytest.mark.own_app
def test_one_waits_for_the_one_before_it(
    server: Server, offered: Enrollment, run_due: RunDue
) -> None:
    offered.cadence.steps[1].delay = "1d"
    db.session.commit()
    run_due(FIRST)
    run_due(FRIDAY)
    assert len(went_out()) == 1, "the second is not written while the first lies there"
    server(True)
    run_due(FRIDAY + timedelta(minutes=20))
    assert [each.state for each in went_out()] == [LetterState.sent]
    assert touches(offered)[1] == (2, "planned", at("2026-03-23T13:20"))


@pytest.mark.own_app
def test_two_that_waited_leave_on_two_days(
    server: Server, offered: Enrollment, run_due: RunDue
) -> None:
    other = machine.enroll(a_brief(another_lead(offered.lead)), at=FIRST - timedelta(hours=1))
    first = other.touches[0]
    first.due_at = FRIDAY
    db.session.commit()
    run_due(FIRST)
    run_due(FRIDAY)
    machine.release(first, now=FRIDAY)
    db.session.commit()
    assert len(went_out()) == 2
    server(True)
    for hours in (1, 2, 3, 72, 73):
        run_due(FRIDAY + timedelta(hours=hours))
    left = sorted(each.sent_at.date().isoformat() for each in went_out() if each.sent_at)
    assert left == ["2026-03-20", "2026-03-23"]


@pytest.mark.own_app
def test_one_that_lay_there_for_days_asks(
    server: Server, offered: Enrollment, run_due: RunDue, studio: Studio
) -> None:
    run_due(FIRST)
    server(True)
    late = at("2026-03-25T12:00")
    run_due(late)
    [letter] = went_out()
    assert (letter.state, letter.error) == (LetterState.withdrawn, "held_too_long")
    [touch] = offered.touches
    assert (touch.state, touch.why_asks) == (TouchState.asks, WhyAsks.late)
    machine.approve(touch, at=late, by=Actor.member(studio.vera.id))
    db.session.commit()
    run_due(late)
    never_left, left = went_out()
    assert (never_left.state, left.state) == (LetterState.withdrawn, LetterState.sent)
    assert never_left.message_id not in str(left.message["References"]), "nobody has that one"
    assert touches(offered)[1][1] == "planned"
    assert offered.state is EnrollmentState.active
