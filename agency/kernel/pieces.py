"""Files that come in pieces: what has come lies durably in the data folder before any row says so.

Each has a name that nobody guesses, and one file below `uploads/`. The row that belongs to it says how many bytes
count; a longer file was cut off in the middle of a piece, and the next piece is written over that rest.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import current_app


class PiecesLost(Exception):
    """The disk holds less than the row says (an older folder was put back): it has to begin anew."""


@dataclass(frozen=True)
class Pieces:
    """The bytes so far of one file, held by nobody else."""

    handle: int

    def put(self, data: bytes, *, at: int) -> None:
        """Write a piece where the last one ended; it is on the disk when this returns. Raises PiecesLost."""
        if os.fstat(self.handle).st_size < at:
            raise PiecesLost
        os.truncate(self.handle, at)
        written = 0
        while written < len(data):
            written += os.pwrite(self.handle, data[written:], at + written)
        os.fsync(self.handle)

    def read(self, size: int) -> bytes:
        """So many bytes from the beginning."""
        parts: list[bytes] = []
        while size and (part := os.pread(self.handle, size, sum(map(len, parts)))):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def begin(name: str) -> None:
    """Make room for it, before its row is kept."""
    place = _place(name)
    place.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(place, os.O_WRONLY | os.O_CREAT, 0o600))
    # A file survives a crash of the machine only when its folder was written too.
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def held(name: str) -> Iterator[Pieces]:
    """The file of this name, for as long as one piece is taken; whoever else brings one waits. Raises PiecesLost."""
    try:
        handle = os.open(_place(name), os.O_RDWR)
    except FileNotFoundError:
        raise PiecesLost from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield Pieces(handle)
    finally:
        os.close(handle)


def forget(name: str) -> None:
    """Take it off the disk."""
    _place(name).unlink(missing_ok=True)


def _place(name: str) -> Path:
    root: Path = current_app.config["SETTINGS"].data
    return root / "uploads" / name[:2] / name
