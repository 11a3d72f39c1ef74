"""My tasks: what one of us is planned for or answers for, and parts of others' tasks, by when they are to be done."""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from agency.clients.models import Client
from agency.kernel.db import db
from agency.leads.models import Lead
from agency.tasks import dealing
from agency.tasks.about import is_blocked
from agency.tasks.cards import Card
from agency.tasks.hours import TaskPlan
from agency.tasks.models import Task
from agency.tasks.overview import is_open
from agency.tasks.pieces import Subtask
from agency.tasks.projects import BoardColumn, ColumnKind, Project

# So many of each group at first; who has more asks for all of one.
FIRST = 30
WITH_OTHERS = frozenset({ColumnKind.waiting, ColumnKind.checking})


class When(enum.Enum):
    """Where something stands in one's day, in the order of the page."""

    late = "late"
    today = "today"
    next = "next"
    waiting = "waiting"


@dataclass(frozen=True, slots=True)
class Place:
    """Which project a task belongs to, or which lead."""

    title: str
    client: str
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class MyTask:
    """A line of the page: a task, or a part of one (`piece_id`, `part_of`)."""

    task_id: int
    title: str
    when: When
    kind: ColumnKind
    due_on: date | None
    place: Place | None = None
    card: Card | None = None
    piece_id: int | None = None
    part_of: str = ""
    priority: int = 0

    @property
    def order(self) -> tuple[date, int]:
        return self.due_on or date.max, -self.priority


@dataclass(frozen=True)
class MyTasks:
    """What is shown of it, and how much there is, by when."""

    groups: dict[When, list[MyTask]]
    counts: dict[When, int]

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    def rest(self, when: When) -> int:
        """How many of these are not shown."""
        return self.counts[when] - len(self.groups[when])

    def __getitem__(self, when: When) -> list[MyTask]:
        return self.groups[when]


def mine(member_id: int, *, today: date, whole: When | None = None) -> MyTasks:
    """What this member has to do and is not done, the first of each group and one group whole.

    The same statements whatever their number; a card is dealt for what is shown.
    """
    rows = [*_tasks(sa.and_(is_mine(member_id), is_open()), today), *_parts(member_id, today)]
    groups = {when: _in_order(rows, when) for when in When}
    shown = {when: each if when is whole else each[:FIRST] for when, each in groups.items()}
    ids = [one.task_id for each in shown.values() for one in each if one.piece_id is None]
    cards = {card.id: card for card in dealing.cards_where(Task.id.in_(ids), dealing.faces_by_id())}
    return MyTasks(
        {when: [_dealt(one, cards) for one in each] for when, each in shown.items()},
        {when: len(each) for when, each in groups.items()},
    )


def is_mine(member_id: int | None) -> sa.ColumnElement[bool]:
    """Tasks that this member answers for, or has planned hours on."""
    planned = sa.select(TaskPlan.task_id).where(TaskPlan.member_id == member_id)
    return sa.or_(Task.owner_id == member_id, Task.id.in_(planned))


def is_my_part(member_id: int | None) -> sa.ColumnElement[bool]:
    """Parts of tasks that this member does, and that are not done."""
    return sa.and_(Subtask.owner_id == member_id, Subtask.done_at.is_(None))


def done_column(project_id: int) -> int:
    """Where what is done stands on this board."""
    found = sa.select(BoardColumn.id).where(
        BoardColumn.project_id == project_id, BoardColumn.kind == ColumnKind.done
    )
    return db.session.scalars(found.order_by(BoardColumn.position).limit(1)).one()


def _tasks(where: sa.ColumnElement[bool], today: date) -> Iterable[MyTask]:
    """Where each stands, by what that depends on."""
    chosen = sa.select(Task.id, Task.title, Task.due_on, Task.priority, is_blocked())
    rows = db.session.execute(
        with_places(chosen.add_columns(BoardColumn.kind, Project.title, Lead.title, Client.name))
        .outerjoin(BoardColumn, BoardColumn.id == Task.column_id)
        .where(where)
        .order_by(Task.column_id, Task.order_key, Task.id)
    )
    for id, title, due_on, priority, waits, found, *place in rows:
        kind = found or ColumnKind.next
        # What is in work already is worked on, whatever else it waits for.
        is_theirs = kind in WITH_OTHERS or (waits and kind is not ColumnKind.work)
        when = When.waiting if is_theirs else _when(due_on, kind, today)
        yield MyTask(id, title, when, kind, due_on, place_of(*place), priority=priority)


def _dealt(one: MyTask, cards: Mapping[int, Card]) -> MyTask:
    return one if one.piece_id is not None else replace(one, card=cards[one.task_id])


def _when(due_on: date | None, kind: ColumnKind, today: date) -> When:
    if due_on is not None and due_on < today:
        return When.late
    if due_on == today or kind is ColumnKind.work:
        return When.today
    return When.next


def _parts(member_id: int, today: date) -> Iterable[MyTask]:
    rows = db.session.execute(
        with_places(sa.select(Subtask, Task.title, Project.title, Lead.title, Client.name))
        .join(Subtask, Subtask.task_id == Task.id)
        .where(is_my_part(member_id), is_open())
        .order_by(Subtask.id)
    )
    for part, title, project, lead, client in rows:
        yield MyTask(
            task_id=part.task_id,
            title=part.title,
            when=_when(part.due_on, ColumnKind.next, today),
            kind=ColumnKind.next,
            due_on=part.due_on,
            place=place_of(project, lead, client),
            piece_id=part.id,
            part_of=title,
        )


def with_places(chosen: Any) -> Any:
    """Of tasks with their project, their lead and its client, where they have them."""
    return (
        chosen.select_from(Task)
        .outerjoin(Project, Project.id == Task.project_id)
        .outerjoin(Lead, Lead.id == sa.func.coalesce(Project.lead_id, Task.lead_id))
        .outerjoin(Client, Client.id == Lead.client_id)
    )


def place_of(project: str | None, lead: str | None, client: str | None) -> Place | None:
    """None for what is a member's alone."""
    if lead is None:
        return None
    return Place(project or lead, client or "", is_lead=project is None)


def _in_order(rows: Sequence[MyTask], when: When) -> list[MyTask]:
    return sorted((each for each in rows if each.when is when), key=lambda each: each.order)
