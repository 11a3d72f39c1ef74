"""What a program asks for, field by field: each fits, or says what to do instead."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from agency.kernel.forms import FIRST, LAST
from agency.leads.ways_in.api_inquiry import Fault

MOST_TEXT = 50_000


class Wishes:
    """The fields that were sent; what does not fit is gathered in `faults`, so that all of it is told at once."""

    def __init__(self, fields: Mapping[str, Any], known: tuple[str, ...]) -> None:
        self.fields = fields
        self.faults = [
            Fault(_whole(str(name))[:60], str(_("There is no such field")))
            for name in fields
            if name not in known
        ]

    def text(self, name: str, most: int, *, must: bool = False) -> str:
        """Some text."""
        value = self.fields.get(name)
        text = _whole(value).strip() if isinstance(value, str) else ""
        if value is not None and not isinstance(value, str):
            self.refuse(name, str(_("Send text")))
        elif must and not text:
            self.refuse(name, str(_("Send this field")))
        elif len(text) > most:
            self.refuse(name, str(_("Send at most %(most)d letters", most=most)))
        return text

    def number(self, name: str, least: int, most: int, *, must: bool = False) -> int | None:
        """A whole number."""
        value = self.fields.get(name)
        if value is None:
            if must:
                self.refuse(name, str(_("Send this field")))
            return None
        # A form sends its figures as text.
        if isinstance(value, str) and value.strip().removeprefix("-").isdecimal():
            value = int(value) if len(value) < 12 else None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            words = _("Send a whole number from %(least)d to %(most)d", least=least, most=most)
            self.refuse(name, str(words))
            return None
        return value

    def id(self, name: str, *, must: bool = False) -> int | None:
        """The id of something."""
        return self.number(name, 1, 2**31 - 1, must=must)

    def day(self, name: str, *, must: bool = False) -> date | None:
        """A day."""
        value = self.fields.get(name)
        if value is None and not must:
            return None
        try:
            on = date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            on = date.min
        if not FIRST <= on <= LAST:
            self.refuse(name, str(_("Send a day, like 2026-03-19")))
            return None
        return on

    def refuse(self, name: str, words: str) -> None:
        """This field does not fit."""
        self.faults.append(Fault(name, words))


def _whole(text: str) -> str:
    """Without what no database takes: NUL, and halves of letters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
