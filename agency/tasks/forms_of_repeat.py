"""What people type about work that comes again: how often, when next, until when; and about sets of tasks."""

from datetime import date
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from agency.kernel.forms import DayField, StaffForm, tidy
from agency.tasks.models import Task
from agency.tasks.repeating import Every, Repeat

MOST_WORDS = 60_000


class RepeatForm(StaffForm):
    """Every so many weeks or months, from a day on, until a day."""

    count = IntegerField(
        _l("Every"),
        default=1,
        validators=[
            InputRequired(_l("Enter a number, like 1")),
            NumberRange(1, 52, _l("Enter a number from 1 to 52")),
        ],
    )
    every = SelectField(
        _l("Weeks or months"),
        choices=[(Every.month.value, _l("months")), (Every.week.value, _l("weeks"))],
    )
    next_on = DayField(
        _l("The next one is due"), validators=[DataRequired(_l("Enter the day of the next one"))]
    )
    until_on = DayField(_l("The last one by"), validators=[Optional()])

    @classmethod
    def of(cls, task: Task, today: date) -> Self:
        """As it is now; else a month after its day."""
        said = task.repeat
        if said is None:
            month = Repeat(every=Every.month, count=1, day=(task.due_on or today).day)
            return cls(formdata=None, next_on=month.after(max(task.due_on or today, today)))
        given = {"count": said.count, "every": said.every.value}
        return cls(formdata=None, next_on=said.next_on, until_on=said.until_on, **given)

    @property
    def wish(self) -> dict[str, Any]:
        """As the task takes it."""
        return {
            "count": self.count.data,
            "every": Every(self.every.data),
            "next_on": self.next_on.data,
            "until_on": self.until_on.data,
        }


class SetForm(StaffForm):
    """A set of tasks: its name in each language, and its tasks as lines."""

    name_en = StringField(
        _l("Name in English"),
        filters=[tidy],
        validators=[DataRequired(_l("Give it a name")), Length(max=80)],
    )
    name_ru = StringField(_l("Name in Russian"), filters=[tidy], validators=[Length(max=80)])
    service = SelectField(_l("Service"), coerce=int, default=0)
    words = TextAreaField(
        _l("Tasks"),
        validators=[DataRequired(_l("Write at least one task")), Length(max=MOST_WORDS)],
    )


class KeepForm(StaffForm):
    """The name under which the tasks of a board are kept."""

    name = StringField(
        _l("Name of the template"),
        filters=[tidy],
        validators=[DataRequired(_l("Give it a name")), Length(max=80)],
    )


class PutForm(StaffForm):
    """Which set is put on a board, and the day from which its days are counted."""

    chosen = SelectField(_l("Template"))
    starts_on = DayField(_l("Work begins"), validators=[DataRequired(_l("Enter a day"))])
