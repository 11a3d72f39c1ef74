"""Where to move the demo's clock: one of a few steps, or any later day and time by the house's own clock."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, Field, SelectField
from wtforms.validators import ValidationError

from agency.demo.days import Move
from agency.demo.outlook import AFTERMATH
from agency.kernel import due
from agency.kernel.forms import StaffForm
from agency.kernel.worktime import WorkingCalendar

FARTHEST = timedelta(days=366)
MORNING = time(10)
WAYS = ("next", "quarter", "hour", "morning", "week", "onward", "chosen")
HOW_TO = _l("Enter a day and a time, like 24.03.2026 10:00")


class MoveForm(StaffForm):
    """One move of the clock; `moment` counts only where a day and a time were chosen."""

    way = SelectField(choices=list(WAYS))
    moment = DateTimeLocalField(
        _l("Or to this day and time"),
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M"],
        invalid_value_message=HOW_TO,
    )

    def __init__(
        self, *, now: datetime, calendar: WorkingCalendar, last: Move | None, **rest: Any
    ) -> None:
        super().__init__(**rest)
        self.now, self.calendar, self.last = now, calendar, last

    @property
    def until(self) -> datetime:
        """The time to move to, once the form is valid."""
        found = self._targets[self.way.data]()
        assert found is not None
        return found

    @property
    def next_at(self) -> datetime | None:
        """When the next thing is due; what is overdue is due now."""
        at = due.next_at(self.now + FARTHEST, besides=AFTERMATH)
        return max(at, self.now) if at is not None else None

    def validate_way(self, field: Field) -> None:
        if field.data in ("next", "onward") and self._targets[field.data]() is None:
            raise ValidationError(
                _l("Nothing is due any more. Choose how far the clock shall go instead.")
            )

    def validate_moment(self, field: Field) -> None:
        if self.way.data != "chosen":
            return
        here = self.calendar.wall(self.now)
        if field.data is None:
            raise ValidationError(HOW_TO)
        # Compared by the wall clock first: years without a place in UTC are far off anyway.
        if field.data <= here or self._chosen() <= self.now:
            raise ValidationError(
                _l(
                    "That time is over in this demo, and its clock never goes back: enter a later one"
                )
            )
        if field.data > here + FARTHEST:
            raise ValidationError(
                _l("That is over a year ahead: enter a time within a year and go on from there")
            )

    @property
    def _targets(self) -> dict[str, Callable[[], datetime | None]]:
        return {
            "next": lambda: self.next_at,
            "quarter": lambda: self.now + timedelta(minutes=15),
            "hour": lambda: self.now + timedelta(hours=1),
            "morning": self._tomorrow,
            "week": lambda: self.now + timedelta(weeks=1),
            "onward": lambda: self.last.until if self.last and self.is_under_way else None,
            "chosen": self._chosen,
        }

    @property
    def is_under_way(self) -> bool:
        """Whether the last move has not arrived: there was more to do than one request takes."""
        return self.last is not None and not self.last.has_arrived(self.now)

    def _tomorrow(self) -> datetime:
        tomorrow = self.calendar.wall(self.now).date() + timedelta(days=1)
        return self.calendar.instant(datetime.combine(tomorrow, MORNING))

    def _chosen(self) -> datetime:
        return self.calendar.instant(self.moment.data)
