"""What we noted to do for somebody who wants to be forgotten, before anything was sold. Agreed work stays."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from agency.kernel import files
from agency.kernel.db import db
from agency.tasks.models import Task
from agency.tasks.projects import Project
from agency.tasks.reports import Verdict
from agency.tasks.talk import Comment

NAMELESS = "–"


def erase(lead_ids: Collection[int], *, at: datetime) -> int:
    """Blank the words of these leads' own tasks, of their parts and of the hours on them; the hours themselves stay.

    On the boards of agreed work their name goes from what they said on their page. How many files were burnt.
    """
    parts = (Task.entries, Task.subtasks, Task.checklist, Task.comments, Task.files, Task.links)
    own = sa.select(Task).where(Task.lead_id.in_(lead_ids))
    tasks = list(db.session.scalars(own.options(*(selectinload(part) for part in parts))))
    for task in tasks:
        _blank(task)
    _unname(lead_ids)
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


def _unname(lead_ids: Collection[int]) -> None:
    theirs = (
        sa.select(Task.id)
        .join(Project, Project.id == Task.project_id)
        .where(Project.lead_id.in_(lead_ids))
    )
    db.session.execute(
        sa.update(Verdict)
        .where(Verdict.task_id.in_(theirs))
        .values(name=NAMELESS, contact_id=None)
        .execution_options(synchronize_session=False)
    )
    for where in (theirs, sa.select(Task.id).where(Task.lead_id.in_(lead_ids))):
        db.session.execute(
            sa.update(Comment)
            .where(Comment.task_id.in_(where), Comment.client_name != "")
            .values(client_name=NAMELESS)
            .execution_options(synchronize_session=False)
        )
