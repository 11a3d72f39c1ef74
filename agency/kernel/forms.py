"""Forms: they translate what a person typed, say what to do when it does not fit, and save nothing.

Staff forms are protected by the session (Flask-WTF). Guest forms work without any cookie: they carry a token that
the server signed, so that they also work inside a frame on the agency's own site.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer
from wtforms import DateField, Form, StringField
from wtforms.csrf.core import CSRF
from wtforms.validators import ValidationError

GUEST_TOKEN_SECONDS = 60 * 60 * 24 * 7
# Days of work lie between these.
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
# "90m", "90 мин", "1h 30m", "1 ч 30 мин"
_BY_MINUTES = r"(?:(\d{1,5})\s*(?:h|ч)\.?\s*)?(\d{1,6})\s*(?:m|min|minutes?|м|мин|минут\w*)\.?"


def tidy(typed: str | None) -> str:
    """What was typed, as it is kept."""
    # Forms send CRLF; no database takes NUL, and nobody types it.
    return (typed or "").replace("\r\n", "\n").replace("\x00", "").strip()


class StaffForm(FlaskForm):
    """A form for somebody who is logged in; CSRF through the session."""


class SignedToken(CSRF):
    """CSRF protection without a cookie: a signed, dated token for one purpose."""

    def setup_form(self, form: Any) -> Any:
        self.purpose = form.meta.csrf_context
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: Any) -> str:
        return sealed(self.purpose)

    def validate_csrf_token(self, form: Any, field: Any) -> None:
        try:
            purpose = _signer().loads(field.data or "", max_age=GUEST_TOKEN_SECONDS)
        except SignatureExpired:
            raise ValidationError(
                str(
                    _l(
                        "This page was open for a long time. Nothing is lost: press the button again."
                    )
                )
            ) from None
        except BadSignature:
            purpose = None
        if purpose != self.purpose:
            raise ValidationError(
                str(_l("This form came without its seal. Nothing is lost: press the button again."))
            )


def sealed(purpose: str) -> str:
    """The token that a guest's form of this purpose carries."""
    return str(_signer().dumps(purpose))


def unsealed(token: str) -> str | None:
    """The purpose for which we sealed this token; None where we did not, or too long ago."""
    try:
        return str(_signer().loads(token, max_age=GUEST_TOKEN_SECONDS))
    except BadSignature:
        return None


class GuestForm(Form):
    """A form for somebody without a login and without a cookie; `purpose` names what it is for."""

    class Meta:
        csrf = True
        csrf_class = SignedToken
        csrf_context = "guest"

    def __init__(self, formdata: Any = None, *, purpose: str, **kwargs: Any) -> None:
        super().__init__(formdata, meta={"csrf_context": purpose}, **kwargs)


class HoursField(StringField):
    """Hours as people write them: "2.5", "2,5", "2:30", "2h", "90m"; the data is minutes."""

    data: int | None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        return str((Decimal(self.data) / 60).quantize(Decimal("0.01")).normalize().__format__("f"))

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        minutes = parse_hours(typed)
        if minutes is None:
            raise ValueError(str(_l("Enter the hours, like 2.5")))
        self.data = minutes


class DayField(DateField):
    """A day of our time: a year of which half was typed, like 0202, is none, and no calendar can show it."""

    data: Any

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata(valuelist)
        if self.data is not None and not FIRST <= self.data <= LAST:
            self.data = None
            words = _l("Enter a day from %(first)d to %(last)d", first=FIRST.year, last=LAST.year)
            raise ValueError(str(words))


class AmountField(StringField):
    """An amount of money in whole units, "1,400.50" or "1 400,50"; the data is a Decimal."""

    data: Decimal | None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data.normalize():f}"

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        amount = parse_amount(typed)
        if amount is None:
            raise ValueError(str(_l("Enter an amount, like 1400 or 59.90")))
        self.data = amount


def parse_hours(typed: str) -> int | None:
    """Minutes from hours as people write them, or None. At most 10,000 hours."""
    by_minutes = re.fullmatch(_BY_MINUTES, typed.strip().lower())
    if by_minutes:
        minutes = int(by_minutes[1] or 0) * 60 + int(by_minutes[2])
        return minutes if minutes <= 10_000 * 60 else None
    text = re.sub(r"\s*(h|ч|hours?|час\w*)\.?$", "", typed.strip().lower())
    clock = re.fullmatch(r"(\d{1,5}):([0-5]\d)", text)
    if clock:
        minutes = int(clock[1]) * 60 + int(clock[2])
    elif re.fullmatch(r"\d{1,5}([.,]\d{1,2})?|[.,]\d{1,2}", text):
        minutes = int((Decimal("0" + text.replace(",", ".")) * 60).to_integral_value())
    else:
        return None
    return minutes if minutes <= 10_000 * 60 else None


def parse_amount(typed: str) -> Decimal | None:
    """A positive amount with at most two decimals, whatever marks its thousands, or None."""
    text = re.sub(r"[\s\u00a0\u202f€$£₽]", "", typed)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d{1,2})?", text):
        text = text.replace(",", "")
    text = text.replace(",", ".")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="guest-form")
