"""Money: an amount in minor units with its currency. Never a float."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from babel.numbers import format_currency, get_currency_precision

MINUTES_PER_HOUR = 60


@dataclass(frozen=True, order=True)
class Money:
    """`minor` units (cents, kopecks) of a currency (ISO 4217)."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Self:
        """From an amount in whole units, such as `Money.of("17.50", "EUR")`."""
        scaled = Decimal(amount).scaleb(get_currency_precision(currency))
        return cls(int(scaled.to_integral_value(ROUND_HALF_UP)), currency)

    @classmethod
    def total(cls, amounts: Iterable["Money"], currency: str) -> Self:
        """The sum; of nothing, zero."""
        result = cls(0, currency)
        for amount in amounts:
            result = result + amount
        return result

    def __add__(self, other: "Money") -> Self:
        self._same_currency(other)
        return type(self)(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> Self:
        self._same_currency(other)
        return type(self)(self.minor - other.minor, self.currency)

    def __mul__(self, factor: int) -> Self:
        return type(self)(self.minor * factor, self.currency)

    def for_minutes(self, minutes: int) -> Self:
        """What so many minutes cost at this hourly rate, rounded half up to the minor unit."""
        exact = Decimal(self.minor * minutes) / MINUTES_PER_HOUR
        return type(self)(int(exact.to_integral_value(ROUND_HALF_UP)), self.currency)

    def share(self, percent: int) -> Self:
        """So many percent of it, rounded half up to the minor unit."""
        exact = Decimal(self.minor * percent) / 100
        return type(self)(int(exact.to_integral_value(ROUND_HALF_UP)), self.currency)

    @property
    def amount(self) -> Decimal:
        """In whole units."""
        return Decimal(self.minor).scaleb(-get_currency_precision(self.currency))

    def format(self, lang: str, *, symbol: bool = True) -> str:
        """As it is written in that language, without decimals when it is whole: "€ 17,026", "17 026 €"."""
        precision = get_currency_precision(self.currency)
        whole = self.minor % 10**precision == 0
        digits = "#,##0" if whole or not precision else "#,##0." + "0" * precision
        if not symbol:
            pattern = digits
        elif lang == "ru":
            pattern = f"{digits}\u00a0¤"
        else:
            pattern = f"¤\u00a0{digits}"
        return str(
            format_currency(
                self.amount, self.currency, format=pattern, locale=lang, currency_digits=False
            )
        )

    def _same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
