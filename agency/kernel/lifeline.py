"""The lifeline: how a house learns that its database was put back to an earlier day.

The database counts beats, and the same count stands in a small file of the data folder. Both advance together, the
database first and on its disk before the file, so in life, and after any crash, the database is never behind. A
database that is behind was put back; one that comes without its file, after a silence, comes from somewhere else; and
a file that is somebody's copy was put back along with its database. Clocks of any number beat the same row.
"""

import json
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.db import Model, db, durable, reading, writing
from agency.kernel.mail.models import Letter

MARK = "lifeline"
# Seconds between two beats: of a house in which nothing goes out, and of one in which something does.
IDLE, BUSY = 60.0, 2.0
# A second clock elsewhere finds no mark in its own folder, but a house that lives.
SILENCE = timedelta(minutes=10)
# A file's change cannot be dated back: one that changed so long after it was written was copied.
COPIED_AFTER = timedelta(minutes=1)
# What may have gone out after the last beat.
AFTER_THE_LAST = timedelta(minutes=2)


class Lifeline(Model):
    """The one row that beats: whose house it is, how often it beat, and when, by our clock and the machine's."""

    __tablename__ = "lifeline"

    house: Mapped[str] = mapped_column(sa.String(32))
    beats: Mapped[int] = mapped_column(sa.BigInteger)
    lived_at: Mapped[datetime]
    beaten_at: Mapped[datetime]


@dataclass(frozen=True)
class Mark:
    """The file beside the database, and whether it is a copy of the one that was written."""

    house: str
    beats: int
    lived_at: datetime
    is_copy: bool


@dataclass(frozen=True)
class Gap:
    """A time that the database knows nothing of; without a beginning, nobody knows since when."""

    since: datetime | None
    until: datetime


# What is to be done about it.
OnRestored = Callable[[Gap, datetime], None]


def look(now: datetime) -> Gap | None:
    """Whether the database was put back to an earlier day, and what it has missed; else None. Only reads."""
    # The file first: whatever beats meanwhile can only put the database further ahead.
    mark = _read()
    row = db.session.scalar(sa.select(Lifeline).limit(1))
    if row is None:
        return Gap(None, _end_of(mark, now)) if mark is not None and _has_lived() else None
    if mark is None or mark.house != row.house:
        silent = datetime.now(UTC) - row.beaten_at
        return Gap(row.lived_at, now) if silent > SILENCE else None
    if row.beats < mark.beats:
        return Gap(row.lived_at, _end_of(mark, now))
    return Gap(row.lived_at, now) if mark.is_copy else None


def beat(now: datetime) -> None:
    """Advance the row, then the file. The transaction is our own, and on the disk when this returns."""
    with writing(), durable() as connection:
        row = connection.execute(
            sa.update(Lifeline)
            .values(beats=Lifeline.beats + 1, lived_at=now, beaten_at=datetime.now(UTC))
            .returning(Lifeline.house, Lifeline.beats)
        ).first()
        house, beats = row if row is not None else (secrets.token_hex(16), 1)
        if row is None:
            values = {"id": 1, "house": house, "beats": beats, "lived_at": now}
            connection.execute(sa.insert(Lifeline).values(**values, beaten_at=datetime.now(UTC)))
    _write(house, beats, now)


def start_over() -> None:
    """A demo that is loaded anew has no past."""
    _path().unlink(missing_ok=True)


def guard(now: datetime, on_restored: OnRestored) -> bool:
    """Look, tell of a restore once however many look at the same moment, and beat; True when it was restored."""
    with reading():
        is_older = look(now) is not None
        db.session.rollback()
    if is_older:
        is_older = _recover(now, on_restored)
        db.session.commit()
    beat(now)
    return is_older


class Pulse:
    """The clock's own: it looks before anything is claimed, and beats while the house lives, faster while it works."""

    def __init__(self, on_restored: OnRestored) -> None:
        self._on_restored = on_restored
        self._last: float | None = None
        self._busy = False

    def before_a_pass(self, now: datetime) -> None:
        """Called before each pass of the clock; mostly it costs nothing. Raises what the database raises."""
        pause = BUSY if self._busy else IDLE
        if self._last is None or time.monotonic() - self._last >= pause:
            guard(now, self._on_restored)
            self._last, self._busy = time.monotonic(), False

    def after_a_pass(self, *, did_something: bool) -> None:
        """What went out now is to be remembered soon."""
        self._busy = self._busy or did_something

    def lost_sight(self) -> None:
        """The database was away: whatever comes back may be older."""
        self._last = None


def _recover(now: datetime, on_restored: OnRestored) -> bool:
    """In one transaction with the row that says so: whoever comes second finds nothing to do."""
    row = db.session.scalar(sa.select(Lifeline).limit(1).with_for_update())
    mark, gap = _read(), look(now)
    if gap is None:
        return False
    on_restored(gap, now)
    if row is None:
        row = Lifeline(id=1, house=mark.house if mark else secrets.token_hex(16), beats=0)
        db.session.add(row)
    row.beats = max(row.beats, mark.beats if mark else 0) + 1
    row.lived_at, row.beaten_at = now, datetime.now(UTC)
    return True


def _end_of(mark: Mark | None, now: datetime) -> datetime:
    return min(now, mark.lived_at + AFTER_THE_LAST) if mark is not None else now


def _has_lived() -> bool:
    return db.session.scalar(sa.select(sa.exists().where(Letter.id > 0))) is True


def _path() -> Path:
    data: Path = current_app.config["SETTINGS"].data
    return data / MARK


def _read() -> Mark | None:
    try:
        with _path().open() as file:
            found, said = os.fstat(file.fileno()), json.load(file)
        changed = datetime.fromtimestamp(found.st_ctime, UTC)
        late = changed - datetime.fromisoformat(said["written_at"])
        return Mark(
            said["house"],
            said["beats"],
            datetime.fromisoformat(said["lived_at"]),
            is_copy=found.st_ino != said["file"] and late > COPIED_AFTER,
        )
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _write(house: str, beats: int, now: datetime) -> None:
    # Whole or not at all; its own number inside tells it from a copy.
    path = _path()
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    with draft.open("w") as file:
        said = {"house": house, "beats": beats, "lived_at": now.isoformat()}
        said |= {
            "written_at": datetime.now(UTC).isoformat(),
            "file": os.fstat(file.fileno()).st_ino,
        }
        json.dump(said, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
