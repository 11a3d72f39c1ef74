"""Hours against progress: how much of a price is used, how much of the work is done, and when the hours run ahead."""

from typing import TYPE_CHECKING

from agency.kernel.money import Money

# So many points of a hundred more used than done, and somebody should look; of the whole less is enough.
AHEAD, AHEAD_OF_ALL = 20, 10
WHOLE = 100


def percent(part: int, whole: int) -> int:
    """As a whole number of a hundred; nothing of nothing is none."""
    return round(WHOLE * part / whole) if whole else 0


def progress_of(steps: int, steps_done: int, is_done: bool) -> int | None:
    """How much of a task is done, as its subtasks and its checklist say; None where nothing says it."""
    if is_done:
        return WHOLE
    return percent(steps_done, steps) if steps else None


def used_of(sold: int, planned: int, spent: int, is_done: bool) -> int:
    """How much of a price its hours have used, in minor units; a fixed price is used when it is done."""
    if planned:
        return round(sold * spent / planned)
    return sold if is_done else 0


def earned_of(sold: int, used: int, progress: int | None) -> int:
    """How much of a price the work is worth that is done; where nothing says it, what its hours have used."""
    if progress is None:
        return min(used, sold)
    return round(sold * progress / WHOLE)


def runs_ahead(planned: int, spent: int, progress: int | None) -> bool:
    """Whether hours run ahead of what is ticked off."""
    if progress is None or not planned:
        return False
    return percent(spent, planned) - progress >= AHEAD


class Uses:
    """What a card knows of its hours and its progress. A mixin: it has no fields of its own."""

    __slots__ = ()

    if TYPE_CHECKING:
        sold: Money | None
        steps: int
        steps_done: int

        @property
        def planned(self) -> int: ...

        @property
        def spent(self) -> int: ...

        @property
        def is_done(self) -> bool: ...

    @property
    def over(self) -> int:
        """Minutes past what was planned."""
        return max(self.spent - self.planned, 0) if self.planned else 0

    @property
    def left(self) -> int:
        """Minutes of what was planned that nobody has worked yet."""
        return max(self.planned - self.spent, 0)

    @property
    def spent_percent(self) -> int:
        """How much of the planned hours is worked; that of its price as well."""
        return percent(self.spent, self.planned)

    @property
    def progress(self) -> int | None:
        """How much of it is done, as its subtasks and its checklist say; None where nothing says it."""
        return progress_of(self.steps, self.steps_done, self.is_done)

    @property
    def is_ahead(self) -> bool:
        """Whether its hours run ahead of what is ticked off."""
        return not self.is_done and runs_ahead(self.planned, self.spent, self.progress)

    @property
    def used_minor(self) -> int:
        """How much of its price its hours have used; a fixed price is used when it is done."""
        if self.sold is None:
            return 0
        return used_of(self.sold.minor, self.planned, self.spent, self.is_done)

    @property
    def earned_minor(self) -> int:
        """How much of its price the work is worth that is done; where nothing says it, what its hours have used."""
        if self.sold is None:
            return 0
        return earned_of(self.sold.minor, self.used_minor, self.progress)
