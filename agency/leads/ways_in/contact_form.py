"""The contact form of the site: who writes, how to reach them, what they want. It works without cookie and script."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from itsdangerous import BadData, URLSafeSerializer
from wtforms import HiddenField, MultipleFileField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.kernel.forms import GuestForm
from agency.kernel.i18n import language, pick
from agency.kernel.phones import e164
from agency.kernel.work import Work
from agency.kernel.zones import country_of, known_zone
from agency.leads.incoming import usable_address
from agency.leads.ways_in.reasons import Why
from agency.leads.ways_in.words import line, tidy
from agency.people import queries as people

PURPOSE = "contact"
MOST_LETTERS = 20_000
# Nobody reads and fills the page faster than that.
HASTE = timedelta(seconds=3)


def _one_line(typed: str | None) -> str:
    return line(typed or "", 400)


def _text(typed: str | None) -> str:
    return tidy(typed or "")


class ContactForm(GuestForm):
    """What a visitor types.

    `start` is the page's seal, `work` what its browser found meanwhile, `kept` the files that came before, and `trap`
    stays empty.
    """

    # In the order of the page, which is that of the list of what is missing
    words = TextAreaField(
        _l("What you need"),
        filters=[_text],
        validators=[
            DataRequired(_l("Write a few words here.")),
            Length(
                max=MOST_LETTERS,
                message=_l("Shorten it to 20,000 characters. A long text can come as a file."),
            ),
        ],
    )
    name = StringField(
        _l("Your name"),
        filters=[_one_line],
        validators=[DataRequired(_l("Write your name.")), Length(max=160)],
    )
    address = StringField(
        _l("Your mail address"), filters=[_one_line], validators=[Length(max=254)]
    )
    phone = StringField(_l("Your phone"), filters=[_one_line], validators=[Length(max=60)])
    company = StringField(
        _l("Your company or project"), filters=[_one_line], validators=[Length(max=160)]
    )
    service = SelectField(_l("What it is about"))
    files = MultipleFileField(_l("Files"))
    start = HiddenField()
    work = HiddenField()
    zone = HiddenField()
    kept = HiddenField()
    trap = StringField(_l("Leave this empty"))

    def __init__(self, formdata: Any = None, **given: Any) -> None:
        super().__init__(formdata, purpose=PURPOSE, **given)
        named = [SelectChoice(each.slug, pick(each.name)) for each in people.services()]
        self.service.choices = [SelectChoice("", _("Something else")), *named]

    def validate_address(self, field: Any) -> None:
        if field.data and usable_address(field.data) is None:
            raise ValidationError(_("Write the whole address, like ines@example.com."))
        if not field.data and not self.phone.data:
            raise ValidationError(_("Write an address or a phone, so that we can answer you."))

    def validate_phone(self, field: Any) -> None:
        if field.data and self.number is None:
            raise ValidationError(_("Enter the number with its country, like +351 912 345 678."))

    @property
    def number(self) -> str | None:
        """The phone in one notation; without its country it is one of where the browser stands."""
        zone = known_zone(self.zone.data)
        return e164(self.phone.data, country_of(zone) if zone else None)

    def content(self, files: Sequence[StoredFile], doubt: Why | None) -> bytes:
        """What was written, as it is kept."""
        said = {
            "name": self.name.data,
            "address": usable_address(self.address.data) if self.address.data else "",
            "phone": self.number or "",
            "company": self.company.data,
            "service": self.service.data,
            "subject": self._subject(),
            "words": self.words.data,
            "language": language(),
            "zone": known_zone(self.zone.data) or "",
            "files": [file.id for file in files],
            "doubt": doubt.value if doubt else "",
        }
        return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()

    def _subject(self) -> str:
        chosen = next((each for each in people.services() if each.slug == self.service.data), None)
        return pick(chosen.name) if chosen is not None else ""


@dataclass(frozen=True)
class Start:
    """The seal that a page carries: a secret for its answer, and when it was handed out."""

    token: str
    doubt: Why | None = None

    @staticmethod
    def seal(at: datetime) -> str:
        """A fresh one, signed."""
        return str(_signer("start").dumps([secrets.token_urlsafe(24), at.isoformat()]))

    @classmethod
    def read(cls, sealed: str | None, at: datetime) -> "Start":
        """What came back; an unknown seal or great haste only raise a doubt."""
        try:
            token, given = _signer("start").loads(sealed or "")
        except BadData:
            return cls(secrets.token_urlsafe(24), Why.unsealed)
        in_haste = at - datetime.fromisoformat(given) < HASTE
        return cls(token, Why.haste if in_haste else None)


def weighed(doubt: Why | None, work: Work) -> Why | None:
    """What is left of a doubt beside the work of its page: done, it excuses haste; made up, it is worse."""
    if work is Work.forged:
        return Why.forged
    return None if work is Work.done and doubt is Why.haste else doubt


def seal_files(files: Sequence[StoredFile]) -> str:
    """The files that came already, so that nobody has to choose them twice."""
    return str(_signer("files").dumps([file.id for file in files])) if files else ""


def files_kept(sealed: str | None) -> list[StoredFile]:
    """The files that came before with this page."""
    try:
        ids = _signer("files").loads(sealed) if sealed else []
    except BadData:
        return []
    found = (db.session.get(StoredFile, each) for each in ids)
    return [each for each in found if each is not None]


def _signer(salt: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt=f"contact-{salt}")
