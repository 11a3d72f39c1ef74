"""Hours and money: read as people write them, never rounded twice."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.kernel.forms import parse_amount, parse_hours
from agency.kernel.money import Money

amounts = st.integers(min_value=0, max_value=10**11)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("2.5", 150),
        ("2,5", 150),
        ("2:30", 150),
        ("2h", 120),
        ("8 ч", 480),
        (".25", 15),
        ("0", 0),
        ("90m", 90),
        ("1 ч 30 мин", 90),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, minutes: int) -> None:
    assert parse_hours(typed) == minutes


@pytest.mark.parametrize("typed", ["пять", "2:75", "-1", "1e9", "99999999", "2.5.5", "two"])
def test_what_is_no_number_of_hours_is_refused(typed: str) -> None:
    assert parse_hours(typed) is None


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("1,400.50", "1400.50"), ("1 400,50", "1400.50"), ("€ 900", "900"), ("17 026 ₽", "17026")],
)
def test_amounts_are_read_as_people_write_them(typed: str, amount: str) -> None:
    assert parse_amount(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["-5", "12.345", "a lot", "1,2,3"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    assert parse_amount(typed) is None


def test_money_is_written_as_in_its_language() -> None:
    assert Money.of(17026, "EUR").format("en") == "€\u00a017,026"
    assert Money.of(17026, "EUR").format("ru").replace("\u202f", "\u00a0") == "17\u00a0026\u00a0€"
    assert Money.of("6810.40", "EUR").format("en") == "€\u00a06,810.40"


def test_different_currencies_do_not_add_up() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        Money(1, "EUR") + Money(1, "USD")


@given(rates=st.lists(amounts, max_size=20))
def test_a_sum_is_the_sum_of_what_is_shown(rates: list[int]) -> None:
    parts = [Money(rate, "EUR") for rate in rates]
    assert Money.total(parts, "EUR").minor == sum(rates)


@given(rate=st.integers(0, 10**7), minutes=st.integers(0, 60_000))
def test_a_cost_is_hours_times_rate_to_the_half_cent(rate: int, minutes: int) -> None:
    exact = Decimal(rate) * minutes / 60
    assert abs(Money(rate, "EUR").for_minutes(minutes).minor - exact) <= Decimal("0.5")
