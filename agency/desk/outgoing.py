"""The calendar of everything that will go out: follow-ups, letters with an hour, first words, calls and promises."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from agency.clients.models import Contact
from agency.followups import outgoing as followups
from agency.followups.models import Purpose
from agency.followups.outgoing import Line, Wanted
from agency.kernel import i18n
from agency.kernel.db import db
from agency.kernel.due import Due
from agency.leads.models import IS_OPEN, Lead
from agency.leads.promises import HOLDING
from agency.leads.unsent import Unsent, UnsentState

A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)


class Kind(enum.Enum):
    """What it is that goes out, or that one of us does."""

    letter = "letter"
    approval = "approval"
    call = "call"
    own = "own"
    first_word = "first_word"
    promise = "promise"


@dataclass(frozen=True)
class Item:
    """One thing on the calendar; of a follow-up its line, of a letter that somebody wrote its row."""

    kind: Kind
    at: datetime
    lead: Lead
    zone: str
    line: Line | None = None
    own: Unsent | None = None

    @property
    def here(self) -> datetime:
        return i18n.in_zone(self.at, self.zone)

    @property
    def there(self) -> datetime:
        return i18n.in_zone(self.at, self.lead.client.zone)

    @property
    def differs(self) -> bool:
        """Whether the two clocks show different times."""
        return self.here.utcoffset() != self.there.utcoffset()

    @property
    def goes_by_itself(self) -> bool:
        return self.kind in (Kind.letter, Kind.own, Kind.first_word) and not self.waits_for_us

    @property
    def waits_for_us(self) -> bool:
        if self.own is not None:
            return self.own.state is UnsentState.held
        return self.line is not None and self.line.waits_for_us

    @property
    def is_computed(self) -> bool:
        """It is only counted in advance: its row is made when the one before it went out."""
        return self.line is not None and self.line.touch is None


@dataclass(frozen=True)
class Day:
    """One day of the house's calendar."""

    on: date
    items: Sequence[Item]

    @property
    def going(self) -> int:
        return sum(each.goes_by_itself for each in self.items)


@dataclass(frozen=True)
class Span:
    """The days that are shown: seven from today on, or a month by weeks; what is over does not go out any more."""

    first: date
    last: date
    today: date
    month: date | None = None

    @classmethod
    def week_of(cls, on: date, today: date) -> "Span":
        first = max(on, today)
        return cls(first, first + A_WEEK - A_DAY, today)

    @classmethod
    def month_of(cls, on: date, today: date) -> "Span":
        first = max(on.replace(day=1), today.replace(day=1))
        last = (first + timedelta(days=31)).replace(day=1) - A_DAY
        begins = max(first, today)
        monday = begins - timedelta(days=begins.weekday())
        return cls(monday, last + timedelta(days=6 - last.weekday()), today, month=first)

    @property
    def days(self) -> list[date]:
        return [self.first + n * A_DAY for n in range((self.last - self.first).days + 1)]

    @property
    def before(self) -> date | None:
        """Where the page before begins."""
        if self.month is not None:
            found = (self.month - A_DAY).replace(day=1)
            return found if found >= self.today.replace(day=1) else None
        return max(self.first - A_WEEK, self.today) if self.first > self.today else None

    @property
    def after(self) -> date:
        return (self.month + timedelta(days=31)).replace(day=1) if self.month else self.last + A_DAY


@dataclass(frozen=True)
class Calendar:
    """What the page shows."""

    span: Span
    items: Sequence[Item] = field(default_factory=list)

    @cached_property
    def waiting(self) -> list[Item]:
        """What waits for one of us, the longest first."""
        return [each for each in self.items if each.waits_for_us]

    @cached_property
    def resting(self) -> list[Item]:
        """What rests without an end, until somebody wakes it."""
        return [each for each in self.items if _rests_on(each) and not each.is_computed]

    @cached_property
    def days(self) -> list[Day]:
        by_day: dict[date, list[Item]] = {on: [] for on in self.span.days}
        for each in self.items:
            if not each.waits_for_us and not _rests_on(each):
                # What is overdue goes today.
                by_day.get(max(each.here.date(), self.span.today), []).append(each)
        return [Day(on, items) for on, items in by_day.items()]

    @property
    def going(self) -> int:
        return sum(day.going for day in self.days)

    @property
    def today(self) -> int:
        return next((day.going for day in self.days if day.on == self.span.today), 0)


def calendar(wanted: Wanted, span: Span, *, now: datetime, zone: str) -> Calendar:
    """Everything that goes out in these days, in the order of time."""
    until = datetime.combine(span.last + A_DAY, time.min, ZoneInfo(zone)).astimezone(UTC)
    items = [_of_line(each, zone) for each in followups.lines(wanted, until=until)]
    if wanted.purpose is None:
        items += _own(wanted, until, zone) + _first_words(wanted, zone)
        items += _promises(wanted, until, zone)
    return Calendar(span, sorted(items, key=lambda each: (each.at, each.lead.id)))


def purposes() -> list[Purpose]:
    """What letters may be for."""
    return list(Purpose)


def _rests_on(item: Item) -> bool:
    line = item.line
    return line is not None and line.rests and line.enrollment.paused_until is None


def _of_line(line: Line, zone: str) -> Item:
    channel = line.step.channel.value if line.step is not None else Kind.letter.value
    return Item(Kind(channel), line.at, line.lead, zone, line=line)


def _of_leads(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found = []
    if wanted.owner_id is not None:
        found.append(Lead.owner_id == wanted.owner_id)
    if wanted.client_id is not None:
        found.append(Lead.client_id == wanted.client_id)
    return found


def _own(wanted: Wanted, until: datetime, zone: str) -> list[Item]:
    lead = joinedload(Unsent.lead)
    found = db.session.scalars(
        sa.select(Unsent)
        .join(Unsent.lead)
        .where(
            Unsent.state.in_((UnsentState.waiting, UnsentState.held)),
            Unsent.leaves_at < until,
            *_of_leads(wanted),
        )
        .options(
            lead.joinedload(Lead.client),
            lead.joinedload(Lead.contact).lazyload(Contact.client),
            joinedload(Unsent.member),
        )
    )
    return [
        Item(Kind.own, each.leaves_at, each.lead, zone, own=each)
        for each in found
        if each.leaves_at
    ]


def _first_words(wanted: Wanted, zone: str) -> list[Item]:
    found = db.session.execute(
        sa.select(Due.due_at, Lead)
        .join(Lead, Lead.id == Due.subject)
        .where(Due.kind == HOLDING, sa.text("due.state = 'scheduled'"), *_of_leads(wanted))
        .options(joinedload(Lead.client), joinedload(Lead.contact).lazyload(Contact.client))
    )
    return [Item(Kind.first_word, at, lead, zone) for at, lead in found]


def _promises(wanted: Wanted, until: datetime, zone: str) -> list[Item]:
    found = db.session.scalars(
        sa.select(Lead)
        .where(sa.text(IS_OPEN), Lead.promised_at < until, *_of_leads(wanted))
        .options(joinedload(Lead.client), joinedload(Lead.contact).lazyload(Contact.client))
    )
    return [Item(Kind.promise, each.promised_at, each, zone) for each in found if each.promised_at]
