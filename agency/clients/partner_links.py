"""The link to a partner's own page: one at a time, random, kept as a digest, closed whenever we like."""

from datetime import datetime

import sqlalchemy as sa

from agency.clients.partners import Partner, partner
from agency.kernel import timeline
from agency.kernel.auth import Guest, GuestLink, make_link, open_link, revoke_links
from agency.kernel.db import db
from agency.kernel.timeline import Actor

KIND = "partner"


def renew(found: Partner, *, by: Actor, at: datetime) -> str:
    """A new link; gives its secret, which is kept nowhere. The one before it opens nothing any more."""
    revoke_links(KIND, found.id, at=at)
    token = make_link(KIND, found.id, at=at)
    timeline.record(found.stream, "clients.partner_link_made", at=at, by=by)
    return token


def close(found: Partner, *, by: Actor, at: datetime) -> None:
    """No link opens the partner's page any more."""
    if open_of(found) is not None:
        revoke_links(KIND, found.id, at=at)
        timeline.record(found.stream, "clients.partner_link_closed", at=at, by=by)


def open_of(found: Partner) -> GuestLink | None:
    """The link that opens the partner's page now."""
    return db.session.scalar(
        sa.select(GuestLink)
        .where(
            GuestLink.kind == KIND, GuestLink.subject == found.id, GuestLink.revoked_at.is_(None)
        )
        .order_by(GuestLink.id.desc())
        .limit(1)
    )


def partner_of(token: str, *, now: datetime) -> Partner | None:
    """Whose page this link opens; None when it opens nothing."""
    guest: Guest | None = open_link(KIND, token, now=now)
    return partner(guest.subject) if guest is not None else None
