"""Reads of proposals: the list, one for the sheet, one for a guest, and what the timeline tells of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from agency.kernel.auth import Guest
from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.kernel.i18n import in_zone
from agency.kernel.timeline import Entry
from agency.leads.models import Lead
from agency.proposals import colleagues
from agency.proposals.links import KINDS
from agency.proposals.models import EstimateLine, EstimateSection, Proposal
from agency.proposals.references import Reference
from agency.proposals.states import ON_OFFER, ProposalState
from agency.proposals.usual_pictures import usual_pictures

OPENED = "proposals.opened"
# A partner read their copy of what the client got.
COPY_OPENED = "proposals.copy_opened"
# A colleague to whom the client passed it on.
COLLEAGUE_OPENED = "proposals.colleague_opened"
PAGE = 50


def _whole() -> tuple[ORMOption, ...]:
    """With its lead, its estimate and its people, in a handful of statements."""
    return (
        joinedload(Proposal.lead).joinedload(Lead.contact),
        joinedload(Proposal.lead).joinedload(Lead.client),
        joinedload(Proposal.lead).joinedload(Lead.owner),
        joinedload(Proposal.author),
        joinedload(Proposal.paper),
        joinedload(Proposal.acceptance),
        selectinload(Proposal.sections)
        .selectinload(EstimateSection.lines)
        .options(
            joinedload(EstimateLine.member),
            joinedload(EstimateLine.role),
            joinedload(EstimateLine.origin),
        ),
    )


def proposal(id: int) -> Proposal | None:
    """One proposal with its estimate."""
    return db.session.scalar(sa.select(Proposal).where(Proposal.id == id).options(*_whole()))


def for_writing(id: int) -> Proposal | None:
    """One proposal, held until the end of the transaction: two people save one after the other."""
    held = sa.select(Proposal.id).where(Proposal.id == id).with_for_update()
    if db.session.scalar(held) is None:
        return None
    return db.session.scalar(
        sa.select(Proposal)
        .where(Proposal.id == id)
        .options(*_whole())
        .execution_options(populate_existing=True)
    )


def for_cell(id: int) -> Proposal | None:
    """One proposal, held, with its estimate and no more than a cell needs: its people are loaded already."""
    return db.session.scalar(
        sa.select(Proposal)
        .where(Proposal.id == id)
        .with_for_update()
        .options(
            selectinload(Proposal.sections).selectinload(EstimateSection.lines),
        )
        .execution_options(populate_existing=True)
    )


def own_pictures(proposal: Proposal) -> list[StoredFile]:
    """The photographs that it names itself, in one statement; the session has them as long as they are held."""
    ids = {proposal.cover_id, proposal.opening_id, proposal.detail_id} - {None}
    return list(db.session.scalars(sa.select(StoredFile).where(StoredFile.id.in_(ids))))


def for_guest(guest: Guest, *, hold: bool = False) -> Proposal | None:
    """What a guest's link opens: this one proposal, and only since it was sent."""
    if guest.kind not in KINDS:
        return None
    found = for_writing(guest.subject) if hold else proposal(guest.subject)
    return found if found is not None and not found.is_draft else None


def latest(lead: Lead) -> Proposal | None:
    """The last version for this lead."""
    return db.session.scalar(
        sa.select(Proposal)
        .where(Proposal.lead_id == lead.id)
        .order_by(Proposal.version.desc())
        .limit(1)
    )


def of_lead(lead: Lead) -> list[Proposal]:
    """Every version for this lead with its estimate, the last one first."""
    chosen = sa.select(Proposal).where(Proposal.lead_id == lead.id).options(*_estimates())
    return list(db.session.scalars(chosen.order_by(Proposal.version.desc())))


def sent_before(proposal: Proposal) -> list[Proposal]:
    """Earlier versions to which the client could still say yes; held, so that a yes of this moment stays one."""
    return list(
        db.session.scalars(
            sa.select(Proposal)
            .where(
                Proposal.lead_id == proposal.lead_id,
                Proposal.series == proposal.series,
                Proposal.version < proposal.version,
                Proposal.state.in_(ON_OFFER),
            )
            .with_for_update(of=Proposal)
            .execution_options(populate_existing=True)
        )
    )


