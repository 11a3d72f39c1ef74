"""Random calendars, cadences and moments: what the product says is what an oracle of its own says.

Always the same 500 cases; `EXAMPLES=20000` draws so many others, anew each time.
"""

import json
import os
from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.kernel.worktime import (
    Delay,
    Window,
    WorkingCalendar,
    is_stale,
    next_due,
    postpone,
)
from agency.kernel.worktime.preview import preview_line
from tests.kernel.worktime.oracle import DAY, MINUTE, SECOND, WEEKDAYS, Case, Diary, Json

EXAMPLES = os.environ.get("EXAMPLES")


def random_cases(count: int) -> settings:
    return settings(
        max_examples=int(EXAMPLES or count),
        derandomize=EXAMPLES is None,
        deadline=None,
        print_blob=True,
    )


# Where clocks change, with a day on which they do: the local day itself, or the one before.
CHANGES = {
    "America/New_York": ("2026-03-08", "2026-11-01"),
    "Europe/Berlin": ("2026-03-29", "2026-10-25"),
    "Australia/Lord_Howe": ("2026-04-05", "2026-10-04"),  # by half an hour
    "America/Santiago": ("2026-04-04", "2026-09-06"),  # at midnight
    "Africa/Cairo": ("2026-04-24", "2026-10-29"),  # at midnight, in the week
    "America/Havana": ("2026-03-08", "2026-11-01"),  # midnight comes twice
    "America/Nuuk": ("2026-03-28", "2026-10-24"),  # the last hour of a day is left out
    "Pacific/Chatham": ("2026-04-05", "2026-09-27"),  # 12:45 from UTC
    "Antarctica/Troll": ("2026-03-29", "2026-10-25"),  # by two hours
    "Pacific/Apia": ("2011-12-29", "2011-12-30"),  # a day is left out
    "America/St_Johns": ("2010-11-06",),  # a minute after midnight, back into the day before
    "Asia/Pyongyang": ("2015-08-14", "2018-05-04"),  # half an hour back, half an hour on
    "Europe/Moscow": ("2014-10-26",),
    "Asia/Kathmandu": (),  # 05:45 from UTC
    "UTC": (),
}
ENDS_AND_HOLIDAYS = (
    *("2024-01-31", "2024-02-28", "2026-01-30", "2026-08-31", "2026-11-30"),
    *("2025-12-24", "2026-01-01", "2026-04-02", "2026-04-30", "2026-07-03"),
)
COUNTRIES = (None, None, "US", "DE", "RU", "AM", "CL", "IL")


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


# The ends of the day, every quarter, most of them in the small hours, where clocks change.
boundaries = st.one_of(
    st.sampled_from((0, 1440)),
    st.integers(0, 16).map(lambda n: n * 15),
    st.integers(0, 96).map(lambda n: n * 15),
    st.integers(0, 1440),
)


def windows(drawn: list[int]) -> list[list[str]]:
    """Windows in their order from boundaries; an odd number makes two windows touch."""
    at = sorted(set(drawn))
    pairs = pairwise(at) if len(at) % 2 else zip(at[::2], at[1::2], strict=True)
    return [[clock(start), clock(end)] for start, end in pairs]


days = st.lists(boundaries, min_size=2, max_size=6, unique=True).map(windows)
sending_windows = st.tuples(boundaries, boundaries).filter(lambda pair: pair[0] < pair[1])
delays = st.one_of(
    st.integers(1, 900).map("{}m".format),
    st.sampled_from(("240m", "1d", "3d", "10d", "1w", "2w", "1M", "1M", "2M", "3M", "13M")),
    st.integers(1, 40).map("{}d".format),
)


@st.composite
def calendars(draw: st.DrawFn, zone: str, near: date) -> Json:
    some = draw(st.lists(days, min_size=1, max_size=3))
    open_on = draw(st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=7, unique=True))
    off = draw(st.lists(st.integers(-3, 20), max_size=4))
    return {
        "zone": zone,
        "country": draw(st.sampled_from(COUNTRIES)),
        "hours": {day: some[n % len(some)] for n, day in enumerate(open_on)},
        "days_off": [str(near + n * DAY) for n in off],
    }


