"""What people type about a call: who, which way, what came of it, and perhaps a word."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from agency.clients.models import Contact
from agency.kernel.forms import StaffForm
from agency.kernel.phones import bare, e164
from agency.leads.calls import Caller, Result
from agency.leads.reached_by import must_be_number
from agency.leads.ways_in import acquaintance
from agency.leads.ways_in.words import line, tidy

SOMEBODY_NEW = "new"


def _one_line(typed: str | None) -> str:
    return line(typed or "", 160)


def _text(typed: str | None) -> str:
    return tidy(typed or "")


class CallForm(StaffForm):
    """A call. `who` is a name or a number; where several fit, `contact` says which of them."""

    who = StringField(
        _l("With whom"),
        filters=[_one_line],
        validators=[DataRequired(_l("Enter a name or a number, as you know it"))],
    )
    contact = RadioField(_l("Which of them"), choices=[], validators=[Optional()])
    phone = StringField(_l("Their phone"), filters=[_one_line])
    caller = RadioField(
        _l("Who rang"),
        choices=[
            SelectChoice(Caller.they.value, _l("They rang us")),
            SelectChoice(Caller.we.value, _l("We rang them")),
        ],
        default=Caller.they.value,
    )
    result = RadioField(
        _l("What came of it"),
        choices=[
            SelectChoice(Result.talked.value, _l("We talked")),
            SelectChoice(Result.missed.value, _l("Nobody answered")),
            SelectChoice(Result.voice.value, _l("A voice message")),
        ],
        default=Result.talked.value,
    )
    words = TextAreaField(
        _l("What was said"), filters=[_text], validators=[Optional(), Length(max=100_000)]
    )

    def among(self, found: Iterable[Contact]) -> None:
        """Let it be one of these, or somebody new."""
        self.contact.choices = [
            *(SelectChoice(str(each.id), _described(each)) for each in found),
            SelectChoice(SOMEBODY_NEW, _("Somebody new")),
        ]

    @property
    def number(self) -> str:
        """The number of somebody new, in one notation; "" where none was given or it is none."""
        home = acquaintance.home_country()
        return e164(self.phone.data, home) or e164(self.who.data, home) or ""

    def validate_phone(self, field: Any) -> None:
        must_be_number(field.data, acquaintance.home_country())


class LeadCallForm(StaffForm):
    """A call about a lead: `call` is the pressed button, such as we-talked."""

    call = HiddenField()
    # Which of the client's people; without a word, whom the lead is with.
    contact = IntegerField(validators=[Optional()])
    words = TextAreaField(
        _l("What was said"),
        id="call-words",
        filters=[_text],
        validators=[Optional(), Length(max=100_000)],
    )


def is_number(text: str) -> bool:
    """Whether somebody typed a number rather than a name."""
    return bare(text).lstrip("+").isdecimal()


def _described(contact: Contact) -> str:
    known = (contact.client.name, contact.phone, contact.email or "")
    more = ", ".join(dict.fromkeys(each for each in known if each and each != contact.name))
    return f"{contact.name}, {more}" if more else contact.name
