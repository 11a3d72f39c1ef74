"""The estimate as a sheet: its rows as they stand, or as somebody typed them.

Each row carries the mark of what its writer had seen. When somebody else saved meanwhile, a row that only
one of the two touched is theirs; a row that both touched shows both. So nothing that was typed is lost, and
nothing that was saved is overwritten unseen.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from babel.numbers import format_decimal

from agency.kernel.marks import mark_of
from agency.kernel.money import Money
from agency.people.models import Member
from agency.proposals.estimate import EstimateSection
from agency.proposals.forms import LineForm, SectionForm
from agency.proposals.lines import EstimateLine, LineContent
from agency.proposals.models import Proposal
from agency.proposals.wording import Wording

# l12: line 12; n5: a new line at the end of section 5; n5x12: line 12 once more, which somebody removed.
_ROW = re.compile(r"(l(\d+)|n(\d+)(?:x\d+)?)-text")
_EXACT_IN_HUNDREDTHS = 3  # minutes: 3 are 0.05 h, while 20 are 0.333… h


def hours_to_type(minutes: int | None, lang: str) -> str:
    """Hours as they can be typed again: "1200.5", or "1:20" where decimals would not be exact."""
    if minutes is None:
        return ""
    if minutes % _EXACT_IN_HUNDREDTHS:
        return f"{minutes // 60}:{minutes % 60:02d}"
    return str(format_decimal(Decimal(minutes) / 60, format="0.##", locale=lang))


@dataclass
class Row:
    """A line of the sheet: `line` as saved (none when new), `form` as typed (none when untouched)."""

    key: str
    line: EstimateLine | None = None
    form: LineForm | None = None
    theirs: EstimateLine | None = None
    number: int = 0

    @property
    def is_typed(self) -> bool:
        return self.form is not None

    @property
    def errors(self) -> Mapping[str, Sequence[str]]:
        return self.form.errors if self.form is not None else {}

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into a new row; a person alone is no work."""
        typed = self.form
        return typed is None or not (
            typed.text.data or typed.hours.data is not None or typed.fixed.data is not None
        )

    @property
    def mark(self) -> str | None:
        """Stands for what was typed; none where it cannot be read."""
        typed = self.form
        return None if typed is None or typed.errors else self.content.mark

    @property
    def content(self) -> LineContent:
        """What the line says with what was typed; what the sheet does not show stays as it is."""
        before = self.line.content if self.line is not None else LineContent()
        typed = self.form
        if typed is None:
            return before
        return replace(
            before,
            text=typed.text.data,
            member_id=typed.member.data,
            minutes=typed.hours.data,
            fixed_minor=self.fixed_minor,
        )

    @property
    def fixed_minor(self) -> int | None:
        typed = self.form
        if typed is None or typed.fixed.data is None:
            return None
        return Money.of(typed.fixed.data, str(typed.meta.currency)).minor


@dataclass
class Block:
    """A section of the sheet with its rows; the last row is there to be typed into."""

    section: EstimateSection
    rows: list[Row]
    form: SectionForm | None = None

    @property
    def key(self) -> str:
        return f"s{self.section.id}"

    @property
    def title(self) -> str:
        return str(self.form.title.data) if self.form is not None else self.section.title

    @property
    def errors(self) -> Sequence[str]:
        return self.form.title.errors if self.form is not None else ()


@dataclass
class Sheet:
    """The estimate of a proposal, with what was typed into it where somebody did."""

    proposal: Proposal
    members: Sequence[Member]
    data: Any = None
    born: Mapping[int, str] = field(
        default_factory=dict
    )  # ids of new lines, and the rows they came from
    conflicts: int = field(default=0, init=False)

    @cached_property
    def blocks(self) -> list[Block]:
        """Its sections, in order."""
        blocks = [self._block(section) for section in self.proposal.sections]
        rows = (row for block in blocks for row in block.rows if row.line is not None)
        for number, row in enumerate(rows, start=1):
            row.number = number
        return blocks

    @property
    def rows(self) -> Iterator[Row]:
        return (row for block in self.blocks for row in block.rows)

    @property
    def is_valid(self) -> bool:
        """Whether everything that was typed can be read."""
        return not any(row.errors for row in self.rows) and not any(b.errors for b in self.blocks)

    @cached_property
    def choices(self) -> list[tuple[int, str]]:
        """Who can do the work: everybody who is here, and whoever is on a line already."""
        found = {member.id: member.name for member in self.members}
        for line in self.proposal.lines:
            if line.member is not None:
                found.setdefault(line.member.id, line.member.name)
        return list(found.items())

    def written(self, lang: str) -> Wording:
        """How its figures are written: a column has as many decimals everywhere."""
        lines = self.proposal.lines
        return Wording(
            lang,
            self.proposal.currency,
            self.proposal.lead.received_at.year,
            costs=[end for line in lines for end in (line.cost.least, line.cost.most)],
            rates=[line.rate for line in lines if line.rate],
        )

    def merge(self) -> None:
        """Lay what was typed beside what somebody else saved meanwhile."""
        for row in list(self.rows):
            if row.line is not None and row.form is not None:
                self._merge(row, row.line, row.form)
        for block in self.blocks:
            if block.form is not None and _untouched(block.form, mark_of(block.form.title.data)):
                block.form = None
        self._bring_back()

    def _merge(self, row: Row, line: EstimateLine, typed: LineForm) -> None:
        if typed.seen.data == row.mark or row.mark == line.mark:
            row.form = None  # only they touched it, or both wrote the same
        elif typed.seen.data != line.mark:
            row.theirs = line
            self.conflicts += 1

    def _bring_back(self) -> None:
        """What was typed into a line that somebody removed stands at the end of its section, as a new one."""
        here = {f"l{line.id}" for line in self.proposal.lines}
        for key in self._typed_keys:
            if key in here or not key.startswith("l") or not self.blocks:
                continue
            row = Row(key, form=self._line_form(key))
            if row.mark != row.form.seen.data and not row.is_blank:  # type: ignore[union-attr]
                block = self.blocks[-1]
                block.rows.insert(-1, Row(f"n{block.section.id}x{key[1:]}", form=row.form))
                self.conflicts += 1

    def _block(self, section: EstimateSection) -> Block:
        rows = [Row(f"l{line.id}", line, self._typed(f"l{line.id}")) for line in section.lines]
        again = re.compile(rf"n{section.id}x\d+")
        rows += [
            Row(key, form=self._typed(key)) for key in self._typed_keys if again.fullmatch(key)
        ]
        rows.append(Row(f"n{section.id}", form=self._typed(f"n{section.id}")))
        return Block(section, rows, self._section_form(section))

    @cached_property
    def _typed_keys(self) -> list[str]:
        found = (_ROW.fullmatch(name) for name in (self.data or ()))
        return [match[1] for match in found if match]

    def _typed(self, key: str) -> LineForm | None:
        return self._line_form(key) if key in self._typed_keys else None

    def _line_form(self, key: str) -> LineForm:
        form = LineForm(
            self.data, prefix=f"{key}-", meta={"currency": self.proposal.currency, "csrf": False}
        )
        form.member.choices = [("", ""), *self.choices]
        form.validate()
        return form

    def _section_form(self, section: EstimateSection) -> SectionForm | None:
        prefix = f"s{section.id}-"
        if f"{prefix}title" not in (self.data or ()):
            return None
        form = SectionForm(self.data, prefix=prefix)
        form.validate()
        return form


def _untouched(form: SectionForm, mark: str) -> bool:
    return bool(form.seen.data == mark)
