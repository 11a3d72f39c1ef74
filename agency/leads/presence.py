"""Presence: who else has this lead open, and who of them is writing. It lives in Redis for half a minute, nowhere else.

Without Redis nobody is shown, and nothing breaks.
"""

import enum
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from redis.exceptions import RedisError

from agency.kernel import queue
from agency.leads.models import Lead
from agency.people import queries as people
from agency.people.models import Member

# A page says that it is open every ten seconds; twice unheard, and it is closed.
STAYS = timedelta(seconds=25)


class Doing(enum.Enum):
    """What somebody does on the page."""

    reading = "reading"
    typing = "typing"


@dataclass(frozen=True)
class Other:
    """Somebody else on the same lead."""

    member: Member
    doing: Doing


def note(lead: Lead, member: Member, doing: Doing | None, *, at: datetime) -> None:
    """This member has the lead open and does that; None when they left it."""
    key = _key(lead)
    try:
        redis = queue.connection()
        if doing is None:
            redis.hdel(key, str(member.id))
            return
        redis.hset(key, str(member.id), json.dumps([doing.value, at.timestamp()]))
        redis.expire(key, STAYS)
    except (RedisError, OSError):
        return


def others(lead: Lead, member: Member, *, now: datetime) -> Sequence[Other]:
    """Who else is here, those who write first."""
    doing = {id: what for id, what in _here(lead, now).items() if id != member.id}
    found = [Other(each, doing[each.id]) for each in people.members_with(doing)]
    return sorted(found, key=lambda other: (other.doing is Doing.reading, other.member.name))


def _here(lead: Lead, now: datetime) -> dict[int, Doing]:
    try:
        told = queue.connection().hgetall(_key(lead))
    except (RedisError, OSError):
        return {}
    here = {}
    for id, said in told.items():
        doing, at = json.loads(said)
        if 0 <= now.timestamp() - at < STAYS.total_seconds():
            here[int(id)] = Doing(doing)
    return here


def _key(lead: Lead) -> str:
    return f"agency:presence:lead:{lead.id}"
