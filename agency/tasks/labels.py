"""Labels: a word and a colour, the same through all boards; and which task is blocked by which."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.db import Model, db

LABELS_OF = sa.Table(
    "task_label",
    db.metadata,
    sa.Column("task_id", sa.ForeignKey("task.id"), primary_key=True),
    sa.Column("label_id", sa.ForeignKey("label.id"), primary_key=True, index=True),
)
BLOCKED_BY = sa.Table(
    "task_block",
    db.metadata,
    sa.Column("task_id", sa.ForeignKey("task.id"), primary_key=True),
    sa.Column("blocker_id", sa.ForeignKey("task.id"), primary_key=True, index=True),
    sa.CheckConstraint("task_id <> blocker_id", name="another"),
)
COLOURS = 5


class Label(Model):
    """A word that tasks share; the colour never stands without it."""

    __tablename__ = "label"

    name: Mapped[str] = mapped_column(sa.String(40), unique=True)
    category: Mapped[int] = mapped_column(default=1)


def everything() -> list[Label]:
    """All labels of the house, by name."""
    return list(db.session.scalars(sa.select(Label).order_by(sa.func.lower(Label.name))))


def how_often() -> dict[int, int]:
    """On how many tasks each label is."""
    label = LABELS_OF.c.label_id
    counted = sa.select(label, sa.func.count()).group_by(label)
    return dict(db.session.execute(counted).tuples().all())


def is_taken(name: str, *, besides: Label | None) -> bool:
    """Whether another label is called so already."""
    rows = db.session.execute(sa.select(Label.id, Label.name))
    own = besides.id if besides is not None else None
    # Compared here: a database's lower() may know no Cyrillic.
    return any(id != own and each.casefold() == name.casefold() for id, each in rows)


def remove(label: Label) -> None:
    """Take it off every task, and out of the house."""
    db.session.execute(sa.delete(LABELS_OF).where(LABELS_OF.c.label_id == label.id))
    db.session.delete(label)
