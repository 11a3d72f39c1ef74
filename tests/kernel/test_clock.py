"""The clock of a demo runs ahead as far as it was moved, in every process; any other shows the real time."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from agency.config import ROOT
from agency.kernel import clock, due, ticking
from agency.kernel.clock import ClockBusy, RealClock
from agency.kernel.db import db
from agency.kernel.due import LEASE
from tests.support import at, everything

FAR = at("2037-03-19T06:42")
WEEK = timedelta(weeks=1)
A_MINUTE = timedelta(minutes=1)
ELSEWHERE = """
from flask import Flask
from agency.config import load_settings
from agency.kernel import clock
app = Flask("elsewhere")
app.config["SETTINGS"] = load_settings()
with app.app_context():
    print(clock.now().isoformat())
"""


@pytest.fixture
def database() -> str:
    """Time is the same on both databases: one is enough."""
    return "sqlite"


@pytest.fixture
def data(app: Flask) -> Path:
    """The data folder of a demo."""
    folder: Path = app.config["SETTINGS"].data
    (folder / "demo").touch()
    return folder


def test_a_demo_lives_at_the_time_that_it_was_moved_to(data: Path) -> None:
    assert clock.ahead() == timedelta(0)
    clock.move_on(FAR)
    assert FAR <= clock.now() < FAR + A_MINUTE
    assert abs(datetime.now(UTC) + clock.ahead() - FAR) < A_MINUTE


def test_it_never_goes_back(data: Path) -> None:
    clock.move_on(FAR)
    clock.move_on(FAR - WEEK)
    assert clock.now() >= FAR
    clock.move_on(FAR + WEEK)
    assert clock.now() >= FAR + WEEK


def test_every_other_process_lives_there_too(data: Path) -> None:
    clock.move_on(FAR)
    environ = {**os.environ, "AGENCY_DATA": str(data), "PYTHONPATH": str(ROOT)}
    asked = [sys.executable, "-P", "-c", ELSEWHERE]
    told = subprocess.run(asked, env=environ, capture_output=True, text=True, check=True).stdout
    assert FAR <= at(told.strip()) < FAR + A_MINUTE


def test_where_somebody_works_the_clock_is_real(app: Flask, data: Path) -> None:
    clock.move_on(FAR)
    (data / "demo").unlink()
    assert abs(clock.now() - datetime.now(UTC)) < A_MINUTE
    with pytest.raises(RealClock):
        clock.move_on(FAR)
    with pytest.raises(RealClock), clock.moving():
        pass
    with clock.standing() as still:
        assert still


def test_a_demo_that_is_loaded_anew_begins_today(data: Path) -> None:
    clock.move_on(FAR)
    clock.start_over()
    assert clock.ahead() == timedelta(0)


def test_only_one_at_a_time_moves_it(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "PATIENCE", 0.0)
    with clock.moving(), pytest.raises(ClockBusy), clock.moving():
        pass
    with clock.moving():
        pass


def test_while_it_is_moved_the_clocks_process_leaves_to_the_mover_what_falls_due(
    app: Flask, data: Path
) -> None:
    due.plan("mail.deliver", 4711, FAR)
    db.session.commit()
    with clock.moving():
        clock.move_on(FAR)
        assert not ticking.tick()
        assert everything(due.Due)[0].state is due.DueState.scheduled
        db.session.rollback()
    assert ticking.tick()
    assert everything(due.Due)[0].state is not due.DueState.scheduled


def test_a_jump_takes_nothing_out_of_a_workers_hands(app: Flask, data: Path) -> None:
    clock.move_on(FAR)
    due.plan("mail.deliver", 4711, FAR)
    (held,) = due.claim(clock.now())
    clock.move_on(FAR + WEEK)
    assert due.is_in_hand(clock.now())
    assert not due.has_ready(clock.now())
    assert due.claim(clock.now()) == []
    assert due.settle(held)
    assert not due.is_in_hand(clock.now())


def test_a_claim_whose_worker_died_is_free_after_its_lease_in_a_moved_demo_too(
    app: Flask, data: Path
) -> None:
    clock.move_on(FAR)
    due.plan("mail.deliver", 4711, FAR)
    due.claim(FAR)
    assert due.claim(FAR + LEASE - timedelta(seconds=1)) == []
    assert len(due.claim(FAR + LEASE)) == 1
