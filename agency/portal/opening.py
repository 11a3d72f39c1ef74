"""What it means that somebody opens a proposal: a visit, a fact on the lead, and news where they were silent long."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from agency.kernel import timeline
from agency.kernel.auth import Guest
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.people import notices
from agency.people.notices import Notice
from agency.proposals import colleagues, queries, reads, visits
from agency.proposals.links import COLLEAGUES, COPY_KIND, IN_PAGES
from agency.proposals.models import Proposal

READ_AGAIN = "proposals.read_again"
A_DAY = timedelta(days=1)


def note(found: Proposal, who: Guest, *, at: datetime) -> bool:
    """A reader is here; whether that was written down. Within the hour they are still reading."""
    begun = visits.note(found.id, who.link_id, at=at)
    if begun is None:
        return False
    _record(found, who, at)
    before = begun.before
    if who.kind != COPY_KIND and before is not None and at - before >= reads.SILENT_FOR:
        _tell(found, (at - before).days, at)
    return True


def _record(found: Proposal, who: Guest, at: datetime) -> None:
    # What a partner reads beside the client, or a colleague of theirs, is told as what it is.
    facts = dict.fromkeys(COLLEAGUES, queries.COLLEAGUE_OPENED) | {COPY_KIND: queries.COPY_OPENED}
    one = colleagues.behind(found, who.link_id) if who.kind in COLLEAGUES else None
    timeline.record(
        found.lead.stream,
        facts.get(who.kind, queries.OPENED),
        at=at,
        by=Actor.contact(who.contact_id or found.lead.contact_id),
        proposal=found.id,
        link=who.link_id,
        partner=who.kind not in IN_PAGES,
        colleague=one.id if one is not None else None,
    )


def _tell(found: Proposal, days: int, at: datetime) -> None:
    """Whoever answers for it learns that they are back: of an offer that waits, at most once a day."""
    silent = found.sent_at is not None and found.lead.heard_at <= at - reads.SILENT_FOR
    if not (found.is_on_offer and silent) or _was_told(found, at):
        return
    stream = found.lead.stream
    notices.tell(found.answerer, READ_AGAIN, at=at, stream=stream, proposal=found.id, days=days)


def _was_told(found: Proposal, at: datetime) -> bool:
    name, id = found.lead.stream
    told = sa.exists().where(
        Notice.stream == name,
        Notice.stream_id == id,
        Notice.kind == READ_AGAIN,
        Notice.at > at - A_DAY,
    )
    return db.session.scalar(sa.select(told)) is True
