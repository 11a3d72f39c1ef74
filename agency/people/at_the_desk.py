"""Who sits at the desk and acts, for the pages of staff. Somebody whose login has no member behind it may not."""

from flask import abort

from agency.kernel.auth import Access
from agency.kernel.timeline import Actor
from agency.people import queries
from agency.people.models import Member


def member_here() -> Member:
    """The member behind the login at hand, or 403."""
    return queries.me() or abort(403)


def actor_here() -> Actor:
    """The same, as whoever does what is recorded."""
    return Actor.member(queries.my_id() or abort(403))


def manages() -> bool:
    """Whether they may write to clients and decide about leads: account managers and owners."""
    access = member_here().access
    return access is not None and access.includes(Access.manager)
