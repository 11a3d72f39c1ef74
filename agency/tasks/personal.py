"""What we noted to do for somebody who wants to be forgotten, before anything was sold. Agreed work stays."""

from collections.abc import Collection

import sqlalchemy as sa

from agency.kernel.db import db
from agency.tasks.hours import TimeEntry
from agency.tasks.models import Task

NAMELESS = "–"


def erase(lead_ids: Collection[int]) -> None:
    """Blank the words of these leads' own tasks and of the hours on them; the hours themselves stay."""
    tasks = list(db.session.scalars(sa.select(Task).where(Task.lead_id.in_(lead_ids))))
    for task in tasks:
        task.title, task.section = NAMELESS, ""
    worked = sa.select(TimeEntry).where(TimeEntry.task_id.in_([each.id for each in tasks]))
    for entry in db.session.scalars(worked):
        entry.note = ""
    db.session.flush()
