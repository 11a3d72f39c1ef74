"""What changed, in words and figures: for the table that we and the client see, and a paragraph of the letter."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from agency.kernel.money import Money, Span
from agency.proposals.differences import (
    Differences,
    Figure,
    Hours,
    LineChange,
    SectionChange,
)
from agency.proposals.parts import Line
from agency.proposals.wording import Wording

# As many as a letter names; the page names them all.
NAMED = 3
MINUS = "−"


@dataclass(frozen=True)
class Row:
    """A figure before and after, and by how much it went up or down; "" where it did neither."""

    before: str
    after: str
    shift: str = ""

    @property
    def is_same(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True)
class ToldPerson:
    """One person's hours and cost."""

    name: str
    hours: Row
    cost: Row


@dataclass(frozen=True)
class ToldLine:
    """One line: `kind` is "new", "gone" or "changed"; `details` says what else is another."""

    kind: str
    text: str
    section: str
    cost: Row
    hours: Row
    details: Sequence[str]


@dataclass(frozen=True)
class Told:
    """All that changed, as it is shown."""

    total: Row
    hours: Row
    people: Sequence[ToldPerson]
    lines: Sequence[ToldLine]
    sections: Sequence[str]
    rest: Sequence[tuple[str, Row]]


@dataclass(frozen=True)
class ToldChanges:
    """What changed since which version, found and told."""

    since: int
    found: Differences
    told: Told


def told_changes(found: Differences | None, write: Wording | None = None) -> ToldChanges | None:
    """For a page; None where nothing compares."""
    if found is None:
        return None
    return ToldChanges(found.before.version, found, told(found, write or found.after.write))


def told(found: Differences, write: Wording) -> Told:
    """In the language of whoever reads it, with figures as the document writes them."""
    return Told(
        total=_money(found.total, write),
        hours=_hours(found.hours, write),
        people=[
            ToldPerson(each.name, _hours(each.hours, write), _money(each.cost, write))
            for each in found.people
        ],
        lines=[
            _line(each, kind, write)
            for kind, lines in (
                ("new", found.new),
                ("gone", found.gone),
                ("changed", found.changed),
            )
            for each in lines
        ],
        sections=[words for each in found.sections for words in _section(each, write)],
        rest=list(_rest(found, write)),
    )


def paragraph(found: Differences, write: Wording) -> str:
    """A few sentences for the letter; "" where nothing changed."""
    if not found:
        return ""
    said = [sums(found, write)]
    for words, lines in (
        (lambda lines: _("New: %(lines)s.", lines=lines), found.new),
        (lambda lines: _("No longer in it: %(lines)s.", lines=lines), found.gone),
        (lambda lines: _("Changed: %(lines)s.", lines=lines), found.changed),
    ):
        said += _named(lines, words)
    return " ".join(said)


def sums(found: Differences, write: Wording) -> str:
    """The total and the hours, before and now, in a sentence or two."""
    total, hours = _money(found.total, write), _hours(found.hours, write)
    n = found.before.version
    said = [
        _("The total is the same as in version %(n)s.", n=n)
        if total.is_same
        else _(
            "Since version %(n)s the total went from %(before)s to %(after)s.",
            n=n,
            before=total.before,
            after=total.after,
        )
    ]
    if not hours.is_same:
        said.append(
            _("Hours: %(before)s then, %(after)s now.", before=hours.before, after=hours.after)
        )
    return " ".join(said)


def _named(lines: Sequence[LineChange], words: Callable[[str], str]) -> list[str]:
    if not lines:
        return []
    quoted = [_("“%(text)s”", text=each.line.text) for each in lines[:NAMED]]
    if (more := len(lines) - NAMED) > 0:
        quoted.append(ngettext("and one more", "and %(num)d more", more))
    return [words(", ".join(quoted))]


def _line(change: LineChange, kind: str, write: Wording) -> ToldLine:
    section = change.section_after or change.section_before
    return ToldLine(
        kind,
        change.line.text,
        section.title if section else "",
        _money(change.cost, write),
        _hours(change.hours, write),
        list(_details(change, write)),
    )


