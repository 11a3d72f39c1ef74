"""Fields for figures: a number, and an amount of money."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from wtforms.widgets import TextInput

from agency.briefs import budget, numerals
from agency.briefs.fields import MAIN, AskedField, Labels, Parts
from agency.briefs.questionnaire import Question


class NumberField(AskedField):
    """A number, written as people write it."""

    widget = TextInput()

    def _value(self) -> str:
        return self.said()

    def check(self, form: Any) -> dict[str, str | None]:
        value = numerals.figure(self.said())
        if value is None:
            return {MAIN: str(_("Write a figure, like 12 or 2.5."))}
        bounds = self.question.least, self.question.most
        return {MAIN: numerals.out_of_bounds(Decimal(value), *bounds)}

    def answered(self) -> tuple[Any, Labels]:
        return numerals.figure(self.said()), {}


class AmountField(NumberField):
    """An amount of money with its currency, in one line; the form's own currency need not be written."""

    def check(self, form: Any) -> dict[str, str | None]:
        amount = budget.amount(self.said(), self.question.currency)
        if amount is None:
            return {MAIN: budget.how_to_write(self.question.currency)}
        if amount.currency != self.question.currency:
            return {}
        bounds = self.question.least, self.question.most
        return {MAIN: numerals.out_of_bounds(amount.amount, *bounds)}

    def answered(self) -> tuple[Any, Labels]:
        amount = budget.amount(self.said(), self.question.currency)
        return amount and {"minor": amount.minor, "currency": amount.currency}, {}

    @classmethod
    def again(cls, question: Question, value: Any, labels: Labels) -> Parts:
        return {MAIN: [budget.typed(value, question.currency)]}
