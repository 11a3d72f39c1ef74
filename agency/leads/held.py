"""What a hold means for the leads: their first words wait, and after a restore what may have gone asks."""

from datetime import datetime

import sqlalchemy as sa

from agency.kernel import due, timeline
from agency.kernel.db import db
from agency.kernel.due import Due
from agency.kernel.mail import hold
from agency.kernel.mail.models import LetterState
from agency.kernel.timeline import Actor
from agency.kernel.worktime import holding_letter_at
from agency.leads.models import Lead
from agency.leads.promises import HOLDING
from agency.leads.telegram.models import ChatWord, Heading
from agency.leads.unsent import LEAVE, HeldBack, Unsent, UnsentState
from agency.people.notices import tell

# Why no holding letter went out.
RESTORED = "restored"


def first_words(now: datetime) -> sa.Select[int]:
    """How many holding letters would have gone by now, to be asked together with other figures."""
    return sa.select(sa.func.count(Due.id)).where(*_scheduled(), Due.subject.in_(_overdue(now)))


def first_words_wait(now: datetime) -> datetime | None:
    """When to look again at a holding letter, while those are held; else None."""
    return hold.look_again(now) if hold.is_on(answers=True) else None


def look_again(*, at: datetime) -> None:
    """The hold is lifted: first words that waited are looked at now."""
    db.session.execute(
        sa.update(Due)
        .where(*_scheduled(), Due.subject.in_(_overdue(at)))
        .values(due_at=at)
        .execution_options(synchronize_session=False)
    )


def doubt_after_restore(until: datetime, *, at: datetime) -> int:
    """What may have gone in the time that the database knows nothing of: first words do not, scheduled letters ask."""
    return _drop_first_words(until, at) + _hold_scheduled(until, at) + _doubt_chats()


def _drop_first_words(until: datetime, at: datetime) -> int:
    leads = sa.select(Lead).join(Due, Due.subject == Lead.id).where(*_scheduled())
    unsure = [
        each for each in db.session.scalars(leads) if holding_letter_at(each.received_at) <= until
    ]
    for lead in unsure:
        due.cancel(HOLDING, lead.id)
        by = Actor.machine()
        timeline.record(lead.stream, "leads.not_held", at=at, by=by, reason=RESTORED)
    return len(unsure)


def _hold_scheduled(until: datetime, at: datetime) -> int:
    waiting = sa.select(Unsent).where(
        Unsent.state == UnsentState.waiting, Unsent.leaves_at <= until
    )
    unsure = list(db.session.scalars(waiting))
    for letter in unsure:
        due.cancel(LEAVE, letter.id)
        letter.hold(HeldBack.restored, at=at)
        if letter.member.active:
            stream = letter.lead.stream
            tell(letter.member, "leads.letter_held_back", at=at, stream=stream, unsent=letter.id)
    return len(unsure)


def _doubt_chats() -> int:
    """What was to be said in chats may have been said: one of us looks."""
    waiting = sa.select(ChatWord).where(
        ChatWord.heading == Heading.goes,
        ChatWord.state.in_((LetterState.queued, LetterState.sending)),
    )
    unsure = list(db.session.scalars(waiting))
    for word in unsure:
        word.mark_uncertain(RESTORED)
    return len(unsure)


def _scheduled() -> tuple[sa.ColumnElement[bool] | sa.TextClause, ...]:
    return Due.kind == HOLDING, sa.text("due.state = 'scheduled'")


def _overdue(now: datetime) -> sa.Select[int]:
    from_then_on = now - (holding_letter_at(now) - now)
    return sa.select(Lead.id).where(
        Lead.first_response_at.is_(None), Lead.received_at <= from_then_on
    )
