"""Measuring side by side: the things compared take turns, so that a noisy machine is noisy to all of them."""

import statistics
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True)
class Row:
    """One line of the table: a thing, what it is held against, both medians in ms, and the ratio."""

    name: str
    against: str
    ms: float
    base_ms: float
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.ms / self.base_ms


def take_turns(
    calls: Mapping[Name, Callable[[], object]], *, rounds: int, warm: int = 2
) -> dict[Name, float]:
    """The median milliseconds of each call, run in turns."""
    for _ in range(warm):
        for call in calls.values():
            call()
    seen: dict[Name, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            seen[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(times) for name, times in seen.items()}
