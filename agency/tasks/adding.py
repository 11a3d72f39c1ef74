"""A task added by hand: beside those that were sold, or on a lead before anything is."""

from datetime import date, datetime

from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.people.models import Member
from agency.tasks import ordering
from agency.tasks.hours import TaskPlan
from agency.tasks.models import OtherBoard, Task
from agency.tasks.projects import Project


def add(
    project: Project,
    *,
    title: str,
    column_id: int,
    member_id: int | None,
    minutes: int | None,
    due_on: date | None,
    by: Actor,
    at: datetime,
) -> Task:
    """A new task at the end of a column. Raises OtherBoard for another board's column."""
    column = ordering.hold(column_id)
    if column is None or column.project_id != project.id:
        raise OtherBoard(column_id)
    task = Task(
        project=project,
        column=column,
        title=title,
        order_key=ordering.key_in(column),
        due_on=due_on,
        moved_at=at,
        plans=[TaskPlan(member_id=member_id, minutes=minutes or 0)] if member_id else [],
    )
    db.session.add(task)
    db.session.flush()
    timeline.record(project.lead.stream, "tasks.added", at=at, by=by, task=task.id)
    return task


def add_to_lead(
    lead: Lead, *, title: str, member_id: int | None, due_on: date | None, by: Actor, at: datetime
) -> Task:
    """A new task on a lead, somebody's or nobody's yet."""
    task = Task(
        lead=lead,
        title=title,
        order_key="",
        due_on=due_on,
        moved_at=at,
        plans=[TaskPlan(member_id=member_id, minutes=0)] if member_id else [],
    )
    db.session.add(task)
    db.session.flush()
    timeline.record(lead.stream, "tasks.planned", at=at, by=by, task=task.id)
    return task


def add_own(
    member: Member, *, title: str, due_on: date | None, minutes: int | None, at: datetime
) -> Task:
    """A new task of one of us alone."""
    task = Task(owner=member, title=title, order_key="", due_on=due_on, moved_at=at)
    if minutes:
        task.plans = [TaskPlan(member_id=member.id, minutes=minutes)]
    db.session.add(task)
    db.session.flush()
    timeline.record(task.stream, "tasks.added", at=at, by=Actor.member(member.id), task=task.id)
    return task
