"""What no calendar is made of, and what its maker is told to do instead."""

from datetime import UTC, date, datetime, timedelta

import pytest

from agency.kernel.worktime import CalendarError, WorkingCalendar

NINE_TO_SIX = [("09:00", "18:00")]
OFFICE = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), NINE_TO_SIX)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "advice"),
    [
        ({}, "at least one weekday"),
        ({"mon": []}, "at least one weekday"),
        ({"monday": NINE_TO_SIX}, "monday is not a weekday; use mon, tue, wed"),
        ({"mon": [("18:00", "09:00")]}, "18:00–09:00 ends before.*to the next day"),
        ({"mon": [("09:00", "09:00")]}, "09:00–09:00 ends before"),
        ({"mon": [("24:00", "24:00")]}, "24:00–24:00 ends before"),
        ({"mon": [("09:00", "13:00"), ("12:59", "18:00")]}, "09:00–13:00 and 12:59–18:00 overlap"),
        ({"mon": [("09:00", "18:00"), ("10:00", "11:00")]}, "overlap"),
        ({"mon": [("09:00", "24:01")]}, "24:01 is not a time of day"),
        ({"mon": [("09:60", "18:00")]}, "09:60 is not a time of day"),
        ({"mon": [("9", "18:00")]}, "9 is not a time of day; write it like 09:00"),
        ({"mon": [("٠٩:٠٠", "18:00")]}, "not a time of day"),
        ({"mon": [(9, 18)]}, "9 is not a time of day"),
        ({"mon": [("09:00",)]}, "start and its end"),
        ({"mon": ["09:00-18:00"]}, "start and its end"),
        ({"mon": "09:00-18:00"}, "hours of mon are not a list"),
        ({"mon": None}, "hours of mon are not a list"),
        (["mon"], "name weekdays and their windows"),
    ],
)
def test_hours_that_cannot_be_kept_are_refused(hours: object, advice: str) -> None:
    with pytest.raises(CalendarError, match=advice):
        WorkingCalendar.from_dict({"hours": hours, "zone": "UTC"})


@pytest.mark.parametrize(
    "zone", ["Mars/Base", "", "America", "../UTC", "/etc/localtime", "x\0y", "x" * 999, 3, None, []]
)
def test_an_unknown_zone_is_refused(zone: object) -> None:
    with pytest.raises(CalendarError, match="use a name like Europe/Berlin"):
        WorkingCalendar.from_dict({"hours": OFFICE, "zone": zone})


@pytest.mark.parametrize("country", ["XX", "", "NYSE", "Germany", 49, ["DE"]])
def test_an_unknown_country_is_refused(country: object) -> None:
    with pytest.raises(CalendarError, match="like DE"):
        WorkingCalendar.from_dict({"hours": OFFICE, "zone": "UTC", "country": country})


@pytest.mark.parametrize("days_off", ["2026-05-04", 5, ["4 May"], [20260504], [None]])
def test_days_off_that_are_no_dates_are_refused(days_off: object) -> None:
    with pytest.raises(CalendarError, match="like 2026-05-04"):
        WorkingCalendar.from_dict({"hours": OFFICE, "zone": "UTC", "days_off": days_off})


def test_a_time_without_a_zone_is_no_instant() -> None:
    office, naive = WorkingCalendar(OFFICE, "UTC"), datetime(2026, 6, 5, 12)
    for ask in (office.is_open, office.next_open, office.local, office.wall):
        with pytest.raises(CalendarError, match="has no zone"):
            ask(naive)
    with pytest.raises(CalendarError, match="has no zone"):
        office.add_minutes(naive, 0)


def test_a_calendar_whose_only_days_are_all_taken_off_gives_up_with_advice() -> None:
    mondays = [date(2026, 6, 1) + timedelta(weeks=n) for n in range(52 * 12)]
    calendar = WorkingCalendar({"mon": NINE_TO_SIX}, "UTC", days_off=mondays)
    for ask in (calendar.next_open, calendar.is_open, lambda at: calendar.add_minutes(at, 1)):
        with pytest.raises(CalendarError, match=r"within 10 years from .*; give it hours on days"):
            ask(at("2026-06-01T12:00Z"))
    with pytest.raises(CalendarError, match="within 10 years"):
        calendar.working_day_from(date(2026, 6, 1))
    assert calendar.minutes_between(at("2026-06-01T12:00Z"), at("2027-06-01T12:00Z")) == 0


def test_a_refusal_can_be_said_in_another_language() -> None:
    with pytest.raises(CalendarError) as refused:
        WorkingCalendar(OFFICE, "Mars/Base")
    assert refused.value.msgid % refused.value.values == str(refused.value)
    assert refused.value.values == {"zone": "Mars/Base"}
