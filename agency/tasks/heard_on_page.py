"""What the client says of a task on their page: kept with it and on its lead, and told to whoever works on it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from agency.clients.models import Contact
from agency.kernel.db import db
from agency.kernel.timeline import Actor, ActorKind
from agency.leads.models import Channel, Message
from agency.people import notices
from agency.tasks import adding, returning
from agency.tasks.models import Task
from agency.tasks.projects import ColumnKind
from agency.tasks.reports import Said, ShownAnew
from agency.tasks.talk import Comment

# A button pressed twice, or a page sent again.
AGAIN = timedelta(minutes=30)
# As much of a wish as its task is called by.
LONGEST_NAME = 120


@dataclass(frozen=True)
class Word:
    """What was said, under which name, and whose link it was; `said` is None for a comment.

    `seen` is the mark of the showing that stood on their page, where it is known.
    """

    said: Said | None
    words: str
    name: str
    contact: Contact
    seen: str = ""

    @property
    def by(self) -> Actor:
        return Actor.contact(self.contact.id)

    @property
    def as_said(self) -> tuple[Said | None, str, str]:
        """What it says, to be held against what was said before."""
        return self.said, self.words, self.name

    @property
    def as_verdict(self) -> dict[str, Any]:
        """As the task takes it."""
        contact_id = self.contact.id
        return {
            "said": self.said,
            "words": self.words,
            "name": self.name,
            "contact_id": contact_id,
            "by": self.by,
        }


def was_said(task: Task, word: Word, *, at: datetime) -> bool:
    """Whether the same stands there already, since a moment ago: a button was pressed twice."""
    if word.said is not None:
        last = task.verdicts[-1] if task.verdicts and not task.may_be_judged else None
        is_same = last is not None and (last.said, last.words, last.name) == word.as_said
        return is_same and last is not None and last.said_at > at - AGAIN
    same = sa.exists().where(
        Comment.task_id == task.id,
        Comment.client_name == word.name,
        Comment.words == word.words,
        Comment.said_at > at - AGAIN,
    )
    return db.session.scalar(sa.select(same)) is True


def must_be_as_seen(task: Task, word: Word) -> None:
    """A yes or a wish is about what they saw. Raises ShownAnew."""
    if word.said is not None and task.may_be_judged and word.seen not in ("", task.shown_mark):
        raise ShownAnew


def message_of(task: Task, word: Word, *, at: datetime) -> Message:
    """Their words as they stand on the lead."""
    assert task.project is not None
    return Message(
        lead=task.project.lead,
        channel=Channel.page,
        at=at,
        author_kind=ActorKind.contact,
        contact=word.contact,
        subject=task.title[:200],
        body=word.words,
    )


def set_beside(task: Task, word: Word, *, at: datetime) -> Task:
    """A wish beyond the rounds that were sold: a task of its own, which waits to be estimated."""
    project, machine = task.project, Actor.machine()
    assert project is not None
    columns = sorted(project.columns, key=lambda each: each.kind is not ColumnKind.next)
    wish = " ".join(word.words.split())
    short = wish if len(wish) <= LONGEST_NAME else f"{wish[: LONGEST_NAME - 1]}…"
    added = adding.add(
        project,
        title=f"{task.title[:170]}: {short}",
        column_id=columns[0].id,
        member_id=None,
        minutes=None,
        due_on=None,
        by=machine,
        at=at,
    )
    added.reword(added.title, word.words, seen=added.words_version, by=machine, at=at)
    added.hand_to(task.owner, by=machine, at=at)
    added.call_extra(True, by=machine, at=at)
    return added


def tell(task: Task, word: Word, *, at: datetime) -> None:
    """Who works on it is told, and whoever answers for the client."""
    lead = task.of_lead
    owner = lead.owner if lead is not None else None
    members = {each.id: each for each in (*returning.who_works_on(task), owner) if each}
    last = task.comments[-1].id if word.words and task.comments else None
    for _id, member in sorted(members.items()):
        notices.tell(
            member, _KINDS[word.said], at=at, stream=task.stream, task=task.id, comment=last
        )


_KINDS = {
    None: "tasks.commented",
    Said.approved: "tasks.client_approved",
    Said.change: "tasks.client_wants_change",
}
