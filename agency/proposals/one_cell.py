"""One cell, typed and kept at once: nearly all saves of a sheet are of this kind, and most of them are plain.

Plain is a cell that can be read, in a line that nobody else changed, and that leaves all other cells of its line what
they are: then figures change, and nothing else has to be read or drawn. What is not plain is left to the sheet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from werkzeug.datastructures import MultiDict

from agency.kernel.search import keeping
from agency.proposals.costing import LineContent
from agency.proposals.plain import PlainEstimate, PlainLine
from agency.proposals.row_forms import LineForm
from agency.proposals.steps import Step

CELLS = ("text", "hours", "fixed")


@dataclass(frozen=True)
class Kept:
    """What was kept: the line as it is now, in which cell, and how to go back."""

    line: PlainLine
    cell: str
    step: Step

    @property
    def estimate(self) -> PlainEstimate:
        """The whole of which it is a part."""
        estimate: PlainEstimate = self.line.section.proposal
        return estimate


def keep(id: int, typed: Mapping[str, str]) -> Kept | None:
    """Save this cell of the draft; None where that is not plain, and then the caller must roll back."""
    key, cell, revision = (typed.get(name, "") for name in ("row", "cell", "revision"))
    if cell not in CELLS or not (key.startswith("l") and (key[1:] + revision).isdecimal()):
        return None
    estimate = PlainEstimate.held(id, revision=int(revision))
    line = estimate.line(int(key[1:])) if estimate is not None else None
    if line is None or line.mark != typed.get("seen"):
        return None
    found = _content(line, cell, typed.get("value", ""))
    if found is None or found == line.content or not _stays(line, found):
        return None
    return _kept(line, cell, found)


def _kept(line: PlainLine, cell: str, found: LineContent) -> Kept:
    before = vars(line.content)
    fresh = line.write({name: said for name, said in vars(found).items() if said != before[name]})
    proposal: int = line.section.proposal.id
    if cell == "text":
        keeping.touch("proposal", [proposal])
    return Kept(fresh, cell, Step.of_line(proposal, line, fresh))


def _content(line: PlainLine, cell: str, value: str) -> LineContent | None:
    form = _form(cell)(MultiDict({cell: value}), meta={"currency": line.currency, "csrf": False})
    return form.content(line.content) if form.validate() else None


def _stays(line: PlainLine, found: LineContent) -> bool:
    """Whether the same cells stand in it then, with the rate that it has."""
    before = line.content
    is_fixed, is_anybodys = line.is_fixed, before.member_id or before.role_id
    has_its_rate = (line.rate_minor is None) is bool(is_fixed or not is_anybodys)
    return has_its_rate and _cells(before) == _cells(found) and before.most_quantity is None


def _cells(said: LineContent) -> tuple[bool, bool, bool]:
    is_several = said.quantity != 1 or bool(said.unit)
    return said.minutes is None, said.fixed_minor is None, is_several


@cache
def _form(cell: str) -> type[LineForm]:
    """A row of the sheet with this cell alone."""
    others = (name for name in vars(LineForm) if hasattr(getattr(LineForm, name), "field_class"))
    return type("CellForm", (LineForm,), {name: None for name in others if name != cell})
