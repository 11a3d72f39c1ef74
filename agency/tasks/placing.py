"""What a task has of its place on a board: the rules by which it goes from column to column.

The tasks that a session holds ask it here, and so do the plain ones of `one_move.py`, by which nearly all cards move.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy.orm import Mapped

from agency.kernel.timeline import Actor
from agency.tasks.projects import ColumnKind


class StaleTask(Exception):
    """Somebody else moved it meanwhile; show the fresh card."""


class OtherBoard(Exception):
    """A task stays on its board."""


class Place(Protocol):
    """What has to be known of a column before something is put into it."""

    @property
    def id(self) -> int: ...
    @property
    def project_id(self) -> int: ...
    @property
    def kind(self) -> ColumnKind: ...


class Placed:
    """Where a task stands, and how it comes elsewhere."""

    if TYPE_CHECKING:
        id: Mapped[int]
        project_id: Any
        column_id: Any
        order_key: Any
        version: Any
        moved_at: Any
        waiting_since: Any
        returns_to_id: Any
        waited_minutes: Any
        is_there: Any

        def must_be_there(self) -> None: ...
        def count(self) -> None: ...
        def change(
            self, fact: str, *, at: datetime, by: Actor, **data: int | str | None
        ) -> None: ...

    def move(self, column: Place, *, key: str, version: int, by: Actor, at: datetime) -> None:
        """Put it into a column at an order key; one row is written.

        Raises StaleTask when somebody moved it since `version`, OtherBoard for another board's column.
        """
        if version != self.version:
            raise StaleTask(self.id)
        if column.project_id != self.project_id:
            raise OtherBoard(column.id)
        self.must_be_there()
        self._go("tasks.moved", column, key=key, by=by, at=at)

    def come_back(self, column: Place, *, key: str, by: Actor, at: datetime) -> None:
        """The client has answered: it lies with them no more, but in this column."""
        self._go("tasks.came_back", column, key=key, by=by, at=at)

    @property
    def is_with_client(self) -> bool:
        """Whether it lies with the client, and nobody has put it away meanwhile."""
        return self.waiting_since is not None and bool(self.is_there)

    def age(self, at: datetime) -> timedelta:
        """How long it has been ours since it came into its column; while it lies with the client it grows no older."""
        waits = at - self.waiting_since if self.waiting_since is not None else timedelta()
        grown: timedelta = at - self.moved_at - waits
        return max(grown, timedelta())

    def _go(self, fact: str, column: Place, *, key: str, by: Actor, at: datetime) -> None:
        came_from, self.column_id = self.column_id, column.id
        self.order_key = key
        self.version += 1
        if came_from == column.id:
            self.count()
            return
        self.moved_at = at
        self._wait(column.kind is ColumnKind.waiting, at, came_from)
        self.change(fact, at=at, by=by, source=came_from, column=column.id)

    def _wait(self, with_client: bool, at: datetime, came_from: int | None) -> None:
        if with_client:
            if self.waiting_since is None:
                self.waiting_since, self.returns_to_id = at, came_from
        elif self.waiting_since is not None:
            self.waited_minutes += (at - self.waiting_since) // timedelta(minutes=1)
            self.waiting_since = self.returns_to_id = None
