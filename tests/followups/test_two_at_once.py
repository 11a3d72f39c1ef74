"""An answer, a pause, a press of a button and the clock meet at one plan: each sees what the other did, none is lost.

SQLite lets one writer in at a time; on PostgreSQL they meet.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
import sqlalchemy as sa
from flask import Flask

from agency.demo.studio import Studio
from agency.flows.client_heard import client_heard
from agency.followups import awaiting, cadences, machine, queries
from agency.followups.models import (
    Enrollment,
    EnrollmentState,
    Purpose,
    Step,
    Touch,
    TouchDecided,
)
from agency.kernel import due
from agency.kernel.db import db
from agency.kernel.mail import hold
from agency.kernel.mail.hold import Hold
from agency.kernel.timeline import Actor
from agency.leads.models import Channel, Lead
from agency.people.models import Member
from tests.followups.conftest import FIRST, touches, went_out
from tests.support import NOW, everything

US, MINUTE = Actor.machine(), timedelta(minutes=1)
Work = Callable[[], object]
PATIENCE = 20.0


@pytest.fixture
def database() -> str:
    return "postgresql"


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as found:
        yield found


def meet(app: Flask, pool: ThreadPoolExecutor, first: Work, second: Work) -> None:
    """The first has done its work, and commits only when the second waits for it."""
    is_done, others = Event(), list[int]()

    def one() -> None:
        with app.app_context():
            first()
            db.session.flush()
            is_done.set()
            _until_somebody_waits(others)
            db.session.commit()

    def other() -> None:
        with app.app_context():
            assert is_done.wait(PATIENCE)
            others.append(db.session.scalar(sa.select(sa.func.pg_backend_pid())) or 0)
            second()
            db.session.commit()

    db.session.commit()
    done: list[Future[None]] = [pool.submit(one), pool.submit(other)]
    for each in done:
        each.result(timeout=2 * PATIENCE)
    db.session.expire_all()


def _until_somebody_waits(others: list[int]) -> None:
    until = time.monotonic() + PATIENCE
    with db.engine.connect() as connection:
        while time.monotonic() < until:
            blockers = sa.func.cardinality(sa.func.pg_blocking_pids(others[0] if others else 0))
            if connection.scalar(sa.select(blockers)):
                return
            connection.rollback()
    raise AssertionError("nobody waited")


def released(touch_id: int) -> Work:
    def work() -> None:
        touch = machine.take(touch_id)
        assert touch is not None
        assert machine.release(touch, now=FIRST) is None

    return work


def heard(lead_id: int) -> Work:
    def work() -> None:
        client_heard(db.session.get_one(Lead, lead_id), at=FIRST, channel=Channel.phone)

    return work


def is_due(touch: Touch) -> bool:
    return due.planned_for(machine.TOUCH, touch.id) is not None


def test_an_answer_while_a_step_goes(
    app: Flask, pool: ThreadPoolExecutor, sent: Enrollment
) -> None:
    """The letter went first: it stays as sent, and the one after it, planned meanwhile, is crossed out."""
    meet(app, pool, released(sent.touches[0].id), heard(sent.lead_id))
    assert [state for _, state, _ in touches(sent)] == ["sent", "stopped"]
    assert sent.state is EnrollmentState.stopped
    assert not is_due(sent.touches[1])


def test_a_step_while_an_answer_comes_in(
    app: Flask, pool: ThreadPoolExecutor, sent: Enrollment
) -> None:
    meet(app, pool, heard(sent.lead_id), released(sent.touches[0].id))
    assert [state for _, state, _ in touches(sent)] == ["stopped"]
    assert went_out() == []


def test_a_pause_while_a_step_goes(app: Flask, pool: ThreadPoolExecutor, sent: Enrollment) -> None:
    enrollment_id, touch_id = sent.id, sent.touches[0].id

    def pause() -> None:
        found = queries.enrollment(enrollment_id)
        assert found is not None
        machine.pause(found, at=FIRST, by=US)

    meet(app, pool, released(touch_id), pause)
    assert [state for _, state, _ in touches(sent)] == ["sent", "planned"]
    assert sent.state is EnrollmentState.paused
    assert not is_due(sent.touches[1])


def test_letting_it_go_twice(app: Flask, pool: ThreadPoolExecutor, sent: Enrollment) -> None:
    touch_id, refused = sent.touches[0].id, list[TouchDecided]()

    def press() -> None:
        touch = machine.take(touch_id)
        assert touch is not None
        try:
            machine.send_now(touch, at=FIRST, by=US)
        except TouchDecided as trouble:
            refused.append(trouble)

    meet(app, pool, press, press)
    assert (len(refused), len(went_out())) == (1, 1)


def test_another_version_while_a_step_goes(
    app: Flask, pool: ThreadPoolExecutor, studio: Studio, sent: Enrollment
) -> None:
    """The new one ends with the step that goes at this moment: it was the last."""
    vera, touch_id, texts = studio.vera.id, sent.touches[0].id, {"en": "Well? %(link)s"}

    def publish() -> None:
        step = Step(delay="2d", name=texts, subject=texts, words=texts)
        by = db.session.get_one(Member, vera)
        cadences.publish(Purpose.proposal, [step], at=FIRST, by=by, moving_running=True)

    meet(app, pool, released(touch_id), publish)
    assert [state for _, state, _ in touches(sent)] == ["sent", "stopped"]
    assert sent.state is EnrollmentState.done
    assert not is_due(sent.touches[1])


def test_going_on_twice(app: Flask, pool: ThreadPoolExecutor, sent: Enrollment) -> None:
    lead_id = sent.lead_id
    client_heard(sent.lead, at=NOW + MINUTE, channel=Channel.phone)

    def go_on() -> None:
        machine.go_on(db.session.get_one(Lead, lead_id), at=NOW + 2 * MINUTE, by=US)

    meet(app, pool, go_on, go_on)
    running = [each for each in everything(Enrollment) if each.state.is_running]
    assert len(running) == 1


def test_waiting_for_the_same_twice(app: Flask, pool: ThreadPoolExecutor, studio: Studio) -> None:
    lead_id, vera = studio.leads["olaria"].id, studio.vera.id

    def wait() -> None:
        lead, by = db.session.get_one(Lead, lead_id), db.session.get_one(Member, vera)
        awaiting.begin(lead, Purpose.word, "the two  layouts", by=by, at=NOW)

    meet(app, pool, wait, wait)
    assert len(everything(Enrollment)) == 1


def test_holding_everything_twice(app: Flask, pool: ThreadPoolExecutor) -> None:
    meet(app, pool, lambda: hold.put(1, at=NOW), lambda: hold.put(2, at=NOW))
    assert [each.put_by for each in everything(Hold)] == [1]
