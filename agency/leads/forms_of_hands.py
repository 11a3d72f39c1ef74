"""Forms about time and hands on a lead: a promise, a rest, a reminder, where the client is."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Length, ValidationError

from agency.kernel.forms import StaffForm
from agency.kernel.worktime import WorkingCalendar
from agency.kernel.zones import known_zone, with_holidays
from agency.leads.models import Lead
from agency.people.models import Member

HOW_TO = _l("Choose a time that is still to come")
OWN = "own"


class OwnTime(DateTimeLocalField):
    """A time that need not be there; whether it has to be is for its form to say."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        try:
            self.data = datetime.fromisoformat(valuelist[0]).replace(tzinfo=None)
        except (IndexError, ValueError):
            return


class TimeForm(StaffForm):
    """One of the times that were offered, or one's own by the clock of the house."""

    at = HiddenField()
    own = OwnTime(_l("Another time"))

    def __init__(self, *, now: datetime, calendar: WorkingCalendar, **rest: Any) -> None:
        super().__init__(**rest)
        self.now, self.calendar = now, calendar

    @property
    def chosen(self) -> datetime | None:
        """The instant that was chosen, or None."""
        if self.at.data and self.at.data != OWN:
            return _instant(self.at.data)
        return self.calendar.instant(self.own.data) if self.own.data else None

    def validate_own(self, field: Any) -> None:
        try:
            chosen = self.chosen
        except (OverflowError, ValueError):
            chosen = None
        if chosen is None or chosen <= self.now:
            raise ValidationError(HOW_TO)


class PromiseForm(TimeForm):
    """When the answer comes, and how they hear of it."""

    way = HiddenField(default="letter")
    words = TextAreaField(_l("The letter"), [Length(max=5000)])

    @property
    def chosen(self) -> datetime | None:
        """A time that was typed comes before the one that was only left as it stood."""
        if self.own.raw_data and self.own.raw_data[0]:
            return self.calendar.instant(self.own.data) if self.own.data else None
        return super().chosen


class RestForm(TimeForm):
    """Until when it rests."""

    def validate_own(self, field: Any) -> None:
        if self.at.data != "silent":
            super().validate_own(field)

    @property
    def until(self) -> datetime | None:
        """None means: until they write."""
        return None if self.at.data == "silent" else self.chosen


class ReminderForm(TimeForm):
    """Who is told what, and when."""

    words = StringField(_l("What about"), [Length(max=200)])
    member = SelectField(_l("Whom"), coerce=int)
    only_if_silent = BooleanField(_l("Only if they have not written by then"))

    @classmethod
    def among(cls, members: Iterable[Member], **given: Any) -> Self:
        """Let it be one of these."""
        form = cls(**given)
        form.member.choices = [SelectChoice(member.id, member.name) for member in members]
        return form


class PlaceForm(StaffForm):
    """Where the client is."""

    zone = StringField(_l("Time zone"), description=_l("Like Europe/Lisbon"))
    city = StringField(_l("City"), [Length(max=120)])
    country = StringField(
        _l("Country"),
        [Length(max=2)],
        description=_l("Two letters, like PT: its public holidays count"),
    )

    @classmethod
    def of(cls, lead: Lead, **given: Any) -> Self:
        """The form with what is known now."""
        client = lead.client
        return cls(zone=client.zone, city=client.city, country=client.country or "", **given)

    def validate_zone(self, field: Any) -> None:
        if known_zone(field.data) is None:
            raise ValidationError(_l("Choose a zone from the list, like Europe/Berlin"))

    def validate_country(self, field: Any) -> None:
        if field.data and self.holidays is None:
            raise ValidationError(_l("Enter two letters, like PT, or leave it empty"))

    @property
    def holidays(self) -> str | None:
        return with_holidays((self.country.data or "").strip() or None)


def _instant(typed: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None
