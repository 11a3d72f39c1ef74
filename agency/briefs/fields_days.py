"""Fields for a day and for a time from one day to another."""

import re
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from wtforms.widgets import DateInput

from agency.briefs.fields import MAIN, AskedField, Labels, Parts
from agency.briefs.questionnaire import Question

FROM, TO = "from", "to"


class DayField(AskedField):
    """A day, from the browser's calendar or typed."""

    widget = DateInput()

    def _value(self) -> str:
        return self.said()

    def check(self, form: Any) -> dict[str, str | None]:
        return {MAIN: _wrong(self.said(), form.today)}

    def answered(self) -> tuple[Any, Labels]:
        return _iso(self.said()), {}

    def is_iso(self, part: str = MAIN) -> bool:
        """Whether a browser's calendar can show it; it would hide what was typed otherwise."""
        return is_iso(self.said(part))


class DaysField(AskedField):
    """From one day to another."""

    PARTS = (FROM, TO)

    def check(self, form: Any) -> dict[str, str | None]:
        first, last = day(self.said(FROM)), day(self.said(TO))
        if not self.said(FROM).strip():
            return {FROM: str(_("Choose the first day as well."))}
        if first is None:
            return {FROM: how_to_write()}
        if not self.said(TO).strip():
            return {TO: str(_("Choose the last day as well."))}
        if last is not None and last < first:
            return {TO: str(_("The last day is before the first. Choose a later one."))}
        return {TO: _wrong(self.said(TO), form.today)}

    def answered(self) -> tuple[Any, Labels]:
        return {FROM: _iso(self.said(FROM)), TO: _iso(self.said(TO))}, {}

    @classmethod
    def again(cls, question: Question, value: Any, labels: Labels) -> Parts:
        return {part: [value[part]] for part in cls.PARTS}

    def is_iso(self, part: str) -> bool:
        """Whether a browser's calendar can show it."""
        return is_iso(self.said(part))

    def is_in_place(self, part: str) -> bool:
        return True

    def called(self, part: str) -> str:
        """What stands above one of its days."""
        return str(_("First day") if part == FROM else _("Last day"))


def day(typed: str) -> date | None:
    """The day that was typed, "2026-12-24" or "24.12.2026"."""
    text = typed.strip()
    dotted = re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", text)
    try:
        if dotted:
            return date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
        return date.fromisoformat(text)
    except ValueError:
        return None


def is_iso(typed: str) -> bool:
    """Nothing, or a day as browsers write it."""
    return not typed or typed == _iso(typed)


def _wrong(typed: str, today: date) -> str | None:
    found = day(typed)
    if found is None:
        return how_to_write()
    # The visitor's today may still be our yesterday.
    if today > date.min and found < today - timedelta(days=1):
        return str(_("This day has passed. Choose one that is still to come."))
    return None


def how_to_write() -> str:
    """What to say where no day was read."""
    return str(_("Write the day like 2026-12-24 or 24.12.2026."))


def _iso(typed: str) -> str | None:
    found = day(typed)
    return found.isoformat() if found is not None else None
