"""Keeps the children of `agency up` alive, and takes all of them down together."""

import select
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import structlog

from agency.kernel.house.child import Child

READY_WITHIN = 30.0
GRACE = 12.0
LOOK_EVERY = 0.2
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

log = structlog.get_logger()


class Supervisor:
    """Runs children in this order, stops them in groups from the last to the first.

    `first` must be ready before the others start, and outlives them. `greet` is asked again and
    again until it returns True: it says hello once the house is open.
    """

    def __init__(
        self, first: list[Child], others: list[Child], greet: Callable[[], bool] = lambda: True
    ) -> None:
        self.first = first
        self.others = others
        self._greet = greet
        self._asked = 0
        self._bell, self._ear = socket.socketpair()

    def run(self) -> None:
        """Until somebody asks us to stop."""
        with self._listening():
            try:
                self._open()
                greeted = False
                while not self._asked:
                    for child in [*self.first, *self.others]:
                        child.look_after()
                    greeted = greeted or self._greet()
                    self._wait(LOOK_EVERY)
            finally:
                log.info("house.closing", asked=self._asked)
                self._close(self.others)
                self._close(self.first)

    def _open(self) -> None:
        for child in self.first:
            child.start()
        until = time.monotonic() + READY_WITHIN
        while not self._asked and not all(child.ready() for child in self.first if child.ready):
            for child in self.first:
                child.look_after()
            if time.monotonic() > until:
                log.error("house.not_ready", children=[child.name for child in self.first])
                break
            self._wait(0.05)
        if not self._asked:
            for child in self.others:
                child.start()

    def _close(self, children: list[Child]) -> None:
        for child in reversed(children):
            child.ask_to_stop()
        asked = self._asked
        until = time.monotonic() + GRACE
        while any(child.runs() for child in children) and time.monotonic() < until:
            self._wait(0.05)
            if self._asked > max(asked, 1):
                break  # asked again: no more patience
        for child in reversed(children):
            child.finish()

    def _wait(self, seconds: float) -> None:
        """Sleep, but wake for a signal, also for the one that tells that a child has ended."""
        if select.select([self._ear], [], [], seconds)[0]:
            self._ear.recv(1024)

    @contextmanager
    def _listening(self) -> Iterator[None]:
        self._bell.setblocking(False)
        woken = signal.set_wakeup_fd(self._bell.fileno(), warn_on_full_buffer=False)
        before = {number: signal.signal(number, self._ask) for number in STOPPING}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda number, frame: None)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(woken)
            self._bell.close()
            self._ear.close()

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked += 1
