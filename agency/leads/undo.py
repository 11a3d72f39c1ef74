"""Undo: what one of us did, kept in a form in which it can be taken back, row by row, for an hour.

Whoever does something keeps each row as it needs it to take it back (`remember`), and registers under the same name
how one row is taken back (`undoes`). A row that was changed since is left alone, and named.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model, db
from agency.people.models import Member

OPEN_FOR = timedelta(hours=1)

Kept = dict[str, Any]
Undoer = Callable[[Kept, Member, datetime], None]


class ChangedSince(Exception):
    """This row is not any more as we left it."""


class NotOpenForUndo(Exception):
    """It was taken back already, or is too long ago."""


class Undoable(Model):
    """Something that a member did to some rows, and what it takes to take it back."""

    __tablename__ = "undoable"
    __table_args__ = (sa.Index("ix_undoable_member_id_at", "member_id", "at"),)

    kind: Mapped[str] = mapped_column(sa.String(60))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    rows: Mapped[list[Any]] = mapped_column(default=list)

    member: Mapped[Member] = relationship(lazy="joined")

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be taken back."""
        return self.undone_at is None and now < self.at + OPEN_FOR

    @property
    def template(self) -> str:
        """Where its words are."""
        package, fact = self.kind.split(".", 1)
        return f"{package}/undo/_{fact}.html"


@dataclass
class TakenBack:
    """What became of each row; `left` are those that were changed since."""

    done: list[Kept] = field(default_factory=list)
    left: list[Kept] = field(default_factory=list)


_undoers: dict[str, Undoer] = {}


def undoes(kind: str) -> Callable[[Undoer], Undoer]:
    """Register how one row of this kind is taken back: `(row, by, at)`, raising ChangedSince."""

    def register(undoer: Undoer) -> Undoer:
        _undoers[kind] = undoer
        return undoer

    return register


def remember(kind: str, rows: Sequence[Kept], *, by: Member, at: datetime) -> Undoable:
    """Keep what was done just now."""
    if kind not in _undoers:
        raise ValueError(f"Nobody takes back {kind!r}")
    act = Undoable(kind=kind, member=by, at=at, rows=list(rows))
    db.session.add(act)
    db.session.flush()
    return act


def take_back(act: Undoable, *, by: Member, at: datetime) -> TakenBack:
    """Put back every row that is still as it was left. Raises NotOpenForUndo."""
    db.session.refresh(act, with_for_update={"of": Undoable})
    if not act.is_open(at):
        raise NotOpenForUndo(act.kind)
    told = TakenBack()
    for row in act.rows:
        (told.done if _put_back(act.kind, row, by, at) else told.left).append(row)
    act.undone_at = at
    return told


def lately(member: Member, *, now: datetime) -> list[Undoable]:
    """What a member can still take back, the latest first."""
    done = sa.select(Undoable).where(
        Undoable.member_id == member.id, Undoable.at > now - OPEN_FOR, Undoable.undone_at.is_(None)
    )
    return list(db.session.scalars(done.order_by(Undoable.at.desc(), Undoable.id.desc())))


def _put_back(kind: str, row: Kept, by: Member, at: datetime) -> bool:
    try:
        with db.session.begin_nested():
            _undoers[kind](row, by, at)
    except ChangedSince:
        return False
    return True
