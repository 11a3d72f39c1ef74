"""An estimate as plain values, held for the one save at hand.

A session's objects cost more than the save itself: these are read by two statements and add up by the same rules.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any, Self

import sqlalchemy as sa

from agency.kernel.db import db
from agency.kernel.money import Span
from agency.proposals.costing import LineFigures, SectionFigures, WholeFigures
from agency.proposals.models import EstimateLine, EstimateSection, Proposal
from agency.proposals.states import ProposalState

_WHOLE: Any = Proposal.__table__
_SECTION: Any = EstimateSection.__table__
_LINE: Any = EstimateLine.__table__
_OF_WHOLE = ("id", "currency", "step", "taxes", "off_hundredths", "off_minor", "revision")
_OF_SECTION = ("variant", "taken", "off_hundredths", "off_minor")
_OF_LINE = tuple(column.key for column in _LINE.columns)

# It counts the change and holds the row in one: whoever comes at the same moment waits, and then sees another revision.
_HELD = (
    sa.update(_WHOLE)
    .where(
        _WHOLE.c.id == sa.bindparam("which"),
        _WHOLE.c.revision == sa.bindparam("seen"),
        _WHOLE.c.state == ProposalState.draft,
    )
    .values(revision=_WHOLE.c.revision + 1)
    .returning(*(_WHOLE.c[name] for name in _OF_WHOLE))
)
# It writes the columns that come with it.
_WRITTEN = sa.update(_LINE).where(_LINE.c.id == sa.bindparam("which"))
_LINES = (
    sa.select(_LINE, *(_SECTION.c[name].label(f"part_{name}") for name in _OF_SECTION))
    .join_from(_LINE, _SECTION, _LINE.c.section_id == _SECTION.c.id)
    .where(_SECTION.c.proposal_id == sa.bindparam("which"))
    .order_by(_SECTION.c.position, _SECTION.c.id, _LINE.c.position, _LINE.c.id)
)


class _Plain:
    """What was read, by the names of its columns."""

    def __init__(self, columns: Mapping[str, Any]) -> None:
        vars(self).update(columns)

    if TYPE_CHECKING:

        def __getattr__(self, column: str) -> Any: ...


class PlainLine(_Plain, LineFigures):
    """A line."""

    section: "PlainSection"

    @cached_property
    def cost(self) -> Span:
        """What it costs."""
        return self.sum.net

    def write(self, columns: Mapping[str, Any]) -> "PlainLine":
        """Keep these in the row; the line as it is then, in the place of this one."""
        db.session.execute(_WRITTEN, {"which": self.id, **columns})
        kept = {name: getattr(self, name) for name in _OF_LINE}
        fresh = PlainLine({**kept, **columns, "section": self.section})
        lines = self.section.lines
        lines[lines.index(self)] = fresh
        return fresh


class PlainSection(_Plain, SectionFigures):
    """A section that has lines."""

    lines: list[PlainLine]

    @cached_property
    def cost(self) -> Span:
        """What it comes to."""
        return self.sum.net


class PlainEstimate(_Plain, WholeFigures):
    """A draft, held until the end of the transaction, with a new revision."""

    sections: list[PlainSection]

    @classmethod
    def held(cls, id: int, *, revision: int) -> Self | None:
        """Take it for a change; None where it is no draft of this revision (any more)."""
        row = db.session.execute(_HELD, {"which": id, "seen": revision}).first()
        if row is None:
            return None
        found = cls(dict(zip(_OF_WHOLE, row, strict=True)))
        rows = db.session.execute(_LINES, {"which": id}).all()
        at = _OF_LINE.index("section_id")
        found.sections = [
            found._section(list(each)) for _id, each in groupby(rows, lambda r: r[at])
        ]
        return found

    @property
    def lines(self) -> list[PlainLine]:
        """All of them, in order."""
        return [line for section in self.sections for line in section.lines]

    def line(self, id: int) -> PlainLine | None:
        """The one with this id."""
        return next((line for line in self.lines if line.id == id), None)

    def _section(self, rows: Iterable[Any]) -> PlainSection:
        rows = list(rows)
        own = dict(zip(_OF_SECTION, rows[0][len(_OF_LINE) :], strict=True))
        section = PlainSection({**own, "proposal": self})
        columns = (dict(zip(_OF_LINE, row, strict=False)) for row in rows)
        section.lines = [PlainLine({**each, "section": section}) for each in columns]
        return section
