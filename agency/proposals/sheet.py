"""The estimate as a sheet: its rows as they stand, or as somebody typed them.

Each row carries the mark of what its writer had seen. When somebody else saved meanwhile, a row that only
one of the two touched is theirs; a row that both touched shows both. So nothing that was typed is lost, and
nothing that was saved is overwritten unseen.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from agency.kernel.i18n import pick
from agency.people.models import Member, Role
from agency.proposals.cells import hours_to_type
from agency.proposals.estimate import EstimateSection
from agency.proposals.lines import EstimateLine, LineContent
from agency.proposals.models import Proposal
from agency.proposals.plain import PlainEstimate
from agency.proposals.row_forms import LineForm, SectionForm, WholeForm
from agency.proposals.rows import Block, Foot, Row
from agency.proposals.wording import Wording

__all__ = ["Block", "Row", "Sheet", "hours_to_type"]

# l12: line 12; n5: a new line at the end of section 5; n5x12: line 12 once more, which somebody removed.
_ROW = re.compile(r"(l\d+|n\d+(?:x\d+)?)-\w+")
NO_YEAR = 0  # the sheet writes no days


def written(estimate: Proposal | PlainEstimate, lang: str) -> Wording:
    """How the figures of a sheet are written: a column has as many decimals everywhere."""
    lines = estimate.lines
    costs = [line.cost for line in lines]
    return Wording(
        lang,
        estimate.currency,
        NO_YEAR,
        costs=[end for cost in costs for end in (cost.least, cost.most)],
        rates=[line.rate for line in lines if line.rate],
    )


@dataclass
class Sheet:
    """The estimate of a proposal, with what was typed into it where somebody did."""

    proposal: Proposal
    members: Sequence[Member]
    data: Any = None
    born: Mapping[int, str] = field(
        default_factory=dict
    )  # ids of new lines, and the rows they came from
    roles: Sequence[Role] = ()
    opened: Collection[str] = ()  # rows whose details are shown
    conflicts: int = field(default=0, init=False)

    @cached_property
    def blocks(self) -> list[Block]:
        """Its sections, in order."""
        blocks = [self._block(section) for section in self.proposal.sections]
        rows = (row for block in blocks for row in block.rows if row.line is not None)
        for number, row in enumerate(rows, start=1):
            row.number = number
        return blocks

    @cached_property
    def foot(self) -> Foot:
        """Its last row."""
        form = None
        if "p0-off" in (self.data or ()):
            form = WholeForm(self.data, prefix="p0-")
            form.validate()
        return Foot(self.proposal, form)

    @property
    def rows(self) -> Iterator[Row]:
        return (row for block in self.blocks for row in block.rows)

    @property
    def _everything(self) -> list[Row | Block | Foot]:
        return [*self.rows, *self.blocks, self.foot]

    @property
    def is_valid(self) -> bool:
        """Whether everything that was typed can be read."""
        return not any(each.errors for each in self._everything)

    @cached_property
    def choices(self) -> list[tuple[str, str]]:
        """Who can do the work: everybody who is here, and whoever is on a line already."""
        found = {member.id: member.name for member in self.members}
        for line in self.proposal.lines:
            if line.member_id not in found and line.member is not None:
                found[line.member.id] = line.member.name
        return [(f"m{id}", name) for id, name in found.items()]

    @cached_property
    def trades(self) -> list[tuple[str, str]]:
        """The trades that can stand for a person, by name."""
        found = {role.id: pick(role.name) for role in self.roles}
        for line in self.proposal.lines:
            if line.role_id not in found and line.role is not None:
                found[line.role.id] = pick(line.role.name)
        return [(f"r{id}", name) for id, name in found.items()]

    @cached_property
    def people(self) -> dict[int, Member]:
        """Whoever can be chosen, by id."""
        found = {member.id: member for member in self.members}
        for line in self.proposal.lines:
            if line.member_id not in found and line.member is not None:
                found[line.member.id] = line.member
        return found

    @cached_property
    def roles_by_id(self) -> dict[int, Role]:
        """Which trades can be chosen, by id."""
        found = {role.id: role for role in self.roles}
        for line in self.proposal.lines:
            if line.role_id not in found and line.role is not None:
                found[line.role.id] = line.role
        return found

    @property
    def variants(self) -> list[str]:
        """The names under which sections stand against each other, each once."""
        return list(dict.fromkeys(each.variant for each in self.proposal.sections if each.variant))

    def written(self, lang: str) -> Wording:
        """How its figures are written."""
        return written(self.proposal, lang)

    def merge(self) -> None:
        """Lay what was typed beside what somebody else saved meanwhile."""
        for row in list(self.rows):
            if row.line is not None and row.form is not None:
                self._merge(row, row.line, row.form)
        for block in self.blocks:
            block.merge()
        self.foot.merge()
        self.conflicts += sum(block.theirs is not None for block in self.blocks)
        self.conflicts += self.foot.has_theirs
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
            form = self._line_form(key, LineContent())
            row = Row(key, form=form)
            if row.mark != form.seen.data and not row.is_blank:
                block = self.blocks[-1]
                block.rows.insert(-1, Row(f"n{block.section.id}x{key[1:]}", form=form))
                self.conflicts += 1

    def _block(self, section: EstimateSection) -> Block:
        rows = [self._row(line) for line in section.lines]
        again = re.compile(rf"n{section.id}x\d+")
        rows += [
            Row(key, form=self._typed(key)) for key in self._typed_keys if again.fullmatch(key)
        ]
        rows.append(Row(f"n{section.id}", form=self._typed(f"n{section.id}")))
        block = Block(section, rows, self._section_form(section))
        block.is_open = block.key in self.opened
        return block

    def _row(self, line: EstimateLine) -> Row:
        key = f"l{line.id}"
        typed = self._typed(key, line.content) if key in self._typed_keys else None
        return Row(key, line, typed, is_open=key in self.opened)

    @cached_property
    def _typed_keys(self) -> dict[str, None]:
        found = (_ROW.fullmatch(name) for name in (self.data or ()))
        return {match[1]: None for match in found if match}

    def _typed(self, key: str, before: LineContent | None = None) -> LineForm | None:
        return self._line_form(key, before or LineContent()) if key in self._typed_keys else None

    def _line_form(self, key: str, before: LineContent) -> LineForm:
        form = LineForm(
            self.data, prefix=f"{key}-", meta={"currency": self.proposal.currency, "csrf": False}
        )
        form.who.choices = [("", ""), *self.choices, *self.trades]
        form.validate()
        form.check(before)
        return form

    def _section_form(self, section: EstimateSection) -> SectionForm | None:
        prefix = f"s{section.id}-"
        if not any(f"{prefix}{name}" in (self.data or ()) for name in ("title", "off", "variant")):
            return None
        form = SectionForm(self.data, prefix=prefix)
        form.validate()
        return form
