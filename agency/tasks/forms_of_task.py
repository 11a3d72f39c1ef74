"""What people type on a task's page: its words, its facts, its pieces, what they say, attach, and want to be told."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from agency.kernel import outward
from agency.kernel.forms import DayField, HoursField, StaffForm, tidy
from agency.leads.forms_of_hands import OwnTime
from agency.people.models import Member
from agency.tasks.labels import COLOURS, Label
from agency.tasks.models import Priority, Task
from agency.tasks.pieces import Subtask
from agency.tasks.projects import Stage

NONE = 0
LONGEST = 50_000
PRIORITIES = {
    Priority.urgent: _l("Urgent"),
    Priority.high: _l("High"),
    Priority.usual: _l("As usual"),
    Priority.low: _l("Low"),
}
COLOUR_NAMES = (_l("Teal"), _l("Violet"), _l("Amber"), _l("Green"), _l("Pink"))
US, CLIENT = "us", "client"
OWN = "own"
# So many days before the due day, at nine.
BEFORE = {
    "1": _l("The day before it is due, at 9:00"),
    "0": _l("On the day it is due, at 9:00"),
    "2": _l("Two days before, at 9:00"),
    "7": _l("A week before, at 9:00"),
    OWN: _l("At a time of my own"),
}


class Ticks(SelectMultipleField):
    """Several of a few, each with a tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class WordsForm(StaffForm):
    """Title and description, with the edit that whoever types has seen."""

    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    title = StringField(
        _l("Title"),
        filters=[tidy],
        validators=[DataRequired(_l("Say what is to be done")), Length(max=300)],
    )
    details = TextAreaField(_l("Description"), filters=[tidy], validators=[Length(max=LONGEST)])

    @classmethod
    def of(cls, task: Task) -> Self:
        """As it says now."""
        return cls(formdata=None, seen=task.words_version, title=task.title, details=task.details)


class FactsForm(StaffForm):
    """Who answers for it, by when, how much it presses. Only what was changed is wished for, so that two people
    who change different facts at the same time both get their way.
    """

    seen = HiddenField()
    owner = SelectField(_l("Owner"), coerce=int)
    due_on = DayField(_l("Due day"), validators=[Optional()])
    priority = SelectField(_l("Priority"), coerce=int)
    stage = SelectField(_l("Stage"), coerce=int, default=NONE)
    labels = Ticks(_l("Labels"), coerce=int)
    shown = BooleanField(_l("The client sees this task on their page"))
    extra = BooleanField(_l("Out of scope: beyond what was sold"))

    @classmethod
    def of(
        cls, task: Task, members: Iterable[Member], labels: Sequence[Label], *, typed: bool
    ) -> Self:
        """For this task; what stands there now, or what was `typed`."""
        now: dict[str, Any] = {
            "owner": task.owner_id or NONE,
            "due_on": task.due_on,
            "priority": int(task.priority),
            "stage": task.stage_id or NONE,
            "labels": sorted(each.id for each in task.labels),
            "shown": task.is_client_visible,
            "extra": task.is_out_of_scope,
        }
        form = cls(**({} if typed else {"formdata": None}), **now)
        if not typed:
            form.seen.data = json.dumps(now, default=str)
        form._offer(task, members, labels)
        return form

    @property
    def wishes(self) -> dict[str, Any]:
        """What was changed, by the name of its field."""
        try:
            seen = json.loads(self.seen.data or "{}")
        except (ValueError, RecursionError):
            seen = None
        seen = seen if isinstance(seen, dict) else {}
        wished = {name: self[name].data for name in _FACTS}
        wished["labels"] = sorted(wished["labels"] or ())
        plain = json.loads(json.dumps(wished, default=str))
        return {name: wished[name] for name in _FACTS if plain[name] != seen.get(name, ...)}

    def _offer(self, task: Task, members: Iterable[Member], labels: Sequence[Label]) -> None:
        nobody = [(NONE, str(_l("Nobody yet")))] if task.of_lead is not None else []
        there = {each.id: each.name for each in members}
        if task.owner is not None:
            there.setdefault(task.owner.id, task.owner.name)
        self.owner.choices = [*nobody, *there.items()]
        self.priority.choices = [(int(one), str(words)) for one, words in PRIORITIES.items()]
        stages: Sequence[Stage] = task.project.stages if task.project is not None else ()
        self.stage.choices = [(NONE, str(_l("None"))), *((one.id, one.title) for one in stages)]
        self.labels.choices = [(one.id, one.name) for one in labels]


