"""How a document writes money, hours and days, in its own language."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal, get_currency_precision, get_currency_symbol

from agency.kernel.money import Money, Span, locale_of
from agency.proposals.pricing import Discount

NBSP = "\u00a0"
_EXACT_IN_HUNDREDTHS = 3  # minutes: 3 are 0.05 h, while 20 are 0.333… h


class Wording:
    """Writes for one language and currency. Figures of a column all have as many decimals."""

    def __init__(
        self,
        lang: str,
        currency: str,
        year: int,
        *,
        costs: Iterable[Money],
        rates: Iterable[Money],
    ) -> None:
        self._lang, self._locale = lang, locale_of(lang)
        self._currency = currency
        self._year = year
        self._precision = get_currency_precision(currency)
        self._of_costs = self._decimals(costs)
        self._of_rates = self._decimals(rates)

    @property
    def decimals(self) -> str:
        """With how many decimals its columns are written: where that changes, all of a column does."""
        return f"{self._of_costs}{self._of_rates}"

    @property
    def symbol(self) -> str:
        """The currency's sign, for the head of a column."""
        return str(get_currency_symbol(self._currency, locale=self._locale))

    def money(self, amount: Money | Span) -> str:
        """A sum with its currency: "€ 17,026", "€ 630–882"."""
        return amount.format(self._lang)

    def cost(self, amount: Money | Span) -> str:
        """A figure in the column of costs; two where it is from–to."""
        if isinstance(amount, Money):
            return self._figure(amount.amount, self._of_costs)
        if amount.is_exact:
            return self.cost(amount.least)
        return f"{self.cost(amount.least)}–{self.cost(amount.most)}"

    def rate(self, amount: Money) -> str:
        """A figure in the column of rates."""
        return self._figure(amount.amount, self._of_rates)

    def hours(self, minutes: int, most: int | None = None) -> str:
        """Hours that can be multiplied: "2.5", or "1:20" where decimals would not be exact; from–to: "2–3.5"."""
        if most is not None and most != minutes:
            return f"{self.hours(minutes)}–{self.hours(most)}"
        if minutes % _EXACT_IN_HUNDREDTHS:
            return f"{minutes // 60}:{minutes % 60:02d}"
        return str(format_decimal(Decimal(minutes) / 60, format="#,##0.##", locale=self._locale))

    def percent(self, share: int) -> str:
        """A share of the whole."""
        return f"{share}{NBSP}%"

    def share(self, hundredths: int) -> str:
        """A share of something: "12.5 %"."""
        share = format_decimal(Decimal(hundredths) / 100, format="0.##", locale=self._locale)
        return f"{share}{NBSP}%"

    def step(self, minor: int) -> str:
        """To which amount is rounded: "€ 10"."""
        return Money(minor, self._currency).format(self._lang)

    def off(self, discount: Discount) -> str:
        """What is taken off: "−12.5 %", "−€ 300"."""
        if discount.hundredths:
            return f"−{self.share(discount.hundredths)}"
        return f"−{Money(discount.minor, self._currency).format(self._lang)}"

    def full_day(self, day: date) -> str:
        """A day with its year: "24 March 2026"."""
        return self._day(day, "d MMMM y")

    def day(self, day: date) -> str:
        """A day, with its year only where it is another than the document's."""
        return self._day(day, "d MMMM" if day.year == self._year else "d MMMM y")

    def short_day(self, day: date) -> str:
        """A day in a narrow column: "8 May", "24 Apr"."""
        return self._day(day, "d MMM").removesuffix(".")

    def month(self, day: date) -> str:
        """A month on an axis: "Sep"."""
        return self._day(day, "LLL").removesuffix(".")

    def _day(self, day: date, pattern: str) -> str:
        return str(format_date(day, pattern, locale=self._locale)).replace(" ", NBSP)

    def _decimals(self, amounts: Iterable[Money]) -> int:
        unit = 10**self._precision
        return self._precision if any(amount.minor % unit for amount in amounts) else 0

    def _figure(self, amount: Decimal, decimals: int) -> str:
        pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
        return str(format_decimal(amount, format=pattern, locale=self._locale))
