"""What was agreed anew and waits for a manager's word: for Home, the board, and the page where it is confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from agency.clients.models import Client
from agency.kernel.db import db
from agency.kernel.money import Money
from agency.leads.models import Lead
from agency.proposals.models import Proposal
from agency.tasks import dealing
from agency.tasks.amendments import AmendedLine, Amendment, Difference
from agency.tasks.cards import Face
from agency.tasks.hours import TimeEntry
from agency.tasks.projects import Project


@dataclass(frozen=True, slots=True)
class Waiting:
    """A difference that nobody has confirmed yet."""

    id: int
    project_id: int
    title: str
    client: str
    agreed_at: datetime
    lines: int


@dataclass(frozen=True, slots=True)
class Side:
    """A line as it was, or as it is to be."""

    text: str
    section: str
    face: Face | None
    minutes: int
    sold: Money


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of a difference with both sides, and the hours that were worked on its task."""

    line: AmendedLine
    before: Side | None
    after: Side | None
    spent: int

    @property
    def title(self) -> str:
        side = self.after or self.before
        return side.text if side is not None else ""

    @property
    def shift(self) -> int:
        """By how much the price of the whole changes with it, in minor units."""
        before, after = (side.sold.minor if side else 0 for side in (self.before, self.after))
        return after - before


@dataclass(frozen=True)
class Page:
    """A difference as it is confirmed: line by line, by what became of each."""

    amendment: Amendment
    lines: Sequence[Shown]

    def of(self, difference: str) -> list[Shown]:
        """Those of one kind."""
        return [each for each in self.lines if each.line.difference is Difference(difference)]

    @property
    def open(self) -> int:
        return len(self.amendment.open_lines)

    @property
    def more(self) -> Money:
        """What all of it adds to the price."""
        return Money(max(self._shift, 0), self.amendment.project.currency)

    @property
    def less(self) -> Money:
        """What all of it takes off the price."""
        return Money(max(-self._shift, 0), self.amendment.project.currency)

    @property
    def _shift(self) -> int:
        return sum(each.shift for each in self.lines)


_WAITING = (
    sa.select(
        Amendment.id,
        Project.id,
        Project.title,
        Client.name,
        Amendment.agreed_at,
        sa.func.count(AmendedLine.id),
    )
    .join(Project, Project.id == Amendment.project_id)
    .join(Lead, Lead.id == Project.lead_id)
    .join(Client, Client.id == Lead.client_id)
    .join(AmendedLine, AmendedLine.amendment_id == Amendment.id)
    .where(Amendment.settled_at.is_(None), AmendedLine.is_taken.is_(None))
    .group_by(Amendment.id, Project.id, Client.id)
    .order_by(Amendment.id)
)
_WAITING_HERE = _WAITING.where(Amendment.project_id == sa.bindparam("project"))


def unconfirmed(project_id: int | None = None) -> list[Waiting]:
    """All that wait, the oldest first; or those of one project."""
    if project_id is None:
        return [Waiting(*row) for row in db.session.execute(_WAITING)]
    rows = db.session.execute(_WAITING_HERE, {"project": project_id})
    return [Waiting(*row) for row in rows]


def page(id: int) -> Page | None:
    """One of them, whether it is settled or not."""
    found = db.session.scalar(
        sa.select(Amendment)
        .where(Amendment.id == id)
        .options(
            joinedload(Amendment.project).joinedload(Project.lead).joinedload(Lead.client),
            joinedload(Amendment.proposal).load_only(Proposal.version, Proposal.series),
            selectinload(Amendment.lines).options(
                joinedload(AmendedLine.task), joinedload(AmendedLine.member)
            ),
        )
    )
    if found is None:
        return None
    faces, spent = dealing.faces_by_id(), _spent(found)
    currency = found.project.currency
    lines = [
        Shown(
            line=each,
            before=_side(each.before, faces, currency),
            after=_side(each.after, faces, currency),
            spent=spent.get(each.task_id or 0, 0),
        )
        for each in found.lines
    ]
    return Page(found, lines)


def _side(data: dict[str, object], faces: dict[int, Face], currency: str) -> Side | None:
    if not data:
        return None
    member, minutes, sold = (int(str(data[key] or 0)) for key in ("member", "minutes", "sold"))
    return Side(
        text=str(data["text"]),
        section=str(data["section"]),
        face=faces.get(member),
        minutes=minutes,
        sold=Money(sold, currency),
    )


def _spent(amendment: Amendment) -> dict[int, int]:
    ids = {each.task_id for each in amendment.lines if each.task_id is not None}
    rows = db.session.execute(
        sa.select(TimeEntry.task_id, sa.func.sum(TimeEntry.minutes))
        .where(TimeEntry.task_id.in_(ids))
        .group_by(TimeEntry.task_id)
    )
    return {task: int(total) for task, total in rows}