_FACTS = ("owner", "due_on", "priority", "stage", "labels", "shown", "extra")


class PlanForm(StaffForm):
    """Planned hours of one member more."""

    member = SelectField(_l("Who"), coerce=int)
    hours = HoursField(
        _l("Hours"),
        validators=[InputRequired(_l("Enter the hours, like 2.5"))],
        id="plan-hours",
    )

    @classmethod
    def among(cls, members: Iterable[Member], task: Task, **given: Any) -> Self:
        """One of those who have none on it yet."""
        form = cls(**given)
        planned = {plan.member_id for plan in task.plans}
        form.member.choices = [(one.id, one.name) for one in members if one.id not in planned]
        return form


class SubtaskForm(StaffForm):
    """A part of the task, whose it is and by when."""

    title = StringField(
        _l("Subtask"),
        filters=[tidy],
        validators=[DataRequired(_l("Say what is to be done")), Length(max=300)],
    )
    owner = SelectField(_l("Who"), coerce=int, default=NONE)
    due_on = DayField(_l("By when"), validators=[Optional()])

    @classmethod
    def among(cls, members: Iterable[Member], **given: Any) -> Self:
        """Somebody's, or nobody's yet."""
        form = cls(**{"prefix": "subtask", **given})
        form.owner.choices = [
            (NONE, str(_l("Nobody yet"))),
            *((one.id, one.name) for one in members),
        ]
        return form

    @classmethod
    def changing(cls, part: Subtask, members: Iterable[Member], *, typed: bool) -> Self:
        """For a subtask that is there: as it stands, or as it was `typed`. Whoever left may keep what is theirs."""
        given: dict[str, Any] = {} if typed else {"formdata": None}
        given |= {"title": part.title, "owner": part.owner_id or NONE, "due_on": part.due_on}
        staying = [each for each in members if each is not part.owner]
        own = [part.owner] if part.owner is not None else []
        return cls.among([*own, *staying], prefix="change", **given)


class CheckForm(StaffForm):
    """One thing to tick."""

    words = StringField(
        _l("To tick off"),
        id="check-words",
        filters=[tidy],
        validators=[DataRequired(_l("Say what is to be checked")), Length(max=300)],
    )


class CommentForm(StaffForm):
    """What one says, and who reads it."""

    words = TextAreaField(
        _l("Comment"),
        id="comment-words",
        filters=[tidy],
        validators=[DataRequired(_l("Write something first")), Length(max=LONGEST)],
    )
    readers = RadioField(
        _l("Who reads it"),
        choices=[(US, _l("Only we")), (CLIENT, _l("The client too"))],
        default=US,
    )

    @property
    def is_for_client(self) -> bool:
        return bool(self.readers.data == CLIENT)


class LinkForm(StaffForm):
    """An address of a file elsewhere."""

    address = StringField(
        _l("Address"),
        filters=[tidy],
        validators=[DataRequired(_l("Paste the address, like https://…")), Length(max=2000)],
    )
    title = StringField(_l("Title"), id="link-title", filters=[tidy], validators=[Length(max=300)])
    ask = BooleanField(_l("Open it once and take the title that stands there"), default=True)

    def validate_address(self, field: StringField) -> None:
        if not outward.is_outside(field.data or ""):
            raise ValidationError(
                _("This address cannot be linked: paste one that begins with https://")
            )


class ReminderForm(StaffForm):
    """When one wants to be told."""

    when = SelectField(_l("Remind me"), choices=list(BEFORE.items()), default="1")
    own = OwnTime(_l("Day and time"))

    @property
    def days_before(self) -> int | None:
        return None if self.when.data == OWN else int(self.when.data)

    @property
    def wall(self) -> datetime | None:
        """By the clock of whoever asks."""
        return self.own.data if self.when.data == OWN else None

    def validate_own(self, field: OwnTime) -> None:
        if self.when.data == OWN and field.data is None:
            raise ValidationError(_("Enter a day and a time"))


class LabelForm(StaffForm):
    """What a label is called, and its colour."""

    name = StringField(
        _l("Label"),
        filters=[tidy],
        validators=[DataRequired(_l("Give it a name")), Length(max=40)],
    )
    category = RadioField(
        _l("Colour"),
        coerce=int,
        default=1,
        choices=[(n, COLOUR_NAMES[n - 1]) for n in range(1, COLOURS + 1)],
    )
