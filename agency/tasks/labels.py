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


class Label(Model):
    """A word that tasks share; the colour never stands without it."""

    __tablename__ = "label"

    name: Mapped[str] = mapped_column(sa.String(40), unique=True)
    category: Mapped[int] = mapped_column(default=1)
