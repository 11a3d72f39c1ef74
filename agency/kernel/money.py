"""Money: an amount in minor units with its currency, and a span of it from–to. Never a float."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Self

from babel import Locale
from babel.numbers import (
    format_currency,
    format_decimal,
    get_currency_precision,
    get_currency_symbol,
)

MINUTES_PER_HOUR = 60
WHOLE = 10_000  # hundredths of a per cent in all of it


@cache
def locale_of(lang: str) -> Locale:
    """How a language writes figures; Babel would look that up anew for each of them."""
    return Locale.parse(lang)


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
        zero, minor = cls(0, currency), 0
        for amount in amounts:
            zero._same_currency(amount)
            minor += amount.minor
        return cls(minor, currency)

    def __add__(self, other: "Money") -> Self:
        self._same_currency(other)
        return type(self)(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> Self:
        self._same_currency(other)
        return type(self)(self.minor - other.minor, self.currency)

    def __mul__(self, factor: int) -> Self:
        return type(self)(self.minor * factor, self.currency)

    def for_minutes(self, minutes: int, *, step: int = 1) -> Self:
        """What so many minutes cost at this hourly rate, rounded half up to `step` minor units."""
        return self._rounded(Decimal(self.minor * minutes) / MINUTES_PER_HOUR, step)

    def share(self, percent: int) -> Self:
        """So many percent of it, rounded half up to the minor unit."""
        return self._rounded(Decimal(self.minor * percent) / 100)

    def part(self, hundredths: int, *, of: int = WHOLE, step: int = 1) -> Self:
        """So many hundredths of a per cent of it (1250 is 12.5 %), rounded half up to `step` minor units."""
        return self._rounded(Decimal(self.minor * hundredths) / of, step)

    @property
    def amount(self) -> Decimal:
        """In whole units."""
        return Decimal(self.minor).scaleb(-get_currency_precision(self.currency))

    @property
    def is_whole(self) -> bool:
        """Whether it needs no decimals."""
        return not self.minor % int(10 ** get_currency_precision(self.currency))

    def figure(self, lang: str, *, decimals: int | None = None) -> str:
        """The bare figure; with the decimals of its currency unless told otherwise."""
        places = get_currency_precision(self.currency) if decimals is None else decimals
        digits = "#,##0." + "0" * places if places else "#,##0"
        return str(format_decimal(self.amount, format=digits, locale=locale_of(lang)))

    def format(self, lang: str, *, symbol: bool = True) -> str:
        """As it is written in that language, without decimals when it is whole: "€ 17,026", "17 026 €"."""
        precision = get_currency_precision(self.currency)
        digits = "#,##0" if self.is_whole or not precision else "#,##0." + "0" * precision
        if not symbol:
            pattern = digits
        elif lang == "ru":
            pattern = f"{digits}\u00a0¤"
        else:
            pattern = f"¤\u00a0{digits}"
        return str(
            format_currency(
                self.amount,
                self.currency,
                format=pattern,
                locale=locale_of(lang),
                currency_digits=False,
            )
        )

    def _rounded(self, exact: Decimal, step: int = 1) -> Self:
        steps = (exact / step).to_integral_value(ROUND_HALF_UP)
        return type(self)(int(steps) * step, self.currency)

    def _same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")


@dataclass(frozen=True, order=True)
class Span:
    """An amount from–to, as hours from–to cost it; exact where both are the same."""

    least: Money
    most: Money

    @classmethod
    def exactly(cls, amount: Money) -> Self:
        """One amount."""
        return cls(amount, amount)

    @classmethod
    def total(cls, spans: Iterable["Span"], currency: str) -> Self:
        """The sum; of nothing, zero."""
        found = list(spans)
        least = Money.total((span.least for span in found), currency)
        return cls(least, Money.total((span.most for span in found), currency))

    def __add__(self, other: "Span") -> Self:
        return type(self)(self.least + other.least, self.most + other.most)

    def __sub__(self, other: "Span") -> Self:
        return type(self)(self.least - other.least, self.most - other.most)

    def each(self, change: Callable[[Money], Money]) -> Self:
        """The same done to both ends."""
        return type(self)(change(self.least), change(self.most))

    @property
    def is_exact(self) -> bool:
        """Whether it is one amount."""
        return self.least == self.most

    @property
    def currency(self) -> str:
        """Of both ends."""
        return self.least.currency

    def format(self, lang: str) -> str:
        """As it is written in that language: "€ 17,026", "€ 630–882", "630–882 €"."""
        if self.is_exact:
            return self.least.format(lang)
        # Both ends have as many decimals: "€ 630.00–882.50".
        decimals = 0 if self.least.is_whole and self.most.is_whole else None
        least = self.least.figure(lang, decimals=decimals)
        most = self.most.figure(lang, decimals=decimals)
        sign = get_currency_symbol(self.currency, locale=locale_of(lang))
        return f"{least}–{most}\u00a0{sign}" if lang == "ru" else f"{sign}\u00a0{least}–{most}"
