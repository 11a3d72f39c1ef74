"""What a task waits for: found among the tasks beside it, and never in a circle."""

from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from agency.kernel.db import db
from agency.leads.models import Lead
from agency.people.models import Member
from agency.tasks.models import Task
from agency.tasks.projects import Project

MOST = 12


def beside(task: Task) -> sa.ColumnElement[bool]:
    """The tasks that stand beside it: of its project, of its lead, or of the same member alone."""
    if task.project_id is not None:
        return Task.project_id == task.project_id
    if task.lead_id is not None:
        return Task.lead_id == task.lead_id
    alone = sa.and_(Task.project_id.is_(None), Task.lead_id.is_(None))
    return sa.and_(alone, Task.owner_id == task.owner_id)


def candidates(task: Task, words: str) -> list[Task]:
    """Tasks beside it whose title has these words, those that are not waited for yet."""
    taken = [task.id, *(each.id for each in task.blockers)]
    there = sa.and_(Task.archived_at.is_(None), Task.binned_at.is_(None))
    titles = sa.select(Task.id, Task.title).where(beside(task), Task.id.not_in(taken), there)
    said = words.casefold().split()
    # Compared here: a database's lower() may know no Cyrillic, and a project has few enough.
    rows = db.session.execute(titles.order_by(Task.title, Task.id))
    ids = list(islice((id for id, title in rows if _has(title, said)), MOST))
    found = sa.select(Task).where(Task.id.in_(ids)).options(joinedload(Task.column))
    return list(db.session.scalars(found.order_by(Task.title, Task.id))) if ids else []


def one_beside(task: Task, id: int) -> Task | None:
    """The task with this id, if it stands beside this one."""
    return db.session.scalar(sa.select(Task).where(Task.id == id, beside(task)))


def hold(task: Task) -> None:
    """Hold all that stands beside it until the end of the transaction, so that no two people close a circle."""
    at: tuple[type[Project | Lead | Member], int | None] = (Member, task.owner_id)
    if task.project_id is not None:
        at = (Project, task.project_id)
    elif task.lead_id is not None:
        at = (Lead, task.lead_id)
    model, id = at
    held = sa.select(model.id).where(model.id == id)
    db.session.execute(held.with_for_update(key_share=True))


def _has(title: str, said: list[str]) -> bool:
    folded = title.casefold()
    return all(word in folded for word in said)
