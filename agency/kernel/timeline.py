"""The timeline: dated facts in a stream, written once and never changed. It is the audit log too.

Entries hold ids and figures only; words and addresses stay in the records they point to, where an erasure
reaches them.
"""

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel import batches, planning
from agency.kernel.db import Model, db


class ActorKind(enum.Enum):
    """Who did it: one of us, one of them, or the machine."""

    member = "member"
    contact = "contact"
    machine = "machine"


@dataclass(frozen=True)
class Actor:
    """Who did something: a member's or contact's id, or the machine."""

    kind: ActorKind
    id: int | None = None

    @classmethod
    def member(cls, id: int) -> Self:
        return cls(ActorKind.member, id)

    @classmethod
    def contact(cls, id: int) -> Self:
        return cls(ActorKind.contact, id)

    @classmethod
    def machine(cls) -> Self:
        return cls(ActorKind.machine)


class Entry(Model):
    """One dated fact in a stream such as ("lead", 12)."""

    __tablename__ = "timeline_entry"
    __table_args__ = (sa.Index("ix_timeline_entry_stream", "stream", "stream_id", "at"),)

    stream: Mapped[str] = mapped_column(sa.String(24))
    stream_id: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime]
    actor_kind: Mapped[ActorKind]
    actor_id: Mapped[int | None]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def templates(self) -> list[str]:
        """Where its words are: the package's own partial, else the plain one."""
        package, fact = self.kind.split(".", 1)
        return [f"{package}/timeline/_{fact}.html", "kernel/timeline/_plain.html"]


ENTRIES = cast(sa.Table, Entry.__table__)


def record(
    stream: tuple[str, int], kind: str, *, at: datetime, by: Actor, **data: int | str | bool | None
) -> None:
    """Add a fact, named `package.past_tense`, to a stream."""
    row = row_of(stream, kind, at=at, by=by, **data)
    if batches.is_at_hand():
        planning.hold(ENTRIES, row)
    else:
        db.session.add(Entry(**row))


def told_lately(stream: tuple[str, int], kind: str, *, after: datetime, **data: Any) -> bool:
    """Whether such a fact with these data stands there since: mostly a button was pressed twice."""
    facts = sa.select(Entry.data).where(
        Entry.stream == stream[0],
        Entry.stream_id == stream[1],
        Entry.kind == kind,
        Entry.at > after,
    )
    return any(data.items() <= found.items() for found in db.session.scalars(facts))


def row_of(
    stream: tuple[str, int], kind: str, *, at: datetime, by: Actor, **data: int | str | bool | None
) -> dict[str, Any]:
    """The same as a row of ENTRIES, for who writes it by a statement of their own."""
    return {
        "stream": stream[0],
        "stream_id": stream[1],
        "kind": kind,
        "at": at,
        "actor_kind": by.kind,
        "actor_id": by.id,
        "data": data,
    }


def entries(stream: tuple[str, int], *, limit: int = 500) -> list[Entry]:
    """The facts of a stream, latest first."""
    return list(
        db.session.scalars(
            sa.select(Entry)
            .where(Entry.stream == stream[0], Entry.stream_id == stream[1])
            .order_by(Entry.at.desc(), Entry.id.desc())
            .limit(limit)
        )
    )