def _details(change: LineChange, write: Wording) -> Iterable[str]:
    before, after = change.before, change.after
    if before is None or after is None:
        return
    if change.is_moved and change.section_before is not None:
        yield _("stood in “%(section)s”", section=change.section_before.title)
    pairs = {
        "rate": (_amount(before.rate, write), _amount(after.rate, write)),
        "price": (_amount(before.price, write), _amount(after.price, write)),
        "quantity": (_quantity(before), _quantity(after)),
        "person": (before.who, after.who),
        "discount": (_off(before, write), _off(after, write)),
        "option": (_option(before), _option(after)),
    }
    names = {
        "rate": _("rate"),
        "price": _("price"),
        "quantity": _("quantity"),
        "person": _("who"),
        "discount": _("discount"),
        "option": _("choice"),
    }
    if "text" in change.what:
        yield _("it said “%(text)s”", text=before.text)
    for each in change.what:
        if each in pairs:
            was, now = pairs[each]
            yield f"{names[each]}: {was or '–'} → {now or '–'}"


def _section(change: SectionChange, write: Wording) -> Iterable[str]:
    title = change.section.title
    if change.before is None:
        yield _("The section “%(title)s” is new.", title=title)
    elif change.after is None:
        yield _("The section “%(title)s” is gone.", title=title)
    if change.is_renamed and change.before is not None:
        old = change.before.title
        yield _("The section “%(old)s” is called “%(new)s” now.", old=old, new=title)
    if change.is_taken_now:
        yield _("Of the alternatives, “%(title)s” counts now.", title=title)
    elif change.is_left_now:
        yield _("“%(title)s” is an alternative that does not count now.", title=title)
    if not change.off.is_same:
        row = _money(change.off, write)
        yield _(
            "Taken off “%(title)s”: %(before)s then, %(after)s now.",
            title=title,
            before=row.before,
            after=row.after,
        )


def _rest(found: Differences, write: Wording) -> Iterable[tuple[str, Row]]:
    if not found.fixed.is_same:
        yield _("At fixed prices"), _money(found.fixed, write)
    if not found.off.is_same:
        yield _("Taken off the whole"), _taken_off(found.off, write)
    for name, figure in found.taxes:
        yield name, _money(figure, write)


def _money(figure: Figure, write: Wording) -> Row:
    shift = "" if figure.is_same else _signed(figure.shift, write)
    return Row(write.money(figure.before), write.money(figure.after), shift)


def _taken_off(figure: Figure, write: Wording) -> Row:
    """As it stands in a sum: less, where more is taken off."""
    nothing = Span.exactly(Money(0, figure.after.currency))
    shift = _signed(nothing - figure.shift, write)
    before, after = (
        write.money(each) if each == nothing else f"{MINUS}{write.money(each)}"
        for each in (figure.before, figure.after)
    )
    return Row(before, after, shift)


def _hours(hours: Hours, write: Wording) -> Row:
    """From–to shows how far the least and the most went, as money does."""
    ends = [] if hours.is_same else sorted(set(hours.shift))
    shift = " … ".join(_minutes(each, write) for each in ends)
    return Row(write.hours(*hours.before), write.hours(*hours.after), shift)


def _signed(shift: Span, write: Wording) -> str:
    ends = sorted({shift.least, shift.most})
    return " … ".join(_one(each, write) for each in ends)


def _minutes(minutes: int, write: Wording) -> str:
    return f"{MINUS if minutes < 0 else '+'}{write.hours(abs(minutes))}"


def _one(amount: Money, write: Wording) -> str:
    sign = MINUS if amount.minor < 0 else "+"
    return f"{sign}{write.money(Money(abs(amount.minor), amount.currency))}"


def _amount(amount: Money | None, write: Wording) -> str:
    return write.money(amount) if amount is not None else ""


def _quantity(line: Line) -> str:
    many = f"{line.quantity} {line.unit}".strip()
    if not line.most_quantity:
        return many
    most = _("at most %(n)s", n=line.most_quantity)
    return f"{many} ({most})"


def _off(line: Line, write: Wording) -> str:
    return write.off(line.discount) if line.discount else ""


def _option(line: Line) -> str:
    if not line.is_optional:
        return str(_("always in it"))
    return str(_("may be left out") if line.taken else _("may be added"))
