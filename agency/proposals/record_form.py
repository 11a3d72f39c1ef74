"""The form on which one of us writes down what was agreed on paper or in a letter."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from agency.kernel.forms import StaffForm, tidy
from agency.kernel.i18n import in_zone, long_day
from agency.leads.models import Message
from agency.proposals.acceptance import How
from agency.proposals.models import Proposal
from agency.proposals.recording import Agreed

NO_LETTER = 0
SHOWN = 70


class RecordForm(StaffForm):
    """Who agreed, on which day, how; and the page or the letter that proves it."""

    how = RadioField(
        _l("How"),
        choices=[
            SelectChoice(How.paper.value, _l("On paper")),
            SelectChoice(How.mail.value, _l("In a letter")),
        ],
        default=How.paper.value,
    )
    name = StringField(
        _l("Who agreed"),
        filters=[tidy],
        validators=[DataRequired(_l("Enter the name of whoever agreed")), Length(max=160)],
    )
    role = StringField(_l("What they are there"), filters=[tidy], validators=[Length(max=160)])
    on = DateField(_l("On which day"), validators=[DataRequired(_l("Choose the day"))])
    proof = FileField(_l("The signed page"))
    letter = SelectField(_l("Or their letter"), coerce=int, default=NO_LETTER)

    sent_on: date
    today: date
    theirs: dict[int, Message]

    @classmethod
    def about(
        cls, proposal: Proposal, said: Sequence[Message], *, today: date, **more: Any
    ) -> "RecordForm":
        """With the letters of this lead to choose from; `today` is the client's day."""
        form = cls(name=proposal.lead.contact.name, on=today, **more)
        zone = proposal.lead.client.zone
        form.today = today
        form.sent_on = in_zone(proposal.sent_at, zone).date() if proposal.sent_at else today
        form.theirs = {each.id: each for each in said if each.is_theirs}
        named = [SelectChoice(id, _titled(each, zone)) for id, each in form.theirs.items()]
        form.letter.choices = [SelectChoice(NO_LETTER, _("none")), *named]
        return form

    def validate_on(self, field: DateField) -> None:
        if field.data > self.today:
            raise ValidationError(_("That day has not come yet"))
        if field.data < self.sent_on:
            day = long_day(self.sent_on)
            raise ValidationError(_("It was sent on %(day)s: nobody agreed before", day=day))

    def validate_proof(self, field: FileField) -> None:
        if not self.upload and self.letter.data not in self.theirs:
            raise ValidationError(
                _("Attach the signed page, or choose the letter in which they agree")
            )

    @property
    def upload(self) -> Any:
        """The file that was chosen, or None."""
        found = self.proof.data
        return found if found and found.filename else None

    @property
    def agreed(self) -> Agreed:
        """What was typed."""
        return Agreed(self.name.data, self.role.data or "", self.on.data, How(self.how.data))


def _titled(message: Message, zone: str) -> str:
    words = " ".join((message.subject or message.body).split())[:SHOWN]
    return f"{long_day(message.at, zone)}: {words}"
