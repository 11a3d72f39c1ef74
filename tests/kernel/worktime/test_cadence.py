"""When the letters that follow a proposal go out."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.kernel.worktime import (
    Cadence,
    CadenceError,
    CalendarError,
    CountedFrom,
    Delay,
    Window,
    WorkingCalendar,
    is_stale,
    next_due,
    place,
    postpone,
    steps,
)
from agency.kernel.worktime.defaults import CADENCE, SENDING_WINDOW, client_calendar

BERLIN = client_calendar("Europe/Berlin")
NEW_YORK = client_calendar("America/New_York", "US")
NIGHTLY = WorkingCalendar(
    {day: [("00:00", "24:00")] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
    "America/New_York",
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def cadence(*delays: str, counted_from: str = "previous") -> Cadence:
    return Cadence.from_dict({"steps": list(delays), "counted_from": counted_from})


def planned(
    sent: str, plan: Cadence, client: WorkingCalendar, window: Window = SENDING_WINDOW
) -> list[str]:
    return [f"{step.local:%a %d %b %H:%M}" for step in steps(at(sent), plan, client, window)]


# Placing a local time


@pytest.mark.parametrize(
    ("local", "placed"),
    [
        ("2026-06-03T08:00", "2026-06-03T10:00"),  # too early: the window's start
        ("2026-06-03T10:00", "2026-06-03T10:00"),
        ("2026-06-03T16:59:59", "2026-06-03T16:59:59"),
        ("2026-06-03T17:00", "2026-06-04T10:00"),  # at its end: the next day's start
        ("2026-06-05T17:00", "2026-06-08T10:00"),  # and Friday's next day is Saturday
        ("2026-06-06T14:20", "2026-06-08T14:20"),  # a Saturday keeps its time of day
        ("2026-06-07T23:00", "2026-06-08T10:00"),
    ],
)
def test_place(local: str, placed: str) -> None:
    fromiso = datetime.fromisoformat
    assert place(fromiso(local), BERLIN, SENDING_WINDOW) == fromiso(placed)


def test_place_passes_over_holidays_and_knows_windows_until_midnight() -> None:
    evening = Window.parse(("20:00", "24:00"))
    eve = datetime(2026, 11, 25, 23, 59)
    assert place(eve, NEW_YORK, evening) == eve
    assert place(eve + timedelta(minutes=1), NEW_YORK, evening) == datetime(2026, 11, 27, 20)


@settings(max_examples=200, deadline=None)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    st.lists(st.integers(0, 1440), min_size=2, max_size=2, unique=True).map(sorted),
)
def test_place_is_the_first_working_day_that_can_take_that_time(
    local: datetime, bounds: list[int]
) -> None:
    window = Window(*bounds)
    placed = place(local, NEW_YORK, window)
    minutes = (placed - datetime.combine(placed, datetime.min.time())) / timedelta(minutes=1)
    assert placed >= local
    assert window.start <= minutes < window.end
    assert NEW_YORK.is_working_day(placed.date())
    assert placed.time() == local.time() or minutes == window.start
    assert place(placed, NEW_YORK, window) == placed
    day = local.date() + timedelta(days=local.hour * 60 + local.minute >= window.end)
    while day < placed.date():
        assert not NEW_YORK.is_working_day(day)
        day += timedelta(days=1)


# The plan shown in advance


def test_the_default_cadence_from_a_tuesday_morning() -> None:
    assert planned("2026-06-02T11:30+02:00", CADENCE, BERLIN) == [
        "Tue 02 Jun 15:30",
        "Fri 05 Jun 15:30",
        "Fri 12 Jun 15:30",
        "Fri 26 Jun 15:30",
        "Mon 27 Jul 15:30",  # 26 July is a Sunday
        "Tue 27 Oct 15:30",
    ]


def test_a_proposal_sent_on_friday_afternoon_is_asked_after_on_monday() -> None:
    assert planned("2026-06-05T15:00+02:00", CADENCE, BERLIN)[0] == "Mon 08 Jun 10:00"


def test_a_proposal_sent_at_the_clients_night_counts_from_the_clients_morning() -> None:
    assert planned("2026-06-03T10:00+03:00", CADENCE, NEW_YORK)[0] == "Wed 03 Jun 13:00"


def test_the_first_step_may_fall_on_the_end_of_the_clients_day() -> None:
    assert planned("2026-06-04T14:00+02:00", CADENCE, BERLIN)[0] == "Fri 05 Jun 10:00"


def test_local_times_stay_when_the_clocks_change() -> None:
    first, second = steps(
        at("2026-03-05T12:00-05:00"), cadence("1d", "3d"), NEW_YORK, SENDING_WINDOW
    )
    assert (first.due_at, second.due_at) == (
        at("2026-03-06T12:00-05:00"),
        at("2026-03-09T12:00-04:00"),
    )


def test_the_31st_becomes_the_last_day_of_a_shorter_month() -> None:
    start = cadence("1M", "2M", "3M", "13M", "25M", counted_from="start")
    assert planned("2026-12-31T12:00-05:00", start, NIGHTLY) == [
        "Sun 31 Jan 12:00",
        "Sun 28 Feb 12:00",
        "Wed 31 Mar 12:00",
        "Mon 31 Jan 12:00",
        "Wed 31 Jan 12:00",
    ]
    assert planned("2028-01-31T12:00-05:00", cadence("1M"), NIGHTLY) == ["Tue 29 Feb 12:00"]


def test_months_count_on_from_the_day_the_step_before_went_out() -> None:
    previous = cadence("1M", "1M")
    assert planned("2027-01-31T12:00-05:00", previous, NIGHTLY) == [
        "Sun 28 Feb 12:00",
        "Sun 28 Mar 12:00",
    ]


def test_counted_from_the_start_no_step_pushes_the_next() -> None:
    assert planned("2026-06-02T11:30+02:00", cadence("3d", "1w", "2w"), BERLIN) == [
        "Fri 05 Jun 11:30",
        "Fri 12 Jun 11:30",
        "Fri 26 Jun 11:30",
    ]
    start = cadence("3d", "1w", "2w", counted_from="start")
    assert planned("2026-06-02T11:30+02:00", start, BERLIN) == [
        "Fri 05 Jun 11:30",
        "Tue 09 Jun 11:30",
        "Tue 16 Jun 11:30",
    ]


def test_minutes_count_in_the_clients_hours_at_any_step() -> None:
    assert planned("2026-06-04T16:00+02:00", cadence("1d", "240m"), BERLIN) == [
        "Fri 05 Jun 16:00",
        "Mon 08 Jun 11:00",
    ]


def test_two_steps_never_share_a_day() -> None:
    same_day = cadence("60m", "60m", "60m")
    assert planned("2026-06-04T10:00+02:00", same_day, BERLIN) == [
        "Thu 04 Jun 11:00",
        "Fri 05 Jun 12:00",
        "Mon 08 Jun 13:00",
    ]
    over_the_weekend = cadence("240m", "3d", counted_from="start")
    assert planned("2026-06-05T15:00+02:00", over_the_weekend, BERLIN) == [
        "Mon 08 Jun 10:00",
        "Tue 09 Jun 15:00",
    ]


def test_a_step_in_the_gap_moves_forward_and_shows_the_time_the_client_sees() -> None:
    night = Window.parse(("02:00", "04:00"))
    (step,) = steps(at("2026-03-07T02:30-05:00"), cadence("1d"), NIGHTLY, night)
    assert step.due_at == at("2026-03-08T03:30-04:00")
    assert step.local == datetime(2026, 3, 8, 3, 30)


def test_a_step_in_the_hour_that_comes_twice_goes_the_first_time() -> None:
    night = Window.parse(("01:00", "04:00"))
    (step,) = steps(at("2026-10-31T01:30-04:00"), cadence("1d"), NIGHTLY, night)
    assert step.due_at == at("2026-11-01T01:30-04:00")


def test_a_letter_sent_in_the_hour_that_came_again_counts_by_its_wall_clock() -> None:
    night = Window.parse(("01:00", "04:00"))
    due_at = next_due(at("2026-11-01T01:30-05:00"), Delay.parse("1d"), NIGHTLY, night)
    assert due_at == at("2026-11-02T01:30-05:00")


# In life


@settings(max_examples=60, deadline=None)
@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))
def test_life_on_time_is_the_plan(sent_at: datetime) -> None:
    went_out_at = sent_at
    plan = steps(sent_at, CADENCE, NEW_YORK, SENDING_WINDOW)
    for delay, step in zip(CADENCE.delays, plan, strict=True):
        went_out_at = next_due(went_out_at, delay, NEW_YORK, SENDING_WINDOW)
        assert went_out_at == step.due_at


def test_a_late_step_moves_the_next_by_its_own_day_and_time() -> None:
    late = at("2026-06-09T16:10+02:00")
    assert next_due(late, Delay.parse("3d"), BERLIN, SENDING_WINDOW) == at("2026-06-12T16:10+02:00")


def test_a_step_that_meets_another_automatic_letter_moves_to_the_next_working_day() -> None:
    thursday = at("2026-06-04T11:00+02:00")
    friday = date(2026, 6, 5)
    assert next_due(thursday, Delay.parse("1d"), BERLIN, SENDING_WINDOW, {friday}) == at(
        "2026-06-08T11:00+02:00"
    )
    assert postpone(thursday, BERLIN, SENDING_WINDOW) == at("2026-06-05T11:00+02:00")
    assert postpone(thursday, BERLIN, SENDING_WINDOW, {friday}) == at("2026-06-08T11:00+02:00")


def test_a_step_postponed_outside_the_window_comes_back_into_it() -> None:
    assert postpone(at("2026-06-03T08:00+02:00"), BERLIN, SENDING_WINDOW) == at(
        "2026-06-04T10:00+02:00"
    )


def test_a_step_postponed_late_in_the_evening_goes_on_the_very_next_working_day() -> None:
    evening = at("2026-06-03T18:30+02:00")
    assert postpone(evening, BERLIN, SENDING_WINDOW) == at("2026-06-04T10:00+02:00")


def test_a_time_that_slides_into_a_day_with_a_letter_moves_on() -> None:
    # In Nuuk the last hour of that Saturday was left out: 23:30 became 00:30 on Sunday.
    hours = {day: [("00:00", "24:00")] for day in ("sat", "sun", "mon")}
    nuuk, any_time = WorkingCalendar(hours, "America/Nuuk"), Window.parse(["00:00", "24:00"])
    wednesday, sunday = at("2026-03-25T23:30-02:00"), date(2026, 3, 29)
    three_days = Delay.parse("3d")
    assert next_due(wednesday, three_days, nuuk, any_time) == at("2026-03-29T00:30-01:00")
    moved = next_due(wednesday, three_days, nuuk, any_time, {sunday})
    assert moved == at("2026-03-30T23:30-01:00")


def test_a_step_more_than_two_working_days_late_is_stale() -> None:
    due_at = at("2026-06-04T11:00+02:00")  # a Thursday; Friday and Monday are two working days
    assert not is_stale(due_at, due_at, BERLIN)
    assert not is_stale(due_at, at("2026-06-08T11:00+02:00"), BERLIN)
    assert is_stale(due_at, at("2026-06-08T11:00:01+02:00"), BERLIN)


def test_a_time_without_a_zone_starts_no_cadence() -> None:
    naive = datetime(2026, 6, 4, 11)
    with pytest.raises(CalendarError, match="has no zone"):
        list(steps(naive, CADENCE, BERLIN, SENDING_WINDOW))
    with pytest.raises(CalendarError, match="has no zone"):
        is_stale(at("2026-06-04T11:00Z"), naive, BERLIN)


# As typed


@pytest.mark.parametrize("typed", ["240m", "3d", "1w", "2w", "1M", "3M"])
def test_a_delay_is_written_as_it_was_typed(typed: str) -> None:
    assert str(Delay.parse(typed)) == typed


@pytest.mark.parametrize(
    "typed",
    ["", "3", "d", "0d", "-1d", "1.5d", "3D", "3y", " 3d", "3d\n", "٣d", "999999m", 3, None],
)
def test_a_delay_that_is_none_is_refused(typed: object) -> None:
    with pytest.raises(CadenceError, match="is not a delay; write a number"):
        Delay.parse(typed)


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ({"steps": []}, "give at least one delay"),
        ({}, "a list of delays"),
        ({"steps": "240m"}, "a list of delays"),
        ({"steps": ["3d"], "counted_from": "end"}, "choose previous or start"),
        ({"steps": ["3d"], "counted_from": ["start"]}, "choose previous or start"),
        ({"steps": ["soon"]}, "soon is not a delay"),
    ],
)
def test_a_cadence_that_places_nothing_is_refused(typed: dict[str, object], advice: str) -> None:
    with pytest.raises(CadenceError, match=advice):
        Cadence.from_dict(typed)


def test_a_cadence_survives_being_stored() -> None:
    typed = {"counted_from": "start", "steps": ["240m", "3d", "1M"]}
    assert Cadence.from_dict(typed).to_dict() == typed
    assert Cadence.from_dict({"steps": ["3d"]}).counted_from is CountedFrom.previous
