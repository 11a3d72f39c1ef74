"""What changed from one version to the next: lines, hours, people, money. Plain values, from two documents.

Lines and sections are known by their keys. Whatever differs is named, and all that is named adds up to the difference
of the totals: lines, then what is taken off sections and the whole, then taxes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from agency.kernel.money import Money, Span
from agency.proposals.document import Document
from agency.proposals.parts import Line, Section

# What of a line may change, in the order in which it is told.
WHAT = ("text", "hours", "rate", "price", "quantity", "person", "discount", "option")


@dataclass(frozen=True)
class Figure:
    """An amount before and after."""

    before: Span
    after: Span

    @property
    def shift(self) -> Span:
        """By how much it grew; less than nothing where it fell."""
        return self.after - self.before

    @property
    def is_same(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True)
class Hours:
    """Minutes from–to, before and after."""

    before: tuple[int, int]
    after: tuple[int, int]

    @property
    def shift(self) -> tuple[int, int]:
        """By how many minutes the least and the most grew; less than nothing where they fell."""
        return self.after[0] - self.before[0], self.after[1] - self.before[1]

    @property
    def is_same(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True)
class LineChange:
    """A line that is new, gone, changed or moved; its cost counts as the options stood."""

    before: Line | None
    after: Line | None
    section_before: Section | None
    section_after: Section | None
    cost: Figure

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def is_gone(self) -> bool:
        return self.after is None

    @property
    def is_moved(self) -> bool:
        """Whether it stands in another section."""
        here, there = self.section_before, self.section_after
        return here is not None and there is not None and here.key != there.key

    @cached_property
    def what(self) -> Sequence[str]:
        """What of it changed, by the names of WHAT."""
        if self.before is None or self.after is None:
            return ()
        before, after = _said(self.before), _said(self.after)
        return tuple(name for name in WHAT if before[name] != after[name])

    @property
    def line(self) -> Line:
        """As it stands now, or as it last stood."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def hours(self) -> Hours:
        """What it takes, whether it is chosen or not."""
        return Hours(_minutes(self.before), _minutes(self.after))


