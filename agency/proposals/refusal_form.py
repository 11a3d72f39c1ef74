"""The form on which one of us writes down a no that came by telephone or in a letter."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from agency.kernel.forms import StaffForm, tidy
from agency.kernel.i18n import in_zone, long_day
from agency.leads.models import Channel
from agency.proposals.models import Proposal

LONGEST = 5000


class RefusalForm(StaffForm):
    """How they said it, on which day, and why."""

    how = RadioField(
        _l("How they said it"),
        choices=[
            SelectChoice(Channel.phone.value, _l("On the telephone")),
            SelectChoice(Channel.mail.value, _l("In a letter")),
        ],
        default=Channel.phone.value,
    )
    on = DateField(_l("On which day"), validators=[DataRequired(_l("Choose the day"))])
    why = TextAreaField(
        _l("Why, in their words"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Say why, or that they gave no reason")),
            Length(max=LONGEST, message=_l("That is very long. Say what matters most.")),
        ],
    )

    sent_on: date
    today: date

    @classmethod
    def about(cls, proposal: Proposal, *, today: date) -> "RefusalForm":
        """For this one; `today` is the client's day."""
        form, zone = cls(on=today), proposal.lead.client.zone
        form.today = today
        form.sent_on = in_zone(proposal.sent_at, zone).date() if proposal.sent_at else today
        return form

    def validate_on(self, field: DateField) -> None:
        if field.data > self.today:
            raise ValidationError(_("That day has not come yet"))
        if field.data < self.sent_on:
            day = long_day(self.sent_on)
            raise ValidationError(_("It was sent on %(day)s: nobody said no before", day=day))

    @property
    def channel(self) -> Channel:
        return Channel(self.how.data)
