"""What is known of a person at a client, to be changed by hand."""

from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from agency.clients.models import Contact
from agency.kernel import phones
from agency.kernel.forms import StaffForm, tidy
from agency.kernel.marks import mark_of
from agency.leads.incoming import usable_address
from agency.leads.reached_by import mail_address, must_be_number, phone_number


def _known(contact: Contact) -> dict[str, str | None]:
    return {
        "name": contact.name,
        "position": contact.position,
        "organisation": contact.client.name,
        "email": contact.email,
        "phone": phones.spaced(contact.phone),
    }


def _marks(known: dict[str, str | None]) -> str:
    return ".".join(mark_of(value) for value in known.values())


class ContactForm(StaffForm):
    """A person, and how they are reached."""

    name = StringField(
        _l("Name"),
        filters=[tidy],
        validators=[DataRequired(_l("Who is it? A first name will do")), Length(max=160)],
    )
    position = StringField(_l("What they do there"), filters=[tidy], validators=[Length(max=160)])
    organisation = StringField(
        _l("Organisation"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Give the organisation, or their name again")),
            Length(max=160),
        ],
    )
    email = mail_address()
    phone = phone_number()
    # What is known now, a mark for each field, so that nobody writes over what they have not seen.
    seen = HiddenField()

    country: str | None = None

    @classmethod
    def about(cls, contact: Contact, **given: Any) -> Self:
        """This one."""
        known = _known(contact)
        form = cls(data={**known, "seen": _marks(known)}, **given)
        form.country = contact.client.country
        return form

    def changed_meanwhile(self, contact: Contact) -> list[tuple[str, str]]:
        """What somebody else wrote down since the page was drawn, by the field's label, where it differs from what is
        typed here; and from now on it counts as seen.
        """
        known = _known(contact)
        saw, self.seen.data = (self.seen.data or "").split("."), _marks(known)
        if len(saw) != len(known):
            return []  # a form without marks (a script of the agency's own) asks for no care
        changed = (
            name for name, mark in zip(known, saw, strict=True) if mark != mark_of(known[name])
        )
        return [
            (str(self[name].label.text), known[name] or "–")
            for name in changed
            if (self[name].data or "") != (known[name] or "")
        ]

    def validate_phone(self, field: StringField) -> None:
        must_be_number(field.data, self.country)

    def write_to(self, contact: Contact) -> None:
        """Write it down; the phone in the one notation."""
        contact.name, contact.position = self.name.data, self.position.data
        contact.email = usable_address(self.email.data) if self.email.data else None
        contact.phone = phones.e164(self.phone.data, self.country) or ""
        contact.client.name = self.organisation.data
