"""What a board shows, ready to be drawn: cards, columns, and what was sold against what was worked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self

from agency.kernel.money import Money, Span
from agency.tasks.projects import ColumnKind
from agency.tasks.using import AHEAD_OF_ALL, Uses
from agency.tasks.using import percent as _percent


@dataclass(frozen=True, slots=True)
class Face:
    """A member as a card shows them."""

    id: int
    name: str
    photo_url: str | None

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


@dataclass(slots=True)  # frozen ones take three times as long to make, and a board makes thousands
class Card(Uses):
    """A task on its board or on its lead, with planned and spent minutes by member."""

    id: int
    version: int
    revision: int
    project_id: int | None
    column_id: int | None
    lead_id: int | None
    kind: ColumnKind
    title: str
    section: str
    category: int
    sold: Money | None
    due_on: date | None
    moved_on: date
    planned_by: dict[int, int]
    spent_by: dict[int, int]
    faces: tuple[Face, ...]
    # What can be ticked off in it: subtasks and its checklist.
    steps: int = 0
    steps_done: int = 0
    priority: int = 0
    # Each with its word and its colour.
    labels: tuple[tuple[str, int], ...] = ()
    # The titles of what has to be done first.
    waits_for: tuple[str, ...] = ()
    owner_id: int | None = None
    # Its place in its column, to be held against those beside it.
    order_key: str = ""
    # Since which day it lies with the client.
    waits_since: date | None = None
    is_extra: bool = False
    # In which group of the page it stands, where the page has groups.
    group: str = ""

    @property
    def planned(self) -> int:
        return sum(self.planned_by.values())

    @property
    def spent(self) -> int:
        return sum(self.spent_by.values())

    def standing_in(self, group: str) -> Self:
        """The same card in a group."""
        return replace(self, group=group) if group else self

    @property
    def is_fixed(self) -> bool:
        """Sold at a fixed price, without hours."""
        return self.sold is not None and not self.planned

    @property
    def is_done(self) -> bool:
        return self.kind is ColumnKind.done


@dataclass(frozen=True, slots=True)
class Group:
    """The cards of a column that belong together: all of them, or those of one person, section or week."""

    key: str
    name: str
    cards: tuple[Card, ...] = ()
    # How many there are, whether they are shown already or not.
    total: int = 0

    @property
    def rest(self) -> int:
        """How many are not shown yet."""
        return self.total - len(self.cards)

    @property
    def last_key(self) -> str:
        """Behind which place the next ones come."""
        return self.cards[-1].order_key if self.cards else ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column with the cards that are shown; its figures count all of them."""

    id: int
    kind: ColumnKind
    name: dict[str, str]
    soft_limit: int | None
    count: int = 0
    planned: int = 0
    spent: int = 0
    groups: tuple[Group, ...] = ()
    # Of the prices of its cards, in minor units, and how much of them their hours have used.
    sold_minor: int = 0
    used_minor: int = 0

    @property
    def shown(self) -> int:
        """How many cards fit what was asked for."""
        return sum(group.total for group in self.groups)

    @property
    def left(self) -> int:
        """Planned minutes that nobody has worked yet."""
        return max(self.planned - self.spent, 0)

    @property
    def used_percent(self) -> int:
        """The share of the price of its cards that their hours have used."""
        return _percent(self.used_minor, self.sold_minor)

    @property
    def is_over(self) -> bool:
        """More cards than the soft limit; nothing is refused, it only says so."""
        return self.soft_limit is not None and self.count > self.soft_limit


@dataclass(frozen=True, slots=True)
class PersonHours:
    """One member's planned and spent minutes on a project."""

    face: Face
    planned: int
    spent: int
    # How much of the prices their hours have used, in minor units.
    used_minor: int = 0


@dataclass(frozen=True)
class Figures:
    """What was sold against what was worked, over the cards of a project."""

    sold: Money
    used_minor: int
    planned: int
    spent: int
    done_minor: int
    done_count: int
    count: int
    earned_minor: int = 0

    @classmethod
    def of(cls, cards: Sequence[Card], currency: str) -> Self:
        """The sums over all cards, whatever is shown."""
        done = [card for card in cards if card.is_done]
        return cls(
            sold=_price(cards, currency),
            used_minor=sum(card.used_minor for card in cards),
            planned=sum(card.planned for card in cards),
            spent=sum(card.spent for card in cards),
            done_minor=_price(done, currency).minor,
            done_count=len(done),
            count=len(cards),
            earned_minor=sum(card.earned_minor for card in cards),
        )

    @property
    def left(self) -> int:
        """Planned minutes that nobody has worked yet."""
        return max(self.planned - self.spent, 0)

    @property
    def earned_percent(self) -> int:
        """The share of the price whose work is done, with what is ticked off in tasks that are not done yet."""
        return _percent(self.earned_minor, self.sold.minor)

    @property
    def is_ahead(self) -> bool:
        """Whether the hours run ahead of the work, over all."""
        return self.used_percent - self.earned_percent >= AHEAD_OF_ALL

    @property
    def used_percent(self) -> int:
        """The share of the price that the hours have used, to be held against `done_percent`."""
        return _percent(self.used_minor, self.sold.minor)

    @property
    def done_percent(self) -> int:
        """The share of the price whose work is done; of the tasks where nothing has a price."""
        if self.sold.minor:
            return _percent(self.done_minor, self.sold.minor)
        return _percent(self.done_count, self.count)


@dataclass(frozen=True, slots=True)
class Payment:
    """A part of the price as it was agreed: how much of it, and what makes it due."""

    percent: int
    when: str
    amount: Span

    @classmethod
    def all_of(cls, agreed: Sequence[dict[str, Any]], currency: str) -> tuple[Self, ...]:
        """As a project keeps them."""
        return tuple(
            cls(
                each["percent"],
                each["when"],
                Span(Money(each["least"], currency), Money(each["most"], currency)),
            )
            for each in agreed or ()
        )


@dataclass(frozen=True)
class Board:
    """A project as its board shows it."""

    id: int
    title: str
    client: str
    lead_id: int
    state: int
    columns: tuple[Column, ...]
    figures: Figures
    people: tuple[PersonHours, ...]
    payments: tuple[Payment, ...] = ()
    # Those past their hours, and those whose hours run ahead.
    over: tuple["Named", ...] = ()
    ahead: tuple["Named", ...] = ()
    waiting: int = 0
    archived_at: datetime | None = None
    only: Face | None = None

    @property
    def scale(self) -> int:
        """The longest figure of a person, so that lengths compare."""
        return max((max(one.planned, one.spent) for one in self.people), default=0)


@dataclass(frozen=True, slots=True)
class Named:
    """A task by its name."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class Fresh:
    """What changed on a board: cards, those that are not to be seen any more, and the figures that changed."""

    cards: Sequence[Card]
    columns: Sequence[Column] = ()
    done_percent: int | None = None
    state: int | None = None
    gone: Sequence[int] = ()


def _price(cards: Sequence[Card], currency: str) -> Money:
    return Money.total((card.sold for card in cards if card.sold is not None), currency)
