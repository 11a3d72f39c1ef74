"""What is typed on a proposal's way: a word to the owner or from them, the limits of the house, another last day."""

from decimal import Decimal

from flask_babel import lazy_gettext as _l
from wtforms import DateField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from agency.kernel.forms import AmountField, StaffForm, tidy
from agency.kernel.money import Money
from agency.people.models import Agency

LONGEST = 2000
ALL = 100


class WordForm(StaffForm):
    """A word that goes with an asking, or with its answer."""

    words = TextAreaField(
        _l("A word with it"),
        filters=[tidy],
        validators=[Length(max=LONGEST, message=_l("That is very long. Say what matters most."))],
    )


class ExtensionForm(StaffForm):
    """Until when it holds now."""

    until = DateField(_l("It holds until"), validators=[DataRequired(_l("Choose a day"))])


class LimitsForm(StaffForm):
    """Above what an owner must approve an offer; empty is no limit."""

    amount = AmountField(_l("A total above"))
    off = AmountField(_l("A discount above, per cent"))

    def validate_off(self, field: AmountField) -> None:
        if field.data is not None and field.data > ALL:
            raise ValidationError(str(_l("Enter a share from 0 to 100")))

    @classmethod
    def of(cls, house: Agency) -> "LimitsForm":
        """The form with what is set now."""
        minor, off = house.approve_above_minor, house.approve_above_hundredths
        return cls(
            amount=None if minor is None else Money(minor, house.currency).amount,
            off=None if off is None else Decimal(off) / 100,
        )

    def write_to(self, house: Agency) -> None:
        """Put what was typed into the house."""
        amount, off = self.amount.data, self.off.data
        house.approve_above_minor = (
            None if amount is None else Money.of(amount, house.currency).minor
        )
        house.approve_above_hundredths = None if off is None else int(off * 100)
