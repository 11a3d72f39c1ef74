"""What may stand in a cell of the sheet, as people type it ("10–14", "3 days × 120", "10 %"), and as it is shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from agency.kernel.forms import parse_amount, parse_hours
from agency.kernel.money import WHOLE, Money, locale_of
from agency.proposals.costing import LineFigures
from agency.proposals.pricing import Discount

MOST = Decimal(20_000_000)
MOST_OF_ONE = 100_000
UNIT = 20
_EXACT_IN_HUNDREDTHS = 3  # minutes: 3 are 0.05 h, while 20 are 0.333… h
_DASH = re.compile(r"(?<=[\d.,hч])\s*(?:[-–—−…]|\.\.+)\s*(?=[\d.,])")
_BELOW_ZERO = re.compile(r"\s*[-–—−]\s*[\d.,]")
_TIMES = re.compile(r"(\d{1,7})\s*([^\d×*]*?)\s*[×xXхХ*]\s*([\d.,\s\u00a0\u202f€$£₽]+)")
_SHARE = re.compile(r"[-–−]?\s*(\d{1,3}(?:[.,]\d{1,2})?)\s*%")

READ_HOURS = _l("Enter the hours, like 2.5, 1:30 or 10–14")
READ_PRICE = _l("Enter an amount, like 1400 or 59.90, or several: 3 days × 120")
READ_OFF = _l("Enter a share, like 10 %, or an amount, like 300")


@dataclass(frozen=True)
class Price:
    """The price of one, how many there are, and of what."""

    each: Decimal
    quantity: int = 1
    unit: str = ""


class HoursSpanField(StringField):
    """Hours as one number or from–to; the data is (minutes, most minutes or none)."""

    data: tuple[int | None, int | None]

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = (None, None)
        if typed:
            self.data = parse_span(typed)


class PriceField(StringField):
    """A fixed price, "1400" or "3 days × 120"; the data is a Price, or none."""

    data: Price | None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = parse_price(typed) if typed else None


class DiscountField(StringField):
    """A discount, "10 %" or "300"; the data is hundredths of a per cent and an amount, of which one is none."""

    data: tuple[int, Decimal]

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = parse_off(typed) if typed else (0, Decimal(0))


def parse_span(typed: str) -> tuple[int, int | None]:
    """Minutes from–to. Raises ValueError in words of what to do."""
    if _BELOW_ZERO.match(typed):
        raise ValueError(str(_l("Hours are not below zero: enter them like 2.5 or 10–14")))
    ends = [parse_hours(end) for end in _DASH.split(typed.strip())]
    if len(ends) > 2 or None in ends:
        raise ValueError(str(READ_HOURS))
    least, most = ends[0], ends[-1]
    assert least is not None and most is not None
    if most < least:
        raise ValueError(str(_l("Enter the smaller number first, like 10–14")))
    return least, most if most > least else None


def parse_price(typed: str) -> Price:
    """A price, or several of one. Raises ValueError in words of what to do."""
    if _BELOW_ZERO.match(typed):
        raise ValueError(
            str(_l("A price is not below zero: to take something off, give a discount"))
        )
    several = _TIMES.fullmatch(typed.strip())
    amount = parse_amount(several[3] if several else typed)
    quantity = int(several[1]) if several else 1
    if amount is None or not 0 < quantity <= MOST_OF_ONE:
        raise ValueError(str(READ_PRICE))
    if amount * quantity > MOST:
        raise ValueError(str(_l("Enter an amount under 20 million")))
    unit = " ".join(several[2].split()) if several else ""
    if len(unit) > UNIT:
        raise ValueError(str(_l("Keep the unit under %(max)d letters", max=UNIT)))
    return Price(amount, quantity, unit)


def parse_off(typed: str) -> tuple[int, Decimal]:
    """A share in hundredths of a per cent, or an amount. Raises ValueError in words of what to do."""
    share = _SHARE.fullmatch(typed.strip())
    if share:
        hundredths = int(Decimal(share[1].replace(",", ".")) * 100)
        if hundredths > WHOLE:
            raise ValueError(str(_l("Enter a share of at most 100 %")))
        return hundredths, Decimal(0)
    amount = parse_amount(typed.strip().lstrip("-–−"))
    if amount is None:
        raise ValueError(str(READ_OFF))
    if amount > MOST:
        raise ValueError(str(_l("Enter an amount under 20 million")))
    return 0, amount


def discount_of(typed: tuple[int, Decimal], currency: str) -> Discount:
    """The discount that was typed, in this currency."""
    hundredths, amount = typed
    return Discount(hundredths, Money.of(amount, currency).minor)


def hours_to_type(minutes: int | None, lang: str, most: int | None = None) -> str:
    """Hours as they can be typed again: "1200.5", "1:20" where decimals would not be exact, "10–14"."""
    if minutes is None:
        return ""
    if most is not None:
        return f"{hours_to_type(minutes, lang)}–{hours_to_type(most, lang)}"
    if minutes % _EXACT_IN_HUNDREDTHS:
        return f"{minutes // 60}:{minutes % 60:02d}"
    return str(format_decimal(Decimal(minutes) / 60, format="0.##", locale=locale_of(lang)))


def price_to_type(line: LineFigures, lang: str) -> str:
    """A fixed price as it can be typed again: "1,400", "3 days × 120"; nothing where there is none."""
    if line.fixed is None:
        return ""
    price = _figure(line.fixed, lang)
    if line.quantity == 1 and not line.unit:
        return price
    return f"{line.quantity} {line.unit} × {price}" if line.unit else f"{line.quantity} × {price}"


def off_to_type(discount: Discount, currency: str, lang: str) -> str:
    """A discount as it can be typed again: "12.5 %", "300"; nothing where there is none."""
    if discount.hundredths:
        share = format_decimal(
            Decimal(discount.hundredths) / 100, format="0.##", locale=locale_of(lang)
        )
        return f"{share}\u00a0%"
    if not discount.minor:
        return ""
    return _figure(Money(discount.minor, currency), lang)


def _figure(amount: Money, lang: str) -> str:
    return amount.figure(lang, decimals=0 if amount.is_whole else None)


def person_or_trade(typed: Any) -> tuple[str, int] | None:
    """Who is meant: ("m", 3) is member 3, ("r", 2) the trade 2; nobody is none. Raises ValueError."""
    if typed in (None, "", "None"):
        return None
    if isinstance(typed, tuple):
        return typed[0], int(typed[1])
    return str(typed)[:1], int(str(typed)[1:])
