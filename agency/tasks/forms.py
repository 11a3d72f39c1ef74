"""What people type about tasks: a place on the board, hours worked, a new task, a day."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from agency.kernel.forms import DayField, HoursField, StaffForm, tidy
from agency.kernel.i18n import pick
from agency.people import queries as people
from agency.people.models import Member
from agency.tasks.cards import Column
from agency.tasks.hours import TimeEntry
from agency.tasks.moving import NOBODY, Drop
from agency.tasks.projects import BoardColumn

DAY = 24 * 60


class PositionForm(StaffForm):
    """Where a card was put."""

    version = IntegerField(validators=[InputRequired()])
    column = IntegerField(validators=[InputRequired()])
    before_id = IntegerField(validators=[Optional()])
    after_id = IntegerField(validators=[Optional()])
    # Whom it was dropped with, where cards stand under people's names: NOBODY, or one of us.
    owner_id = IntegerField(validators=[Optional()])

    @property
    def drop(self) -> Drop:
        return Drop(
            version=self.version.data,
            column_id=self.column.data,
            before_id=self.before_id.data,
            after_id=self.after_id.data,
            owner_id=self.owner_id.data,
        )

    def validate_owner_id(self, field: IntegerField) -> None:
        if field.data and field.data not in {each.id for each in people.members()}:
            raise ValidationError(str(_l("Choose somebody who works here")))


class HoursForm(StaffForm):
    """Hours worked on a task on a day."""

    hours = HoursField(_l("Hours"), validators=[InputRequired(_l("Enter the hours, like 2.5"))])
    on = DayField(_l("Day"), validators=[DataRequired(_l("Enter the day you worked"))])
    note = StringField(_l("What you did"), filters=[tidy], validators=[Length(max=300)])
    extra = BooleanField(_l("Out of scope: beyond what was sold"), id="hours-extra")

    def __init__(self, *, today: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today = today
        if not self.is_submitted():
            self.on.data = today

    @classmethod
    def showing(cls, entry: TimeEntry, *, today: date) -> Self:
        """As it was logged."""
        form = cls(today=today, formdata=None, on=entry.on, note=entry.note)
        form.hours.data, form.on.data = entry.minutes, entry.on
        form.extra.data = entry.is_out_of_scope
        return form

    @property
    def entry(self) -> dict[str, Any]:
        """As the task logs it."""
        return {
            "minutes": self.hours.data,
            "on": self.on.data,
            "note": self.note.data,
            "is_out_of_scope": self.extra.data,
        }

    def validate_hours(self, field: HoursField) -> None:
        if not 0 < (field.data or 0) <= DAY:
            raise ValidationError(str(_l("A day has up to 24 hours: enter the hours of one day")))

    def validate_on(self, field: DayField) -> None:
        if field.data is not None and field.data > self.today:
            raise ValidationError(
                str(_l("This day is still to come: enter today or an earlier day"))
            )


class ChosenHoursForm(HoursForm):
    """The same, with the task chosen among one's own."""

    task = SelectField(_l("Task"), id="hours-task", coerce=int)

    @classmethod
    def among(cls, tasks: Sequence[tuple[int, str]], *, today: date, **given: Any) -> Self:
        """For one of these."""
        form = cls(today=today, **given)
        form.task.choices = list(tasks)
        return form


class TaskForm(StaffForm):
    """A task added by hand."""

    title = StringField(
        _l("What is to be done"),
        filters=[tidy],
        validators=[DataRequired(_l("Say what is to be done")), Length(max=300)],
    )
    column = SelectField(_l("Column"), coerce=int)
    member = SelectField(_l("Who does it"), coerce=int, default=NOBODY)
    hours = HoursField(_l("Planned hours"), validators=[Optional()])
    due_on = DayField(_l("Due day"), validators=[Optional()])

    @property
    def wish(self) -> dict[str, Any]:
        """As it is added to the board."""
        return {
            "title": self.title.data,
            "column_id": self.column.data,
            "member_id": self.member.data or None,
            "minutes": self.hours.data,
            "due_on": self.due_on.data,
        }

    def offer(self, columns: Sequence[BoardColumn | Column], members: Sequence[Member]) -> None:
        """The columns of the board, and who works here."""
        self.column.choices = [(one.id, pick(one.name)) for one in columns]
        self.member.choices = [(NOBODY, str(_l("Nobody yet")))] + [
            (one.id, one.name) for one in members
        ]

    def validate_hours(self, field: HoursField) -> None:
        if field.data and self.member.data == NOBODY:
            raise ValidationError(str(_l("Choose who does it: planned hours are somebody’s hours")))


class LeadTaskForm(StaffForm):
    """A task on a lead, before anything is sold."""

    title = StringField(
        _l("What is to be done"),
        id="lead-task",
        filters=[tidy],
        validators=[DataRequired(_l("Say what is to be done")), Length(max=300)],
    )
    member = SelectField(_l("Who does it"), id="lead-task-member", coerce=int, default=NOBODY)
    due_on = DayField(_l("By when"), id="lead-task-day", validators=[Optional()])

    @classmethod
    def among(cls, members: Sequence[Member], **given: Any) -> Self:
        """For one of these, or for nobody yet."""
        form = cls(**given)
        form.member.choices = [(NOBODY, str(_l("Nobody yet")))] + [
            (one.id, one.name) for one in members
        ]
        return form

    @property
    def wish(self) -> dict[str, Any]:
        """As it is added to the lead."""
        return {
            "title": self.title.data,
            "member_id": self.member.data or None,
            "due_on": self.due_on.data,
        }
