"""What a manager says about the client's page, and about a report."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from agency.kernel.forms import DayField, StaffForm

LONGEST_PERIOD = 366


class TermsForm(StaffForm):
    """What the agreement says of rounds of changes, and of hours in reports."""

    rounds = IntegerField(
        _l("Rounds of changes in the price"),
        validators=[
            Optional(),
            NumberRange(min=0, max=99, message=_l("Enter a number from 0 to 99")),
        ],
    )
    hours = BooleanField(_l("A report tells the hours, section by section"))


class PeriodForm(StaffForm):
    """Which days a report is about."""

    from_on = DayField(_l("First day"), validators=[InputRequired(_l("Choose the first day"))])
    until_on = DayField(_l("Last day"), validators=[InputRequired(_l("Choose the last day"))])

    def validate_until_on(self, field: Any) -> None:
        if not field.data or not self.from_on.data:
            return
        if field.data < self.from_on.data:
            raise ValidationError(str(_l("It ends before it begins: choose a later day")))
        if (field.data - self.from_on.data).days > LONGEST_PERIOD:
            raise ValidationError(str(_l("That is more than a year: choose fewer days")))
