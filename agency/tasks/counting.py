"""What is new on a board: its project counts its changes, and each task keeps the count at which it changed last.

Counted right before the commit: so the project's row is held for a moment only, and whoever asks for what came after
a count misses nothing, in whatever order people commit. "Is anything new" is one figure of one row.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from agency.tasks.models import Task
from agency.tasks.projects import Project

CHANGED = "changed_tasks"


def note(session: Session, project_id: int, task_ids: list[int]) -> None:
    """These tasks show something else now, though nobody loaded them."""
    session.info.setdefault(CHANGED, {}).setdefault(project_id, set()).update(task_ids)


@event.listens_for(Session, "after_flush")
def _remember(session: Session, flush_context: Any) -> None:
    for each in (*session.new, *session.dirty):
        if isinstance(each, Task) and each.project_id is not None:
            note(session, each.project_id, [each.id])


@event.listens_for(Session, "before_commit")
def _count(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    changed = session.info.pop(CHANGED, {})
    # In one order, so that two who change two boards wait for each other and never in a circle.
    for project_id in sorted(changed):
        _count_on(session, project_id, changed[project_id])


def _count_on(session: Session, project_id: int, task_ids: set[int]) -> None:
    count = session.scalar(
        sa.update(Project)
        .where(Project.id == project_id)
        .values(revision=Project.revision + 1)
        .returning(Project.revision)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        sa.update(Task)
        .where(Task.id.in_(sorted(task_ids)))
        .values(changed_in=count)
        .execution_options(synchronize_session=False)
    )


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, previous: Any) -> None:
    if not previous.nested:
        session.info.pop(CHANGED, None)
