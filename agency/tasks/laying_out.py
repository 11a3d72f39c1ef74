"""A board laid out: which cards of which column are shown, the first of each at once, the rest as they come into view.

The statements are as many for ten cards as for ten thousand, and what a filter hides changes no figure.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from agency.clients.models import Client
from agency.kernel.db import db
from agency.leads.models import Lead
from agency.tasks import dealing, totals
from agency.tasks.about import About, Known, Where
from agency.tasks.cards import Board, Card, Column, Face, Fresh, Group, Payment
from agency.tasks.counting import BOARD_COUNT
from agency.tasks.grouping import By, Grouping, grouping
from agency.tasks.hours import TaskPlan
from agency.tasks.models import Task
from agency.tasks.projects import BoardColumn, ColumnKind, Project
from agency.tasks.queries import done_percent

# So many cards of a column, or of a group in it, at first and with every look further down.
FIRST, MORE = 60, 120
# Of each client in each column, where all boards stand beside each other.
FIRST_OF_ALL = 12
IS_THERE = sa.and_(Task.archived_at.is_(None), Task.binned_at.is_(None))
_OF_PROJECT = Task.project_id == sa.bindparam("project")
_ON_BOARD = About(sa.and_(_OF_PROJECT, Task.binned_at.is_(None)))
_SEEN = About(sa.and_(_OF_PROJECT, IS_THERE))
_THESE = About(Task.id.in_(sa.bindparam("ids", expanding=True)))


@dataclass(frozen=True)
class Look:
    """How somebody looks at a board: what they asked for, in which groups, on which day."""

    today: date
    where: Where | None = None
    by: By | None = None
    only: int | None = None
    is_whole: bool = False

    @property
    def is_narrow(self) -> bool:
        """Whether it counts otherwise than the board as a whole."""
        return self.where is not None or self.by is not None or self.only is not None

    @property
    def fits(self) -> Where:
        """The condition for what is seen."""
        parts = [IS_THERE]
        if self.where is not None:
            parts.append(self.where)
        if self.only is not None:
            plans = sa.select(TaskPlan.task_id).where(TaskPlan.member_id == self.only)
            parts.append(Task.id.in_(plans))
        return sa.and_(*parts)


def board(project_id: int, look: Look) -> Board | None:
    """A project's board as somebody looks at it; the figures are those of all its tasks."""
    head = _head(project_id)
    if head is None:
        return None
    faces, columns = dealing.faces_by_id(), _columns(project_id)
    known = _ON_BOARD.known(project=project_id)
    found = totals.of(project_id, known, {each.id: each.kind for each in columns})
    groups = _groups(project_id, look, faces, known, found)
    return Board(
        id=project_id,
        title=head.title,
        client=head.client,
        lead_id=head.lead_id,
        state=head.revision or 0,
        columns=tuple(
            dealing.column(each, **found.columns[each.id].of_column, groups=groups[each.id])
            for each in columns
        ),
        figures=found.figures(head.currency),
        people=totals.people(known, faces),
        payments=Payment.all_of(head.payments, head.currency),
        over=tuple(found.over),
        ahead=tuple(found.ahead),
        waiting=found.waiting,
        only=faces.get(look.only) if look.only is not None else None,
        archived_at=head.archived_at,
    )


def everywhere(look: Look) -> tuple[Column, ...]:
    """The cards of all boards that are not put aside, by what their columns mean; the earliest due day first."""
    faces = dealing.faces_by_id()
    way = grouping(look.by, look.today, faces)
    ranked = _ranked_everywhere(look, way)
    rows = db.session.execute(sa.select(ranked).order_by(ranked.c.nth)).all()
    counts = Counter((row.kind, row.key) for row in rows)
    first = [row for row in rows if look.is_whole or row.nth <= FIRST_OF_ALL]
    by_id = {card.id: card for card in dealing.cards(_THESE, faces, ids=[row.id for row in first])}
    placed: dict[tuple[ColumnKind, str], list[Card]] = defaultdict(list)
    for row in first:
        placed[row.kind, row.key].append(by_id[row.id])
    keys = way.in_order({key for _, key in counts})
    return tuple(
        Column(
            id=number,
            kind=kind,
            name={},
            soft_limit=None,
            count=sum(counts[kind, key] for key in keys),
            groups=tuple(
                Group(key, way.name(key), tuple(placed[kind, key]), counts[kind, key])
                for key in keys
            ),
        )
        for number, kind in enumerate(ColumnKind)
    )


def _ranked_everywhere(look: Look, way: Grouping) -> sa.Subquery:
    place = [BoardColumn.kind, way.key]
    order = (Task.due_on.is_(None), Task.due_on, Task.id)
    return (
        sa.select(
            Task.id,
            BoardColumn.kind.label("kind"),
            way.key.label("key"),
            sa.func.row_number().over(partition_by=place, order_by=order).label("nth"),
        )
        .join(BoardColumn, BoardColumn.id == Task.column_id)
        .join(Project, Project.id == Task.project_id)
        .where(look.fits, Project.archived_at.is_(None))
        .subquery()
    )


