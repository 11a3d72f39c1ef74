"""The paper of a brief as a file that can be made again: set in type once for what it shows, and handed over after.

It is known to no table, so a page that only reads may ask for it. Of each brief only the latest lies there.
"""

import fcntl
import hashlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app

from agency.briefs.paper import Typescript
from agency.kernel.files import write_durably

# Papers that are set at the same moment wait for each other only where they share one of so many locks.
LOCKS = 64


def place_of(brief_id: int, script: Typescript) -> Path:
    """Where the paper lies that shows just this, or will."""
    shown = hashlib.sha256(script.html.encode())
    for words in (*script.sheets, *sorted(script.pictures)):
        shown.update(words.encode())
    return _folder() / f"{brief_id}-{shown.hexdigest()[:32]}.pdf"


@contextmanager
def one_at_a_time(brief_id: int) -> Iterator[None]:
    """Whoever asks for the same paper meanwhile waits, and finds it."""
    _folder().mkdir(parents=True, exist_ok=True)
    with (_folder() / f"{brief_id % LOCKS}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def keep(place: Path, data: bytes) -> None:
    """Put it there, in the place of what the same brief showed before."""
    forget([int(place.name.partition("-")[0])])
    write_durably(place, data)


def forget(brief_ids: Collection[int]) -> None:
    """Nobody may read these any more."""
    for id in brief_ids:
        for place in _folder().glob(f"{id}-*.pdf"):
            place.unlink(missing_ok=True)


def _folder() -> Path:
    root: Path = current_app.config["SETTINGS"].data
    return root / "papers"
