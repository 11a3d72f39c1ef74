"""What the buttons of the sheet do to its rows, beside saving: found before anything is saved, done after."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from agency.kernel.db import db
from agency.proposals import keeping
from agency.proposals.estimate import EstimateSection
from agency.proposals.lines import EstimateLine
from agency.proposals.models import Proposal
from agency.proposals.rates import RatesOfTheDay

Target = EstimateSection | EstimateLine
STEPS = {"up": -1, "down": 1}


class NoSuchPlace(Exception):
    """What is to be moved, or where it should go, is not there any more."""


@dataclass(frozen=True)
class Act:
    """What a button asks: its verb, the row that is meant, and for a row that was put somewhere, where."""

    proposal: Proposal
    verb: str
    target: Target | None = None
    into: EstimateSection | None = None
    before: Target | None = None

    @property
    def adds(self) -> int:
        """How many lines it adds."""
        return int(self.verb in ("copy", "below"))

    def run(self, rates: RatesOfTheDay) -> str:
        """Do it, and tell where to go on."""
        if self.verb == "section":
            return _new_section(self.proposal)
        if self.target is None:
            return ""
        if self.verb == "place":
            return self._place()
        act = ON_LINES.get(self.verb) if isinstance(self.target, EstimateLine) else None
        if act is not None:
            return act(self.target, rates)  # type: ignore[arg-type]
        return _on_either(self.verb, self.target)

    def _place(self) -> str:
        if isinstance(self.target, EstimateSection):
            others = [each for each in self.proposal.sections if each is not self.target]
            self.target.settle(_place_of(self.before, others))
        elif self.target is not None and self.into is not None:
            lines = [each for each in self.into.lines if each is not self.target]
            self.target.settle(self.into, _place_of(self.before, lines))
        return ""


def found(proposal: Proposal, typed: Mapping[str, str]) -> Act:
    """What the form asks for. A target that is gone is left alone; a place that is gone raises NoSuchPlace."""
    verb, _colon, key = typed.get("do", "").partition(":")
    target = _target(proposal, key)
    if verb != "place":
        return Act(proposal, verb, target)
    into = _target(proposal, typed.get("into", ""))
    before = _target(proposal, typed.get("before", ""))
    act = Act(proposal, verb, target, into if isinstance(into, EstimateSection) else None, before)
    if not _is_there(act, wants_neighbour=bool(typed.get("before"))):
        raise NoSuchPlace
    return act


def _is_there(act: Act, *, wants_neighbour: bool) -> bool:
    if act.target is None or (wants_neighbour and act.before is None):
        return False
    if isinstance(act.target, EstimateSection):
        return act.before is None or isinstance(act.before, EstimateSection)
    if act.into is None:
        return False
    return act.before is None or act.before in act.into.lines


def _place_of(before: Target | None, others: list[EstimateLine] | list[EstimateSection]) -> int:
    return others.index(before) if before in others else len(others)  # type: ignore[arg-type]


def _new_section(proposal: Proposal) -> str:
    added = proposal.add_section(_("New section"))
    db.session.flush()
    return f"s{added.id}-title"


def _on_either(verb: str, target: Target) -> str:
    key = f"{'s' if isinstance(target, EstimateSection) else 'l'}{target.id}"
    field = "title" if isinstance(target, EstimateSection) else "text"
    if verb in STEPS:
        target.move(STEPS[verb])
        return f"{key}-{field}"
    if verb == "remove":
        target.remove()
    elif verb == "details":
        return f"{key}-off" if isinstance(target, EstimateSection) else f"{key}-offer"
    elif verb == "offer" and isinstance(target, EstimateSection):
        target.take()
        return f"{key}-title"
    elif verb == "line":
        return f"n{target.id}-text"
    return ""


def _below(line: EstimateLine, rates: RatesOfTheDay) -> str:
    fresh = line.section.add_line()
    fresh.settle(line.section, line.section.lines.index(line) + 1)
    db.session.flush()
    return f"l{fresh.id}-text"


def _copy(line: EstimateLine, rates: RatesOfTheDay) -> str:
    twin = line.double()
    db.session.flush()
    return f"l{twin.id}-text"


def _rate(line: EstimateLine, rates: RatesOfTheDay) -> str:
    line.take_rate(rates.on(line))
    return f"l{line.id}-hours"


def _keep(line: EstimateLine, rates: RatesOfTheDay) -> str:
    keeping.keep(line, on=rates.day)
    return f"l{line.id}-text"


ON_LINES: Mapping[str, Callable[[EstimateLine, RatesOfTheDay], str]] = {
    "below": _below,
    "copy": _copy,
    "rate": _rate,
    "keep": _keep,
}


def _target(proposal: Proposal, key: str) -> Target | None:
    rows: list[EstimateSection] | list[EstimateLine] = (
        proposal.sections if key.startswith("s") else proposal.lines
    )
    return next((row for row in rows if str(row.id) == key[1:]), None)
