"""When a question is asked: checks of earlier answers, joined by all or any, in groups within groups.

The browser judges by the same rules (static/js/brief/conditions.js), and a test with made-up forms holds the
two equal. A condition is judged over what was answered to questions that are shown: whoever takes an answer
back, or takes the question away by another answer, did not give it.
"""

import enum
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# Short enough to be the same in Python and in a browser.
FIGURE = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,6})?")


class Op(enum.Enum):
    """What a check asks of an answer."""

    answered = "answered"
    unanswered = "unanswered"
    is_ = "is"
    is_not = "is_not"
    at_least = "at_least"
    at_most = "at_most"

    @property
    def wants_value(self) -> bool:
        """It compares with something."""
        return self not in (Op.answered, Op.unanswered)


@dataclass(frozen=True)
class Check:
    """One answer is asked for: `is` where any of `values` was taken, `at_least` where a figure reaches the first."""

    question: str
    op: Op
    values: tuple[str, ...] = ()

    def data(self) -> dict[str, Any]:
        """For a column or a file."""
        values = {"values": list(self.values)} if self.values else {}
        return {"question": self.question, "op": self.op.value, **values}


@dataclass(frozen=True)
class Group:
    """All of its parts hold, or any of them. Without parts it holds."""

    every: bool
    parts: tuple["Condition", ...]

    def data(self) -> dict[str, Any]:
        """For a column or a file."""
        return {"all" if self.every else "any": [part.data() for part in self.parts]}


Condition = Check | Group


def holds(condition: Condition | None, values: Mapping[str, Any]) -> bool:
    """Whether it holds over these answers, by the key of their question. No condition always holds."""
    if condition is None:
        return True
    if isinstance(condition, Check):
        return _passes(condition, values.get(condition.question))
    if not condition.parts:
        return True
    judge = all if condition.every else any
    return judge(holds(part, values) for part in condition.parts)


def checks_of(condition: Condition | None) -> Iterator[Check]:
    """Every check in it, however deep."""
    if isinstance(condition, Check):
        yield condition
    elif condition is not None:
        for part in condition.parts:
            yield from checks_of(part)


def asked_of(condition: Condition | None) -> set[str]:
    """The keys of the questions whose answers it asks for."""
    return {check.question for check in checks_of(condition)}


def _passes(check: Check, value: Any) -> bool:
    is_there = is_given(value)
    if check.op is Op.answered:
        return is_there
    if check.op is Op.unanswered:
        return not is_there
    if check.op is Op.is_:
        return bool(taken(value) & set(check.values))
    if check.op is Op.is_not:
        return is_there and not taken(value) & set(check.values)
    return _reaches(check, value)


def _reaches(check: Check, value: Any) -> bool:
    figure, bound = figure_of(value), figure_of(check.values[0] if check.values else None)
    if figure is None or bound is None:
        return False
    return figure >= bound if check.op is Op.at_least else figure <= bound


def is_given(value: Any) -> bool:
    """Something was said; a figure of nought is something."""
    return value not in (None, "", [], {}) and value is not False


def taken(value: Any) -> set[str]:
    """The keys that an answer takes: of one choice, of several, or the words themselves."""
    if isinstance(value, list):
        return {each for each in value if isinstance(each, str)}
    return {value} if isinstance(value, str) and value else set()


def figure_of(value: Any) -> float | None:
    """The figure in an answer: a number, a rating, an amount in whole units; None where there is none."""
    if isinstance(value, dict) and isinstance(value.get("minor"), int):
        return float(value["minor"]) / 100
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    return float(value) if FIGURE.fullmatch(str(value)) else None
