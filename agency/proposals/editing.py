"""Saving a sheet: what was typed, then the button that was pressed. All of it, or nothing with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from agency.kernel.db import db
from agency.proposals import acting
from agency.proposals.acting import NoSuchPlace
from agency.proposals.lines import EstimateLine
from agency.proposals.models import Proposal
from agency.proposals.rates import RatesOfTheDay
from agency.proposals.rows import Block, Foot, Row
from agency.proposals.sheet import Sheet
from agency.proposals.states import ProposalFrozen, TooManyLines
from agency.proposals.steps import ChangedSince, State, Step

__all__ = ["NoSuchPlace", "RatesOfTheDay", "Saved", "StaleSheet", "TooManyLines", "UnreadableSheet"]


class StaleSheet(Exception):
    """Somebody else saved since this sheet was opened: it shows both now, and wants to be looked at."""


class UnreadableSheet(Exception):
    """Something that was typed cannot be read; its row says what to do."""


REFUSALS = (StaleSheet, UnreadableSheet, NoSuchPlace, TooManyLines, ProposalFrozen, ChangedSince)


@dataclass(frozen=True)
class Saved:
    """What came of it: the lines that are new with the rows they came from, where to go on, and how to go back."""

    born: Mapping[int, str]
    focus: str = ""
    step: Step | None = None


def save(sheet: Sheet, *, revision: int | None, typed: Mapping[str, str], on: date) -> Saved:
    """Save what was typed, then do what its button says.

    Raises ProposalFrozen, StaleSheet, UnreadableSheet, TooManyLines or NoSuchPlace, and then saves nothing.
    """
    proposal = sheet.proposal
    proposal.must_be_draft()
    if revision != proposal.revision:
        sheet.merge()
        raise StaleSheet
    if not sheet.is_valid:
        raise UnreadableSheet
    act = acting.found(proposal, typed)
    fresh = sum(row.line is None and not row.is_blank for row in sheet.rows)
    proposal.must_have_room(fresh + act.adds)
    before, rates = State.of(proposal), RatesOfTheDay(on, proposal.currency)
    born = _write(sheet, rates)
    db.session.flush()  # what is new gets its id, by which its row is found again
    focus = act.run(rates)
    db.session.flush()
    step = Step.between(proposal, before)
    return Saved({line.id: key for key, line in born.items()}, focus, step)


def save_cell(sheet: Sheet, row: Row | Block | Foot, *, on: date) -> Step | None:
    """Save the one cell that was typed.

    Raises ProposalFrozen, StaleSheet or UnreadableSheet, and then saves nothing.
    """
    proposal = sheet.proposal
    proposal.must_be_draft()
    if row.errors:
        raise UnreadableSheet
    if row.form is None or row.form.seen.data != _mark_now(row):
        sheet.merge()
        if row.form is not None:
            raise StaleSheet
        return None
    before = State.of(proposal)
    if isinstance(row, Row) and row.line is not None:
        _rewrite(row.line, row, sheet, RatesOfTheDay(on, proposal.currency))
    elif isinstance(row, Block):
        row.write()
    elif isinstance(row, Foot):
        proposal.discount_by(row.discount)
    return Step.between(proposal, before)


def _mark_now(row: Row | Block | Foot) -> str:
    if isinstance(row, Block):
        return row.section.mark
    if isinstance(row, Foot):
        return row.proposal.discount.mark
    return row.line.mark if row.line is not None else ""


def _write(sheet: Sheet, rates: RatesOfTheDay) -> dict[str, EstimateLine]:
    born = {}
    for block in sheet.blocks:
        if block.form is not None:
            block.write()
        for row in block.rows:
            if row.line is not None:
                _rewrite(row.line, row, sheet, rates)
            elif not row.is_blank:
                born[row.key] = block.section.add_line()
                _rewrite(born[row.key], row, sheet, rates)
    if sheet.foot.form is not None:
        sheet.proposal.discount_by(sheet.foot.discount)
    return born


def _rewrite(line: EstimateLine, row: Row, sheet: Sheet, rates: RatesOfTheDay) -> None:
    if row.form is None:
        return
    content, before = row.content, (line.member_id, line.role_id)
    line.write(
        content,
        member=sheet.people.get(content.member_id or 0),
        role=sheet.roles_by_id.get(content.role_id or 0),
    )
    is_anybodys = content.member_id is not None or content.role_id is not None
    if line.is_fixed or not is_anybodys:
        line.take_rate(None)
    elif (content.member_id, content.role_id) != before or line.rate_minor is None:
        line.take_rate(rates.on(line))


def take_back(proposal: Proposal, token: str) -> Step | None:
    """Take a step back; the step that makes it again. Raises ChangedSince or ProposalFrozen."""
    step = Step.unsealed(token)
    if step is None or step.proposal != proposal.id:
        return None
    before = State.of(proposal)
    step.take_back(proposal)
    db.session.flush()
    return Step.between(proposal, before)
