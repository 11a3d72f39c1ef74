"""What a process may reach for from now on, looked at by Python itself: handed files, and its own room.

It holds back what a document makes its libraries try. It is no cage for machine code that went wrong: for that there
is the system's own user, under which the house runs.
"""

import os
import sys
import sysconfig
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

# No other process, no other machine.
_NEVER = (
    *("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.system", "os.fork", "os.kill"),
    *("urllib.", "http.client.", "ftplib.", "smtplib."),
)
# What changes a place on the disk, which it is told first.
_CHANGES = frozenset(
    ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate")
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def shut_in(files: Iterable[Path], room: str) -> None:
    """From now on this process reads these files, Python's own, and what is in its room, where alone it writes.

    There is no way back: it is for a child that does one thing and ends.
    """
    own = os.path.realpath(room) + os.sep
    readable = frozenset(os.path.realpath(file) for file in files)
    roots = (own, *_python())

    def look(event: str, what: tuple[Any, ...]) -> None:
        if event == "open":
            _look_at(what[0], what[2])
        elif event in _CHANGES:
            _look_at(what[0], os.O_WRONLY)
        elif event.startswith(_NEVER):
            raise PermissionError(f"The document tries {event}")

    def _look_at(path: Any, flags: int) -> None:
        if isinstance(path, int):
            return
        place = os.path.realpath(os.fsdecode(path))
        may_write = place.startswith(own) or place == os.devnull
        may_read = not flags & _WRITES and (place in readable or place.startswith(roots))
        if not may_write and not may_read:
            raise PermissionError(f"The document reaches for {place[:200]}")

    sys.addaudithook(look)


@lru_cache(maxsize=1)
def _python() -> tuple[str, ...]:
    """Where Python and its libraries lie."""
    paths = sysconfig.get_paths()
    found = {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    return tuple(os.path.realpath(path) + os.sep for path in sorted(found))
