"""What a proposal is made of, as plain values that cannot be wrong: people, lines, stages, payments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

from agency.kernel.money import Money, Span
from agency.proposals.pictured import Picture
from agency.proposals.pricing import NOTHING_OFF, Discount, Sum, cost_of_things, cost_of_work
from agency.proposals.states import DocumentError

CATEGORIES = range(1, 6)


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
    """One row of the estimate: work by the hour of a person or a trade, or something at a fixed price.

    `key` stands for it through all versions. An optional line counts only when it is `taken`; where `most_quantity`
    is given the reader chooses how many. `step` is to how many minor units the house rounds.
    """

    number: int
    text: str
    key: str = ""
    person: Person | None = None
    role: str = ""
    minutes: int | None = None
    most_minutes: int | None = None
    rate: Money | None = None
    price: Money | None = None
    quantity: int = 1
    most_quantity: int | None = None
    unit: str = ""
    is_optional: bool = False
    taken: bool = True
    discount: Discount = NOTHING_OFF
    step: int = 1

    def __post_init__(self) -> None:
        if self.price is not None:
            self._check_price()
        elif self.minutes is None or self.rate is None:
            raise DocumentError(f"Line {self.number} needs hours and a rate, or a price")
        else:
            self._check_work(self.minutes, self.rate)

    @classmethod
    def hourly(cls, number: int, text: str, *, person: Person, minutes: int, rate: Money) -> Self:
        """Work by the hour of a person."""
        return cls(number, text, person=person, minutes=minutes, rate=rate)

    @classmethod
    def fixed(cls, number: int, text: str, price: Money, *, person: Person | None = None) -> Self:
        """Something at a fixed price."""
        return cls(number, text, price=price, person=person)

    @property
    def is_fixed(self) -> bool:
        """Whether it is sold at a fixed price."""
        return self.price is not None

    @property
    def counts(self) -> bool:
        """Whether it is part of the sums."""
        return self.taken or not self.is_optional

    @property
    def who(self) -> str:
        """Whoever does it: the person, else the trade."""
        return self.person.name if self.person else self.role

    @property
    def sum(self) -> Sum:
        """What it comes to, before and after its discount."""
        return Sum.of(self._gross, self.discount, step=self.step)

    @property
    def cost(self) -> Span:
        """What is shown in the column of costs."""
        return self.sum.net

    @property
    def _gross(self) -> Span:
        if self.price is not None:
            return cost_of_things(self.price, self.quantity)
        assert self.rate is not None
        return cost_of_work(self.minutes or 0, self.most_minutes, self.rate, step=self.step)

    def _check_price(self) -> None:
        if self.minutes is not None or self.rate is not None:
            raise DocumentError(f"Line {self.number} has a price, and hours besides")
        if self.quantity < 0 or (self.most_quantity or self.quantity) < self.quantity:
            raise DocumentError(
                f"Line {self.number}: {self.quantity} of at most {self.most_quantity}"
            )

    def _check_work(self, minutes: int, rate: Money) -> None:
        if self.person is None and not self.role:
            raise DocumentError(f"Line {self.number} has hours but nobody to work them")
        if minutes <= 0 or rate.minor < 0:
            raise DocumentError(f"Line {self.number} has {minutes} minutes at {rate}")
        if self.most_minutes is not None and self.most_minutes <= minutes:
            raise DocumentError(f"Line {self.number}: {minutes} to {self.most_minutes} minutes")


@dataclass(frozen=True)
class Section:
    """A part of the estimate; `category` 1–5 is its colour here and on the board.

    Sections with the same `variant` are alternatives: of these only the one that is `taken` counts.
    """

    title: str
    category: int
    lines: Sequence[Line]
    key: str = ""
    variant: str = ""
    taken: bool = True
    discount: Discount = NOTHING_OFF
    step: int = 1

    def __post_init__(self) -> None:
        if self.category not in CATEGORIES:
            raise DocumentError(
                f"{self.title!r} is in category {self.category}, which is not 1 to 5"
            )
        if not self.lines:
            raise DocumentError(f"{self.title!r} has no line")

    @property
    def counts(self) -> bool:
        """Whether it is part of the whole."""
        return self.taken or not self.variant

    @property
    def counted(self) -> list[Line]:
        """Its lines that are part of its sums."""
        return [line for line in self.lines if line.counts]

    @property
    def people(self) -> list[Person]:
        """Who does it, each once, in the order of the lines."""
        return list(dict.fromkeys(line.person for line in self.lines if line.person))

    @property
    def minutes(self) -> int:
        """The hours of its lines, at least."""
        return sum(line.minutes or 0 for line in self.counted)

    @property
    def most_minutes(self) -> int:
        """The hours of its lines, at most."""
        return sum(line.most_minutes or line.minutes or 0 for line in self.counted)

    @property
    def sum(self) -> Sum:
        """The sum of its lines, before and after its discount."""
        gross = Span.total((line.cost for line in self.counted), self.lines[0].cost.currency)
        return Sum.of(gross, self.discount, step=self.step)

    @property
    def cost(self) -> Span:
        """What it comes to."""
        return self.sum.net


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
    amount: Span
    when: str

    @classmethod
    def schedule(cls, total: Span, parts: Sequence[tuple[int, str]]) -> tuple[Self, ...]:
        """The total divided by percentages; what rounding leaves over goes into the last part."""
        left, payments = total, []
        for percent, when in parts[:-1]:
            share = Span(total.least.share(percent), total.most.share(percent))
            payments.append(cls(percent, share, when))
            left -= share
        payments += [cls(percent, left, when) for percent, when in parts[-1:]]
        return tuple(payments)


@dataclass(frozen=True)
class Reference:
    """A work to be measured by: our own, or somebody else's that we look up to."""

    kind: Literal["ours", "admired"]
    title: str
    caption: str = ""
    picture: Picture | None = None
    rights: str = ""


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
    # Whether who accepts it draws a signature, or types one.
    asks_signature: bool = False

    @property
    def shown_link(self) -> str:
        """The link as one would type it."""
        return (self.link or "").partition("://")[2].rstrip("/")
