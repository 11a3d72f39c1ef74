"""What we owe a client who wrote, by when, and in whose hours."""

from datetime import UTC, date, datetime

import pytest

from agency.kernel.worktime import (
    CalendarError,
    WorkingCalendar,
    first_response_due_at,
    holding_letter_at,
    promise_at,
)
from agency.kernel.worktime.defaults import answering_calendar, client_calendar

OFFICE = {day: [("09:00", "18:00")] for day in ("mon", "tue", "wed", "thu", "fri")}
NIGHTS = {day: [("00:00", "24:00")] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}

MOSCOW = answering_calendar("Europe/Moscow")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


# The first response


def test_inquiry_in_answering_hours_is_due_in_a_quarter_of_an_hour() -> None:
    assert first_response_due_at(at("2026-06-03T12:00+03:00"), MOSCOW) == at(
        "2026-06-03T12:15+03:00"
    )


def test_inquiry_on_friday_night_is_due_on_monday_morning() -> None:
    office = WorkingCalendar(OFFICE, "Europe/Berlin")
    assert first_response_due_at(at("2026-06-05T22:40+02:00"), office) == at(
        "2026-06-08T09:15+02:00"
    )


def test_inquiry_a_quarter_before_closing_is_due_at_closing() -> None:
    assert first_response_due_at(at("2026-06-03T20:45+03:00"), MOSCOW) == at(
        "2026-06-03T21:00+03:00"
    )


def test_inquiry_just_before_closing_leaves_the_rest_for_the_morning() -> None:
    assert first_response_due_at(at("2026-06-03T20:50+03:00"), MOSCOW) == at(
        "2026-06-04T09:05+03:00"
    )


def test_inquiry_on_our_holiday_waits_for_the_day_after() -> None:
    with_holidays = answering_calendar("Europe/Moscow", "RU")
    new_year = at("2026-01-01T12:00+03:00")
    assert first_response_due_at(new_year, with_holidays) == at("2026-01-10T09:15+03:00")
    assert first_response_due_at(new_year, MOSCOW) == at("2026-01-01T12:15+03:00")


# The holding letter


def test_holding_letter_goes_in_a_quarter_of_an_hour_at_any_hour() -> None:
    assert holding_letter_at(at("2026-06-06T03:10Z")) == at("2026-06-06T03:25Z")


def test_holding_letter_waits_real_minutes_when_the_clocks_change() -> None:
    before_the_jump = at("2026-03-08T01:50-05:00").astimezone(
        client_calendar("America/New_York").zone
    )
    assert holding_letter_at(before_the_jump) == at("2026-03-08T03:05-04:00")


def test_holding_letter_for_no_instant_is_refused() -> None:
    with pytest.raises(CalendarError, match="has no zone"):
        holding_letter_at(datetime(2026, 6, 6, 3, 10))


# The promise


def test_promise_is_four_of_our_hours_when_the_client_is_up_too() -> None:
    berlin = client_calendar("Europe/Berlin")
    assert promise_at(at("2026-06-03T10:00+03:00"), MOSCOW, berlin) == at("2026-06-03T14:00+03:00")


def test_promise_waits_for_the_clients_morning_on_the_other_side_of_the_world() -> None:
    los_angeles = client_calendar("America/Los_Angeles")
    assert promise_at(at("2026-06-03T10:00+03:00"), MOSCOW, los_angeles) == at(
        "2026-06-03T09:00-07:00"
    )


def test_promise_of_friday_evening_is_for_the_clients_monday() -> None:
    new_york = client_calendar("America/New_York", "US")
    assert promise_at(at("2026-06-05T16:00-04:00"), MOSCOW, new_york) == at(
        "2026-06-08T09:00-04:00"
    )


def test_promise_passes_over_the_clients_holiday() -> None:
    new_york = client_calendar("America/New_York", "US")
    thanksgiving = at("2026-11-26T10:00+03:00")
    assert promise_at(thanksgiving, MOSCOW, new_york) == at("2026-11-27T09:00-05:00")


@pytest.mark.parametrize(
    ("received", "promised"),
    [
        ("10:00:00", "14:00"),
        ("10:00:01", "14:30"),
        ("10:29:59", "14:30"),
        ("10:30:00", "14:30"),
        ("10:31:00", "15:00"),
    ],
)
def test_promise_is_told_in_half_hours_and_an_exact_one_stays(received: str, promised: str) -> None:
    utc = WorkingCalendar(NIGHTS, "UTC")
    assert promise_at(at(f"2026-06-03T{received}Z"), utc, utc) == at(f"2026-06-03T{promised}Z")


def test_half_hours_are_those_of_the_clients_clock() -> None:
    utc, kathmandu = WorkingCalendar(NIGHTS, "UTC"), WorkingCalendar(NIGHTS, "Asia/Kathmandu")
    promised = promise_at(at("2026-06-03T06:00Z"), utc, kathmandu)  # 15:45 there
    assert promised == at("2026-06-03T16:00+05:45")


def test_rounding_may_end_on_the_end_of_the_clients_day() -> None:
    utc, client = WorkingCalendar(NIGHTS, "UTC"), WorkingCalendar(OFFICE, "UTC")
    assert promise_at(at("2026-06-03T13:45Z"), utc, client) == at("2026-06-03T18:00Z")


def test_a_promise_that_would_begin_at_the_end_of_the_clients_day_is_for_the_next() -> None:
    utc, client = WorkingCalendar(NIGHTS, "UTC"), WorkingCalendar(OFFICE, "UTC")
    assert promise_at(at("2026-06-03T14:00Z"), utc, client) == at("2026-06-04T09:00Z")


def test_four_hours_that_end_with_our_day_are_that_end() -> None:
    moscow = promise_at(at("2026-06-03T17:00+03:00"), MOSCOW, WorkingCalendar(NIGHTS, "UTC"))
    assert moscow == at("2026-06-03T21:00+03:00")


def test_rounding_before_the_clocks_go_back_meets_the_hour_that_comes_again() -> None:
    utc, new_york = WorkingCalendar(NIGHTS, "UTC"), WorkingCalendar(NIGHTS, "America/New_York")
    promised = promise_at(at("2026-11-01T01:45Z"), utc, new_york)  # 01:45, before
    assert promised == at("2026-11-01T01:00-05:00")


def test_rounding_in_the_hour_that_comes_again_does_not_go_back() -> None:
    utc, new_york = WorkingCalendar(NIGHTS, "UTC"), WorkingCalendar(NIGHTS, "America/New_York")
    promised = promise_at(at("2026-11-01T02:10Z"), utc, new_york)  # 01:10 for the second time
    assert promised == at("2026-11-01T01:30-05:00")


def test_rounding_before_the_clocks_go_forward_lands_behind_the_gap() -> None:
    utc, new_york = WorkingCalendar(NIGHTS, "UTC"), WorkingCalendar(NIGHTS, "America/New_York")
    promised = promise_at(at("2026-03-08T02:45Z"), utc, new_york)  # 01:45, before the gap
    assert promised == at("2026-03-08T03:00-04:00")


def test_own_days_off_move_the_promise_too() -> None:
    away = WorkingCalendar(OFFICE, "UTC", days_off=[date(2026, 6, 4)])
    utc = WorkingCalendar(NIGHTS, "UTC")
    assert promise_at(at("2026-06-03T16:00Z"), utc, away) == at("2026-06-05T09:00Z")
