"""Freshness: what happened to a lead since a page of it was drawn, as far as it speaks against what a form will do.

A page carries a mark: the newest fact and the newest message that it knew. The timeline is the audit log, so whatever
was decided since is told there, by whom and when; nothing else has to be counted or compared.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from agency.kernel.db import db
from agency.kernel.timeline import ActorKind, Entry
from agency.leads.models import Lead, Message
from agency.people.models import Member

# Which facts speak against a form that changes this of a lead.
OWNER = frozenset({"leads.assigned", "leads.undone"})
STANDING = frozenset({"leads.lost", "leads.won", "leads.reopened", "leads.undone", "leads.moved"})
PROMISE = frozenset(
    {"leads.promised", "leads.held", "leads.promise_withdrawn", "leads.promise_kept"}
)
REST = frozenset({"leads.snoozed", "leads.woken"})
REMINDER = frozenset({"leads.reminder_set"})

_MARK = re.compile(r"(\d{1,18})-(\d{1,18})")


@dataclass(frozen=True)
class News:
    """What happened since: facts of the timeline, and what was said, both the earliest first."""

    entries: list[Entry]
    messages: list[Message]

    def __bool__(self) -> bool:
        return bool(self.entries or self.messages)


NONE = News([], [])


def mark_of(lead: Lead) -> str:
    """What a page of this lead knows at this moment."""
    newest = sa.select(
        sa.select(sa.func.max(Entry.id)).where(*_of(lead)).scalar_subquery(),
        sa.select(sa.func.max(Message.id)).where(Message.lead_id == lead.id).scalar_subquery(),
    )
    entry, message = db.session.execute(newest).one()
    return f"{entry or 0}-{message or 0}"


def has_news(lead: Lead, mark: str | None, *, me: Member) -> bool:
    """Whether anybody else did or said something since; whoever acts here, on whichever page, knows of it already."""
    seen = _read(mark)
    if seen is None:
        return False
    entry = sa.select(Entry.id).where(
        *_of(lead),
        Entry.id > seen[0],
        sa.not_(sa.and_(Entry.actor_kind == ActorKind.member, Entry.actor_id == me.id)),
    )
    message = sa.select(Message.id).where(
        Message.lead_id == lead.id,
        Message.id > seen[1],
        sa.or_(Message.member_id.is_(None), Message.member_id != me.id),
    )
    return bool(db.session.scalar(sa.select(sa.or_(entry.exists(), message.exists()))))


def decided_since(lead: Lead, mark: str | None, facts: Collection[str], *, me: Member) -> News:
    """Which of these facts others wrote down since the page with this mark was drawn."""
    seen = _read(mark)
    if seen is None:
        return NONE
    lead.keep_still()
    found = sa.select(Entry).where(*_of(lead), Entry.id > seen[0], Entry.kind.in_(facts))
    mine = sa.and_(Entry.actor_kind == ActorKind.member, Entry.actor_id == me.id)
    return News(list(db.session.scalars(found.where(~mine).order_by(Entry.id))), [])


def heard_since(lead: Lead, mark: str | None) -> News:
    """What the client said since."""
    return _said(lead, mark, Message.author_kind == ActorKind.contact)


def answered_since(lead: Lead, mark: str | None, *, me: Member) -> News:
    """What others of us said to the client since."""
    ours = Message.author_kind == ActorKind.member
    return _said(lead, mark, ours, Message.contact_id.is_not(None), Message.member_id != me.id)


def _said(lead: Lead, mark: str | None, *where: sa.ColumnElement[bool]) -> News:
    seen = _read(mark)
    if seen is None:
        return NONE
    lead.keep_still()
    found = sa.select(Message).where(Message.lead_id == lead.id, Message.id > seen[1], *where)
    return News([], list(db.session.scalars(found.order_by(Message.id))))


def _of(lead: Lead) -> tuple[sa.ColumnElement[bool], ...]:
    stream, id = lead.stream
    return (Entry.stream == stream, Entry.stream_id == id)


def _read(mark: str | None) -> tuple[int, int] | None:
    # A form without a mark (a script of the agency's own) asks for no care.
    found = _MARK.fullmatch(mark or "")
    return (int(found[1]), int(found[2])) if found else None
