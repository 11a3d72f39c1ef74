"""The work plan of a project: its stages on the line of time, who answers for each, by when, and how far it is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import sqlalchemy as sa
from babel.dates import format_date

from agency.clients.models import Client
from agency.kernel import i18n
from agency.kernel.db import db
from agency.leads.models import Lead
from agency.proposals.plan import Bar, PlanChart
from agency.tasks import dealing
from agency.tasks.cards import Face
from agency.tasks.models import Task
from agency.tasks.projects import BoardColumn, ColumnKind, Project, Stage


@dataclass(frozen=True, slots=True)
class Piece:
    """A task as the plan names it."""

    id: int
    title: str
    stage_id: int | None
    is_done: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A stage that has both its days."""

    id: int
    starts_on: date
    due_on: date


@dataclass(frozen=True)
class Planned:
    """A stage as the plan shows it."""

    stage: Stage
    face: Face | None
    tasks: Sequence[Piece]
    bar: Bar[Drawn] | None
    today: date

    @property
    def done(self) -> int:
        return sum(task.is_done for task in self.tasks)

    @property
    def is_done(self) -> bool:
        return self.stage.done_at is not None

    @property
    def share(self) -> float:
        """How much of it is done, of one: as somebody said, else as its tasks are."""
        if self.is_done:
            return 1
        return self.done / len(self.tasks) if self.tasks else 0

    @property
    def late(self) -> int:
        """By how many days it is late."""
        due_on = self.stage.due_on
        return max((self.today - due_on).days, 0) if due_on and not self.is_done else 0


@dataclass(frozen=True)
class WorkPlan:
    """A project's stages, drawn to the day."""

    id: int
    title: str
    client: str
    lead_id: int
    stages: Sequence[Stage]
    pieces: Sequence[Piece]
    faces: dict[int, Face]
    today: date

    @cached_property
    def chart(self) -> PlanChart[Drawn] | None:
        """None where no stage has its days."""
        drawn = [
            Drawn(each.id, each.starts_on, each.due_on)
            for each in self.stages
            if each.starts_on and each.due_on
        ]
        return PlanChart(drawn, _Months()) if drawn else None

    @cached_property
    def rows(self) -> Sequence[Planned]:
        """In their order, each with its tasks."""
        bars = {bar.stage.id: bar for bar in self.chart.bars} if self.chart else {}
        inside: dict[int | None, list[Piece]] = defaultdict(list)
        for piece in self.pieces:
            inside[piece.stage_id].append(piece)
        return [
            Planned(
                each,
                self.faces.get(each.member_id or 0),
                inside[each.id],
                bars.get(each.id),
                self.today,
            )
            for each in self.stages
        ]

    @property
    def loose(self) -> Sequence[Piece]:
        """Tasks that belong to no stage."""
        return [piece for piece in self.pieces if piece.stage_id is None]

    @property
    def late(self) -> Sequence[Planned]:
        return [row for row in self.rows if row.late]

    @property
    def done(self) -> int:
        return sum(row.is_done for row in self.rows)

    @property
    def today_at(self) -> float | None:
        """Where today lies on the line."""
        return self.chart.place(self.today) if self.chart else None


def plan_of(project_id: int, *, today: date) -> WorkPlan | None:
    """The plan of a project: four statements, however much there is."""
    head = db.session.execute(
        sa.select(Project.title, Client.name, Lead.id)
        .join(Lead, Lead.id == Project.lead_id)
        .join(Client, Client.id == Lead.client_id)
        .where(Project.id == project_id)
    ).one_or_none()
    if head is None:
        return None
    stages = sa.select(Stage).where(Stage.project_id == project_id).order_by(Stage.position)
    return WorkPlan(
        project_id,
        *head,
        stages=list(db.session.scalars(stages)),
        pieces=_pieces(project_id),
        faces=dealing.faces_by_id(),
        today=today,
    )


def _pieces(project_id: int) -> list[Piece]:
    rows = db.session.execute(
        sa.select(Task.id, Task.title, Task.stage_id, BoardColumn.kind == ColumnKind.done)
        .join(BoardColumn, BoardColumn.id == Task.column_id)
        .where(Task.project_id == project_id)
        .where(Task.archived_at.is_(None), Task.binned_at.is_(None))
        .order_by(BoardColumn.position, Task.order_key)
    )
    return [Piece(*row) for row in rows]


class _Months:
    def month(self, day: date) -> str:
        """As the reader writes it."""
        return str(format_date(day, "LLL", locale=i18n.language())).removesuffix(".")
