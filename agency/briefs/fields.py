"""One field for each kind of question. A field says what to do when an answer does not fit."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import MultipleFileField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, DateInput, EmailInput, TelInput

from agency.briefs import budget, uploads
from agency.briefs.uploads import Upload
from agency.kernel.files import StoredFile

Labels = dict[str, str]
NOT_THERE = _l("Choose one of the answers shown here.")


class Asked:
    """What every field of a brief can say about its answer."""

    data: Any
    raw_data: Sequence[Any] | None

    @property
    def is_blank(self) -> bool:
        """Nothing was answered."""
        return not any(str(typed).strip() for typed in self.raw_data or ())

    @property
    def typed(self) -> str | None:
        """What was typed, to be kept even when it does not fit; None where nothing is typed."""
        return _lines(str(self.raw_data[0])) if self.raw_data else None

    def answered(self) -> tuple[Any, Labels]:
        """The value to keep, and the wording of the choices taken."""
        return self.data, {}


class WordsField(Asked, StringField):
    """A line of words."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = _lines(valuelist[0]) if valuelist else ""


class LongField(WordsField, TextAreaField):
    """Many words."""


class EmailField(WordsField):
    """An address that can get a letter."""

    widget = EmailInput()

    def pre_validate(self, form: Any) -> None:
        if self.is_blank:
            return
        try:
            validate_email(self.data.strip(), check_deliverability=False, test_environment=True)
        except EmailNotValidError:
            raise ValidationError(
                _("Look at the address again; it should be like ines@example.com.")
            ) from None


class PhoneField(WordsField):
    """A number that can be dialled, written in any way."""

    widget = TelInput()

    def pre_validate(self, form: Any) -> None:
        digits = re.sub(r"\D", "", self.data or "")
        if not self.is_blank and (
            not 5 <= len(digits) <= 17 or re.search(r"[^\d\s+()./ext-]", self.data.strip(), re.I)
        ):
            raise ValidationError(_("Write the number in digits, like +351 912 345 678."))


class DayField(Asked, StringField):
    """A day, from the browser's calendar or typed."""

    widget = DateInput()

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        if self.is_blank:
            return
        day = _day(self.data)
        if day is None:
            raise ValidationError(_("Write the day like 2026-12-24 or 24.12.2026."))
        # The visitor's today may still be our yesterday.
        if day < form.today - timedelta(days=1):
            raise ValidationError(_("This day has passed. Choose one that is still to come."))
        self.data = day.isoformat()


class AmountField(Asked, StringField):
    """An amount of money with its currency, in one line."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = valuelist[0] if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        if not self.is_blank and budget.amount(self.data) is None:
            raise ValidationError(_("Write an amount with its currency, like 15,000 EUR."))

    def answered(self) -> tuple[Any, Labels]:
        amount = budget.amount(self.data)
        return amount and {"minor": amount.minor, "currency": amount.currency}, {}


class ChoiceField(Asked, RadioField):
    """One of several."""

    typed = None

    def pre_validate(self, form: Any) -> None:
        if not self.is_blank and self.data not in _wordings(self):
            raise ValidationError(str(NOT_THERE))

    def answered(self) -> tuple[Any, Labels]:
        return self.data, {self.data: _wordings(self)[self.data]}


class ManyField(Asked, SelectMultipleField):
    """Several of several."""

    option_widget = CheckboxInput()
    typed = None

    def pre_validate(self, form: Any) -> None:
        if not set(self.data or ()) <= set(_wordings(self)):
            raise ValidationError(str(NOT_THERE))

    def answered(self) -> tuple[Any, Labels]:
        words = _wordings(self)
        keys = [key for key in words if key in self.data]
        return keys, {key: words[key] for key in keys}


class FilesField(Asked, MultipleFileField):
    """Several files. `kept` lie here already, `accepted` came now and may be kept as well."""

    kept: Sequence[StoredFile] = ()
    accepted: Sequence[Upload] = ()
    typed = None

    @property
    def is_blank(self) -> bool:
        return not self.kept and not self._sent()

    def pre_validate(self, form: Any) -> None:
        self.accepted, wrong = uploads.sort(self._sent(), self.kept)
        if wrong:
            raise ValidationError(" ".join(wrong))

    def _sent(self) -> list[Any]:
        return [one for one in self.data or () if getattr(one, "filename", "")]


def _wordings(field: Any) -> Labels:
    return {choice.value: choice.label for choice in field.choices}


def _lines(text: str) -> str:
    # Browsers send every line break as CR LF.
    return text.replace("\r\n", "\n")


def _day(typed: str) -> date | None:
    dotted = re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", typed)
    try:
        if dotted:
            return date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
        return date.fromisoformat(typed)
    except ValueError:
        return None
