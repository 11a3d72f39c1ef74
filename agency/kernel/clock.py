"""The one place that knows what time it is. Only edges (views, jobs, commands) ask it.

The clock of a demo may run ahead of the machine's, so that its days can be lived. By how much lies in a small file
of the demo's data folder, which every process looks at, so web, worker and clock agree and a restart changes nothing.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app, has_app_context

AHEAD, LOCK = "demo-clock", "demo-clock.lock"
NOT_AT_ALL = timedelta(0)
TICK = timedelta(microseconds=1)
# How long to wait for somebody who has just looked at the clock, and how often to try.
PATIENCE, BREATH = 5.0, 0.02

# What was read last, by file: the file's own mark, and how far ahead it said.
_read: dict[Path, tuple[tuple[int, int], timedelta]] = {}


class RealClock(Exception):
    """Only a demo's clock can be moved."""


class ClockBusy(Exception):
    """Somebody is moving this clock already, or does what is due at its present time."""


def now() -> datetime:
    """This instant, in UTC; in a demo that was moved, the one that it lives in."""
    return datetime.now(UTC) + ahead()


def ahead() -> timedelta:
    """How far the clock of the house at hand runs ahead of the machine's: not at all, unless it is a moved demo."""
    settings = _settings()
    if settings is None or not settings.demo:
        return NOT_AT_ALL
    return _read_from(settings.data / AHEAD) or NOT_AT_ALL


def move_on(to: datetime) -> None:
    """From now on this demo lives at that instant; what is past is past, so it never goes back."""
    path = _demo() / AHEAD
    further = to - datetime.now(UTC)
    if further > ahead():
        _write(path, further)


def start_over() -> None:
    """A demo that is loaded anew begins today."""
    settings = _settings()
    if settings is not None:
        (settings.data / AHEAD).unlink(missing_ok=True)


@contextmanager
def moving() -> Iterator[None]:
    """Keep the clock to ourselves while we move it: meanwhile nobody else claims what falls due. Or ClockBusy."""
    with _lock(_demo(), fcntl.LOCK_EX, patience=PATIENCE) as ours:
        if not ours:
            raise ClockBusy
        yield


@contextmanager
def standing() -> Iterator[bool]:
    """Whether the clock stands still, as a real one does always; nobody moves it until this block is left."""
    settings = _settings()
    if settings is None or not settings.demo:
        yield True
        return
    with _lock(settings.data, fcntl.LOCK_SH) as ours:
        yield ours


def _settings() -> Any:
    return current_app.config.get("SETTINGS") if has_app_context() else None


def _demo() -> Path:
    settings = _settings()
    if settings is None or not settings.demo:
        raise RealClock
    data: Path = settings.data
    return data


def _read_from(path: Path) -> timedelta:
    try:
        found = path.stat()
    except FileNotFoundError:
        return NOT_AT_ALL
    mark = (found.st_mtime_ns, found.st_ino)
    kept = _read.get(path)
    if kept is None or kept[0] != mark:
        kept = _read[path] = (mark, int(path.read_text()) * TICK)
    return kept[1]


def _write(path: Path, by: timedelta) -> None:
    # Whole or not at all, and on the disk before anybody lives by it.
    draft = path.with_name(f"{path.name}.new")
    with draft.open("w") as file:
        file.write(str(by // TICK))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _lock(data: Path, kind: int, *, patience: float = 0.0) -> Iterator[bool]:
    """Hold the lock of the demo's clock, which dies with us; False when others hold it."""
    with (data / LOCK).open("a") as file:
        yield _try(file.fileno(), kind, patience)


def _try(handle: int, kind: int, patience: float) -> bool:
    pause, left = threading.Event(), patience
    while True:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if left <= 0:
                return False
            pause.wait(BREATH)
            left -= BREATH
