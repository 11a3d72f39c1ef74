"""Forms of the house's hours and of its people."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self
from zoneinfo import available_timezones

import holidays
from babel import Locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Email, InputRequired, Length, Optional, ValidationError

from agency.desk import typed_hours
from agency.desk.typed_hours import NotHours
from agency.kernel import i18n
from agency.kernel.auth import Access
from agency.kernel.forms import StaffForm
from agency.kernel.worktime import CalendarError, WorkingCalendar
from agency.kernel.worktime.hours import WEEKDAYS
from agency.people.absences import AwayFor
from agency.people.models import Agency, Member, Service, Sharing

ACCESS = {
    Access.owner: _l("Owner: everything, settings too"),
    Access.manager: _l("Account manager: answers clients"),
    Access.member: _l("Team member: works on tasks"),
}
AWAY = {AwayFor.leave: _l("Leave"), AwayFor.illness: _l("Ill"), AwayFor.other: _l("Away")}
DAYS = {
    "mon": _l("Monday"),
    "tue": _l("Tuesday"),
    "wed": _l("Wednesday"),
    "thu": _l("Thursday"),
    "fri": _l("Friday"),
    "sat": _l("Saturday"),
    "sun": _l("Sunday"),
}


class WeekForm(StaffForm):
    """Windows for each weekday, as people write them."""

    mon = StringField(DAYS["mon"])
    tue = StringField(DAYS["tue"])
    wed = StringField(DAYS["wed"])
    thu = StringField(DAYS["thu"])
    fri = StringField(DAYS["fri"])
    sat = StringField(DAYS["sat"])
    sun = StringField(DAYS["sun"])

    @property
    def week(self) -> dict[str, list[list[str]]]:
        """The windows of the days that open, once the form is valid."""
        found = {day: typed_hours.windows(self[day].data or "") for day in WEEKDAYS}
        return {day: windows for day, windows in found.items() if windows}

    @property
    def days(self) -> list[Any]:
        return [self[day] for day in WEEKDAYS]

    def _check_days(self) -> bool:
        for field in self.days:
            try:
                typed_hours.windows(field.data or "")
            except NotHours:
                field.errors = [_("Write hours like 09:00–13:00, 14:00–18:00, or leave it empty")]
        return not any(field.errors for field in self.days)


class HoursForm(WeekForm):
    """When the house answers."""

    country = SelectField(_l("Public holidays of"))
    days_off = TextAreaField(
        _l("Our own days off"), description=_l("One a line, like 2026-12-31"), default=""
    )
    zone: str
    now: datetime

    @classmethod
    def of(cls, house: Agency, *, now: datetime, **given: Any) -> Self:
        """The form with what holds now."""
        form = cls(
            **{day: typed_hours.written(house.hours.get(day, ())) for day in WEEKDAYS},
            country=house.country or "",
            days_off="\n".join(house.days_off or ()),
            **given,
        )
        form.zone, form.now = house.zone, now
        form.country.choices = countries()
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Each day by itself, then all of them as one calendar."""
        if not super().validate(extra_validators) or not self._check_days():
            return False
        try:
            self.calendar()
        except CalendarError as error:
            self.form_errors.append(_(error.msgid, **error.values))
            return False
        return True

    def validate_days_off(self, field: Any) -> None:
        try:
            self._dates()
        except ValueError:
            raise ValidationError(_l("Write one date a line, like 2026-12-31")) from None

    def calendar(self) -> WorkingCalendar:
        """What was typed, as a calendar. Raises CalendarError."""
        found = WorkingCalendar(self.week, self.zone, self.country.data or None, self._dates())
        found.next_open(self.now)
        return found

    def write_to(self, house: Agency) -> None:
        """Put what was typed into the house."""
        house.hours, house.country = self.week, self.country.data or None
        house.days_off = [day.isoformat() for day in sorted(self._dates())]

    def _dates(self) -> set[date]:
        lines = (self.days_off.data or "").split()
        return {date.fromisoformat(line.strip(",;")) for line in lines}


