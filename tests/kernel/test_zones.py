"""Zones as browsers name them."""

import pytest

from agency.kernel.zones import country_of, known_zone


@pytest.mark.parametrize("name", ["Europe/Lisbon", "Asia/Calcutta", "UTC", "Etc/GMT+3"])
def test_zones_of_browsers_are_known(name: str) -> None:
    assert known_zone(f" {name} ") == name


@pytest.mark.parametrize(
    "name", [None, "", "Lisbon", "GMT0", "localtime", "../../etc/passwd", "a/b"]
)
def test_anything_else_is_not(name: str | None) -> None:
    assert known_zone(name) is None


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Lisbon", "PT"),
        ("Asia/Calcutta", "IN"),
        ("Europe/Kiev", "UA"),
        ("Asia/Yerevan", "AM"),
        ("Europe/Stockholm", "SE"),
        ("Etc/UTC", None),
        ("Etc/GMT+3", None),
    ],
)
def test_a_zone_lies_in_a_country(zone: str, country: str | None) -> None:
    assert country_of(zone) == country
