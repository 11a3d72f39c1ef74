"""Findings: what a look at the mail found, whether that is good, and what to do where it is not."""

import enum
from dataclasses import dataclass


class Grade(enum.Enum):
    """Good, or worth a change, or letters suffer from it; `told` is neither."""

    good = "good"
    told = "told"
    doubtful = "doubtful"
    bad = "bad"

    @property
    def mark(self) -> str:
        return {"good": "ok  ", "told": "    ", "doubtful": "hm  ", "bad": "NO  "}[self.value]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: in plain words, with what to do about it."""

    grade: Grade
    words: str
    do: str = ""

    @property
    def line(self) -> str:
        """As a terminal shows it."""
        return f"{self.grade.mark}{self.words}" + (f"\n      → {self.do}" if self.do else "")


def good(words: str) -> Finding:
    """All is well there."""
    return Finding(Grade.good, words)


def told(words: str) -> Finding:
    """Worth knowing."""
    return Finding(Grade.told, words)


def doubtful(words: str, do: str) -> Finding:
    """Letters go, and would go better."""
    return Finding(Grade.doubtful, words, do)


def bad(words: str, do: str) -> Finding:
    """Letters do not go, or do not arrive where they should."""
    return Finding(Grade.bad, words, do)
