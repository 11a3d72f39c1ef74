"""The moment of truth of a letter that waited: may it still go, and to whom?"""

from datetime import datetime

import sqlalchemy as sa

from agency.kernel.db import db
from agency.kernel.timeline import ActorKind
from agency.leads import mails
from agency.leads.models import Message
from agency.leads.readers import readers_of
from agency.leads.unsent import HeldBack, Unsent, UnsentState
from agency.people.notices import tell


def may_go(waiting: Unsent, *, now: datetime) -> bool:
    """Whether it leaves now; where something speaks against it, it is held and its writer is told.

    Of a writer who has left us, whoever has the lead now.
    """
    if waiting.state is not UnsentState.waiting:
        return False
    waiting.lead.keep_still()
    reason = _reason_to_hold(waiting)
    if reason is None:
        return True
    waiting.hold(reason, at=now)
    stream, unsent = waiting.lead.stream, waiting.id
    reader = waiting.member if waiting.member.active else waiting.lead.owner
    if reader is not None:
        tell(reader, "leads.letter_held_back", at=now, stream=stream, unsent=unsent)
    return False


def leave(waiting: Unsent, *, now: datetime) -> Message:
    """It becomes a word of ours on the lead and goes into the outbox. Raises NoAddress."""
    message = mails.answer(
        waiting.lead,
        words=waiting.words,
        subject=waiting.subject,
        by=waiting.member,
        at=waiting.said_at(now),
        files=list(waiting.files),
        readers=readers_of(waiting.lead, automatic=False, choice=waiting.whom),
    )
    db.session.delete(waiting)
    return message


def _reason_to_hold(waiting: Unsent) -> HeldBack | None:
    """What has changed since it was written for later; somebody who sent it just now has seen all that."""
    lead, pressed_at = waiting.lead, waiting.pressed_at
    if not waiting.member.active:
        return HeldBack.writer_gone
    if readers_of(lead, automatic=False, choice=waiting.whom).is_nobody:
        return HeldBack.no_address
    if not waiting.is_scheduled or pressed_at is None:
        return None
    db.session.refresh(lead, ["heard_at", "stage", "closed_at"])
    if lead.heard_at > pressed_at:
        return HeldBack.heard
    if lead.closed_at is not None and lead.closed_at > pressed_at:
        return HeldBack.closed
    return HeldBack.answered if _somebody_answered(waiting) else None


def _somebody_answered(waiting: Unsent) -> bool:
    ours = sa.select(Message.id).where(
        Message.lead_id == waiting.lead_id,
        Message.author_kind == ActorKind.member,
        sa.or_(Message.contact_id.is_not(None), Message.person_id.is_not(None)),
        Message.member_id != waiting.member_id,
        Message.at > waiting.pressed_at,
    )
    return db.session.scalar(sa.select(ours.exists())) is True
