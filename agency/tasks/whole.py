"""One task with all that its page shows, in a few statements however much that is."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from agency.kernel.db import db
from agency.leads.models import Lead
from agency.people import queries as people
from agency.tasks.attached import TaskFile
from agency.tasks.models import Task
from agency.tasks.projects import Project


def whole(id: int) -> Task | None:
    """The task; whoever has to do with it is at hand, since a house has few members."""
    people.members()
    return db.session.scalar(
        sa.select(Task)
        .where(Task.id == id)
        .options(
            joinedload(Task.column),
            joinedload(Task.repeat),
            joinedload(Task.project).selectinload(Project.columns),
            joinedload(Task.project).selectinload(Project.stages),
            joinedload(Task.project).joinedload(Project.lead).joinedload(Lead.client),
            joinedload(Task.lead).joinedload(Lead.client),
            *(selectinload(part) for part in _PARTS),
            selectinload(Task.blockers).joinedload(Task.column),
            selectinload(Task.files).joinedload(TaskFile.file),
        )
    )


_PARTS = (
    Task.held_up,
    Task.plans,
    Task.entries,
    Task.labels,
    Task.subtasks,
    Task.checklist,
    Task.comments,
    Task.links,
    Task.reminders,
    Task.verdicts,
)
