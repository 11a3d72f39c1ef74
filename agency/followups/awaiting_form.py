"""What a lead's page shows of what we wait for: what is open, and a form for one more."""

from datetime import datetime
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length

from agency.followups import awaiting
from agency.followups.models import Purpose
from agency.kernel.forms import StaffForm
from agency.leads.models import Lead
from agency.leads.stages import Stage


class AwaitForm(StaffForm):
    """What we wait for, in the words of the letters."""

    purpose = RadioField(
        _l("We wait for"),
        choices=[
            SelectChoice(Purpose.word.value, _l("Their word")),
            SelectChoice(Purpose.payment.value, _l("A payment")),
        ],
        default=Purpose.word.value,
        validators=[DataRequired()],
    )
    what = StringField(
        _l("What exactly"),
        validators=[
            DataRequired(_l("Say what it is: the letters ask for it in these words")),
            Length(max=awaiting.LONGEST),
        ],
    )

    @property
    def chosen(self) -> Purpose:
        return Purpose(self.purpose.data)


def part(lead: Lead, now: datetime) -> dict[str, Any]:
    """By the names in templates/followups/_awaited.html."""
    return {
        "awaited": awaiting.of_lead(lead),
        "await_form": AwaitForm(formdata=None, purpose=_refused()),
        "await_again": "waits" in request.args,
        "may_await": lead.stage is not Stage.lost,
    }


def _refused() -> str:
    """What was chosen before the form came back, else the first of them."""
    asked = request.args.get("waits", "")
    return asked if asked in (Purpose.word.value, Purpose.payment.value) else Purpose.word.value
