"""On their page of the work the client said something of one task: it is heard, and the card moves."""

from datetime import datetime

from agency.flows.card_answered import card_answered
from agency.followups import machine
from agency.followups.models import Purpose, StopReason
from agency.followups.one_at_a_time import hold_lead
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads import reminders
from agency.leads.models import Channel
from agency.tasks import heard_on_page, ordering, returning, rounds
from agency.tasks.heard_on_page import Word
from agency.tasks.models import Task
from agency.tasks.reports import NotToJudge, Said

# The word on another card is still awaited: it comes back by a word of its own.
ENDED = tuple(each for each in Purpose if each is not Purpose.word)


def said_on_page(task: Task, word: Word, *, at: datetime) -> None:
    """A comment, an approval, or a wish for a change. Raises NotToJudge, ShownAnew.

    The same words twice are said once.
    """
    project, by = task.project, word.by
    assert project is not None
    hold_lead(project.lead)
    ordering.hold_all(project.id)
    db.session.refresh(task)
    if not task.is_shown:
        raise NotToJudge
    if heard_on_page.was_said(task, word, at=at):
        return
    heard_on_page.must_be_as_seen(task, word)
    is_beyond = word.said is Said.change and rounds.of(project).are_used_up
    if word.said is not None:
        task.judge(**word.as_verdict, is_beyond=is_beyond, at=at)
    if word.words:
        _hear(task, word, by=by, at=at)
    card_answered(task, by=by, at=at, quiet=True)
    if is_beyond:
        heard_on_page.set_beside(task, word, at=at)
    elif word.said is Said.change:
        returning.go_to_work(task, by=by, at=at)
    heard_on_page.tell(task, word, at=at)


def _hear(task: Task, word: Word, *, by: Actor, at: datetime) -> None:
    message = heard_on_page.message_of(task, word, at=at)
    db.session.add(message)
    task.hear(word.words, name=word.name, by=by, at=at)
    db.session.flush()
    message.lead.heard(at=at, by=by, channel=Channel.page)
    reminders.dissolve(message.lead, at=at)
    machine.stop(message.lead, StopReason.heard, at=at, by=by, only=ENDED)
