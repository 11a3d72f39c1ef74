"""A worker to try things on: `python a_worker.py DATA [hasty]`, and the jobs that it does."""

import os
import signal
import sys
from pathlib import Path

from agency.kernel.house import worker
from agency.kernel.house.redis_server import connect
from agency.kernel.logs import configure_logs
from tests.kernel.house.waiting import Asked


def note(folder: str) -> None:
    """Write down who did the job."""
    (Path(folder) / f"horse-{os.getpid()}").touch()


def never_end(folder: str) -> None:
    """A job that somebody has to end."""
    note(folder)
    signal.pause()


if __name__ == "__main__":
    configure_logs()
    if "hasty" in sys.argv:
        worker.PATIENCE = 1.1
    worker.run_worker("agency", lambda: connect(Asked(Path(sys.argv[1]))))
