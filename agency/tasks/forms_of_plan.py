"""What a manager types about the work plan: a stage with its days, and which task belongs to which."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from agency.kernel.forms import DayField, StaffForm, tidy
from agency.people.models import Member
from agency.tasks.projects import Stage

NOBODY = 0
# A select of the table says which stage its task is in.
TASK = "task-"


class StageForm(StaffForm):
    """A stage: what it is called, who answers for it, from when, by when."""

    title = StringField(
        _l("Stage"),
        filters=[tidy],
        validators=[DataRequired(_l("Give the stage a name")), Length(max=160)],
    )
    member = SelectField(_l("Who answers for it"), coerce=int, default=NOBODY)
    starts_on = DayField(_l("From"), validators=[Optional()])
    due_on = DayField(_l("Until"), validators=[Optional()])

    @classmethod
    def among(cls, members: Sequence[Member], stage: Stage | None = None, **given: Any) -> Self:
        """For one of these; with `stage` as it stands."""
        if stage is not None:
            # Not the stage itself: its member is a person, and the field wants an id.
            given |= {"title": stage.title, "member": stage.member_id or NOBODY}
            given |= {"starts_on": stage.starts_on, "due_on": stage.due_on}
        form = cls(prefix=f"s{stage.id}-" if stage is not None else "new-", **given)
        form.members = {each.id: each for each in members}
        form.member.choices = [SelectChoice(NOBODY, str(_l("Nobody yet")))] + [
            SelectChoice(each.id, each.name) for each in members
        ]
        return form

    members: Mapping[int, Member]

    @property
    def wish(self) -> dict[str, Any]:
        """As the plan takes it."""
        return {
            "title": self.title.data,
            "member": self.members.get(self.member.data),
            "starts_on": self.starts_on.data,
            "due_on": self.due_on.data,
        }

    def validate_due_on(self, field: DayField) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(str(_l("It ends before it begins: choose a later day")))


def sorted_tasks(typed: Mapping[str, str]) -> dict[int, int | None]:
    """Which stage each task was put into, by their ids; None for no stage."""
    found = {}
    for name, value in typed.items():
        id = name.removeprefix(TASK)
        if name.startswith(TASK) and _is_id(id) and _is_id(value):
            found[int(id)] = int(value) or None
    return found


def _is_id(typed: str) -> bool:
    # No database counts further.
    return typed.isdecimal() and len(typed) < 10
