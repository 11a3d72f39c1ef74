"""How a house learns that its database was put back: behind its mark, without it, or with a copy of it."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from agency.kernel import lifeline
from agency.kernel.db import db
from agency.kernel.lifeline import Gap, Lifeline, Pulse
from agency.kernel.mail.models import Letter
from tests.support import NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def told() -> list[Gap]:
    """The restores that somebody was told of."""
    return []


def guard(told: list[Gap], at: datetime = NOW) -> bool:
    db.session.commit()
    return lifeline.guard(at, lambda gap, now: told.append(gap))


def mark(app: Flask) -> Path:
    data: Path = app.config["SETTINGS"].data
    return data / lifeline.MARK


def put_back(**values: object) -> None:
    """The row as an earlier day had it."""
    db.session.execute(sa.update(Lifeline).values(**values))
    db.session.commit()


def test_a_new_house_a_restart_and_a_crash_are_no_restore(app: Flask, told: list[Gap]) -> None:
    assert not guard(told)  # a new house, or one that was upgraded
    assert not guard(told, NOW + HOUR)  # a restart
    before = mark(app).read_text()
    assert not guard(told)  # a demo's clock that was started over
    mark(app).write_text(before)  # a crash between the database and the file
    assert not guard(told)
    mark(app).write_text("{")  # a file that came to harm
    assert not guard(told)
    assert told == []
    assert db.session.scalars(sa.select(Lifeline.beats)).one() == 5


def test_a_database_behind_its_mark_was_put_back(app: Flask, told: list[Gap]) -> None:
    for hours in range(4):
        guard(told, NOW + hours * HOUR)
    put_back(beats=2, lived_at=NOW + HOUR)
    later = NOW + 30 * HOUR
    assert guard(told, later)
    # What was due after the house had stopped cannot have gone out.
    assert told == [Gap(NOW + HOUR, NOW + 3 * HOUR + lifeline.AFTER_THE_LAST)]
    # Once known, it is not told again; whoever starts next finds a house that lives.
    assert not guard(told, later)
    assert len(told) == 1


def test_a_database_without_its_mark_comes_from_elsewhere_unless_it_lives(
    app: Flask, told: list[Gap]
) -> None:
    guard(told)
    mark(app).unlink()  # a second clock begins on another machine
    assert not guard(told)
    mark(app).unlink()
    put_back(beaten_at=datetime.now(UTC) - 2 * lifeline.SILENCE)
    assert guard(told, NOW + HOUR)
    assert told == [Gap(NOW, NOW + HOUR)]


def test_a_backup_from_before_the_marks_is_behind_them_too(app: Flask, told: list[Gap]) -> None:
    guard(told)
    db.session.execute(sa.delete(Lifeline))
    assert not guard(told)  # emptied: nobody has got a letter from here
    db.session.execute(sa.delete(Lifeline))
    letter = Letter(message_id="<1@x>", sender="us@x", recipients=["y@z"], subject="", mime=b"")
    letter.queued_at = NOW
    db.session.add(letter)
    assert guard(told)
    assert [gap.since for gap in told] == [None]


def test_a_folder_that_was_put_back_along_with_its_database_has_a_copied_mark(
    app: Flask, told: list[Gap], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard(told)
    copy = tmp_path / "copy"
    shutil.copy2(mark(app), copy)
    assert not guard(told)
    put_back(beats=1)
    copy.replace(mark(app))
    monkeypatch.setattr(lifeline, "COPIED_AFTER", timedelta(minutes=-1))  # as if that was later
    assert guard(told)
    assert not guard(told)


def test_a_clock_looks_when_it_starts_and_when_its_database_was_away(
    app: Flask, told: list[Gap]
) -> None:
    pulse = Pulse(lambda gap, now: told.append(gap))
    for _ in range(5):
        pulse.before_a_pass(NOW)
        pulse.after_a_pass(did_something=False)
    assert db.session.scalars(sa.select(Lifeline.beats)).one() == 1
    put_back(beats=0)
    pulse.before_a_pass(NOW)
    assert told == []
    pulse.lost_sight()
    pulse.before_a_pass(NOW)
    assert len(told) == 1
