"""Due days as a calendar: a member's own tasks and parts of tasks, by a secret link that they renew and close."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import current_app

from agency.kernel import ical, timeline
from agency.kernel.auth import GuestLink, make_link, open_link, revoke_links
from agency.kernel.db import db
from agency.kernel.ical import WholeDay
from agency.kernel.timeline import Actor
from agency.kernel.web import address_of
from agency.people import queries as people
from agency.people.models import Member
from agency.tasks.models import Task
from agency.tasks.my_tasks import is_mine, is_my_part
from agency.tasks.overview import is_open
from agency.tasks.pieces import Subtask

KIND = "calendar"


def renew(member: Member, *, at: datetime) -> str:
    """A new link; gives its secret, which is kept nowhere. The one before it opens nothing any more."""
    revoke_links(KIND, member.id, at=at)
    secret = make_link(KIND, member.id, at=at)
    _record("tasks.calendar_link_made", member, at)
    return secret


def close(member: Member, *, at: datetime) -> None:
    """No link opens their calendar any more."""
    if link_of(member) is not None:
        revoke_links(KIND, member.id, at=at)
        _record("tasks.calendar_link_closed", member, at)


def link_of(member: Member) -> GuestLink | None:
    """The link that opens their calendar now."""
    return db.session.scalar(
        sa.select(GuestLink)
        .where(
            GuestLink.kind == KIND, GuestLink.subject == member.id, GuestLink.revoked_at.is_(None)
        )
        .order_by(GuestLink.id.desc())
        .limit(1)
    )


def member_of(secret: str, *, now: datetime) -> Member | None:
    """Whose calendar this link opens: somebody who works here still; None when it opens nothing."""
    guest = open_link(KIND, secret, now=now)
    member = people.member(guest.subject) if guest is not None else None
    works_here = member is not None and member.active and member.user and member.user.active
    return member if works_here else None


def calendar_of(member: Member) -> bytes:
    """Their due days. It says titles, and nothing else of what clients told us."""
    house = people.agency()
    name = f"{house.name}: {member.name}"
    return ical.calendar(name, [*_tasks(member), *_parts(member)], made_by=house.name)


def _tasks(member: Member) -> Iterator[WholeDay]:
    rows = db.session.execute(
        sa.select(Task.id, Task.title, Task.due_on, Task.moved_at, Task.revision)
        .where(is_mine(member.id), is_open(), Task.due_on.is_not(None))
        .order_by(Task.due_on, Task.id)
    )
    for id, title, due_on, moved_at, revision in rows:
        url = address_of("tasks.task", id=id)
        if due_on is not None:
            yield WholeDay(_uid("task", id), due_on, title, url, moved_at, revision)


def _parts(member: Member) -> Iterator[WholeDay]:
    rows = db.session.execute(
        sa.select(Subtask.id, Subtask.title, Subtask.due_on, Task)
        .join(Task, Task.id == Subtask.task_id)
        .where(is_my_part(member.id), is_open(), Subtask.due_on.is_not(None))
        .order_by(Subtask.due_on, Subtask.id)
    )
    for id, title, due_on, task in rows:
        words, url = f"{title} ({task.title})", address_of("tasks.task", id=task.id)
        if due_on is not None:
            yield WholeDay(_uid("part", id), due_on, words, url, task.moved_at, task.revision)


def _uid(kind: str, id: int) -> str:
    host = urlsplit(current_app.config["SETTINGS"].base_url).hostname or "agency"
    return f"{kind}-{id}@{host}"


def _record(fact: str, member: Member, at: datetime) -> None:
    timeline.record(("member", member.id), fact, at=at, by=Actor.member(member.id))
