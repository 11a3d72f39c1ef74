"""A proposal as its reader gets it: the same content for the PDF and for the page in the browser.

Plain values without a database. Whoever keeps proposals builds a `Document` from what was frozen
when the proposal was sent; both templates read nothing else. Its figures are computed here, from
the lines alone, and a document whose parts do not add up cannot be made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import ceil
from typing import Literal

from agency.kernel.brand import Brand
from agency.kernel.money import Money, Span
from agency.proposals import layouts
from agency.proposals.layouts import Page
from agency.proposals.parts import (
    Accept,
    Line,
    Payment,
    Person,
    Quote,
    Reference,
    Section,
    Stage,
    Understanding,
)
from agency.proposals.pattern import Tile, band, tiles
from agency.proposals.pictured import Picture
from agency.proposals.plan import PlanChart
from agency.proposals.pricing import NOTHING_OFF, Discount, Pricing, Tax, Whole
from agency.proposals.states import DocumentError
from agency.proposals.variables import LATE, filled
from agency.proposals.wording import Wording


@dataclass(frozen=True)
class Share:
    """What one person does of the whole: minutes, and their cost."""

    person: Person
    minutes: int
    most_minutes: int
    cost: Span


@dataclass(frozen=True)
class Document:
    """One version of a proposal, with whatever its reader may choose as it is chosen now."""

    title: str
    lang: Literal["en", "ru"]
    currency: str
    brand: Brand
    agency_name: str
    client_name: str
    version: int
    dated_on: date
    sections: Sequence[Section]
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
    discount: Discount = NOTHING_OFF
    taxes: Sequence[Tax] = ()
    step: int = 1
    payments: Sequence[Payment] = ()
    references: Sequence[Reference] = ()
    # How it looks: a style of layouts.STYLES, and its pages where they are not the style's own.
    style: str = ""
    pages: Sequence[Page] = ()
    is_draft: bool = False

    def __post_init__(self) -> None:
        if not self.sections:
            raise DocumentError("An estimate needs at least one line")
        self._check_currency()
        self._check_variants()
        self._check_payments()

    @cached_property
    def look(self) -> layouts.Style:
        """Its style."""
        return layouts.style(self.style)

    @cached_property
    def wanted(self) -> tuple[Page, ...]:
        """Its pages in their order; a total that is named in their words is the one at hand."""
        values = {LATE: self.write.money(self.total)}
        return tuple(
            replace(page, title=filled(page.title, values), body=filled(page.body, values))
            for page in self.pages or self.look.ordinary()
        )

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every line of the estimate, in order."""
        return tuple(line for section in self.sections for line in section.lines)

    @cached_property
    def counted(self) -> tuple[Line, ...]:
        """The lines that are part of the sums, as the options stand."""
        return tuple(
            line for section in self.sections if section.counts for line in section.counted
        )

    @cached_property
    def minutes(self) -> int:
        """All hours, at least."""
        return sum(section.minutes for section in self.sections if section.counts)

    @cached_property
    def most_minutes(self) -> int:
        """All hours, at most."""
        return sum(section.most_minutes for section in self.sections if section.counts)

    @cached_property
    def whole(self) -> Whole:
        """What it comes to: the sum, its discount, the taxes, the total."""
        pricing = Pricing(self.currency, self.step, self.discount, self.taxes)
        return Whole.of((each.cost for each in self.sections if each.counts), pricing)

    @cached_property
    def total(self) -> Span:
        """What is to be paid."""
        return self.whole.total

    @cached_property
    def reductions(self) -> Span:
        """All that is taken off sections and the whole; what is taken off a line is in its cost."""
        off = (section.sum.off for section in self.sections if section.counts)
        return Span.total(off, self.currency) + self.whole.sum.off

    @cached_property
    def fixed(self) -> tuple[Line, ...]:
        """What is sold at a fixed price, beside the hours."""
        return tuple(line for line in self.counted if line.is_fixed)

    @cached_property
    def fixed_cost(self) -> Span:
        """The sum of all fixed prices."""
        return Span.total((line.cost for line in self.fixed), self.currency)

    @cached_property
    def roles(self) -> tuple[tuple[str, int, int, Span], ...]:
        """Work of a trade for which nobody is named yet: its name, minutes from–to, and cost."""
        unnamed = [line for line in self.counted if not line.is_fixed and line.person is None]
        return tuple(
            (
                role,
                sum(line.minutes or 0 for line in unnamed if line.role == role),
                sum(
                    line.most_minutes or line.minutes or 0 for line in unnamed if line.role == role
                ),
                Span.total((line.cost for line in unnamed if line.role == role), self.currency),
            )
            for role in dict.fromkeys(line.role for line in unnamed)
        )

    @cached_property
    def shares(self) -> tuple[Share, ...]:
        """Who does how much, the largest share first."""
        found = [self.share_of(person) for person in self.everybody]
        return tuple(
            sorted(
                (share for share in found if share.minutes),
                key=lambda share: -share.cost.most.minor,
            )
        )

    @cached_property
    def largest(self) -> Money:
        """The largest share, or all fixed prices: the longest that a bar of the summary can be."""
        roles = (cost.most for _, _, _, cost in self.roles)
        return max((*(share.cost.most for share in self.shares), *roles, self.fixed_cost.most))

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
        sums = [line.sum for line in self.lines] + [each.sum for each in self.sections]
        sums.append(self.whole.sum)
        spans = [span for each in sums for span in (each.gross, each.off, each.net)]
        spans += [self.total, *(amount for _, amount in self.whole.taxes)]
        costs = [end for span in spans for end in (span.least, span.most)]
        rates = [line.rate for line in self.lines if line.rate]
        return Wording(self.lang, self.currency, self.dated_on.year, costs=costs, rates=rates)

    @cached_property
    def chart(self) -> PlanChart[Stage] | None:
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

    def pattern_on(self, part: str, ground: str, columns: int, rows: int) -> list[Tile]:
        """The pattern of another part of the paper, on this ground."""
        return tiles(f"{self._seed}/{part}", self.brand, ground, columns=columns, rows=rows)

    def shapes(self, count: int) -> list[Tile]:
        """So many single shapes, to stand on the second colour."""
        return band(f"{self._seed}/strip", self.brand, self.brand.brand_2, count=count)

    def said(self, text: str) -> str:
        """A sentence to stand between quotation marks: Russian sets its full stop outside, so it goes."""
        is_russian = self.lang == "ru" and not text.endswith("..")
        return text.removesuffix(".") if is_russian else text

    def share_of(self, person: Person) -> Share:
        """What one person does of the whole."""
        hourly = [line for line in self.counted if line.person == person and not line.is_fixed]
        return Share(
            person,
            sum(line.minutes or 0 for line in hourly),
            sum(line.most_minutes or line.minutes or 0 for line in hourly),
            Span.total((line.cost for line in hourly), self.currency),
        )

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

    def _check_currency(self) -> None:
        amounts = (line.cost for line in self.lines)
        if foreign := {amount.currency for amount in amounts} - {self.currency}:
            raise DocumentError(f"The proposal is in {self.currency}, not in {sorted(foreign)}")

    def _check_variants(self) -> None:
        """Of alternatives one counts, neither none nor two."""
        for variant in {section.variant for section in self.sections if section.variant}:
            taken = sum(each.taken for each in self.sections if each.variant == variant)
            if taken != 1:
                raise DocumentError(f"Of the alternatives {variant!r} {taken} are taken, not one")

    def _check_payments(self) -> None:
        paid = Span.total((payment.amount for payment in self.payments), self.currency)
        if self.payments and paid != self.total:
            raise DocumentError(f"The payments come to {paid}, the total says {self.total}")
