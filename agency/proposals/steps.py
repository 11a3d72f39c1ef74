"""Steps in the sheet that can be taken back: what each row said before, and in which order the rows stood.

The house itself says what a step undoes and seals it; the browser only keeps the seal and hands it back. Where
somebody changed one of the rows since, nothing is taken back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from agency.kernel.db import db
from agency.kernel.marks import mark_of
from agency.people.models import Member, Role
from agency.proposals.estimate import EstimateSection
from agency.proposals.lines import EstimateLine, LineContent
from agency.proposals.models import Proposal
from agency.proposals.origins import Origin
from agency.proposals.plain import PlainLine

Said = list[Any]
WHOLE = "p"
_BESIDE = 4  # what is kept of a line beside its content: see _said


class ChangedSince(Exception):
    """Somebody changed what the step changed: taking it back would overwrite them."""


@dataclass(frozen=True)
class State:
    """An estimate at one moment: what its rows say, by their keys, and in which order they stand."""

    rows: Mapping[str, Said]
    order: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, proposal: Proposal) -> Self:
        """As it is now."""
        rows: dict[str, Said] = {WHOLE: [proposal.off_hundredths or 0, proposal.off_minor or 0]}
        order: dict[str, Sequence[str]] = {"": [each.key for each in proposal.sections]}
        for section in proposal.sections:
            taken = section.taken is not False
            rows[f"s{section.key}"] = [*vars(section.content).values(), taken]
            rows |= {f"l{line.key}": _said(line) for line in section.lines}
            order[section.key] = [line.key for line in section.lines]
        return cls(rows, order)


@dataclass(frozen=True)
class Step:
    """What led from one state to the next, as far as it takes to go back."""

    proposal: int
    rows: Mapping[str, tuple[Said | None, str | None]]  # what each said before, and a mark of now
    order: Mapping[str, Sequence[str]]

    @classmethod
    def between(cls, proposal: Proposal, before: State) -> "Step | None":
        """What changed since; None where nothing did."""
        now = State.of(proposal)
        keys = [*before.rows, *(key for key in now.rows if key not in before.rows)]
        rows = {
            key: (before.rows.get(key), _mark(now.rows.get(key)))
            for key in keys
            if before.rows.get(key) != now.rows.get(key)
        }
        order = {key: said for key, said in before.order.items() if now.order.get(key) != said}
        return cls(proposal.id, rows, order) if rows or order else None

    @classmethod
    def of_line(cls, proposal: int, before: PlainLine, now: PlainLine) -> "Step":
        """What one line said, and says now."""
        return cls(proposal, {f"l{now.key}": (_said(before), _mark(_said(now)))}, {})

    def sealed(self) -> str:
        """For the browser to keep."""
        return str(_seal().dumps([self.proposal, self.rows, self.order]))

    @classmethod
    def unsealed(cls, token: str) -> "Step | None":
        """The step behind a seal of ours; None where it is not ours."""
        try:
            proposal, rows, order = _seal().loads(token)
        except BadSignature:
            return None
        return cls(proposal, {key: (was, now) for key, (was, now) in rows.items()}, order)

    def take_back(self, proposal: Proposal) -> None:
        """Make it as it was. Raises ChangedSince, ProposalFrozen or TooManyLines, and then changes nothing."""
        proposal.must_be_draft()
        now = State.of(proposal)
        if any(_mark(now.rows.get(key)) != mark for key, (_was, mark) in self.rows.items()):
            raise ChangedSince
        gone = [key for key, (was, _now) in self.rows.items() if was is None]
        added = [key[1:] for key in gone if key.startswith("s")]
        if any(f"l{line}" not in gone for key in added for line in now.order[key]):
            raise ChangedSince
        proposal.must_have_room(self._comes_back(now) - sum(key.startswith("l") for key in gone))
        proposal.change()
        with db.session.no_autoflush:
            _Restoring(proposal, self).run()

    def _comes_back(self, now: State) -> int:
        """How many lines that are not there would be again."""
        lines = (key for key, (was, _now) in self.rows.items() if was is not None)
        return sum(key.startswith("l") and key not in now.rows for key in lines)


class _Restoring:
    """Makes an estimate what it was before a step."""

    def __init__(self, proposal: Proposal, step: Step) -> None:
        self._proposal = proposal
        self._step = step
        self._sections = {each.key: each for each in proposal.sections}
        self._lines = {line.key: line for line in proposal.lines}

    def run(self) -> None:
        for key, (was, _now) in self._step.rows.items():
            if key == WHOLE and was is not None:
                self._proposal.off_hundredths, self._proposal.off_minor = was
            elif key.startswith("s"):
                self._section(key[1:], was)
        for key, (was, _now) in self._step.rows.items():
            if key.startswith("l"):
                self._line(key[1:], was)
        self._arrange()

    def _section(self, key: str, was: Said | None) -> None:
        section = self._sections.get(key)
        if was is None:
            if section is not None:
                self._proposal.sections.remove(self._sections.pop(key))
            return
        if section is None:
            section = self._sections[key] = EstimateSection(key=key, position=0)
            self._proposal.sections.append(section)
        section.title, section.variant = was[0], was[1]
        section.off_hundredths, section.off_minor, section.taken = was[2], was[3], was[4]

    def _line(self, key: str, was: Said | None) -> None:
        line = self._lines.get(key)
        if was is None:
            if line is not None:
                del self._lines[key]
                line.section.lines.remove(line)
            return
        if line is None:
            line = self._lines[key] = EstimateLine(key=key, position=0)
            self._home(key).lines.append(line)
        content = LineContent(*was[:-_BESIDE])
        line.rate_minor, line.origin_id, line.house_line_id, source = was[-_BESIDE:]
        for name, value in vars(content).items():
            setattr(line, name, value)
        line.member = db.session.get(Member, content.member_id) if content.member_id else None
        line.role = db.session.get(Role, content.role_id) if content.role_id else None
        line.origin = db.session.get(Origin, line.origin_id) if line.origin_id else None
        # It may have been taken out of its own proposal meanwhile.
        found = db.session.get(EstimateLine, source) if source else None
        line.came_from_id = found.id if found is not None else None

    def _home(self, line: str) -> EstimateSection:
        """The section in which it stood; where that is gone, the last one."""
        for key, lines in self._step.order.items():
            if line in lines and key in self._sections:
                return self._sections[key]
        return self._proposal.sections[-1]

    def _arrange(self) -> None:
        """The order of before; whoever came since stays behind the row after which they stand."""
        for key, lines in self._step.order.items():
            section = self._sections.get(key)
            if section is None:
                continue
            for line in (self._lines[each] for each in lines if each in self._lines):
                if line.section is not section:
                    line.section.lines.remove(line)
                    section.lines.append(line)
            _sort(section.lines, lines)
        _sort(self._proposal.sections, self._step.order.get("", ()))
        self._proposal.renumber()
        for section in self._proposal.sections:
            section.renumber()


def _sort(rows: list[Any], wanted: Sequence[str]) -> None:
    places = {key: place for place, key in enumerate(wanted)}
    sorted_rows = sorted((row for row in rows if row.key in places), key=lambda r: places[r.key])
    before: Any = None
    for row in list(rows):
        if row.key not in places:
            place = sorted_rows.index(before) + 1 if before in sorted_rows else 0
            sorted_rows.insert(place, row)
        before = row
    for place, row in enumerate(sorted_rows):
        if rows[place] is not row:
            rows.remove(row)
            rows.insert(place, row)


def _said(line: EstimateLine | PlainLine) -> Said:
    beside = [line.rate_minor, line.origin_id, line.house_line_id, line.came_from_id]
    return [*vars(line.content).values(), *beside]


def _mark(said: Said | None) -> str | None:
    return None if said is None else mark_of(*said)


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="estimate-step-2")
