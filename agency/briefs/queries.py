"""Reads of briefs: for the guest with the link, for the lead's page, and for the owner's figure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload, with_expression
from sqlalchemy.sql.base import ExecutableOption

from agency.briefs.answers import Answer
from agency.briefs.arrivals import BriefArrival
from agency.briefs.hands import Hand
from agency.briefs.models import Brief, BriefState
from agency.briefs.templates import BriefTemplate, BriefVersion
from agency.kernel.auth import Guest
from agency.kernel.db import db
from agency.kernel.timeline import Entry
from agency.leads.models import Channel, Lead


@dataclass(frozen=True)
class BriefShare:
    """How many of the leads came as a filled brief."""

    filled: int
    leads: int

    @property
    def percent(self) -> int | None:
        """The share, rounded; None while there are no leads."""
        return round(100 * self.filled / self.leads) if self.leads else None


def live_template(slug: str) -> BriefTemplate | None:
    """The form that is open to the public under this name."""
    return db.session.scalar(
        sa.select(BriefTemplate).where(BriefTemplate.slug == slug, *_is_open()).options(*_form())
    )


def template(id: int) -> BriefTemplate | None:
    """The form with this id, if it is open to the public."""
    chosen = sa.select(BriefTemplate).where(BriefTemplate.id == id, *_is_open())
    return db.session.scalar(chosen.options(*_form()))


def live_templates() -> list[BriefTemplate]:
    """All forms that are open to the public."""
    found = sa.select(BriefTemplate).where(*_is_open()).order_by(BriefTemplate.id)
    return list(db.session.scalars(found.options(*_form())))


def origins() -> list[str]:
    """Every site that may show a brief in a frame, each once."""
    found = db.session.scalars(sa.select(BriefTemplate.origins).order_by(BriefTemplate.id))
    return list(dict.fromkeys(origin for each in found for origin in each))


def for_guest(guest: Guest, *, lock: bool = False) -> Brief | None:
    """The brief that this link opens; locked, nobody else changes it until the commit."""
    return brief(guest.subject, lock=lock)


def brief(id: int, *, lock: bool = False) -> Brief | None:
    """One brief with everything in it; locked, nobody else changes it until the commit."""
    found = sa.select(Brief).where(Brief.id == id)
    if lock:
        # Pages of it may still come in: that only asks whether the brief is there.
        found = found.with_for_update(of=Brief, key_share=True)
    lies = sa.exists().where(BriefArrival.brief_id == Brief.id)
    return db.session.scalar(found.options(*_whole(), with_expression(Brief.has_arrivals, lies)))


def hand(id: int, *, lock: bool = False) -> Hand | None:
    """A colleague who has a page, with the whole brief; locked, nobody else changes that until the commit."""
    found = db.session.get(Hand, id)
    if found is not None and brief(found.brief_id, lock=lock) is None:
        return None
    return found


def brief_of(lead: Lead) -> Brief | None:
    """The brief of this lead that was handed in last, with everything in it."""
    return db.session.scalar(
        sa.select(Brief)
        .where(Brief.lead_id == lead.id, Brief.state == BriefState.submitted)
        .order_by(Brief.submitted_at.desc(), Brief.id.desc())
        .limit(1)
        .options(*_whole())
    )


def for_timeline(entries: Iterable[Entry]) -> dict[str, dict[int, Brief]]:
    """The briefs that these entries tell of, by id, as `{"briefs": {id: brief}}`."""
    told = (entry for entry in entries if entry.kind.startswith("briefs."))
    ids = {int(entry.data["brief"]) for entry in told}
    if not ids:
        return {"briefs": {}}
    found = db.session.scalars(sa.select(Brief).where(Brief.id.in_(ids)).options(*_whole()))
    return {"briefs": {one.id: one for one in found}}


def share_of_leads(since: datetime, until: datetime) -> BriefShare:
    """Of the leads received from `since` until before `until`, how many arrived as a brief."""
    filled = sa.case((Lead.source == Channel.brief, 1), else_=0)
    row = db.session.execute(
        sa.select(sa.func.coalesce(sa.func.sum(filled), 0), sa.func.count()).where(
            Lead.received_at >= since, Lead.received_at < until
        )
    ).one()
    return BriefShare(filled=int(row[0]), leads=int(row[1]))


def _is_open() -> tuple[Any, ...]:
    """On, not put away, and published."""
    return (
        BriefTemplate.is_live,
        BriefTemplate.archived_at.is_(None),
        BriefTemplate.current.has(),
    )


def _form() -> tuple[ExecutableOption, ...]:
    return (joinedload(BriefTemplate.service), joinedload(BriefTemplate.current))


def _whole() -> tuple[ExecutableOption, ...]:
    version = joinedload(Brief.version)
    return (
        version.joinedload(BriefVersion.template).joinedload(BriefTemplate.service),
        selectinload(Brief.answers).selectinload(Answer.files),
    )
