"""Rounds of changes: how many the price includes, and how many the client has used."""

from dataclasses import dataclass

import sqlalchemy as sa

from agency.kernel.db import db
from agency.tasks.models import Task
from agency.tasks.projects import Project
from agency.tasks.reports import Said, Verdict


@dataclass(frozen=True)
class Rounds:
    """Used of those that were sold; nobody may have said how many those are."""

    used: int
    sold: int | None

    @property
    def are_used_up(self) -> bool:
        """Whether another change has to be estimated first."""
        return self.sold is not None and self.used >= self.sold


def of(project: Project) -> Rounds:
    """As it stands now; what goes beyond is estimated, and uses none."""
    used = sa.select(sa.func.count(Verdict.id)).join(Task, Task.id == Verdict.task_id)
    within = sa.and_(Verdict.said == Said.change, sa.not_(Verdict.is_beyond))
    count = db.session.scalar(used.where(Task.project_id == project.id, within))
    return Rounds(count or 0, project.rounds_sold)
