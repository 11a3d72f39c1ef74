"""What a proposal is made of, as plain values that cannot be wrong: people, lines, stages, pictures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, Self

from agency.kernel.money import Money
from agency.kernel.pdf import address

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
CATEGORIES = range(1, 6)


class DocumentError(ValueError):
    """The parts of a proposal do not fit together; the message names the part and both figures."""


@dataclass(frozen=True)
class Picture:
    """A picture made ready for print (a JPEG of the size it is shown in).

    `name` is its file name, best the hash of its content; `url` is where the page in the browser
    finds it; `alt` says what is seen to whoever cannot see it; `caption` says what to see.
    """

    name: str
    file: Path
    url: str
    alt: str
    caption: str = ""

    def __post_init__(self) -> None:
        if not _FILE_NAME.fullmatch(self.name):
            raise DocumentError(f"A picture cannot be named {self.name!r}")
        if not self.alt.strip():
            raise DocumentError(f"Say in words what {self.name} shows")

    @property
    def address(self) -> str:
        """Where the PDF finds it."""
        return address(self.name)


@dataclass(frozen=True)
class Person:
    """One of us who works on it: trade, why this person, portrait."""

    name: str
    role: str
    why: str = ""
    photo: Picture | None = None

    @property
    def initials(self) -> str:
        """For the place of a portrait that is not there."""
        return "".join(word[0] for word in self.name.split()[:2]).upper()

    @property
    def first_name(self) -> str:
        """What the client calls this person."""
        return self.name.split()[0] if self.name.split() else self.name


@dataclass(frozen=True)
class Line:
    """One row of the estimate: work of a person by the hour, or something at a fixed price."""

    number: int
    text: str
    cost: Money
    person: Person | None = None
    minutes: int | None = None
    rate: Money | None = None

    def __post_init__(self) -> None:
        if (self.minutes is None) != (self.rate is None):
            raise DocumentError(f"Line {self.number} needs both hours and a rate, or neither")
        if self.minutes is None or self.rate is None:
            return
        if self.person is None:
            raise DocumentError(f"Line {self.number} has hours but nobody to work them")
        if self.minutes <= 0:
            raise DocumentError(f"Line {self.number} has {self.minutes} minutes")
        if self.cost != self.rate.for_minutes(self.minutes):
            raise DocumentError(
                f"Line {self.number}: {self.minutes} minutes at {self.rate} an hour are "
                f"{self.rate.for_minutes(self.minutes)}, not {self.cost}"
            )

    @classmethod
    def hourly(cls, number: int, text: str, *, person: Person, minutes: int, rate: Money) -> Self:
        """Work by the hour; the cost is the hours times the rate."""
        cost = rate.for_minutes(minutes)
        return cls(number, text, cost, person=person, minutes=minutes, rate=rate)

    @property
    def is_fixed(self) -> bool:
        """Whether it is sold at a fixed price."""
        return self.minutes is None


@dataclass(frozen=True)
class Section:
    """A part of the estimate; `category` 1–5 is its colour here and on the board."""

    title: str
    category: int
    lines: Sequence[Line]

    def __post_init__(self) -> None:
        if self.category not in CATEGORIES:
            raise DocumentError(
                f"{self.title!r} is in category {self.category}, which is not 1 to 5"
            )
        if not self.lines:
            raise DocumentError(f"{self.title!r} has no line")

    @property
    def people(self) -> list[Person]:
        """Who does it, each once, in the order of the lines."""
        return list(dict.fromkeys(line.person for line in self.lines if line.person))

    @property
    def minutes(self) -> int:
        """The hours of its lines."""
        return sum(line.minutes or 0 for line in self.lines)

    @property
    def cost(self) -> Money:
        """The sum of its lines."""
        return Money.total((line.cost for line in self.lines), self.lines[0].cost.currency)


@dataclass(frozen=True)
class Stage:
    """A stage of the plan: who answers for it, from when, by when."""

    title: str
    person: Person
    starts_on: date
    due_on: date
    category: int = 1

    def __post_init__(self) -> None:
        if self.due_on < self.starts_on:
            raise DocumentError(f"{self.title!r} ends on {self.due_on}, before it starts")


@dataclass(frozen=True)
class Payment:
    """A part of the price, and the event that makes it due ("when you accept")."""

    percent: int
    amount: Money
    when: str

    @classmethod
    def schedule(cls, total: Money, parts: Sequence[tuple[int, str]]) -> tuple[Self, ...]:
        """The total divided by percentages; what rounding leaves over goes into the last part."""
        left, payments = total, []
        for percent, when in parts[:-1]:
            payments.append(cls(percent, total.share(percent), when))
            left -= payments[-1].amount
        payments += [cls(percent, left, when) for percent, when in parts[-1:]]
        return tuple(payments)


@dataclass(frozen=True)
class Reference:
    """A work to be measured by: our own, or somebody else's that we look up to."""

    kind: Literal["ours", "admired"]
    title: str
    caption: str = ""
    picture: Picture | None = None


@dataclass(frozen=True)
class Quote:
    """The client's own sentence, without quotation marks, and whose it is."""

    text: str
    by: str
    where: str = ""


@dataclass(frozen=True)
class Figure:
    """A figure that sums the task up, such as "29 May", and what it means."""

    figure: str
    text: str


@dataclass(frozen=True)
class Understanding:
    """How we understood the task, in our words, and what we would leave out of it."""

    lead: str
    paragraphs: Sequence[str] = ()
    figures: Sequence[Figure] = ()
    left_out: str = ""
    picture: Picture | None = None


@dataclass(frozen=True)
class Accept:
    """How to say yes: the link to the page (None while nothing was sent), and whom to ask."""

    contact: Person
    email: str
    phone: str = ""
    link: str | None = None

    @property
    def shown_link(self) -> str:
        """The link as one would type it."""
        return (self.link or "").partition("://")[2].rstrip("/")
