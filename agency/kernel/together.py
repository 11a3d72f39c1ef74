"""A group commit: what many threads bring at the same moment is written by one of them, in one transaction.

Whoever comes while nobody writes, writes at once, alone. Whoever comes meanwhile waits in line, and as soon as that
is done the first of the line writes for all of it. So a single one waits for nobody, many share one wait for the disk,
and there is no thread of its own that could be forgotten at a fork or lost at the end.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Generic, TypeVar

Line = TypeVar("Line")
Thing = TypeVar("Thing")
Made = TypeVar("Made")


class NotWritten(Exception):
    """It was not written, or nobody can say in time whether it was."""


class _Place(Generic[Thing, Made]):
    """Somebody in line."""

    def __init__(self, thing: Thing) -> None:
        self.thing = thing
        self.made: list[Made] = []
        self.error: Exception | None = None
        self.is_settled = False
        # Rung when it is settled, or when it is on this one to write.
        self.bell = threading.Event()


class Together(Generic[Line, Thing, Made]):
    """`write` is given an `open` transaction and what was brought, in its order; it gives what was made of each."""

    def __init__(
        self,
        open: Callable[[], AbstractContextManager[Line]],
        write: Callable[[Line, list[Thing]], list[Made]],
        *,
        most: int = 64,
        patience: float = 40.0,
    ) -> None:
        self._open, self._write = open, write
        self._most, self._patience = most, patience
        self._lock = threading.Lock()
        self._line: list[_Place[Thing, Made]] = []
        self._is_writing = False

    @property
    def waiting(self) -> list[Thing]:
        """What is in line, and nobody writes yet."""
        return [each.thing for each in self._line]

    def bring(self, thing: Thing) -> Made:
        """What was made of it, once that is written. Raises NotWritten."""
        place: _Place[Thing, Made] = _Place(thing)
        with self._lock:
            self._line.append(place)
            must_wait, self._is_writing = self._is_writing, True
        if must_wait:
            self._wait(place)
        if not place.is_settled:
            self._write_line()
        if not place.made:
            raise NotWritten from place.error
        return place.made[0]

    def _wait(self, place: _Place[Thing, Made]) -> None:
        if place.bell.wait(self._patience):
            return
        with self._lock:
            if place.bell.is_set():
                return
            if place in self._line:
                self._line.remove(place)
        raise NotWritten

    def _write_line(self) -> None:
        """Write for everybody who is in line by now, then leave it to the first of those who came since."""
        group: list[_Place[Thing, Made]] = []
        try:
            with self._open() as line:
                # Only now: whoever came while others held the database goes along.
                group = self._take()
                made = self._write(line, [each.thing for each in group])
            for place, one in zip(group, made, strict=True):
                place.made = [one]
        except Exception as error:
            group = group or self._take()
            for place in group:
                place.error = error
        finally:
            self._hand_on()
            for place in group:
                place.is_settled = True
                place.bell.set()

    def _take(self) -> list[_Place[Thing, Made]]:
        with self._lock:
            group, self._line = self._line[: self._most], self._line[self._most :]
        return group

    def _hand_on(self) -> None:
        with self._lock:
            self._is_writing = bool(self._line)
            if self._line:
                self._line[0].bell.set()
