"""Visits: how often a proposal was opened by each of its links. One row a link, however often that is."""

from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.auth import GuestLink
from agency.kernel.db import Model, db
from agency.proposals.links import COPY_KIND

# Whoever comes back within the hour is still reading.
AN_HOUR = timedelta(hours=1)


class Visit(Model):
    """The times that one link was opened by whoever holds it."""

    __tablename__ = "visit"

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    link_id: Mapped[int] = mapped_column(sa.ForeignKey("guest_link.id"), unique=True)
    times: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]


class Begun(NamedTuple):
    """A visit that begins now; when somebody of the client was here before, by whatever link."""

    before: datetime | None


def note(proposal_id: int, link_id: int, *, at: datetime) -> Begun | None:
    """Somebody opened it by this link; None where they are still reading. Two looks at once count once."""
    db.session.execute(sa.select(GuestLink.id).where(GuestLink.id == link_id).with_for_update())
    rows = _of(proposal_id)
    row = next((each for each, _ in rows if each.link_id == link_id), None)
    if row is not None and row.last_at > at - AN_HOUR:
        return None
    before = max((each.last_at for each, kind in rows if kind != COPY_KIND), default=None)
    if row is None:
        row = Visit(proposal_id=proposal_id, link_id=link_id, times=0, first_at=at)
        db.session.add(row)
    row.times, row.last_at = row.times + 1, at
    return Begun(before)


def _of(proposal_id: int) -> list[tuple[Visit, str]]:
    # As many as links were made: one for each letter, and one for each colleague.
    found = db.session.execute(
        sa.select(Visit, GuestLink.kind)
        .join(GuestLink, GuestLink.id == Visit.link_id)
        .where(Visit.proposal_id == proposal_id)
    )
    return [(visit, kind) for visit, kind in found]
