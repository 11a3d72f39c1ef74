"""Phone numbers are read in any notation, and what is none is no number."""

import pytest

from agency.kernel.phones import e164, spaced


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("+351 22 000 1122", None, "+351220001122"),
        ("00351 220-001-122", None, "+351220001122"),
        ("(22) 000 1122", "PT", "+351220001122"),
        ("22 000 1122", None, None),
        ("8 (495) 123-45-67", None, "+74951234567"),
        ("8 (495) 123-45-67", "AM", "+74951234567"),
        ("74951234567", None, "+74951234567"),
        ("call me", "PT", None),
        ("спросить у Анны", "RU", None),
        ("٣٤", None, None),
        ("1" * 500, None, None),
        ("+351\x00220001122", None, None),
        ("", "PT", None),
        (None, "PT", None),
    ],
)
def test_a_number_is_read(typed: str | None, country: str | None, number: str | None) -> None:
    assert e164(typed, country) == number


def test_it_is_shown_in_groups() -> None:
    assert spaced("+351220001122") == "+351 22 000 1122"
    assert spaced("ask Ana") == "ask Ana"