def further(column_id: int, look: Look, *, group: str, after: str) -> Group:
    """The cards of a column, or of a group in it, that come behind this place."""
    faces = dealing.faces_by_id()
    way = grouping(look.by, look.today, faces)
    rest = sa.and_(Task.column_id == column_id, Task.order_key > after, way.key == group, look.fits)
    ids = db.session.scalars(
        sa.select(Task.id)
        .where(rest)
        .order_by(Task.order_key)
        .limit(None if look.is_whole else MORE)
    ).all()
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Task).where(rest)) or 0
    cards = dealing.cards(_THESE, faces, ids=ids)
    return Group(group, way.name(group), tuple(_in_group(cards, dict.fromkeys(ids, group))), total)


def news(project_id: int, since: int, state: int, look: Look) -> Fresh:
    """What changed on a board between these two counts, as somebody looks at it."""
    faces = dealing.faces_by_id()
    way = grouping(look.by, look.today, faces)
    changed = sa.and_(Task.project_id == project_id, Task.changed_in > since)
    fits = sa.case((look.fits, 1), else_=0)
    rows = db.session.execute(sa.select(Task.id, way.key, fits).where(changed)).all()
    seen = {id: key for id, key, is_seen in rows if is_seen}
    return Fresh(
        cards=_in_group(dealing.cards(_THESE, faces, ids=list(seen)), seen),
        columns=dealing.columns_of([each.id for each in _columns(project_id)]),
        done_percent=done_percent(project_id),
        state=state,
        gone=[id for id, _, is_seen in rows if not is_seen],
    )


_HEAD = (
    sa.select(
        Project.title,
        Project.currency,
        Client.name.label("client"),
        Lead.id.label("lead_id"),
        Project.payments,
        BOARD_COUNT.c.revision,
        Project.archived_at,
    )
    .join(Lead, Lead.id == Project.lead_id)
    .join(Client, Client.id == Lead.client_id)
    .outerjoin(BOARD_COUNT, BOARD_COUNT.c.project_id == Project.id)
    .where(Project.id == sa.bindparam("project"))
)
_COLUMNS = (
    sa.select(BoardColumn)
    .where(BoardColumn.project_id == sa.bindparam("project"))
    .order_by(BoardColumn.position)
)


def _head(project_id: int) -> sa.Row[Any] | None:
    return db.session.execute(_HEAD, {"project": project_id}).one_or_none()


def _columns(project_id: int) -> Sequence[BoardColumn]:
    return db.session.scalars(_COLUMNS, {"project": project_id}).all()


def _groups(
    project_id: int,
    look: Look,
    faces: dict[int, Face],
    known: Known,
    found: totals.Totals,
) -> dict[int, tuple[Group, ...]]:
    way = grouping(look.by, look.today, faces)
    here = sa.and_(Task.project_id == project_id, look.fits)
    counts = _counts(here, way) if look.is_narrow else found.counts
    placed: dict[tuple[int | None, str], list[Card]] = defaultdict(list)
    if look.is_narrow:
        key_of = dict(db.session.execute(_first_of(here, look, way)).all())
        cards = _in_group(dealing.cards(_THESE, faces, known, ids=list(key_of)), key_of)
    else:
        cards = _first_cards(project_id, look, faces, known, found)
    for card in cards:
        placed[card.column_id, card.group].append(card)
    keys = way.in_order({key for _, key in counts}) if look.by is not None else [""]
    return {
        id: tuple(
            Group(key, way.name(key), tuple(placed[id, key]), counts.get((id, key), 0))
            for key in keys
        )
        for id in found.columns
    }


def _first_cards(
    project_id: int, look: Look, faces: dict[int, Face], known: Known, found: totals.Totals
) -> list[Card]:
    """The first of each column, or all of them."""
    standing = [sums.there for sums in found.columns.values()]
    if look.is_whole or max(map(len, standing), default=0) <= FIRST:
        return dealing.cards(_SEEN, faces, known, project=project_id)
    first = [id for there in standing for id in there[:FIRST]]
    return dealing.cards(_THESE, faces, known, ids=first)


def _counts(here: Where, way: Grouping) -> dict[tuple[int, str], int]:
    """How many cards stand in each place."""
    # Named within, since PostgreSQL takes the same words with other parameters for another expression.
    all_ = sa.select(Task.column_id, way.key.label("key")).where(here).subquery()
    rows = db.session.execute(
        sa.select(all_.c.column_id, all_.c.key, sa.func.count()).group_by(
            all_.c.column_id, all_.c.key
        )
    )
    return {(column, key): count for column, key, count in rows}


def _first_of(here: Where, look: Look, way: Grouping) -> sa.Select[int, str]:
    if look.is_whole:
        return sa.select(Task.id, way.key).where(here)
    ranked = _ranked(here, [Task.column_id, way.key], way)
    return sa.select(ranked.c.id, ranked.c.key).where(ranked.c.nth <= FIRST)


def _ranked(here: Where, place: list[Any], way: Grouping) -> sa.Subquery:
    nth = sa.func.row_number().over(partition_by=place, order_by=Task.order_key)
    return sa.select(Task.id, way.key.label("key"), nth.label("nth")).where(here).subquery()


def _in_group(cards: Sequence[Card], key_of: dict[int, str]) -> list[Card]:
    """The same cards, each with the group in which it stands."""
    if any(key_of.values()):
        return [card.standing_in(key_of[card.id]) for card in cards]
    return list(cards)
