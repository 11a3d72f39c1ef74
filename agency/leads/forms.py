"""What people type on the pages of leads."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from agency.kernel import i18n
from agency.kernel.forms import StaffForm, tidy
from agency.leads.incoming import usable_address
from agency.leads.models import Channel, Inquiry, Lead
from agency.leads.notes import Side, Spoken
from agency.leads.reached_by import mail_address, phone_number
from agency.people.models import Member


class NoteForm(StaffForm):
    """A word that went by another way than ours, noted by hand; calls have a form of their own."""

    said_by = RadioField(
        _l("Who said it"),
        choices=[
            SelectChoice(Side.they.value, _l("They said")),
            SelectChoice(Side.we.value, _l("We said")),
            SelectChoice(Side.ourselves.value, _l("A note for ourselves")),
        ],
        default=Side.they.value,
    )
    channel = RadioField(
        _l("By which way"),
        choices=[
            SelectChoice(Channel.messenger.value, _l("by messenger")),
            SelectChoice(Channel.note.value, _l("otherwise")),
        ],
        default=Channel.messenger.value,
    )
    contact = SelectField(_l("Who of them"), coerce=int)
    words = TextAreaField(
        _l("What was said"),
        id="note-words",
        filters=[tidy],
        validators=[DataRequired(_l("Write down what was said")), Length(max=100_000)],
    )

    @classmethod
    def about(cls, lead: Lead, **given: Any) -> Self:
        """A note about this lead, which may name any of the client's people."""
        form = cls(**given)
        form.contact.choices = [SelectChoice(each.id, each.name) for each in lead.client.contacts]
        if form.contact.data is None:
            form.contact.data = lead.contact_id
        return form

    def spoken(self, lead: Lead) -> Spoken:
        """What was noted."""
        heard = next(each for each in lead.client.contacts if each.id == self.contact.data)
        return Spoken(Side(self.said_by.data), self.words.data, Channel(self.channel.data), heard)


class LeadForm(StaffForm):
    """A lead that came by phone or otherwise, written down by one of us."""

    channel = RadioField(
        _l("It came"),
        choices=[
            SelectChoice(Channel.phone.value, _l("on the phone")),
            SelectChoice(Channel.mail.value, _l("by mail")),
            SelectChoice(Channel.messenger.value, _l("by messenger")),
            SelectChoice(Channel.note.value, _l("otherwise")),
        ],
        default=Channel.phone.value,
    )
    name = StringField(
        _l("Their name"),
        filters=[tidy],
        validators=[DataRequired(_l("Who was it? A first name will do")), Length(max=160)],
    )
    organisation = StringField(
        _l("Organisation"), filters=[tidy], validators=[Optional(), Length(max=160)]
    )
    address = mail_address()
    phone = phone_number()
    subject = StringField(
        _l("What it is about"),
        filters=[tidy],
        validators=[DataRequired(_l("Say in a few words what they want")), Length(max=200)],
    )
    words = TextAreaField(
        _l("Their words"), filters=[tidy], validators=[Optional(), Length(max=100_000)]
    )
    language = RadioField(
        _l("They speak"), choices=[SelectChoice(*each) for each in i18n.LANGUAGES.items()]
    )
    answered = BooleanField(_l("They have had a first answer from us already"))

    def validate_phone(self, field: Any) -> None:
        if not field.data and not self.address.data:
            raise ValidationError(_l("Give a phone number or a mail address to reach them"))

    def inquiry(self, *, at: datetime) -> Inquiry:
        """What was written down, as an inquiry."""
        return Inquiry(
            source=Channel(self.channel.data),
            received_at=at,
            sender_name=self.name.data,
            sender_address=usable_address(self.address.data or ""),
            sender_phone=self.phone.data or "",
            organisation=self.organisation.data or "",
            subject=self.subject.data,
            words=self.words.data or "",
            language=self.language.data,
        )


class OwnerForm(StaffForm):
    """Who takes the lead."""

    owner = SelectField(_l("Who takes it"), coerce=int)

    @classmethod
    def among(cls, members: Iterable[Member], **given: Any) -> Self:
        """Let it be one of these."""
        form = cls(**given)
        form.owner.choices = [SelectChoice(member.id, member.name) for member in members]
        return form
