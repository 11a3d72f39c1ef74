"""The form of a line of the library."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import ValidationError

from agency.kernel.forms import AmountField, StaffForm, tidy
from agency.kernel.i18n import LANGUAGES, language, pick
from agency.kernel.money import Money
from agency.people.models import Role, Service
from agency.proposals.cells import MOST, UNIT, HoursSpanField, hours_to_type
from agency.proposals.forms import long_enough, number_or_none
from agency.proposals.house_lines import LONGEST_SECTION, LONGEST_TEXT, HouseLine
from agency.proposals.passages import tags_of


def _words(label: Any, most: int) -> StringField:
    return StringField(label, [long_enough(most)], filters=[tidy])


class KeptHoursField(HoursSpanField):
    """Hours from–to that are shown again as they can be typed."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        least, most = self.data or (None, None)
        return hours_to_type(least, language(), most)


class HouseLineForm(StaffForm):
    """Its words in both languages, where it belongs, and its hours or its price."""

    text_en = _words(_l("Work, in English"), LONGEST_TEXT)
    text_ru = _words(_l("Work, in Russian"), LONGEST_TEXT)
    section_en = _words(_l("Section, in English"), LONGEST_SECTION)
    section_ru = _words(_l("Section, in Russian"), LONGEST_SECTION)
    service = SelectField(_l("Service"), coerce=number_or_none)
    role = SelectField(_l("Trade"), coerce=number_or_none)
    hours = KeptHoursField(_l("Hours"))
    fixed = AmountField(_l("Fixed price"))
    unit = StringField(_l("Unit"), [long_enough(UNIT)], filters=[tidy])
    tags = StringField(_l("Tags"), [long_enough(200)], filters=[tidy])

    @classmethod
    def among(
        cls,
        services: Sequence[Service],
        roles: Sequence[Role],
        showing: HouseLine | None = None,
        **kwargs: Any,
    ) -> "HouseLineForm":
        """The form with these to choose from, and with what a line says now."""
        form = cls(**kwargs, **(_said(showing) if showing is not None else {}))
        form.service.choices = [("", _("any")), *((each.id, pick(each.name)) for each in services)]
        form.role.choices = [("", _("nobody’s")), *((each.id, pick(each.name)) for each in roles)]
        return form

    def write_to(self, line: HouseLine, *, currency: str) -> None:
        """Put what was typed into it. A price is in the currency of the house."""
        line.text, line.section = self._in_both("text"), self._in_both("section")
        line.service_id, line.role_id = self.service.data, self.role.data
        line.minutes, line.most_minutes = self.minutes
        price = self.fixed.data
        line.unit, line.fixed_minor = "", None
        if price is not None:
            kept = line.fixed
            # What was kept in another currency stays in it until another price is typed.
            if kept is None or kept.amount != price:
                line.currency = currency
            line.fixed_minor = Money.of(price, line.currency).minor
            line.unit, line.role_id = self.unit.data, None
        line.tags = tags_of(self.tags.data or "")

    def validate_text_en(self, field: StringField) -> None:
        if not field.data and not self.text_ru.data:
            raise ValidationError(_("Write the work in one language at least"))

    def validate_fixed(self, field: AmountField) -> None:
        hours = self.minutes
        if field.data is not None and hours[0] is not None:
            raise ValidationError(_("Give hours or a fixed price, not both"))
        if field.data is not None and field.data > MOST:
            raise ValidationError(_("Enter an amount under 20 million"))
        says_nothing = field.data is None and not hours[0]
        if says_nothing and not field.errors and not self.hours.errors:
            raise ValidationError(_("Give its hours, like 2.5 or 10–14, or a fixed price"))

    @property
    def minutes(self) -> tuple[int | None, int | None]:
        """Its hours from–to, in minutes."""
        return self.hours.data or (None, None)

    def _in_both(self, part: str) -> dict[str, str]:
        typed = {code: " ".join((self[f"{part}_{code}"].data or "").split()) for code in LANGUAGES}
        return {code: words for code, words in typed.items() if words}


def _said(line: HouseLine) -> dict[str, Any]:
    said = {
        f"{part}_{code}": getattr(line, part).get(code, "")
        for part in ("text", "section")
        for code in LANGUAGES
    }
    fixed: Decimal | None = line.fixed.amount if line.fixed is not None else None
    return {
        **said,
        "service": line.service_id,
        "role": line.role_id,
        "hours": (line.minutes, line.most_minutes),
        "fixed": fixed,
        "unit": line.unit,
        "tags": ", ".join(line.tags),
    }
