"""What is due: planned once, claimed once, settled by its attempt, never lost."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from agency.kernel import due, duties, queue
from agency.kernel.db import after_commit, db
from agency.kernel.due import LEASE, RETRIES, Due, DueState
from tests.support import NOW, everything

KIND = "tests.thing"
RunDue = Callable[[datetime], int]


class Handler:
    """Notes what it was called with; fails as often as told."""

    def __init__(self) -> None:
        self.calls: list[tuple[int, datetime]] = []
        self.failures = 0

    def __call__(self, subject: int, now: datetime) -> None:
        self.calls.append((subject, now))
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the machine coughed")


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Handler:
    found = Handler()
    monkeypatch.setitem(duties._handlers, KIND, found)
    return found


def test_what_is_planned_happens_once_and_not_before_its_time(
    app: Flask, handler: Handler, run_due: RunDue
) -> None:
    due.plan(KIND, 7, NOW)
    db.session.commit()
    assert run_due(NOW - timedelta(seconds=1)) == 0
    assert run_due(NOW) == 1
    assert run_due(NOW + timedelta(days=1)) == 0
    assert handler.calls == [(7, NOW)]


def test_planning_again_moves_it_instead_of_doubling_it(
    app: Flask, handler: Handler, run_due: RunDue
) -> None:
    due.plan(KIND, 7, NOW)
    due.plan(KIND, 7, NOW + timedelta(hours=1))
    db.session.commit()
    assert run_due(NOW) == 0
    assert run_due(NOW + timedelta(hours=1)) == 1


def test_what_is_cancelled_does_not_happen(app: Flask, handler: Handler, run_due: RunDue) -> None:
    due.plan(KIND, 7, NOW)
    due.cancel(KIND, 7)
    db.session.commit()
    assert run_due(NOW) == 0
    assert due.planned_for(KIND, 7) is None


def test_a_name_that_nobody_performs_cannot_be_planned(app: Flask) -> None:
    with pytest.raises(ValueError, match="Nobody performs"):
        due.plan("tests.nobody", 1, NOW)


def test_a_claim_whose_worker_died_is_claimed_again_after_its_lease(
    app: Flask, handler: Handler, run_due: RunDue
) -> None:
    due.plan(KIND, 7, NOW)
    (lost,) = due.claim(NOW)
    db.session.commit()
    assert due.claim(NOW + LEASE - timedelta(seconds=1)) == []
    (found,) = due.claim(NOW + LEASE)
    assert (found.subject, found.attempt) == (lost.subject, lost.attempt + 1)


def test_a_worker_that_was_overtaken_settles_nothing(
    app: Flask, handler: Handler, run_due: RunDue
) -> None:
    due.plan(KIND, 7, NOW)
    (slow,) = due.claim(NOW)
    due.claim(NOW + LEASE)
    db.session.commit()
    assert not queue.perform(slow, NOW)
    assert handler.calls == []


def test_what_is_planned_anew_while_it_is_worked_on_is_worked_on_again(
    app: Flask, handler: Handler, run_due: RunDue
) -> None:
    due.plan(KIND, 7, NOW)
    (claimed,) = due.claim(NOW)
    due.plan(KIND, 7, NOW + timedelta(minutes=5))
    db.session.commit()
    assert not queue.perform(claimed, NOW)
    assert run_due(NOW + timedelta(minutes=5)) == 1


def test_a_failure_is_tried_again_with_growing_pauses_and_then_waits_for_a_person(
    app: Flask, handler: Handler, run_due: RunDue
) -> None:
    handler.failures = 99
    due.plan(KIND, 7, NOW)
    db.session.commit()
    moment = NOW
    for pause in RETRIES:
        assert run_due(moment) == 1
        assert due.planned_for(KIND, 7) == moment + pause
        moment += pause
    run_due(moment)
    (row,) = everything(Due)
    assert row.state is DueState.failed
    assert "the machine coughed" in (row.error or "")
    assert due.failed() == [row]


def test_a_failure_undoes_what_its_handler_had_begun(
    app: Flask, handler: Handler, run_due: RunDue
) -> None:
    due.plan(KIND, 7, NOW)
    due.plan("mail.deliver", 12345, NOW + timedelta(days=400))
    db.session.commit()

    def half_done(subject: int, now: datetime) -> None:
        due.cancel("mail.deliver", 12345)
        raise RuntimeError("half way")

    duties._handlers[KIND] = half_done
    run_due(NOW)
    assert due.planned_for("mail.deliver", 12345) is not None


def test_many_are_claimed_in_the_order_in_which_they_were_due(
    app: Flask, handler: Handler, run_due: RunDue
) -> None:
    for number in range(30):
        due.plan(KIND, number, NOW - timedelta(minutes=number))
    db.session.commit()
    assert run_due(NOW) == 30
    assert [subject for subject, _ in handler.calls] == list(range(29, -1, -1))


def test_a_nudge_waits_for_the_commit_and_is_forgotten_with_its_savepoint(app: Flask) -> None:
    done: list[str] = []
    with db.session.begin_nested():
        after_commit(lambda: done.append("kept"))
    assert done == []
    savepoint = db.session.begin_nested()
    after_commit(lambda: done.append("undone"))
    savepoint.rollback()
    assert done == []
    db.session.commit()
    assert done == ["kept"]
