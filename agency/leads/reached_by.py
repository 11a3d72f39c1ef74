"""The fields by which somebody is reached, mail address and phone: the same in every form of ours."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length, ValidationError

from agency.kernel.forms import tidy
from agency.kernel.phones import e164
from agency.leads.incoming import usable_address


def mail_address() -> Any:
    """Where letters reach them, or nothing."""
    limits = [Length(max=255), _is_whole_address]
    return StringField(_l("Mail address"), filters=[tidy], validators=limits)


def phone_number() -> Any:
    """Where they are rung up, or nothing."""
    return StringField(_l("Phone"), filters=[tidy], validators=[Length(max=40)])


def must_be_number(typed: str | None, country: str | None) -> None:
    """Whatever was typed is a phone with its country, or one of this country. Raises ValidationError."""
    if typed and e164(typed, country) is None:
        raise ValidationError(_l("Enter the number with its country, like +351 22 000 1122"))


def _is_whole_address(form: Any, field: Any) -> None:
    if field.data and usable_address(field.data) is None:
        raise ValidationError(_l("Enter the whole address, like name@example.com"))
