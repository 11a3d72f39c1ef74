"""What members type about their own work: a task of their own, and what a timer measured."""

from datetime import date
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from agency.kernel.forms import DayField, HoursField, StaffForm, tidy
from agency.tasks.forms import DAY


class OwnTaskForm(StaffForm):
    """A task of a member alone."""

    title = StringField(
        _l("A task of your own"),
        id="own-title",
        filters=[tidy],
        validators=[DataRequired(_l("Say what is to be done")), Length(max=300)],
    )
    due_on = DayField(_l("By when"), id="own-day", validators=[Optional()])
    hours = HoursField(_l("Planned hours"), id="own-hours", validators=[Optional()])

    @property
    def wish(self) -> dict[str, Any]:
        """As it is added."""
        return {
            "title": self.title.data,
            "due_on": self.due_on.data,
            "minutes": self.hours.data,
        }


class StopForm(StaffForm):
    """The timer is stopped: what was done, and how long it really took where it was forgotten."""

    since = HiddenField()
    note = StringField(
        _l("What you did"), id="timer-note", filters=[tidy], validators=[Length(max=300)]
    )
    hours = HoursField(_l("Hours"), id="timer-hours", validators=[Optional()])
    on = DayField(_l("Day"), id="timer-day", validators=[Optional()])
    extra = BooleanField(_l("Out of scope: beyond what was sold"), id="timer-extra")

    @classmethod
    def at(cls, today: date, **given: Any) -> Self:
        """Typed on this day."""
        form = cls(**given)
        form.today = today
        return form

    today: date

    @property
    def wish(self) -> dict[str, Any]:
        """As the timer is stopped."""
        return {
            "since": self.since.data or "",
            "note": self.note.data or "",
            "minutes": self.hours.data,
            "on": self.on.data,
            "is_out_of_scope": self.extra.data,
        }

    def validate_hours(self, field: HoursField) -> None:
        if field.data is not None and not 0 < field.data <= DAY:
            raise ValidationError(str(_l("A day has up to 24 hours: enter the hours of one day")))

    def validate_on(self, field: DayField) -> None:
        if field.data is not None and field.data > self.today:
            raise ValidationError(
                str(_l("This day is still to come: enter today or an earlier day"))
            )
