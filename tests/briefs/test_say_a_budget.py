"""A budget without ranges is typed in one line, with its currency."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from agency.briefs import budget
from agency.kernel.i18n import speaking
from agency.kernel.money import Money
from tests.briefs.support import Kind, asked, change, filled, said
from tests.support import HouseClient


@pytest.mark.parametrize(
    ("typed", "minor", "currency"),
    [
        ("15,000 EUR", 1_500_000, "EUR"),
        ("15 000 евро", 1_500_000, "EUR"),
        ("€15000.50", 1_500_050, "EUR"),
        ("about 8000 usd", 800_000, "USD"),
        ("1 200 000 ₽", 120_000_000, "RUB"),
        ("300000 jpy", 300_000, "JPY"),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, minor: int, currency: str) -> None:
    assert budget.amount(typed) == Money(minor, currency)


@pytest.mark.parametrize(
    "typed", ["", "15000", "EUR", "5000-10000 EUR", "a lot of EUR", "1.2.3 EUR"]
)
def test_what_is_no_amount_is_not_guessed(typed: str) -> None:
    assert budget.amount(typed) is None


@given(minor=st.integers(0, 99_999_999_999), currency=st.sampled_from(["EUR", "RUB", "JPY", "USD"]))
def test_an_amount_can_be_typed_again_as_it_was_kept(minor: int, currency: str) -> None:
    kept = {"minor": min(minor, 999_999_999), "currency": currency}
    assert budget.amount(budget.typed(kept)) == Money(kept["minor"], currency)


def test_ranges_read_well_in_both_languages(app: Flask) -> None:
    with speaking("en"):
        assert budget.span(5_000, 10_000, "EUR") == "€\u00a05,000 – 10,000"
        assert budget.span(None, 5_000, "EUR") == "up to €\u00a05,000"
        assert budget.span(40_000, None, "EUR") == "more than €\u00a040,000"
    with speaking("ru"):
        assert budget.span(5_000, 10_000, "EUR") == "5\u00a0000 – 10\u00a0000\u00a0€"
        assert budget.span(None, 5_000, "EUR") == "до 5\u00a0000\u00a0€"


def test_a_typed_budget_is_kept_as_money(client: HouseClient, studio: object) -> None:
    question = asked(Kind.budget, 4)
    change(question.key, choices=())
    address = filled(client)
    refused = client.fill(f"{address}/4", **{question.field: "quite a lot"})
    assert refused.status_code == 422
    assert "Write an amount, like 15,000." in refused.text
    assert client.fill(f"{address}/4", **{question.field: "12 500 EUR"}).status_code == 303
    assert said(Kind.budget, 4) == {"minor": 1_250_000, "currency": "EUR"}
    assert "€\u00a012,500" in client.get(f"{address}/thanks").text
