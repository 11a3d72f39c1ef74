"""What is done to the work plan: stages are added, planned, done, removed; and tasks belong to them."""

from collections.abc import Mapping
from datetime import date, datetime

import sqlalchemy as sa

from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.people.models import Member
from agency.tasks.models import Task
from agency.tasks.projects import Project, Stage


def take(id: int) -> Stage | None:
    """A stage, held until the end of the transaction."""
    return db.session.get(Stage, id, with_for_update={"of": Stage}, populate_existing=True)


def hold(project_id: int) -> Project | None:
    """The project, held: two who add a stage at once get two places."""
    return db.session.get(Project, project_id, with_for_update={"of": Project, "key_share": True})


def add(
    project: Project,
    *,
    title: str,
    member: Member | None,
    starts_on: date | None,
    due_on: date | None,
    by: Actor,
    at: datetime,
) -> Stage:
    """A stage at the end of the plan."""
    last = sa.select(sa.func.max(Stage.position)).where(Stage.project_id == project.id)
    stage = Stage(project=project, title=title, position=(db.session.scalar(last) or 0) + 1)
    stage.plan(member=member, starts_on=starts_on, due_on=due_on)
    db.session.add(stage)
    db.session.flush()
    _tell(stage, "tasks.stage_added", at=at, by=by)
    return stage


def change(
    stage: Stage,
    *,
    title: str,
    member: Member | None,
    starts_on: date | None,
    due_on: date | None,
    by: Actor,
    at: datetime,
) -> None:
    """Its name, who answers for it, and its days. Raises StageOver for the days of one that is done."""
    before = (stage.title, stage.member_id, stage.starts_on, stage.due_on)
    if before == (title, member.id if member else None, starts_on, due_on):
        return
    stage.plan(member=member, starts_on=starts_on, due_on=due_on)
    stage.call(title)
    _tell(stage, "tasks.stage_planned", at=at, by=by, on=due_on.toordinal() if due_on else None)


def finish(stage: Stage, *, by: Actor, at: datetime) -> None:
    """It is done."""
    if stage.done_at is None:
        stage.finish(at)
        _tell(stage, "tasks.stage_done", at=at, by=by)


def take_up(stage: Stage, *, by: Actor, at: datetime) -> None:
    """It was not done after all."""
    if stage.done_at is not None:
        stage.take_up()
        _tell(stage, "tasks.stage_taken_up", at=at, by=by)


def remove(stage: Stage, *, by: Actor, at: datetime) -> None:
    """It goes; its tasks stay, in no stage."""
    _tell(stage, "tasks.stage_removed", at=at, by=by)
    db.session.delete(stage)


def sort(project: Project, stages: Mapping[int, int | None], *, by: Actor, at: datetime) -> int:
    """Which task belongs to which stage, by their ids; how many went elsewhere. What is not of this project is left."""
    known = {stage.id: stage for stage in project.stages}
    tasks = sa.select(Task).where(Task.project_id == project.id, Task.id.in_(stages))
    moved = 0
    for task in db.session.scalars(tasks.order_by(Task.id)):
        before = task.stage_id
        task.belong_to(known.get(stages[task.id] or 0), by=by, at=at)
        moved += task.stage_id != before
    return moved


def _tell(stage: Stage, fact: str, *, at: datetime, by: Actor, **data: int | None) -> None:
    timeline.record(stage.project.lead.stream, fact, at=at, by=by, stage=stage.id, **data)
