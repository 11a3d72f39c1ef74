"""Waiting for what other processes do: asked again and again, with a deadline, never blindly."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TypeVar

import psutil

T = TypeVar("T")
# Asking costs those who work at it.
SELDOM_S = 0.2


def until(ask: Callable[[], T], *, within: float = 30.0, every: float = 0.02) -> T:
    """The first answer that is true; fails when none comes in time. Who asks for long asks less often."""
    deadline = time.monotonic() + within
    while True:
        if answer := ask():
            return answer
        assert time.monotonic() < deadline, f"still {answer!r} after {within} s"
        Event().wait(every)
        every = min(every * 1.3, SELDOM_S)


def alive(pid: int) -> bool:
    """Whether this process runs; one that ended and was not waited for does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def gone(pids: set[int]) -> Callable[[], bool]:
    """Whether none of these runs any more, as a question for `until`."""
    return lambda: not any(alive(pid) for pid in pids)


@dataclass(frozen=True)
class Asked:
    """The settings that the embedded Redis asks for."""

    data: Path
    redis_url: str | None = None
