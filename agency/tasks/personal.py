"""What we noted to do for somebody who wants to be forgotten, before anything was sold. Agreed work stays."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from agency.kernel import files
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.tasks import client_links, coming_again
from agency.tasks.models import Task
from agency.tasks.projects import Project
from agency.tasks.reports import Verdict, WorkReport
from agency.tasks.talk import Comment

NAMELESS = "–"


def said(lead_ids: Collection[int]) -> list[dict[str, Any]]:
    """What was said on their page of the work, in its order: each comment, each yes, each wish for a change."""
    theirs = _on_boards(lead_ids)
    comments = sa.select(Comment).where(Comment.task_id.in_(theirs), Comment.client_name != "")
    verdicts = sa.select(Verdict).where(Verdict.task_id.in_(theirs))
    found = [
        {"task": one.task.title, "said": "comment", "words": one.words, "name": one.client_name}
        | {"at": one.said_at.isoformat()}
        for one in db.session.scalars(comments.options(joinedload(Comment.task)))
    ]
    found += [
        {"task": one.task.title, "said": one.said.value, "words": one.words, "name": one.name}
        | {"at": one.said_at.isoformat()}
        for one in db.session.scalars(verdicts.options(joinedload(Verdict.task)))
    ]
    return sorted(found, key=lambda each: str(each["at"]))


def papers(lead_ids: Collection[int]) -> set[int]:
    """The files of the reports that were sent to them."""
    of_leads = sa.select(Project.id).where(Project.lead_id.in_(lead_ids))
    sent = sa.select(WorkReport.paper_id).where(WorkReport.project_id.in_(of_leads))
    return set(db.session.scalars(sent.where(WorkReport.paper_id.is_not(None))))


def erase(lead_ids: Collection[int], contact_ids: Collection[int], *, at: datetime) -> int:
    """Blank the words of these leads' own tasks, of their parts and of the hours on them; the hours themselves stay.

    On the boards of agreed work their name and their words go from what they said on their page, which opens no
    more; that they said yes, or asked for a change, stays. How many files were burnt.
    """
    client_links.forget(lead_ids, contact_ids, at=at)
    parts = (Task.entries, Task.subtasks, Task.checklist, Task.comments, Task.files, Task.links)
    own = sa.select(Task).where(Task.lead_id.in_(lead_ids))
    tasks = list(db.session.scalars(own.options(*(selectinload(part) for part in parts))))
    for task in tasks:
        _blank(task)
        # Nothing of it comes again.
        coming_again.end(task, by=Actor.machine(), at=at)
    _unsay(lead_ids)
    db.session.flush()
    return files.burn([each.file_id for task in tasks for each in task.files], at=at)


def _blank(task: Task) -> None:
    task.title, task.section, task.details = NAMELESS, "", ""
    task.links.clear()
    for entry in task.entries:
        entry.note = ""
    for part in task.subtasks:
        part.title = NAMELESS
    for item in task.checklist:
        item.words = NAMELESS
    for file in task.files:
        file.name = NAMELESS
    for comment in task.comments:
        comment.words = NAMELESS


def _on_boards(lead_ids: Collection[int]) -> sa.Select[int]:
    of_leads = sa.select(Task.id).join(Project, Project.id == Task.project_id)
    return of_leads.where(Project.lead_id.in_(lead_ids))


def _unsay(lead_ids: Collection[int]) -> None:
    theirs = _on_boards(lead_ids)
    for wish in db.session.scalars(
        sa.select(Verdict)
        .where(Verdict.task_id.in_(theirs), Verdict.is_beyond)
        .options(joinedload(Verdict.task))
    ):
        _forget_wish(wish)
    db.session.execute(
        sa.update(Verdict)
        .where(Verdict.task_id.in_(theirs))
        .values(name=NAMELESS, words="", contact_id=None)
        .execution_options(synchronize_session=False)
    )
    for where in (theirs, sa.select(Task.id).where(Task.lead_id.in_(lead_ids))):
        db.session.execute(
            sa.update(Comment)
            .where(Comment.task_id.in_(where), Comment.client_name != "")
            .values(client_name=NAMELESS, words=NAMELESS)
            .execution_options(synchronize_session=False)
        )


def _forget_wish(wish: Verdict) -> None:
    """A wish beyond the rounds was set beside its task in their own words."""
    beside = sa.select(Task).where(
        Task.project_id == wish.task.project_id, Task.details == wish.words, Task.id != wish.task_id
    )
    for task in db.session.scalars(beside) if wish.words else ():
        task.title, task.details = wish.task.title, ""
        task.count()
