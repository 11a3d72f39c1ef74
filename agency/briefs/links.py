"""The secret addresses of a brief: one in each letter that asks for it, and one for each colleague's page."""

from datetime import datetime

from agency.briefs.filling import OPEN_FOR
from agency.briefs.hands import Hand
from agency.briefs.models import Brief
from agency.kernel.auth import make_link, revoke_links
from agency.kernel.web import address_of

HAND = "brief_hand"


def fresh_link(brief: Brief, *, at: datetime, contact_id: int | None = None) -> str:
    """A new address under which it goes on where it was left."""
    token = make_link("brief", brief.id, at=at, expires_at=at + OPEN_FOR, contact_id=contact_id)
    return address_of("briefs.resume", token=token)


def link_for(hand: Hand, *, at: datetime) -> str:
    """The address that opens one page to a colleague, and nothing else."""
    token = make_link(HAND, hand.id, at=at, expires_at=at + OPEN_FOR)
    return address_of("briefs.hand_page", token=token)


def take_back(hand: Hand, *, at: datetime) -> None:
    """The colleague's address opens nothing any more."""
    hand.withdraw(at=at)
    revoke_links(HAND, hand.id, at=at)
