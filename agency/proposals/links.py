"""The secret addresses of a proposal: one in each paper, one in each letter."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from agency.kernel.auth import GuestLink, make_link, open_link, revoke_links
from agency.kernel.db import db
from agency.kernel.web import address_of
from agency.proposals.models import Proposal

KIND = "proposal"
# A partner's key, who answers for the client, and one that only reads.
PARTNER_KIND, COPY_KIND = "proposal.partner", "proposal.copy"
# The keys of colleagues to whom the client passed it on: one who may accept for them, and one who may only read.
COLLEAGUE_KIND, READER_KIND = "proposal.colleague", "proposal.reader"
COLLEAGUES = frozenset({COLLEAGUE_KIND, READER_KIND})
# The key that is printed in the pages: those are handed on, so it reads, and has a key sent to the client on request.
PRINTED_KIND = "proposal.printed"
# Whoever has one of these may accept.
DECIDING = frozenset({KIND, PARTNER_KIND, COLLEAGUE_KIND})
# And one of these may ask, and pass it on.
ASKING = DECIDING | {READER_KIND}
KINDS = (KIND, PARTNER_KIND, COPY_KIND, COLLEAGUE_KIND, READER_KIND, PRINTED_KIND)
# What stands in pages, also in those of before there was a key for them alone.
IN_PAGES = (PRINTED_KIND, KIND)


class Link(NamedTuple):
    """A link just made: where it leads, and its row."""

    address: str
    id: int


def fresh_link(proposal: Proposal, *, at: datetime, kind: str = KIND) -> Link:
    """A new link for the lead's contact, or for a partner. It opens nothing until the proposal is sent."""
    contact_id = proposal.lead.contact_id if kind in IN_PAGES else None
    token = make_link(kind, proposal.id, at=at, contact_id=contact_id)
    guest = open_link(kind, token, now=at)
    assert guest is not None
    return Link(address_of("portal.proposal", token=token), guest.link_id)


def has_open_link(proposal: Proposal, *, now: datetime) -> bool:
    """Whether a link of its pages still opens for whom it was made: the lead's contact as it is now."""
    is_open = sa.or_(GuestLink.expires_at.is_(None), GuestLink.expires_at > now)
    found = sa.exists().where(
        GuestLink.kind == PRINTED_KIND,
        GuestLink.subject == proposal.id,
        GuestLink.contact_id == proposal.lead.contact_id,
        GuestLink.revoked_at.is_(None),
        is_open,
    )
    return db.session.scalar(sa.select(found)) is True


def retire_links(proposal: Proposal, *, but: int, at: datetime) -> None:
    """Close all doors but this one: those printed in earlier papers of a draft."""
    db.session.execute(
        sa.update(GuestLink)
        .where(
            GuestLink.kind.in_(IN_PAGES),
            GuestLink.subject == proposal.id,
            GuestLink.id != but,
            GuestLink.revoked_at.is_(None),
        )
        .values(revoked_at=at)
        .execution_options(synchronize_session=False)
    )


def retire(link: Link, *, at: datetime) -> None:
    """This one opens nothing any more: nobody has it."""
    made = sa.update(GuestLink).where(GuestLink.id == link.id, GuestLink.revoked_at.is_(None))
    db.session.execute(made.values(revoked_at=at).execution_options(synchronize_session=False))


def has_printed_key(proposal: Proposal) -> bool:
    """Whether the key in the pages that were sent only reads: then anybody who reads it may have them."""
    printed = sa.exists().where(
        GuestLink.kind == PRINTED_KIND,
        GuestLink.subject == proposal.id,
        # One made since stands in the pages of a choice, beside those that were sent before there was such a key.
        GuestLink.created_at <= proposal.sent_at,
    )
    return db.session.scalar(sa.select(printed)) is True


def close(proposal: Proposal, *, at: datetime) -> None:
    """Every door to it opens nothing any more."""
    for kind in KINDS:
        revoke_links(kind, proposal.id, at=at)
