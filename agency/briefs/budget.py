"""Money as people write it in a brief, and ranges of it as we write them."""

import re
from typing import Any

from babel.numbers import list_currencies
from flask_babel import gettext as _

from agency.kernel.forms import parse_amount
from agency.kernel.i18n import language
from agency.kernel.money import Money

SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "₽": "RUB", "֏": "AMD", "₾": "GEL", "₸": "KZT"}
WORDS = {
    "евро": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "руб": "RUB",
    "рублей": "RUB",
    "доллар": "USD",
    "долларов": "USD",
    "драм": "AMD",
}

THOUSANDS = ("k", "к", "тыс", "thousand")
MILLIONS = ("m", "mln", "млн", "million")
_MULTIPLE = re.compile(
    rf"\d[\s\u00a0\u202f]*({'|'.join((*THOUSANDS, *MILLIONS))})(?![^\W\d_])", re.IGNORECASE
)


def amount(typed: str, currency: str = "") -> Money | None:
    """The amount in "15 000 EUR", "€15,000" or "15 тыс. евро"; None without figure or currency.

    `currency` is meant where none was written.
    """
    found = _currency(typed) or currency
    figures = re.findall(r"\d[\d\s.,\u00a0\u202f]*", typed)
    if not found or len(figures) != 1:
        return None
    value = parse_amount(figures[0].strip().rstrip(".,"))
    return None if value is None else Money.of(value * _times(typed), found)


def typed(kept: dict[str, Any], currency: str = "") -> str:
    """A kept amount as it may be typed again: "15000 EUR"; without the currency that is meant anyway."""
    money = Money(kept["minor"], kept["currency"])
    figure = f"{money.amount.normalize():f}"
    return figure if money.currency == currency else f"{figure} {money.currency}"


def how_to_write(currency: str) -> str:
    """What to say where no amount was read."""
    if currency:
        return str(_("Write an amount, like 15,000."))
    return str(_("Write an amount with its currency, like 15,000 EUR."))


def span(least: int | None, most: int | None, currency: str) -> str:
    """A range in whole units: "€ 5,000 – 10,000", "up to € 5,000", "more than € 50,000"."""
    if most is None:
        return str(_("more than %(money)s", money=_words(least or 0, currency)))
    if least is None:
        return str(_("up to %(money)s", money=_words(most, currency)))
    first, last = Money.of(least, currency), Money.of(most, currency)
    # The sign of the currency stands once: before the first figure, in Russian after the last.
    russian = language() == "ru"
    figures = (
        first.format(language(), symbol=not russian),
        last.format(language(), symbol=russian),
    )
    return " – ".join(figures)


def _words(units: int, currency: str) -> str:
    return Money.of(units, currency).format(language())


def _times(typed: str) -> int:
    found = _MULTIPLE.search(typed)
    if found is None:
        return 1
    return 1000 if found[1].lower() in THOUSANDS else 1_000_000


def _currency(typed: str) -> str | None:
    for sign, code in SIGNS.items():
        if sign in typed:
            return code
    for word in re.findall(r"[^\W\d_]+", typed):
        if word.upper() in list_currencies():
            return str(word.upper())
        if word.lower() in WORDS:
            return WORDS[word.lower()]
    return None
