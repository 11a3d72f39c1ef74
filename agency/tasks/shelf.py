"""Off the board: the archive, where a task is kept, and the bin, where it lies for a month."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel import due
from agency.kernel.timeline import Actor

IN_THE_BIN = timedelta(days=30)
# What is due of the bin: a task has lain there for its time.
EMPTY = "tasks.bin_emptied"


class NotThere(Exception):
    """It was put aside or thrown away; take it back first."""


class Shelved:
    """What a task has of the archive and the bin."""

    id: Mapped[int]
    archived_at: Mapped[datetime | None] = mapped_column()
    binned_at: Mapped[datetime | None] = mapped_column()

    if TYPE_CHECKING:

        def change(self, fact: str, *, at: datetime, by: Actor, **data: int | str | None) -> None:
            """Count a change and write it down; the task itself knows."""

    def put_aside(self, *, by: Actor, at: datetime) -> None:
        """Off the board, and kept with all that belongs to it."""
        if self.archived_at is None:
            self.archived_at = at
            self.change("tasks.put_aside", at=at, by=by)

    def throw_away(self, *, by: Actor, at: datetime) -> None:
        """Into the bin, where it lies for IN_THE_BIN."""
        if self.binned_at is None:
            self.binned_at = at
            due.plan(EMPTY, self.id, at + IN_THE_BIN)
            self.change("tasks.thrown_away", at=at, by=by)

    def take_back(self, *, by: Actor, at: datetime) -> None:
        """Out of the archive or the bin, to where it stood."""
        if not self.is_there:
            due.cancel(EMPTY, self.id)
            self.archived_at = self.binned_at = None
            self.change("tasks.taken_back", at=at, by=by)

    @property
    def is_there(self) -> bool:
        """Whether it is neither in the archive nor in the bin."""
        return self.archived_at is None and self.binned_at is None

    def must_be_there(self) -> None:
        """Raises NotThere for what was put aside or thrown away."""
        if not self.is_there:
            raise NotThere(self.id)
