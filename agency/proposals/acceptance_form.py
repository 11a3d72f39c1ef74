"""The client's word, as it is typed: name, role, consent and, where it is asked for, a signature."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from agency.kernel import pictures
from agency.kernel.forms import GuestForm, tidy
from agency.kernel.pictures import PictureRefused

_DATA = "data:image/png;base64,"
_MOST = 600_000  # letters


class AcceptanceForm(GuestForm):
    """The client's word. Its seal names the very choice and file that were shown."""

    name = StringField(
        _l("Your first and last name"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Enter your first and last name")),
            Length(min=3, max=160, message=_l("Enter your first and last name")),
        ],
    )
    role = StringField(
        _l("Your position"),
        description=_l("What you are there: managing director, owner, head of marketing."),
        filters=[tidy],
        validators=[
            DataRequired(_l("Enter your position, as you would sign a letter")),
            Length(max=160, message=_l("Enter your position, as you would sign a letter")),
        ],
    )
    # A drawing as the page's script sends it, or a name where nobody can draw.
    signature = HiddenField()
    signed_as = StringField(
        _l("Or type your name, if you cannot draw"), filters=[tidy], validators=[Length(max=160)]
    )
    consent = BooleanField(
        _l("Consent"), validators=[InputRequired(_l("Tick the box: without it we cannot begin"))]
    )
    # Which choice it is about, by its digest.
    choice = HiddenField()

    def __init__(
        self,
        formdata: Mapping[str, Any] | None = None,
        *,
        purpose: str,
        asks_signature: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(formdata, purpose=purpose, **more)
        self.drawn: bytes | None = None
        self._asks_signature = asks_signature

    def validate_signed_as(self, field: StringField) -> None:
        """A signature one way or the other, where it is asked for."""
        if not self._asks_signature:
            return
        if self.signature.data:
            self.drawn = _read(self.signature.data)
        elif len(field.data or "") < 3:
            raise ValidationError(
                str(_l("Draw your signature, or type your name: one of them is needed"))
            )


def _read(typed: str) -> bytes:
    """The drawing, made anew by us. Raises ValidationError."""
    try:
        if len(typed) > _MOST or not typed.startswith(_DATA):
            raise PictureRefused("not a drawing")
        return pictures.signature(base64.b64decode(typed.removeprefix(_DATA), validate=True))
    except (PictureRefused, binascii.Error):
        raise ValidationError(
            str(_l("We could not read the drawing. Draw it once more, or type your name"))
        ) from None