class PersonForm(WeekForm):
    """Somebody of us: what they may, when they work, which services are theirs."""

    name = StringField(_l("Full name"), [InputRequired(_l("Enter the name")), Length(max=120)])
    access = SelectField(_l("May do"))
    zone = StringField(
        _l("Time zone"), [Optional()], description=_l("Empty: the clock of the house")
    )
    own_hours = BooleanField(_l("Works other hours than the house answers"))

    @classmethod
    def of(cls, member: Member, **given: Any) -> Self:
        """The form with what holds now."""
        hours = member.hours or {}
        form = cls(
            **{day: typed_hours.written(hours.get(day, ())) for day in WEEKDAYS},
            name=member.name,
            access=member.access.value if member.access else "",
            zone=member.zone or "",
            own_hours=member.hours is not None,
            **given,
        )
        form.access.choices = [
            SelectChoice(each.value, str(words)) for each, words in ACCESS.items()
        ]
        if member.access is None:
            del form.access
        return form

    def validate_zone(self, field: Any) -> None:
        if field.data and field.data not in available_timezones():
            raise ValidationError(_l("Choose a zone from the list, like Europe/Berlin"))

    def validate(self, extra_validators: Any = None) -> bool:
        """The hours count only where they are their own."""
        if not super().validate(extra_validators) or not self._check_days():
            return False
        if self.own_hours.data and not self.week:
            self.form_errors.append(
                _("Give at least one day hours, or let the house’s hours hold.")
            )
            return False
        return True

    def write_to(self, member: Member) -> None:
        """Put what was typed into the member."""
        member.name, member.zone = self.name.data.strip(), self.zone.data or None
        member.hours = self.week if self.own_hours.data else None


class InvitationForm(StaffForm):
    """Somebody new."""

    name = StringField(_l("Full name"), [InputRequired(_l("Enter the name")), Length(max=120)])
    email = StringField(_l("Mail address"), [Email(_l("Enter an address, like vera@studio.com"))])
    access = SelectField(_l("May do"))

    @classmethod
    def fresh(cls, **given: Any) -> Self:
        """The form with all that one may be."""
        form = cls(**given)
        form.access.choices = [
            SelectChoice(each.value, str(words)) for each, words in ACCESS.items()
        ]
        return form


class AbsenceForm(StaffForm):
    """Who is away, from when to when, and who stands in."""

    from_on = DateField(_l("First day"))
    until_on = DateField(_l("Last day"))
    kind = SelectField(_l("Why"))
    stand_in = SelectField(_l("Stands in"), coerce=int)

    @classmethod
    def among(cls, members: Iterable[Member], **given: Any) -> Self:
        """Let one of these stand in, or nobody."""
        form = cls(**given)
        form.kind.choices = [SelectChoice(each.value, str(words)) for each, words in AWAY.items()]
        nobody = SelectChoice(0, _("nobody: every manager is told"))
        form.stand_in.choices = [nobody, *(SelectChoice(each.id, each.name) for each in members)]
        return form


class DismissalForm(StaffForm):
    """Somebody leaves us, and who gets what they had."""

    to = SelectField(_l("Their leads go"), coerce=int)
    sure = BooleanField(
        _l("Yes, close this login now"), [InputRequired(_l("Tick this if you mean it"))]
    )

    @classmethod
    def among(cls, members: Iterable[Member], **given: Any) -> Self:
        """To one of these, or by the rules."""
        form = cls(**given)
        rules = SelectChoice(0, _("by the rules, one by one"))
        form.to.choices = [
            rules,
            *(SelectChoice(each.id, _("to %(name)s", name=each.name)) for each in members),
        ]
        return form


class SharingForm(StaffForm):
    """How new leads are shared out."""

    sharing = RadioField(
        _l("New leads go"),
        choices=[
            SelectChoice(Sharing.turn.value, _l("in turn, to whoever works at that hour")),
            SelectChoice(
                Sharing.load.value, _l("to whoever works at that hour and has the fewest")
            ),
        ],
    )


def service_ticks(services: Iterable[Service], member: Member) -> list[tuple[Service, bool]]:
    """Each service, and whether the member takes its leads."""
    return [(service, member in service.members) for service in services]


def countries() -> list[SelectChoice]:
    """Countries whose public holidays we know, by their names in the language at hand."""
    names = Locale(i18n.language()).territories
    codes = holidays.list_supported_countries(include_aliases=False)
    rows = sorted((str(names.get(code, code)), code) for code in codes)
    return [SelectChoice("", _("none")), *(SelectChoice(code, name) for name, code in rows)]
