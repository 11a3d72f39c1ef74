"""A proposal as its reader gets it: the same content for the PDF and for the page in the browser.

Plain values without a database. Whoever keeps proposals builds a `Document` from what was frozen
when the proposal was sent; both templates read nothing else. Its figures are computed here, from
the lines alone, and a document whose parts do not add up cannot be made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import ceil
from typing import Literal

from agency.kernel.brand import Brand
from agency.kernel.money import Money
from agency.proposals.parts import (
    Accept,
    DocumentError,
    Line,
    Payment,
    Person,
    Picture,
    Quote,
    Reference,
    Section,
    Stage,
    Understanding,
)
from agency.proposals.pattern import Tile, band, tiles
from agency.proposals.plan import PlanChart
from agency.proposals.wording import Wording


@dataclass(frozen=True)
class Share:
    """What one person does of the whole: minutes, and their cost."""

    person: Person
    minutes: int
    cost: Money


@dataclass(frozen=True)
class Document:
    """One version of a proposal. `total` is what was agreed to send; the lines must come to it."""

    title: str
    lang: Literal["en", "ru"]
    currency: str
    brand: Brand
    agency_name: str
    client_name: str
    version: int
    dated_on: date
    sections: Sequence[Section]
    total: Money
    accept: Accept
    agency_line: str = ""
    client_place: str = ""
    valid_until: date | None = None
    cover: Picture | None = None
    opening: Picture | None = None
    quote: Quote | None = None
    understanding: Understanding | None = None
    people: Sequence[Person] = ()
    stages: Sequence[Stage] = ()
    tax_note: str = ""
    payments: Sequence[Payment] = ()
    references: Sequence[Reference] = ()

    def __post_init__(self) -> None:
        if not self.sections:
            raise DocumentError("An estimate needs at least one line")
        self._check_currency()
        self._check_sums()

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every line of the estimate, in order."""
        return tuple(line for section in self.sections for line in section.lines)

    @cached_property
    def minutes(self) -> int:
        """All hours."""
        return sum(section.minutes for section in self.sections)

    @cached_property
    def fixed(self) -> tuple[Line, ...]:
        """What is sold at a fixed price, beside the hours."""
        return tuple(line for line in self.lines if line.is_fixed)

    @cached_property
    def fixed_cost(self) -> Money:
        """The sum of all fixed prices."""
        return Money.total((line.cost for line in self.fixed), self.currency)

    @cached_property
    def shares(self) -> tuple[Share, ...]:
        """Who does how much, the largest share first."""
        found = [self._share(person) for person in self.everybody]
        return tuple(
            sorted((share for share in found if share.minutes), key=lambda share: -share.cost.minor)
        )

    @cached_property
    def largest(self) -> Money:
        """The largest share, or all fixed prices: the longest that a bar of the summary can be."""
        return max((*(share.cost for share in self.shares), self.fixed_cost))

    @cached_property
    def everybody(self) -> tuple[Person, ...]:
        """The people shown on the team's page, then whoever has a line without being shown."""
        workers = [line.person for line in self.lines if line.person]
        return tuple(dict.fromkeys((*self.people, *workers)))

    @cached_property
    def weeks(self) -> int:
        """How many weeks the plan takes, begun ones counted."""
        if not self.stages:
            return 0
        first = min(stage.starts_on for stage in self.stages)
        last = max(stage.due_on for stage in self.stages)
        return ceil(((last - first).days + 1) / 7)

    @cached_property
    def write(self) -> Wording:
        """How this document writes money, hours and days."""
        costs = [line.cost for line in self.lines]
        rates = [line.rate for line in self.lines if line.rate]
        return Wording(self.lang, self.currency, self.dated_on.year, costs=costs, rates=rates)

    @cached_property
    def chart(self) -> PlanChart | None:
        """The plan, drawn."""
        return PlanChart(self.stages, self.write) if self.stages else None

    @cached_property
    def cover_tiles(self) -> list[Tile]:
        """The pattern of a cover without a picture, six tiles by five."""
        return tiles(self._seed, self.brand, self.brand.brand, columns=6, rows=5)

    @cached_property
    def opening_tiles(self) -> list[Tile]:
        """The pattern under a quotation without a picture, six tiles by four."""
        seed = f"{self._seed}/opening"
        return tiles(seed, self.brand, self.brand.brand_2, columns=6, rows=4)

    def shapes(self, count: int) -> list[Tile]:
        """So many single shapes, to stand on the second colour."""
        return band(f"{self._seed}/strip", self.brand, self.brand.brand_2, count=count)

    def minutes_of(self, person: Person) -> int:
        """One person's minutes in all lines."""
        return sum(line.minutes or 0 for line in self.lines if line.person == person)

    def tint(self, person: Person) -> int:
        """Which of three colours stands in for a portrait that is not there."""
        return self.everybody.index(person) % 3 + 1 if person in self.everybody else 1

    def category_of(self, stage: Stage) -> int:
        """A stage wears the colour of the section of the same name."""
        for section in self.sections:
            if section.title.casefold() == stage.title.casefold():
                return section.category
        return stage.category

    def pictures(self) -> Iterator[Picture]:
        """Every picture that is shown, each once; what a render has to be handed."""
        shown = (
            self.cover,
            self.opening,
            self.understanding.picture if self.understanding else None,
            *(person.photo for person in (*self.everybody, self.accept.contact)),
            *(stage.person.photo for stage in self.stages),
            *(reference.picture for reference in self.references),
        )
        yield from {picture.name: picture for picture in shown if picture}.values()

    @property
    def _seed(self) -> str:
        return f"{self.title}/{self.client_name}"

    def _share(self, person: Person) -> Share:
        hourly = [line for line in self.lines if line.person == person and not line.is_fixed]
        cost = Money.total((line.cost for line in hourly), self.currency)
        return Share(person, self.minutes_of(person), cost)

    def _check_currency(self) -> None:
        amounts = (self.total, *(line.cost for line in self.lines))
        if foreign := {amount.currency for amount in amounts} - {self.currency}:
            raise DocumentError(f"The proposal is in {self.currency}, not in {sorted(foreign)}")

    def _check_sums(self) -> None:
        lines = Money.total((line.cost for line in self.lines), self.currency)
        if lines != self.total:
            raise DocumentError(f"The lines come to {lines}, the total says {self.total}")
        paid = Money.total((payment.amount for payment in self.payments), self.currency)
        if self.payments and paid != self.total:
            raise DocumentError(f"The payments come to {paid}, the total says {self.total}")
