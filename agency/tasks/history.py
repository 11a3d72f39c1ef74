"""The history of one task: its facts among those of its lead, and those too small for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from agency.kernel.db import db
from agency.kernel.timeline import Entry
from agency.leads import mentioned, story
from agency.tasks import queries
from agency.tasks.models import Task

MOST = 200


@dataclass(frozen=True)
class Told:
    """A fact, and who did it."""

    entry: Entry
    who: str


def of(task: Task) -> Sequence[Entry]:
    """What happened to it, the latest first."""
    stream, id = task.stream
    among_others = sa.and_(
        Entry.stream == stream, Entry.stream_id == id, Entry.data["task"].as_integer() == task.id
    )
    alone = sa.and_(Entry.stream == "task", Entry.stream_id == task.id)
    latest = sa.select(Entry).order_by(Entry.at.desc(), Entry.id.desc()).limit(MOST)
    return db.session.scalars(latest.where(sa.or_(among_others, alone))).all()


def told(task: Task) -> dict[str, Any]:
    """By the names in templates/tasks/_history.html."""
    entries = of(task)
    context: dict[str, Any] = {
        **mentioned.for_timeline(entries),
        **queries.for_timeline(entries),
    }
    return {
        "history": [Told(each, story.who_did(each, context=context)) for each in entries],
        "context": context,
    }
