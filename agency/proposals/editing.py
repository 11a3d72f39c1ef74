"""Saving a sheet: what was typed, then the button that was pressed. All of it, or nothing with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _

from agency.kernel.db import db
from agency.kernel.money import Money
from agency.people import queries as people
from agency.people.models import Member
from agency.proposals.estimate import EstimateSection
from agency.proposals.lines import EstimateLine
from agency.proposals.models import Proposal
from agency.proposals.sheet import Row, Sheet

STEPS = {"up": -1, "down": 1}


class StaleSheet(Exception):
    """Somebody else saved since this sheet was opened: it shows both now, and wants to be looked at."""


class UnreadableSheet(Exception):
    """Something that was typed cannot be read; its row says what to do."""


@dataclass(frozen=True)
class Saved:
    """What came of it: the lines that are new with the rows they came from, and where to go on."""

    born: Mapping[int, str]
    focus: str = ""


@dataclass
class RatesOfTheDay:
    """The rate card on one day, each member looked up once."""

    on: date
    currency: str
    known: dict[int, Money | None] = field(default_factory=dict)

    def of(self, member: Member) -> Money | None:
        """The hourly rate of a member; None when the card has none."""
        if member.id not in self.known:
            self.known[member.id] = people.rate_of(member, self.on, self.currency)
        return self.known[member.id]


def save(sheet: Sheet, *, revision: int | None, do: str = "", on: date) -> Saved:
    """Save what was typed. Raises ProposalFrozen, StaleSheet or UnreadableSheet, and then saves nothing."""
    proposal = sheet.proposal
    proposal.must_be_draft()
    if revision != proposal.revision:
        sheet.merge()
        raise StaleSheet
    if not sheet.is_valid:
        raise UnreadableSheet
    born = _write(sheet, RatesOfTheDay(on, proposal.currency))
    db.session.flush()  # what is new gets its id, by which its row is found again
    focus = _act(proposal, do)
    return Saved({line.id: key for key, line in born.items()}, focus)


def _write(sheet: Sheet, rates: RatesOfTheDay) -> dict[str, EstimateLine]:
    born = {}
    on_lines = {line.member.id: line.member for line in sheet.proposal.lines if line.member}
    members = on_lines | {member.id: member for member in sheet.members}
    for block in sheet.blocks:
        if block.form is not None:
            block.section.rename(str(block.form.title.data))
        for row in block.rows:
            if row.line is not None:
                _rewrite(row.line, row, members, rates)
            elif not row.is_blank:
                born[row.key] = block.section.add_line()
                _rewrite(born[row.key], row, members, rates)
    return born


def _rewrite(
    line: EstimateLine, row: Row, members: Mapping[int, Member], rates: RatesOfTheDay
) -> None:
    typed, before = row.form, line.member_id
    if typed is None:
        return
    member = members.get(typed.member.data)
    line.write(row.content, member=member, role=line.role)
    if line.is_fixed or member is None:
        line.take_rate(None)
    elif member.id != before or line.rate_minor is None:
        line.take_rate(rates.of(member))


def _act(proposal: Proposal, do: str) -> str:
    """Do what the button says, and tell where to go on. A target that is gone is left alone."""
    verb, _colon, key = do.partition(":")
    if verb == "section":
        added = proposal.add_section(_("New section"))
        db.session.flush()
        return f"s{added.id}-title"
    target = _target(proposal, key)
    if target is None:
        return ""
    if verb in STEPS:
        target.move(STEPS[verb])
    elif verb == "remove":
        target.remove()
    elif verb == "line":
        return f"n{target.id}-text"
    return f"{key}-text" if verb in STEPS else ""


def _target(proposal: Proposal, key: str) -> EstimateSection | EstimateLine | None:
    rows: list[EstimateSection] | list[EstimateLine] = (
        proposal.sections if key.startswith("s") else proposal.lines
    )
    return next((row for row in rows if str(row.id) == key[1:]), None)