@st.composite
def moments(draw: st.DrawFn, near: date) -> datetime:
    """In the four days around; often by a minute off a quarter, and not always on the minute."""
    midnight = datetime(near.year, near.month, near.day, tzinfo=UTC)
    minutes = draw(st.integers(-192, 192)) * 15 + draw(st.sampled_from((0, 0, 0, 1, -1, 7)))
    seconds = draw(st.sampled_from((0, 0, 0, 0, 1, 59, 37.5)))
    return midnight + minutes * MINUTE + seconds * SECOND


@st.composite
def cases(draw: st.DrawFn) -> Case:
    zone, other = (draw(st.sampled_from(tuple(CHANGES))) for _ in range(2))
    near = draw(
        st.sampled_from((*CHANGES[zone] * 4, *CHANGES[other], *ENDS_AND_HOLIDAYS)).map(
            date.fromisoformat
        )
    )
    return Case(
        {
            "received_at": draw(moments(near)).isoformat(),
            "sent_at": draw(moments(near)).isoformat(),
            "agency": draw(calendars(other, near)),
            "client": draw(calendars(zone, near)),
            "window": [clock(minutes) for minutes in draw(sending_windows)],
            "cadence": {
                "counted_from": draw(st.sampled_from(("previous", "start"))),
                "steps": draw(st.lists(delays, min_size=1, max_size=6)),
            },
        }
    )


@st.composite
def lives(draw: st.DrawFn) -> tuple[Case, datetime, set[date]]:
    """A case, a moment in it, and days that have their letter already."""
    case = draw(cases())
    at = case.sent_at.astimezone(UTC)
    days_taken = draw(st.sets(st.integers(0, 12), max_size=5))
    first = case.client.wall(at).date()
    return case, at, {first + n * DAY for n in days_taken}


def calendar_of(diary: Diary) -> WorkingCalendar:
    off = [date.fromisoformat(day) for day in diary.days_off]
    return WorkingCalendar(diary.hours, diary.zone, country=diary.country, days_off=off)


@random_cases(500)
@given(cases())
def test_the_preview_says_what_the_rules_say(case: Case) -> None:
    assert json.loads(preview_line(json.dumps(case.asked))) == case.answer()


@random_cases(150)
@given(lives(), delays, st.integers(0, 9 * 1440))
def test_life_goes_on_from_when_a_letter_really_went(
    life: tuple[Case, datetime, set[date]], delay: str, late: int
) -> None:
    case, at, taken = life
    client, window = calendar_of(case.client), Window.parse(case.asked["window"])
    due_at = case.due(at, delay, taken)
    assert next_due(at, Delay.parse(delay), client, window, taken) == due_at
    # As late as it may come, and a second later; and at any time.
    limit, some_time = case.latest(due_at), due_at + late * MINUTE
    for now in (limit, limit + SECOND, some_time):
        assert is_stale(due_at, now, client) == (now > limit)
    for now in (due_at, some_time):
        assert postpone(now, client, window, taken) == case.postponed(now, taken)


@random_cases(150)
@given(lives(), st.integers(0, 900))
def test_a_calendar_counts_what_a_walk_over_its_minutes_counts(
    life: tuple[Case, datetime, set[date]], minutes: int
) -> None:
    case, at, _ = life
    client, diary = calendar_of(case.client), case.client
    until = client.add_minutes(at, minutes)
    assert until == diary.count(at, minutes)
    assert client.minutes_between(at, until) == minutes
    assert client.minutes_between(until, at) == -minutes
    later = at + minutes * 7 * MINUTE
    assert client.minutes_between(at, later) == diary.seconds_between(at, later) // 60
    assert client.next_open(at) == diary.next_open(at)
    assert client.is_open(at) == diary.is_open(at)


@pytest.mark.parametrize(("zone", "day"), [(z, d) for z, ds in CHANGES.items() for d in ds])
def test_the_clocks_really_change_there(zone: str, day: str) -> None:
    midnight = datetime.fromisoformat(day).replace(tzinfo=UTC)
    offsets = {(midnight + n * DAY).astimezone(ZoneInfo(zone)).utcoffset() for n in range(-1, 3)}
    assert len(offsets) == 2
