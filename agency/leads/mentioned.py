"""What the entries of a timeline mention of leads and people, read at once for all of them."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agency.clients.models import Contact
from agency.kernel.db import db
from agency.kernel.timeline import ActorKind, Entry
from agency.leads import filing, othermail
from agency.leads.wording import exactly_how_long
from agency.people import queries as people


def for_timeline(entries: Iterable[Entry]) -> dict[str, Any]:
    """What the entries mention, by id: `members` and `contacts`, whoever acted among them; `arrivals`;
    by the entry's own id `promises`, the times that it names, and `stretches`, how early or late one was kept.
    """
    entries = list(entries)
    members: set[int] = set()
    contacts: set[int] = set()
    for entry in entries:
        if entry.actor_id and entry.actor_kind is not ActorKind.machine:
            (members if entry.actor_kind is ActorKind.member else contacts).add(entry.actor_id)
        if entry.data.get("member"):
            members.add(entry.data["member"])
    return {
        "members": {each.id: each for each in people.members_with(members)},
        "contacts": _by_id(Contact, contacts),
        **_promises_told(entries),
        **othermail.for_timeline(entries),
        **filing.for_timeline(entries),
    }


def _promises_told(entries: Iterable[Entry]) -> dict[str, dict[int, Any]]:
    kept = "leads.promise_kept"
    due = {each.id: each.data["due_at"] for each in entries if each.data.get("due_at")}
    early = {each.id: each.data["minutes_early"] for each in entries if each.kind == kept}
    return {
        "promises": {id: datetime.fromisoformat(at) for id, at in due.items()},
        "stretches": {id: exactly_how_long(abs(minutes)) for id, minutes in early.items()},
    }


def _by_id(model: type[Any], ids: Collection[int]) -> dict[int, Any]:
    if not ids:
        return {}
    found = db.session.scalars(sa.select(model).where(model.id.in_(ids)))
    return {one.id: one for one in found}
