"""What a working calendar knows: when somebody can be reached, to the minute, on any clock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from agency.kernel.worktime import CalendarError, WorkingCalendar

NINE_TO_SIX = [("09:00", "18:00")]
OFFICE = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), NINE_TO_SIX)
ALWAYS = {day: [("00:00", "24:00")] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}

NEW_YORK = "America/New_York"  # 2026: forward on 8 March at 02:00, back on 1 November at 02:00


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def spans(calendar: WorkingCalendar, day: str) -> list[tuple[str, str]]:
    return [
        (f"{start:%d %H:%M}", f"{end:%d %H:%M}")
        for start, end in calendar.windows_on(date.fromisoformat(day))
    ]


def test_minutes_pass_only_inside_windows() -> None:
    office = WorkingCalendar({"mon": [("09:00", "13:00"), ("14:00", "18:00")]}, "Europe/Berlin")
    monday = at("2026-06-01T12:30+02:00")
    assert office.add_minutes(monday, 45) == at("2026-06-01T14:15+02:00")
    assert office.add_minutes(monday, 30 + 240 + 1) == at("2026-06-08T09:01+02:00")


def test_a_result_on_the_end_of_a_window_is_that_end() -> None:
    office = WorkingCalendar(OFFICE, "UTC")
    assert office.add_minutes(at("2026-06-05T17:45Z"), 15) == at("2026-06-05T18:00Z")
    assert office.add_minutes(at("2026-06-05T17:45Z"), 16) == at("2026-06-08T09:01Z")


def test_seconds_are_kept() -> None:
    office = WorkingCalendar(OFFICE, "UTC")
    assert office.add_minutes(at("2026-06-05T17:50:30Z"), 15) == at("2026-06-08T09:05:30Z")


def test_no_minutes_lead_nowhere_even_while_closed() -> None:
    sunday = at("2026-06-07T12:00Z")
    assert WorkingCalendar(OFFICE, "UTC").add_minutes(sunday, 0) == sunday


def test_minutes_are_not_counted_backward() -> None:
    with pytest.raises(CalendarError, match="zero minutes or more"):
        WorkingCalendar(OFFICE, "UTC").add_minutes(at("2026-06-05T12:00Z"), -1)


def test_a_window_includes_its_start_and_not_its_end() -> None:
    office = WorkingCalendar(OFFICE, "UTC")
    assert not office.is_open(at("2026-06-05T08:59:59Z"))
    assert office.is_open(at("2026-06-05T09:00Z"))
    assert office.is_open(at("2026-06-05T17:59:59Z"))
    assert not office.is_open(at("2026-06-05T18:00Z"))
    assert office.next_open(at("2026-06-05T18:00Z")) == at("2026-06-08T09:00Z")


def test_windows_that_touch_are_open_throughout() -> None:
    office = WorkingCalendar({"mon": [("12:00", "18:00"), ("09:00", "12:00")]}, "UTC")
    assert office.is_open(at("2026-06-01T12:00Z"))
    assert office.add_minutes(at("2026-06-01T11:00Z"), 120) == at("2026-06-01T13:00Z")


def test_the_end_of_the_day_is_24_00_and_meets_the_next_day() -> None:
    calendar = WorkingCalendar(
        {"mon": [("22:00", "24:00")], "tue": [("00:00", "02:00")]}, "Europe/Berlin"
    )
    late = at("2026-06-01T23:59+02:00")
    assert calendar.is_open(late)
    assert calendar.is_open(late + timedelta(minutes=1))
    assert calendar.add_minutes(late, 61) == at("2026-06-02T01:00+02:00")


def test_minutes_between_counts_open_ones_and_is_negative_backward() -> None:
    office = WorkingCalendar(OFFICE, "UTC")
    friday, monday = at("2026-06-05T17:00Z"), at("2026-06-08T10:30Z")
    assert office.minutes_between(friday, monday) == 60 + 90
    assert office.minutes_between(monday, friday) == -150
    assert office.minutes_between(friday, friday) == 0


def test_minutes_between_drops_a_begun_minute_once_and_not_per_window() -> None:
    calendar = WorkingCalendar({"mon": [("09:00", "10:00"), ("11:00", "12:00")]}, "UTC")
    a, b = at("2026-06-01T09:59:30Z"), at("2026-06-01T11:00:30Z")
    assert calendar.minutes_between(a, b) == 1
    assert calendar.minutes_between(a, b - timedelta(seconds=1)) == 0


def test_the_clock_of_another_zone_changes_nothing() -> None:
    office = WorkingCalendar(OFFICE, "Asia/Kathmandu")
    same = at("2026-06-05T10:00:00Z"), datetime.fromisoformat("2026-06-05T15:45:00+05:45")
    assert office.add_minutes(same[0], 200) == office.add_minutes(same[1], 200)
    assert office.add_minutes(same[1], 200).tzinfo is UTC
    assert office.local(same[0]).isoformat() == "2026-06-05T15:45:00+05:45"


# Public holidays and days off


def test_a_country_takes_its_public_holidays_off() -> None:
    office = WorkingCalendar(OFFICE, NEW_YORK, "US")
    thanksgiving = date(2026, 11, 26)
    assert not office.is_working_day(thanksgiving)
    assert office.next_open(at("2026-11-26T10:00-05:00")) == at("2026-11-27T09:00-05:00")
    assert WorkingCalendar(OFFICE, NEW_YORK).is_working_day(thanksgiving)


def test_a_holiday_is_a_day_of_the_calendars_own_zone() -> None:
    auckland = WorkingCalendar(ALWAYS, "Pacific/Auckland", "NZ")
    assert not auckland.is_open(at("2026-02-05T11:00Z"))  # Waitangi Day has begun there
    assert auckland.is_open(at("2026-02-06T11:00Z"))  # and is over, while it lasts in London


def test_holidays_are_known_beyond_the_turn_of_the_year() -> None:
    office = WorkingCalendar(OFFICE, "Europe/Moscow", "RU")
    new_year = office.next_open(at("2026-12-31T20:00+03:00"))
    assert new_year >= at("2027-01-09T00:00+03:00")


def test_own_days_off_come_on_top() -> None:
    office = WorkingCalendar(OFFICE, "UTC", days_off=[date(2026, 6, 8)])
    assert office.next_open(at("2026-06-05T18:00Z")) == at("2026-06-09T09:00Z")
    assert office.working_day_from(date(2026, 6, 6)) == date(2026, 6, 9)


# Days when the clocks change


def test_a_day_that_loses_an_hour_has_an_hour_less() -> None:
    calendar = WorkingCalendar(ALWAYS, NEW_YORK)
    ((start, end),) = calendar.windows_on(date(2026, 3, 8))
    assert end - start == timedelta(hours=23)
    assert calendar.add_minutes(at("2026-03-08T01:30-05:00"), 60) == at("2026-03-08T03:30-04:00")


def test_a_day_that_gains_an_hour_has_an_hour_more() -> None:
    calendar = WorkingCalendar(ALWAYS, NEW_YORK)
    ((start, end),) = calendar.windows_on(date(2026, 11, 1))
    assert end - start == timedelta(hours=25)


def test_hours_far_from_the_change_keep_to_the_wall_clock() -> None:
    calendar = WorkingCalendar({"sun": NINE_TO_SIX}, NEW_YORK)
    assert spans(calendar, "2026-03-01") == [("01 14:00", "01 23:00")]
    assert spans(calendar, "2026-03-08") == [("08 13:00", "08 22:00")]


def test_a_start_that_does_not_exist_moves_forward_by_the_gap() -> None:
    calendar = WorkingCalendar({"sun": [("02:30", "09:00")]}, NEW_YORK)
    assert calendar.next_open(at("2026-03-08T00:00-05:00")) == at("2026-03-08T03:30-04:00")


def test_a_window_inside_the_gap_slides_behind_it() -> None:
    calendar = WorkingCalendar({"sun": [("02:15", "02:45")]}, NEW_YORK)
    assert spans(calendar, "2026-03-08") == [("08 07:15", "08 07:45")]


def test_a_window_as_wide_as_the_gap_slides_onto_nothing_at_its_end() -> None:
    calendar = WorkingCalendar({"sun": [("02:30", "03:00")]}, NEW_YORK)
    assert spans(calendar, "2026-03-08") == []
    assert not calendar.is_working_day(date(2026, 3, 8))
    assert calendar.working_day_from(date(2026, 3, 8)) == date(2026, 3, 15)


def test_minutes_that_two_windows_share_after_the_gap_count_once() -> None:
    calendar = WorkingCalendar({"sun": [("02:15", "02:45"), ("03:00", "04:00")]}, NEW_YORK)
    assert calendar.minutes_between(at("2026-03-08T00:00Z"), at("2026-03-09T00:00Z")) == 60
    assert calendar.add_minutes(at("2026-03-08T06:00Z"), 60) == at("2026-03-08T08:00Z")


def test_an_end_that_exists_twice_is_the_first() -> None:
    calendar = WorkingCalendar({"sun": [("00:30", "01:30")]}, NEW_YORK)
    assert spans(calendar, "2026-11-01") == [("01 04:30", "01 05:30")]
    assert calendar.is_open(at("2026-11-01T01:29-04:00"))
    assert not calendar.is_open(at("2026-11-01T01:00-05:00"))


def test_a_start_that_exists_twice_is_the_first_and_the_hour_between_is_real() -> None:
    calendar = WorkingCalendar({"sun": [("01:30", "02:30")]}, NEW_YORK)
    assert calendar.minutes_between(at("2026-11-01T00:00Z"), at("2026-11-02T00:00Z")) == 120


def test_lord_howe_moves_its_clock_by_half_an_hour() -> None:
    calendar = WorkingCalendar({"sun": [("01:00", "03:00")]}, "Australia/Lord_Howe")
    assert calendar.minutes_between(at("2026-04-04T00:00Z"), at("2026-04-06T00:00Z")) == 150
    assert calendar.minutes_between(at("2026-10-03T00:00Z"), at("2026-10-05T00:00Z")) == 90


def test_a_gap_at_midnight_opens_the_day_where_the_clock_arrives() -> None:
    cairo = WorkingCalendar(
        {"thu": [("22:00", "24:00")], "fri": [("00:00", "02:00")]}, "Africa/Cairo"
    )
    thursday, friday = cairo.windows_on(date(2026, 4, 23)), cairo.windows_on(date(2026, 4, 24))
    assert thursday[0].end == friday[0].start == at("2026-04-24T01:00+03:00")
    assert cairo.minutes_between(thursday[0].start, friday[0].end) == 180


def test_a_clock_set_back_over_midnight_keeps_days_apart() -> None:
    # On 7 November 2010 at 00:01, the clocks of St John's went back to 23:01 of the day before.
    calendar = WorkingCalendar({"sun": [("00:00", "01:00")]}, "America/St_Johns")
    assert calendar.is_open(at("2010-11-06T23:30-03:30"))
    assert not calendar.is_open(at("2010-11-06T23:30-02:30"))
    assert calendar.minutes_between(at("2010-11-06T00:00Z"), at("2010-11-08T00:00Z")) == 120
    assert calendar.minutes_between(at("2010-11-06T00:00Z"), at("2010-11-06T23:30-03:30")) == 30


def test_a_day_whose_midnight_is_skipped_ends_after_it() -> None:
    # On 30 March 1919 at 23:30, the clocks of Toronto went forward to 00:30 of the next day.
    calendar = WorkingCalendar({"sun": [("23:00", "24:00")]}, "America/Toronto")
    assert spans(calendar, "1919-03-30") == [("31 04:00", "31 05:00")]
    assert calendar.is_open(at("1919-03-31T00:45-04:00"))
    assert calendar.minutes_between(at("1919-03-31T00:45-04:00"), at("1919-04-01T00:00Z")) == 15


def test_a_day_that_was_skipped_does_not_open() -> None:
    apia = WorkingCalendar({"fri": NINE_TO_SIX, "sat": NINE_TO_SIX}, "Pacific/Apia")
    assert apia.windows_on(date(2011, 12, 30)) == []
    assert apia.minutes_between(at("2011-12-30T10:00Z"), at("2011-12-31T10:00Z")) == 540


# Stored as JSON


def test_a_calendar_survives_being_stored() -> None:
    typed = {
        "hours": {"mon": [["09:00", "13:00"], ["14:00", "24:00"]], "sun": [["00:00", "00:30"]]},
        "zone": "Australia/Lord_Howe",
        "country": "AU",
        "days_off": ["2026-05-04", "2026-05-05"],
    }
    assert WorkingCalendar.from_dict(typed).to_dict() == typed


def test_hours_and_country_are_stored_in_one_spelling() -> None:
    stored = WorkingCalendar({"mon": [("9:00", "18:00")]}, "UTC", "us").to_dict()
    assert stored["hours"] == {"mon": [["09:00", "18:00"]]}
    assert stored["country"] == "US"
