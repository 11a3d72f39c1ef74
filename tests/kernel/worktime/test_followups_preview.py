"""The preview: one case in JSON a line, one answer a line, whatever comes."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.cli import main
from agency.kernel.worktime.preview import preview, preview_line

MOSCOW_TO_NEW_YORK: dict[str, Any] = {
    "received_at": "2026-03-06T17:55:00Z",
    "sent_at": "2026-03-06T17:55:00Z",
    "agency": {
        "zone": "Europe/Moscow",
        "country": None,
        "hours": {"mon": [["09:00", "21:00"]]},
    },
    "client": {
        "zone": "America/New_York",
        "country": "US",
        "hours": {"mon": [["09:00", "18:00"]]},
    },
    "window": ["10:00", "17:00"],
    "cadence": {"counted_from": "previous", "steps": ["240m", "3d", "1w", "2w", "1M", "3M"]},
}

GOOD = {"received_at": "2026-03-06T17:55:00Z"}


def ask(**case: object) -> dict[str, Any]:
    answer = json.loads(preview_line(json.dumps(case)))
    assert isinstance(answer, dict)
    return answer


def local(answer: dict[str, Any]) -> list[str]:
    return [step["local"] for step in answer["steps"]]


def test_a_whole_case() -> None:
    # Friday evening in Moscow, closed until Monday; New York changes its clocks in between.
    assert ask(**MOSCOW_TO_NEW_YORK) == {
        "first_response_due_at": "2026-03-09T06:15:00Z",
        "holding_letter_at": "2026-03-06T18:10:00Z",
        "promise_at": "2026-03-09T13:00:00Z",
        "steps": [
            {"n": 1, "due_at": "2026-03-09T17:00:00Z", "local": "2026-03-09T13:00"},
            {"n": 2, "due_at": "2026-03-16T17:00:00Z", "local": "2026-03-16T13:00"},
            {"n": 3, "due_at": "2026-03-23T17:00:00Z", "local": "2026-03-23T13:00"},
            {"n": 4, "due_at": "2026-04-06T17:00:00Z", "local": "2026-04-06T13:00"},
            {"n": 5, "due_at": "2026-05-11T17:00:00Z", "local": "2026-05-11T13:00"},
            {"n": 6, "due_at": "2026-08-17T17:00:00Z", "local": "2026-08-17T13:00"},
        ],
    }


def test_only_received_has_no_steps() -> None:
    answer = ask(received_at="2026-06-05T17:55:00Z")
    assert answer["promise_at"] is not None
    assert answer["steps"] == []


def test_only_sent_owes_nothing() -> None:
    answer = ask(sent_at="2026-06-02T09:30:00Z")
    assert answer["first_response_due_at"] is None
    assert answer["holding_letter_at"] is None
    assert answer["promise_at"] is None
    assert len(answer["steps"]) == 6


def test_all_that_is_optional_has_its_default() -> None:
    instant = "2026-06-05T17:55:00Z"
    hours = [["09:00", "21:00"]]
    office = [["09:00", "18:00"]]
    spelled_out = ask(
        received_at=instant,
        sent_at=instant,
        agency={
            "zone": "UTC",
            "country": None,
            "hours": dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), hours),
        },
        client={
            "zone": "UTC",
            "country": None,
            "hours": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), office),
        },
        window=["10:00", "17:00"],
        cadence={"counted_from": "previous", "steps": ["240m", "3d", "1w", "2w", "1M", "3M"]},
    )
    assert ask(received_at=instant, sent_at=instant) == spelled_out
    nulls = dict.fromkeys(("agency", "client", "window", "cadence"))
    assert ask(received_at=instant, sent_at=instant, **nulls) == spelled_out


def test_a_client_of_whom_nothing_is_known_lives_where_the_agency_does() -> None:
    agency = {"zone": "Asia/Yerevan", "country": "AM"}
    independence_day_eve = "2026-09-20T12:00:00Z"
    same = ask(sent_at=independence_day_eve, agency=agency)
    assert local(same)[0] == "2026-09-22T13:00"
    assert same == ask(sent_at=independence_day_eve, agency=agency, client=agency)


def test_a_country_of_null_takes_no_holidays_even_from_the_agency() -> None:
    agency = {"zone": "Asia/Yerevan", "country": "AM"}
    answer = ask(sent_at="2026-09-20T12:00:00Z", agency=agency, client={"country": None})
    assert local(answer)[0] == "2026-09-21T13:00"


def test_own_days_off_may_stand_in_a_calendar() -> None:
    answer = ask(sent_at="2026-06-01T07:00:00Z", client={"days_off": ["2026-06-01"]})
    assert local(answer)[0] == "2026-06-02T13:00"


def test_a_cadence_may_name_only_what_differs() -> None:
    start = ask(sent_at="2026-06-02T09:30:00Z", cadence={"counted_from": "start"})
    assert local(start)[:3] == ["2026-06-02T13:30", "2026-06-05T10:00", "2026-06-09T10:00"]
    short = ask(sent_at="2026-06-02T11:30:00Z", cadence={"steps": ["3d", "1w"]})
    assert local(short) == ["2026-06-05T11:30", "2026-06-12T11:30"]


def test_instants_may_come_in_any_zone_and_leave_in_utc() -> None:
    assert ask(received_at="2026-06-05T19:55:00+02:00") == ask(received_at="2026-06-05T17:55:00Z")


def test_seconds_show_where_there_are_any() -> None:
    answer = ask(received_at="2026-06-02T11:30:05.9Z", sent_at="2026-06-02T11:30:05.9Z")
    assert answer["first_response_due_at"] == "2026-06-02T11:45:05Z"
    assert local(answer)[0] == "2026-06-02T15:30:05"


def test_keys_of_others_do_no_harm() -> None:
    instant = "2026-06-05T17:55:00Z"
    assert ask(received_at=instant, id=7, client={"name": "Acme"}) == ask(received_at=instant)


@pytest.mark.parametrize(
    ("case", "advice"),
    [
        ({}, "Give received_at or sent_at, or both"),
        ({"received_at": None}, "Give received_at or sent_at, or both"),
        ({"received_at": "2026-03-06T17:55:00"}, "received_at: .* has no zone"),
        ({"sent_at": "2026-03-06"}, "sent_at: .* has no zone"),
        ({"sent_at": "tomorrow"}, "sent_at is not an instant"),
        ({"sent_at": 1772819700}, "sent_at is not an instant"),
        ({"recieved_at": "2026-03-06T17:55:00Z"}, "no recieved_at; did you mean received_at?"),
        ({**GOOD, "agency": {"zone": "Mars/Base"}}, "agency: The zone Mars/Base is not known"),
        ({**GOOD, "client": {"zone": "Mars/Base"}}, "client: The zone Mars/Base is not known"),
        ({**GOOD, "client": {"zonee": "UTC"}}, "client has no zonee; did you mean zone?"),
        ({**GOOD, "client": "UTC"}, "client is a JSON object"),
        ({**GOOD, "client": []}, "client is a JSON object"),
        ({**GOOD, "client": {"country": "XX"}}, "client: No public holidays are known"),
        ({**GOOD, "client": {"country": 7}}, "client: 7 is not a country"),
        ({**GOOD, "client": {"hours": {}}}, "client: This calendar never opens"),
        (
            {**GOOD, "client": {"hours": {"mon": [["18:00", "09:00"]]}}},
            "client: The window 18:00–09:00",
        ),
        ({**GOOD, "agency": {"hours": 9}}, "agency: 9 are not opening hours"),
        ({**GOOD, "window": ["17:00", "10:00"]}, "window: The window 17:00–10:00 ends before"),
        ({**GOOD, "window": "10:00-17:00"}, "window: .* is not a window"),
        ({**GOOD, "window": []}, "window: .* is not a window"),
        ({**GOOD, "cadence": {"steps": ["3x"]}}, "cadence: 3x is not a delay"),
        ({**GOOD, "cadence": {"steps": []}}, "cadence: This cadence has no steps"),
        ({**GOOD, "cadence": {"counted_from": "end"}}, "cadence: A cadence cannot count from end"),
        ({**GOOD, "cadence": ["3d"]}, "cadence is a JSON object"),
        ({**GOOD, "cadence": {"counted_from": []}}, "cadence: A cadence cannot count from"),
        ({**GOOD, "cadence": {"steps": ["٣d"]}}, "cadence: ٣d is not a delay"),
        ({**GOOD, "client": {"days_off": 0}}, "client: Days off are a list of dates"),
        ({**GOOD, "client": {"days_off": ["soon"]}}, "client: soon is not a date"),
        ({**GOOD, "client": {"zone": "../../etc/passwd"}}, "client: The zone .* is not known"),
        ({**GOOD, "client": {"zone": "Z" * 100_000}}, "client: The zone Z+ is not known"),
        ({"received_at": "9" * 100_000}, "received_at is not an instant"),
        ({"received_at": float("nan")}, "received_at is not an instant"),
        ({**GOOD, "window": [float("nan"), "17:00"]}, "window: nan is not a time of day"),
        ({**GOOD, "client": {"hours": float("inf")}}, "client: inf are not opening hours"),
        ({**GOOD, "cadence": {"steps": [float("nan")]}}, "cadence: nan is not a delay"),
        ({"received_at": "9999-12-31T23:59:59Z"}, "leaves the years 1 to 9999"),
        ({"received_at": "0001-01-01T00:00:00+05:00"}, "leaves the years 1 to 9999"),
        ({"sent_at": "9999-12-31T23:00:00Z"}, "leaves the years 1 to 9999"),
        ({"sent_at": "9990-01-01T00:00:00Z", "cadence": {"steps": ["999M"]}}, "leaves the years"),
        ({"sent_at": "0001-01-01T00:00:00Z"}, "leaves the years"),
    ],
)
def test_a_bad_case_says_what_to_do(case: dict[str, object], advice: str) -> None:
    answer = ask(**case)
    assert answer.keys() == {"error"}
    assert re.search(advice, answer["error"])


def test_a_calendar_that_only_seems_to_open_gives_an_error() -> None:
    sunday = date(2026, 6, 7)
    answer = ask(
        sent_at="2026-06-01T00:00:00Z",
        client={
            "hours": {"sun": [["09:00", "18:00"]]},
            "days_off": [str(sunday + timedelta(weeks=n)) for n in range(52 * 12)],
        },
    )
    assert "does not open long enough within 10 years" in answer["error"]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "\n",
        " \t ",
        "\0",
        "nope",
        "[]",
        "null",
        "1",
        '"x"',
        "{",
        "[" * 100_000,
        '{"a":' + "9" * 5000 + "}",
    ],
)
def test_a_line_that_is_no_case_gives_an_error(line: str) -> None:
    assert json.loads(preview_line(line)).keys() == {"error"}


def test_bytes_are_read_as_utf8_and_anything_else_is_one_bad_line() -> None:
    good = json.dumps({"received_at": "2026-06-05T17:55:00Z", "who": "Ани"}, ensure_ascii=False)
    assert preview_line(good.encode()) == preview_line(good)
    assert preview_line(b"\xef\xbb\xbf" + good.encode()) == preview_line(good)
    assert json.loads(preview_line(b"\xff\xfe{}"))["error"] == "This line is not JSON in UTF-8."


def test_a_bad_line_does_not_stop_the_rest() -> None:
    good = json.dumps(MOSCOW_TO_NEW_YORK)
    first, second, third = preview([good + "\n", "nope\n", good + "\n"])
    assert first == third == preview_line(good)
    assert "error" in json.loads(second)


def test_a_very_long_line_is_a_line_as_any_other() -> None:
    asked = {**GOOD, "notes": "long " * 1_000_000}
    assert ask(**asked) == ask(**GOOD)
    assert json.loads(preview_line("long " * 1_000_000)).keys() == {"error"}


def test_the_command_answers_every_line_and_goes_on_after_a_bad_one() -> None:
    good = json.dumps(MOSCOW_TO_NEW_YORK).encode()
    asked = b"\n".join([good, b"", b"\xff{}", b'{"sent_at": NaN}', good + b"\r", good])
    done = CliRunner().invoke(main, ["followups", "preview"], input=asked)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.exit_code, len(answers)) == (0, 6)
    assert [n for n, answer in enumerate(answers) if "error" in answer] == [1, 2, 3]
    assert answers[0] == answers[4] == answers[5] == ask(**MOSCOW_TO_NEW_YORK)


def test_an_answer_is_one_line_that_any_terminal_can_write() -> None:
    case = {"sent_at": "2026-03-06T17:55:00Z", "client": {"zone": "Märs\n\ud800"}}
    answer = preview_line(json.dumps(case))
    assert answer.isascii()
    assert "\n" not in answer


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=6)
    | st.datetimes(timezones=st.timezones() | st.none()).map(lambda at: at.isoformat())
    | st.sampled_from(["mon", "09:00", "24:00", "UTC", "US", "3d", "99999m", "99999M", "start"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["zone", "country", "hours", "days_off", "mon", "steps", "counted_from"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(MOSCOW_TO_NEW_YORK)), values))
def test_whatever_comes_is_answered(changes: dict[str, Any]) -> None:
    answer = ask(**MOSCOW_TO_NEW_YORK | changes)
    assert answer.keys() in (
        {"error"},
        {"first_response_due_at", "holding_letter_at", "promise_at", "steps"},
    )
