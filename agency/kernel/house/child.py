"""One child of the supervisor: how it is started, watched and started again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from agency.kernel.house.forked import IS_SAFE, Forked
from agency.kernel.house.sessions import sweep

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
STEADY = 10.0  # seconds alive after which a death counts as the first one again

log = structlog.get_logger()


def own(name: str) -> list[str]:
    """The command line of one of our own processes, like `agency web`."""
    # -P: the folder we stand in, which may be anybody's, is not searched for modules.
    return [sys.executable, "-P", "-m", "agency.cli", name]


@dataclass
class Child:
    """A process that has to run. `ready` tells when those that need it may start.

    `work` is what the command does, where that is loaded here already: then the child is forked from us.
    """

    name: str
    command: list[str]
    folder: Path | None = None
    ready: Callable[[], bool] | None = None
    work: Callable[[], object] | None = None
    process: subprocess.Popen[bytes] | Forked | None = field(default=None, init=False)
    _started: float = field(default=0.0, init=False)
    _again: float = field(default=0.0, init=False)
    _pause: float = field(default=FIRST_PAUSE, init=False)

    def start(self) -> None:
        """Start it in a session of its own, on our leash."""
        if self.work is not None and IS_SAFE:
            self.process = Forked(self.name, self.work)
        else:
            self.process = self._run()
        self._started = time.monotonic()
        log.info("house.started", child=self.name, pid=self.process.pid)

    def look_after(self) -> None:
        """Note a death, clear away what it left, and start again after the pause."""
        if self.process is None:
            if time.monotonic() >= self._again:
                self.start()
        elif self.process.poll() is not None:
            self._mourn(self.process)

    def ask_to_stop(self) -> None:
        """Ask it to finish what it is doing."""
        if self.runs():
            self._signal(signal.SIGTERM)

    def finish(self) -> None:
        """Leave nothing of it, whatever it did about being asked."""
        if self.process is None:
            return
        self._signal(signal.SIGKILL)
        self.process.wait()
        left = sweep(self.process.pid)
        log.info("house.stopped", child=self.name, code=self.process.returncode, left_over=left)
        self.process = None

    def runs(self) -> bool:
        """Whether it is alive."""
        return self.process is not None and self.process.poll() is None

    def _run(self) -> subprocess.Popen[bytes]:
        leash = [sys.executable, "-P", "-m", "agency.kernel.house.leash", str(os.getpid())]
        return subprocess.Popen(
            leash + self.command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _mourn(self, process: subprocess.Popen[bytes] | Forked) -> None:
        now = time.monotonic()
        if now - self._started > STEADY:
            self._pause = FIRST_PAUSE
        left = sweep(process.pid)
        log.warning(
            "house.died",
            child=self.name,
            code=process.returncode,
            left_over=left,
            again_in=self._pause,
        )
        self.process = None
        self._again = now + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def _signal(self, number: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(number)  # does nothing once it has been waited for
