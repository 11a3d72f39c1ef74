"""Zones as browsers name them, and as letters betray them."""

from datetime import datetime

import pytest

from agency.kernel.domains import country_of_address
from agency.kernel.zones import country_of, known_zone, with_holidays, zone_of_letter


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


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("ana@casa-do-mar.pt", "PT"),
        ("a@shop.co.uk", "GB"),
        ("a@shop.com.au", "AU"),
        ("a@Почта.РФ", "RU"),
        ("a@xn--80a1acny.xn--p1ai", "RU"),
        ("a@example.xn--fiqs8s", "CN"),
        ("a@example.com", None),
        ("a@example.eu", "EU"),  # no country, and so without zones or holidays
        ("a@start-up.io", None),
        ("a@x.co", None),
        ("a@x.me", None),
        ("a@x.tv", None),
        ("a@x.ai", None),
        ("a@x.fm", None),
        ("a@x.cc", None),
        ("a@x.ly", None),
        ("a@x.xn--", None),
        ("a@localhost", None),
        ("", None),
    ],
)
def test_a_mail_domain_belongs_to_a_country_or_to_everybody(
    address: str, country: str | None
) -> None:
    assert country_of_address(address) == country


@pytest.mark.parametrize(
    ("address", "sent", "zone"),
    [
        ("a@casa.pt", "2026-03-19T10:00+00:00", "Europe/Lisbon"),
        ("a@casa.pt", "2026-07-19T10:00+01:00", "Europe/Lisbon"),
        ("a@casa.pt", "2026-07-19T10:00+00:00", "Atlantic/Azores"),
        ("a@casa.pt", "2026-07-19T10:00+05:00", None),  # travels, or its clock is wrong
        ("a@firma.de", "2026-03-29T01:59:59+01:00", "Europe/Berlin"),
        ("a@firma.de", "2026-03-29T03:00:00+02:00", "Europe/Berlin"),
        ("a@firma.de", "2026-03-29T03:00:00+01:00", None),  # that second it is summer there
        ("a@shop.us", "2026-01-19T10:00-05:00", "America/New_York"),
        ("a@почта.рф", "2026-07-19T10:00+03:00", "Europe/Moscow"),
        ("a@почта.рф", "2026-07-19T10:00+07:00", "Asia/Novosibirsk"),
        ("a@shop.np", "2026-07-19T10:00+05:45", "Asia/Kathmandu"),
        ("a@shop.com", "2026-07-19T10:00+01:00", None),
        ("a@shop.io", "2026-07-19T10:00+06:00", None),
        ("a@casa.pt", "2026-03-19T10:00", None),
        ("a@shop.ru", "0001-01-01T00:00+03:00", None),
        ("", "2026-03-19T10:00+00:00", None),
    ],
)
def test_a_letter_tells_where_it_was_written(address: str, sent: str, zone: str | None) -> None:
    assert zone_of_letter(address, datetime.fromisoformat(sent)) == zone


def test_a_letter_without_a_date_tells_nothing() -> None:
    assert zone_of_letter("a@casa.pt", None) is None


def test_a_country_counts_only_when_its_holidays_are_known() -> None:
    assert [with_holidays(each) for each in ("PT", "EU", "ZZ", None)] == ["PT", None, None, None]