def version_before(proposal: Proposal) -> Proposal | None:
    """The version that the client had before this one."""
    return db.session.scalar(
        sa.select(Proposal)
        .where(
            Proposal.lead_id == proposal.lead_id,
            Proposal.series == proposal.series,
            Proposal.version < proposal.version,
            Proposal.state != ProposalState.draft,
        )
        .order_by(Proposal.version.desc())
        .limit(1)
    )


def library() -> list[Reference]:
    """All references that are shown, in their order."""
    shown = sa.select(Reference).where(Reference.archived_at.is_(None))
    return list(db.session.scalars(shown.order_by(Reference.id)))


def house_pictures(limit: int = 12) -> list[StoredFile]:
    """The usual ones of the house, then those that stood in a proposal before; each once, the latest first."""
    usual = [each.picture for each in usual_pictures()]
    used = sa.union(
        *(
            sa.select(column).where(column.is_not(None))
            for column in (Proposal.cover_id, Proposal.opening_id, Proposal.detail_id)
        )
    )
    first = (
        sa.select(sa.func.min(StoredFile.id))
        .where(StoredFile.id.in_(used))
        .group_by(StoredFile.sha256)
    )
    digests = {each.sha256 for each in usual}
    before = db.session.scalars(
        sa.select(StoredFile)
        .where(StoredFile.id.in_(first))
        .order_by(StoredFile.id.desc())
        .limit(limit + len(usual))
    )
    return [*usual, *(each for each in before if each.sha256 not in digests)][: limit + len(usual)]


@dataclass(frozen=True)
class Row:
    """One proposal in the list."""

    proposal: Proposal
    opened_at: datetime | None
    times_opened: int

    def is_past(self, now: datetime) -> bool:
        """Whether the client has it still, and its last day is over on their calendar."""
        zone, one = self.proposal.lead.client.zone, self.proposal
        return one.is_on_offer and one.is_past(in_zone(now, zone).date())


def rows(*, page: int = 1, with_words: bool = True) -> list[Row]:
    """A page of the list, the latest first, with what owners said of the drafts."""
    words = [selectinload(Proposal.approvals)] if with_words else []
    found = list(
        db.session.scalars(
            sa.select(Proposal)
            .options(
                joinedload(Proposal.lead).joinedload(Lead.client),
                joinedload(Proposal.author),
                joinedload(Proposal.acceptance),
                *words,
                *_estimates(),
            )
            .order_by(Proposal.id.desc())
            .offset((page - 1) * PAGE)
            .limit(PAGE)
        )
    )
    seen = readings(found)
    return [Row(each, *seen.get(each.id, (None, 0))) for each in found]


def count() -> int:
    """How many proposals there are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Proposal)) or 0


def readings(proposals: Iterable[Proposal]) -> dict[int, tuple[datetime, int]]:
    """When each was last opened by its client, and how many times."""
    leads = {each.lead_id for each in proposals}
    which = Entry.data["proposal"].as_integer().label("which")
    opened = db.session.execute(
        sa.select(which, sa.func.max(Entry.at), sa.func.count())
        .where(Entry.kind == OPENED, Entry.stream == "lead", Entry.stream_id.in_(leads))
        .group_by(sa.text("which"))
    )
    return {id: (at, times) for id, at, times in opened}


def for_timeline(entries: Iterable[Entry]) -> dict[str, Any]:
    """What the timeline's partials of proposals need: the proposals, by id."""
    entries = list(entries)
    ids = {
        entry.data["proposal"]
        for entry in entries
        if entry.kind.startswith("proposals.") and "proposal" in entry.data
    }
    last_days = {each.data["until"] for each in entries if each.kind == "proposals.extended"}
    if not ids:
        return {"proposals": {}, "last_days": {}, "colleagues": {}}
    found = db.session.scalars(
        sa.select(Proposal)
        .where(Proposal.id.in_(ids))
        .options(joinedload(Proposal.acceptance), joinedload(Proposal.paper), *_estimates())
    )
    return {
        "proposals": {each.id: each for each in found.unique()},
        "last_days": {day: date.fromisoformat(day) for day in last_days},
        "colleagues": colleagues.by_ids(_named(entries)),
    }


def _named(entries: Iterable[Entry]) -> set[int]:
    """The colleagues that these speak of."""
    told = (each.data.get(who) for each in entries for who in ("colleague", "passer"))
    return {id for id in told if id}


def _estimates() -> tuple[ORMOption, ...]:
    return (selectinload(Proposal.sections).joinedload(EstimateSection.lines),)
