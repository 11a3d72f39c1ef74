"""What a task is made of: subtasks with an owner and a day, and a checklist of plain words."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model
from agency.kernel.timeline import Actor
from agency.people.models import Member

if TYPE_CHECKING:
    from agency.tasks.models import Task

# More of them is a project.
MOST = 200


class TooManyPieces(Exception):
    """A task has no room for more of them."""


class Subtask(Model):
    """A part of a task that somebody does by a day; it stands among their tasks."""

    __tablename__ = "subtask"
    __table_args__ = (sa.Index("ix_subtask_owner", "owner_id", "done_at"),)

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(300))
    position: Mapped[int]
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]

    task: Mapped["Task"] = relationship(back_populates="subtasks")
    owner: Mapped[Member | None] = relationship()

    def put_right(
        self, title: str, owner: Member | None, due_on: date | None, *, by: Actor, at: datetime
    ) -> None:
        """Say it otherwise: what it is, whose, by when."""
        id = owner.id if owner is not None else None
        if (title, id, due_on) != (self.title, self.owner_id, self.due_on):
            self.title, self.owner, self.owner_id, self.due_on = title, owner, id, due_on
            self.task.note_down("tasks.subtask_changed", at=at, by=by, piece=self.id)


class CheckItem(Model):
    """One thing to tick."""

    __tablename__ = "check_item"

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    words: Mapped[str] = mapped_column(sa.String(300))
    position: Mapped[int]
    done_at: Mapped[datetime | None]

    task: Mapped["Task"] = relationship(back_populates="checklist")


Piece = Subtask | CheckItem


class Divided:
    """What a task has of its pieces."""

    if TYPE_CHECKING:
        subtasks: Mapped[list[Subtask]]
        checklist: Mapped[list[CheckItem]]

        def note_down(self, fact: str, *, at: datetime, by: Actor, **data: Any) -> None:
            """Count a change and write it down in the task's own history."""

    def divide(
        self, title: str, owner: Member | None, due_on: date | None, *, by: Actor, at: datetime
    ) -> Subtask:
        """One subtask more, at the end. Raises TooManyPieces."""
        part = Subtask(title=title, owner=owner, due_on=due_on, position=_after(self.subtasks))
        self.subtasks.append(part)
        self.note_down("tasks.subtask_added", at=at, by=by)
        return part

    def check(self, words: str, *, by: Actor, at: datetime) -> CheckItem:
        """One thing more to tick, at the end. Raises TooManyPieces."""
        item = CheckItem(words=words, position=_after(self.checklist))
        self.checklist.append(item)
        self.note_down("tasks.check_added", at=at, by=by)
        return item

    def tick(self, piece: Piece, is_done: bool, *, by: Actor, at: datetime) -> None:
        """It is done, or it is not after all; saying it twice changes nothing."""
        if is_done != (piece.done_at is not None):
            piece.done_at = at if is_done else None
            fact = f"tasks.{_kind(piece)}_{'done' if is_done else 'taken_up'}"
            self.note_down(fact, at=at, by=by, piece=piece.id)

    def drop(self, piece: Piece, *, by: Actor, at: datetime) -> None:
        """It is needed no more."""
        if isinstance(piece, Subtask):
            self.subtasks.remove(piece)
        else:
            self.checklist.remove(piece)
        self.note_down(f"tasks.{_kind(piece)}_removed", at=at, by=by)

    def put_before(self, piece: Piece, other_id: int | None) -> None:
        """Right before another one; at the end where that is None or not there any more."""
        pieces: Sequence[Piece] = self.subtasks if isinstance(piece, Subtask) else self.checklist
        order = [one for one in pieces if one is not piece]
        place = next((n for n, one in enumerate(order) if one.id == other_id), len(order))
        order.insert(place, piece)
        for position, one in enumerate(order):
            one.position = position


def _after(pieces: Sequence[Piece]) -> int:
    if len(pieces) >= MOST:
        raise TooManyPieces
    return max((each.position for each in pieces), default=-1) + 1


def _kind(piece: Piece) -> str:
    return "subtask" if isinstance(piece, Subtask) else "check"
