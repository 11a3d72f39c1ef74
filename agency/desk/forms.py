"""The forms of the desk."""

from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from wtforms import Form, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length, NumberRange, ValidationError

from agency.kernel.forms import StaffForm
from agency.people.models import Agency

PLAIN = ("name", "zone", "mail_address", "phone", "valid_days", "remind_before_days", "currency")
ZONES = sorted(zone for zone in available_timezones() if "/" in zone and "Etc" not in zone)


class HouseForm(StaffForm):
    """The house: its name, its place, how it is reached."""

    name = StringField(
        _l("Name"),
        [InputRequired(_l("Enter the name that clients know you by")), Length(max=120)],
    )
    line_en = StringField(_l("In a few words, in English"), [Length(max=120)])
    line_ru = StringField(_l("In a few words, in Russian"), [Length(max=120)])
    city_en = StringField(_l("City, in English"), [Length(max=80)])
    city_ru = StringField(_l("City, in Russian"), [Length(max=80)])
    zone = StringField(
        _l("Time zone"), description=_l("Like Asia/Yerevan. Answering hours are counted in it.")
    )
    mail_address = StringField(
        _l("Mail address of the house"), [Email(_l("Enter an address, like hello@studio.com"))]
    )
    phone = StringField(_l("Phone"), [Length(max=40)])
    valid_days = IntegerField(
        _l("A proposal holds for, days"),
        [NumberRange(1, 365, _l("Enter a number of days from 1 to 365"))],
    )
    remind_before_days = IntegerField(
        _l("A letter before its last day, days"),
        [NumberRange(0, 30, _l("Enter a number of days from 0 to 30; 0 is no letter"))],
        description=_l("Where nobody has answered; by the rules of all letters. 0 is none."),
    )
    currency = SelectField(
        _l("Currency"), choices=["EUR", "USD", "GBP", "RUB", "AMD", "GEL", "CHF", "PLN"]
    )

    def validate_zone(self, field: StringField) -> None:
        if field.data not in available_timezones():
            raise ValidationError(_l("Choose a zone from the list, like Europe/Berlin"))

    @classmethod
    def showing(cls, house: Agency) -> "HouseForm":
        """The form with what is there now."""
        plain = {name: getattr(house, name) for name in PLAIN}
        return cls(
            **plain,
            line_en=house.line.get("en", ""),
            line_ru=house.line.get("ru", ""),
            city_en=house.city.get("en", ""),
            city_ru=house.city.get("ru", ""),
        )

    def write_to(self, house: Agency) -> None:
        """Put what was typed into the house."""
        for name in PLAIN:
            setattr(house, name, self[name].data)
        house.line = _texts(self, "line")
        house.city = _texts(self, "city")


class ReplyForm(StaffForm):
    """An answer in a client's name."""

    words = TextAreaField(
        _l("Answer"), [InputRequired(_l("Write the client’s answer")), Length(max=50_000)]
    )


class StrangerForm(StaffForm):
    """A letter from somebody who never wrote before."""

    name = StringField(_l("Name"), [InputRequired(_l("Give them a name")), Length(max=120)])
    address = StringField(_l("E-mail"), [Email(_l("Enter an address, like ana@example.com"))])
    subject = StringField(
        _l("Subject"), [InputRequired(_l("Say what it is about")), Length(max=200)]
    )
    words = TextAreaField(_l("Letter"), [InputRequired(_l("Write the letter")), Length(max=50_000)])

    def letter(self) -> dict[str, str]:
        """What was typed, by the names of a letter's parts."""
        return {name: self[name].data for name in ("name", "address", "subject", "words")}


def _texts(form: Form, name: str) -> dict[str, str]:
    typed = {code: form[f"{name}_{code}"].data or "" for code in ("en", "ru")}
    return {code: words.strip() for code, words in typed.items() if words.strip()}
