"""Which tasks the client does not see yet, and how many are shown at once."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.tasks.models import Task
from agency.tasks.projects import BoardColumn


def hidden_tasks(project_id: int) -> list[tuple[int, str]]:
    """Those that they do not see yet, by id and title, in the order of the board."""
    there = sa.and_(Task.archived_at.is_(None), Task.binned_at.is_(None))
    rows = db.session.execute(
        sa.select(Task.id, Task.title)
        .join(BoardColumn, BoardColumn.id == Task.column_id)
        .where(Task.project_id == project_id, sa.not_(Task.is_client_visible), there)
        .order_by(BoardColumn.position, Task.order_key)
    )
    return [(id, title) for id, title in rows]


def show(project_id: int, ids: Collection[int], *, by: Actor, at: datetime) -> int:
    """Let them see these tasks; how many they see now that they did not. Another board's are left alone."""
    hidden = {id for id, _title in hidden_tasks(project_id)} & set(ids)
    for task in db.session.scalars(sa.select(Task).where(Task.id.in_(hidden)).order_by(Task.id)):
        task.show_to_client(True, by=by, at=at)
    return len(hidden)
