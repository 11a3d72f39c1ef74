"""Who lives through the year: clients in twelve zones, each with an own clock, and how they came to us."""

import enum
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import format_datetime
from random import Random
from zoneinfo import ZoneInfo

from tests.followups.year.almanac import DAY, EVERY_DAY, Almanac, time

OURS = "hello@kvarta.example"
# Half hours, both hemispheres, clocks that change and clocks that do not, half a day away, many holidays.
ZONES = (
    ("Asia/Kolkata", "IN"),
    ("Australia/Adelaide", "AU"),
    ("Pacific/Auckland", "NZ"),
    ("America/Los_Angeles", "US"),
    ("America/New_York", "US"),
    ("America/St_Johns", "CA"),
    ("America/Santiago", "CL"),
    ("Europe/Lisbon", "PT"),
    ("Europe/Berlin", "DE"),
    ("Europe/Moscow", "RU"),
    ("Africa/Cairo", "EG"),
    ("Asia/Tokyo", "JP"),
)
HOUSE = Almanac("Asia/Yerevan", None, EVERY_DAY, time(9), time(21))


class Came(enum.Enum):
    """How a lead came in."""

    fresh = "fresh"
    first_reading = "first_reading"
    imported = "imported"
    of_partner = "of_partner"
    of_stranger = "of_stranger"


class Rule(enum.Enum):
    """Whom a partner wants letters about their leads to go to."""

    client = "client"
    partner = "partner"
    both = "both"


@dataclass(frozen=True)
class Person:
    """Somebody with an address, and perhaps another one that we have not seen."""

    name: str
    address: str
    other_address: str
    almanac: Almanac
    language: str
    away: tuple[tuple[datetime, date], ...] = ()

    def is_away(self, at: datetime) -> date | None:
        """The day on which they are back, while they are away."""
        day = self.almanac.wall(at).date()
        return next((back for since, back in self.away if since <= at and day < back), None)

    def clock(self, at: datetime) -> str:
        """For a Date header."""
        return format_datetime(at.astimezone(ZoneInfo(self.almanac.zone)))


@dataclass
class Case:
    """One lead, as the world knows it. `title` is what its proposal is called, like no other."""

    n: int
    person: Person
    came: Came
    rule: Rule | None = None
    by: Person | None = None
    ids: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        return f"Site {self.n:03}"

    @property
    def addresses(self) -> frozenset[str]:
        """Everybody's who may get a letter about it."""
        own = {self.person.address, self.person.other_address}
        return frozenset(own | ({self.by.address} if self.by is not None else set()))

    @property
    def readers(self) -> frozenset[str]:
        """To whom a machine may write about it."""
        if self.came is Came.of_stranger:
            return frozenset()
        ways = {
            None: [self.person],
            Rule.client: [self.person],
            Rule.partner: [self.by],
            Rule.both: [self.person, self.by],
        }[self.rule]
        return frozenset(each.address for each in ways if each is not None)


def somebody(n: int, chance: Random, begins: datetime) -> Person:
    """A client with a zone of their own, and perhaps two absences in the year."""
    zone, country = ZONES[n % len(ZONES)]
    language = "ru" if country == "RU" else "en"
    return Person(
        f"Ana{n:03} Lopes",
        f"ana{n:03}@firm{n:03}.example",
        f"ana{n:03}.lopes@post{n:03}.example",
        Almanac(zone, country),
        language,
        tuple(_absence(chance, begins) for _ in range(chance.choice((0, 0, 1, 2)))),
    )


def _absence(chance: Random, begins: datetime) -> tuple[datetime, date]:
    since = begins + chance.uniform(1, 350) * DAY
    return since, since.date() + chance.randint(3, 20) * DAY