@dataclass(frozen=True)
class SectionChange:
    """A section that is new, gone, renamed, discounted anew, or taken among its alternatives."""

    before: Section | None
    after: Section | None
    off: Figure

    @property
    def section(self) -> Section:
        """As it stands now, or as it last stood."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def is_renamed(self) -> bool:
        return bool(self.before and self.after and self.before.title != self.after.title)

    @property
    def is_taken_now(self) -> bool:
        """Whether of the alternatives this one counts since."""
        return bool(self.before and self.after and self.after.counts and not self.before.counts)

    @property
    def is_left_now(self) -> bool:
        """Whether of the alternatives this one does not count any more."""
        return bool(self.before and self.after and self.before.counts and not self.after.counts)


@dataclass(frozen=True)
class PersonChange:
    """What one person, or one trade, does of the whole."""

    name: str
    hours: Hours
    cost: Figure


@dataclass(frozen=True)
class Differences:
    """What changed from one document to the next."""

    before: Document
    after: Document
    lines: Sequence[LineChange]
    sections: Sequence[SectionChange]
    people: Sequence[PersonChange]
    fixed: Figure
    off: Figure
    taxes: Sequence[tuple[str, Figure]]
    total: Figure
    hours: Hours

    def __bool__(self) -> bool:
        parts = (self.lines, self.sections, self.people, self.taxes)
        return any(parts) or not all((self.off.is_same, self.total.is_same, self.hours.is_same))

    @cached_property
    def new(self) -> Sequence[LineChange]:
        return [each for each in self.lines if each.is_new]

    @cached_property
    def gone(self) -> Sequence[LineChange]:
        return [each for each in self.lines if each.is_gone]

    @cached_property
    def changed(self) -> Sequence[LineChange]:
        """Lines that say something else, or stand elsewhere."""
        return [each for each in self.lines if not each.is_new and not each.is_gone]


def differences(before: Document, after: Document) -> Differences:
    """What changed; both are in the same currency. Raises ValueError where they are not."""
    if before.currency != after.currency:
        raise ValueError(f"{before.currency} and {after.currency} do not compare")
    return Differences(
        before,
        after,
        lines=tuple(_lines(before, after)),
        sections=tuple(_sections(before, after)),
        people=tuple(_people(before, after)),
        fixed=Figure(before.fixed_cost, after.fixed_cost),
        off=Figure(before.whole.sum.off, after.whole.sum.off),
        taxes=tuple(_taxes(before, after)),
        total=Figure(before.total, after.total),
        hours=Hours((before.minutes, before.most_minutes), (after.minutes, after.most_minutes)),
    )


def _lines(before: Document, after: Document) -> Iterator[LineChange]:
    olds, news = _placed(before), _placed(after)
    zero = Span.exactly(Money(0, after.currency))
    for key in [*news, *(key for key in olds if key not in news)]:
        old, new = olds.get(key), news.get(key)
        cost = Figure(_counted(old, zero), _counted(new, zero))
        change = LineChange(
            old[1] if old else None,
            new[1] if new else None,
            old[0] if old else None,
            new[0] if new else None,
            cost,
        )
        if change.is_new or change.is_gone or change.is_moved or change.what or not cost.is_same:
            yield change


def _sections(before: Document, after: Document) -> Iterator[SectionChange]:
    olds = {_key(each, at): each for at, each in enumerate(before.sections)}
    news = {_key(each, at): each for at, each in enumerate(after.sections)}
    zero = Span.exactly(Money(0, after.currency))
    for key in [*news, *(key for key in olds if key not in news)]:
        old, new = olds.get(key), news.get(key)
        off = Figure(
            old.sum.off if old and old.counts else zero, new.sum.off if new and new.counts else zero
        )
        change = SectionChange(old, new, off)
        is_same = old and new and (old.title, old.counts) == (new.title, new.counts)
        if not is_same or not off.is_same:
            yield change


def _people(before: Document, after: Document) -> Iterator[PersonChange]:
    """Whose hours or cost are others, in the order of the document that is new."""
    olds, news = _shares(before), _shares(after)
    nothing = (0, 0, Span.exactly(Money(0, after.currency)))
    for name in [*news, *(name for name in olds if name not in news)]:
        old, new = olds.get(name, nothing), news.get(name, nothing)
        if old != new:
            yield PersonChange(name, Hours(old[:2], new[:2]), Figure(old[2], new[2]))


def _taxes(before: Document, after: Document) -> Iterator[tuple[str, Figure]]:
    """Those that are added on top, and came to something else."""
    olds, news = _added(before), _added(after)
    zero = Span.exactly(Money(0, after.currency))
    for name in dict.fromkeys((*news, *olds)):
        figure = Figure(olds.get(name, zero), news.get(name, zero))
        if not figure.is_same:
            yield name, figure


def _placed(document: Document) -> dict[str, tuple[Section, Line]]:
    """Each line by its key with its section; what is older than keys is known by its words."""
    found: dict[str, tuple[Section, Line]] = {}
    for section in document.sections:
        for line in section.lines:
            key = line.key or f"{section.title}/{line.text}"
            while key in found:
                key += "+"
            found[key] = (section, line)
    return found


def _key(section: Section, at: int) -> str:
    return section.key or f"{at}/{section.title}"


def _counted(placed: tuple[Section, Line] | None, zero: Span) -> Span:
    if placed is None:
        return zero
    section, line = placed
    return line.cost if section.counts and line.counts else zero


def _shares(document: Document) -> Mapping[str, tuple[int, int, Span]]:
    """By name, since the same person may have another photo or another trade in the next version."""
    found: dict[str, tuple[int, int, Span]] = {}
    people = (
        (each.person.name, each.minutes, each.most_minutes, each.cost) for each in document.shares
    )
    for name, minutes, most, cost in (*people, *document.roles):
        least, upmost, sum_ = found.get(name, (0, 0, Span.exactly(Money(0, document.currency))))
        found[name] = (least + minutes, upmost + most, sum_ + cost)
    return found


def _added(document: Document) -> dict[str, Span]:
    found: dict[str, Span] = {}
    for tax, amount in document.whole.taxes:
        if not tax.is_included:
            zero = Span.exactly(Money(0, document.currency))
            found[tax.name] = found.get(tax.name, zero) + amount
    return found


def _minutes(line: Line | None) -> tuple[int, int]:
    if line is None:
        return 0, 0
    return line.minutes or 0, line.most_minutes or line.minutes or 0


def _said(line: Line) -> dict[str, object]:
    return {
        "text": line.text,
        "hours": (line.minutes, line.most_minutes),
        "rate": line.rate,
        "price": line.price,
        "quantity": (line.quantity, line.most_quantity, line.unit),
        "person": line.who,
        "discount": line.discount,
        "option": (line.is_optional, line.taken if line.is_optional else True),
    }
