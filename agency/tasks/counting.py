"""What is new on a board: its changes are counted, and each task keeps the count at which it changed last.

Counted right before the commit, in a row that nobody holds for anything else: it is held for a moment only, after
everything else, and whoever asks for what came after a count misses nothing, in whatever order people commit.
"Is anything new" is one figure of one row.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from agency.kernel.db import db
from agency.tasks.models import Task

CHANGED, FLUSHED = "changed_tasks", "flushed_tasks"
# So many ids in one statement: an import brings thousands.
AT_ONCE = 1_000
BOARD_COUNT = sa.Table(
    "board_count",
    db.metadata,
    sa.Column(
        "project_id",
        sa.ForeignKey("project.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    sa.Column("revision", sa.Integer, nullable=False),
)
_ONE_MORE = sa.text(
    "INSERT INTO board_count (project_id, revision) VALUES (:id, 1)"
    " ON CONFLICT (project_id) DO UPDATE SET revision = board_count.revision + 1"
    " RETURNING revision"
)


def count_of(project_id: int) -> int:
    """How many changes a board has seen: one figure of one row."""
    wanted = sa.select(BOARD_COUNT.c.revision).where(BOARD_COUNT.c.project_id == project_id)
    return db.session.scalar(wanted) or 0


def one_more(project_id: int) -> int:
    """Count a change for whoever writes it in the task's row at once, past the session; right before the commit."""
    count: int = db.session.execute(_ONE_MORE, {"id": project_id}).scalar_one()
    return count


def note(session: Session, project_id: int, task_ids: list[int]) -> None:
    """These tasks show something else now, though nobody loaded them."""
    session.info.setdefault(CHANGED, {}).setdefault(project_id, set()).update(task_ids)


@event.listens_for(Session, "before_flush")
def _see(session: Session, flush_context: Any, instances: Any) -> None:
    # Only those whose row is written now: it is held already when the count is.
    changed = (
        each
        for each in session.dirty
        if isinstance(each, Task) and session.is_modified(each, include_collections=False)
    )
    session.info[FLUSHED] = [each for each in (*session.new, *changed) if isinstance(each, Task)]


@event.listens_for(Session, "after_flush")
def _remember(session: Session, flush_context: Any) -> None:
    for each in session.info.pop(FLUSHED, ()):
        if each.project_id is not None:
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
    count = session.scalar(_ONE_MORE, {"id": project_id})
    ids = sorted(task_ids)
    for first in range(0, len(ids), AT_ONCE):
        session.execute(
            sa.update(Task)
            .where(Task.id.in_(ids[first : first + AT_ONCE]))
            .values(changed_in=count)
            .execution_options(synchronize_session=False)
        )


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, previous: Any) -> None:
    if not previous.nested:
        session.info.pop(CHANGED, None)
