"""The forms of the sheet's rows: a line, the head of a section, the foot of the whole. What is not sent stays."""

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, SelectField, StringField
from wtforms.validators import DataRequired

from agency.kernel.forms import tidy
from agency.kernel.money import Money
from agency.proposals.cells import (
    MOST_OF_ONE,
    DiscountField,
    HoursSpanField,
    PriceField,
    discount_of,
    person_or_trade,
)
from agency.proposals.forms import long_enough
from agency.proposals.lines import LineContent

FIRM, TAKEN, LEFT = "", "taken", "left"
OFFERED = {
    FIRM: _l("Part of the offer"),
    TAKEN: _l("Option, taken unless the client leaves it out"),
    LEFT: _l("Option, left out unless the client takes it"),
}


class WhoField(SelectField):
    """A person or a trade; the data is ("m", id) or ("r", id), or none."""

    def __init__(self, label: object = None, **kwargs: object) -> None:
        super().__init__(label, coerce=person_or_trade, **kwargs)


class CountField(StringField):
    """How many there may be; the data is a number, or none."""

    data: int | None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = int(typed) if typed.isdecimal() else None
        if typed and not 0 < (self.data or 0) <= MOST_OF_ONE:
            raise ValueError(str(_l("Enter a whole number, like 5")))


class LineForm(Form):
    """A row of the sheet: work by the hour, or at a fixed price."""

    text = StringField(_l("Work"), filters=[tidy], validators=[long_enough(300)])
    who = WhoField(_l("Who"))
    hours = HoursSpanField(_l("Hours"))
    fixed = PriceField(_l("Fixed price"))
    offer = SelectField(_l("In the offer"), choices=list(OFFERED.items()), default=FIRM)
    most = CountField(_l("The client may take at most"))
    off = DiscountField(_l("Discount"))
    seen = StringField()

    def content(self, before: LineContent) -> LineContent:
        """What the line says with what was typed."""
        found = before
        if was_sent(self.text):
            found = replace(found, text=self.text.data)
        if was_sent(self.who):
            kind, id = self.who.data or ("", None)
            found = replace(
                found,
                member_id=id if kind == "m" else None,
                role_id=id if kind == "r" else None,
            )
        if was_sent(self.hours):
            minutes, most = self.hours.data
            found = replace(found, minutes=minutes, most_minutes=most)
        return self._rare(self._priced(found))

    def check(self, before: LineContent) -> None:
        """What one cell cannot know of the others. Call after `validate`."""
        if self.errors:
            return
        found = self.content(before)
        if found.minutes is not None and found.fixed_minor is not None:
            _refuse(self.fixed, _l("Give hours or a fixed price, not both"))
        if found.most_quantity is not None and found.fixed_minor is None:
            _refuse(self.most, _l("Only of what has a fixed price can they take several"))
        elif found.most_quantity is not None and found.most_quantity < found.quantity:
            advice = _l("They take %(count)d to begin with: at most cannot be less")
            _refuse(self.most, str(advice) % {"count": found.quantity})

    def _priced(self, found: LineContent) -> LineContent:
        if not was_sent(self.fixed):
            return found
        price = self.fixed.data
        if price is None:
            return replace(found, fixed_minor=None, quantity=1, most_quantity=None, unit="")
        minor = Money.of(price.each, str(self.meta.currency)).minor
        return replace(found, fixed_minor=minor, quantity=price.quantity, unit=price.unit)

    def _rare(self, found: LineContent) -> LineContent:
        if was_sent(self.offer):
            is_taken = self.offer.data != LEFT
            found = replace(found, is_optional=self.offer.data != FIRM, taken=is_taken)
        if was_sent(self.most):
            found = replace(found, most_quantity=self.most.data)
        if was_sent(self.off):
            off = discount_of(self.off.data, str(self.meta.currency))
            found = replace(found, off_hundredths=off.hundredths, off_minor=off.minor)
        return found


class SectionForm(Form):
    """The head of a section, with its discount and the name under which it stands against others."""

    title = StringField(
        _l("Section"),
        filters=[tidy],
        validators=[DataRequired(_l("Name the section")), long_enough(120)],
    )
    off = DiscountField(_l("Discount"))
    variant = StringField(
        _l("One of the alternatives"), filters=[tidy], validators=[long_enough(60)]
    )
    seen = StringField()

    def validate(self, extra_validators: object = None) -> bool:
        """A title that was not sent stays as it is."""
        sound = super().validate(extra_validators)
        if not self.title.raw_data:
            self.title.errors = ()
        return sound or not self.errors


class WholeForm(Form):
    """The foot of the sheet: what is taken off the whole."""

    off = DiscountField(_l("Discount on the whole"))
    seen = StringField()


def was_sent(field: Field | None) -> bool:
    """Whether a form brought this cell, and it can be read."""
    return field is not None and bool(field.raw_data) and not field.errors


def _refuse(field: Field, words: object) -> None:
    field.errors = [*field.errors, str(words)]
