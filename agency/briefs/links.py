"""The secret addresses of a brief: one in each letter that asks for it."""

from datetime import datetime

from agency.briefs.filling import OPEN_FOR
from agency.briefs.models import Brief
from agency.kernel.auth import make_link
from agency.kernel.web import address_of


def fresh_link(brief: Brief, *, at: datetime, contact_id: int | None = None) -> str:
    """A new address under which it goes on where it was left."""
    token = make_link("brief", brief.id, at=at, expires_at=at + OPEN_FOR, contact_id=contact_id)
    return address_of("briefs.resume", token=token)
