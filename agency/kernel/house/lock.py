"""One house to a data folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agency.kernel.house.errors import CannotStart


@contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold the data folder and refuse a second `agency up` on it; the lock dies with us."""
    path = data / "up.lock"
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise CannotStart(
                f"`agency up` runs already on {data} (process {holder}). Stop it first, or choose "
                "another folder with AGENCY_DATA."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
