"""What `agency followups preview` says: promises and steps for a case in JSON, without a database.

One line in, one line out, so that the answers can be laid beside the questions.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from agency.kernel.worktime.cadence import Cadence, PlannedStep, steps
from agency.kernel.worktime.calendar import WorkingCalendar
from agency.kernel.worktime.defaults import ANSWERING_HOURS, CADENCE, CLIENT_HOURS, SENDING_WINDOW
from agency.kernel.worktime.errors import WorktimeError
from agency.kernel.worktime.hours import Window
from agency.kernel.worktime.instants import utc
from agency.kernel.worktime.promises import first_response_due_at, holding_letter_at, promise_at

Json = dict[str, Any]

PROMISES = ("first_response_due_at", "holding_letter_at", "promise_at")
CASE_KEYS = ("received_at", "sent_at", "agency", "client", "window", "cadence")
CALENDAR_KEYS = ("zone", "country", "hours", "days_off")
CADENCE_KEYS = ("counted_from", "steps")


class PreviewError(ValueError):
    """A line that cannot be previewed; the message says what to write instead."""


def preview(lines: Iterable[str | bytes]) -> Iterator[str]:
    """One answer for each line, a bad one included."""
    return map(preview_line, lines)


def preview_line(line: str | bytes) -> str:
    """The answer to one case, both as JSON; `{"error": "…"}` where there is none."""
    try:
        answer = _answer(_read(line))
    except (PreviewError, WorktimeError) as error:
        answer = {"error": str(error)}
    except OverflowError:
        answer = {"error": "This case leaves the years 1 to 9999; use nearer times or delays."}
    return json.dumps(answer)


def _answer(case: Json) -> Json:
    received_at, sent_at = _instant(case, "received_at"), _instant(case, "sent_at")
    if received_at is None and sent_at is None:
        raise PreviewError("Give received_at or sent_at, or both, like 2026-03-06T17:55:00Z.")
    agency = _calendar(case, "agency", {"zone": "UTC", "hours": ANSWERING_HOURS})
    # Whatever is not known of a client's place is taken from the agency's own.
    place = {"zone": agency.zone.key, "country": agency.country}
    client = _calendar(case, "client", {**place, "hours": CLIENT_HOURS})
    cadence, window = _cadence(case), _window(case)
    answer: Json = dict.fromkeys(PROMISES) | {"steps": []}
    if received_at:
        answer["first_response_due_at"] = _z(first_response_due_at(received_at, agency))
        answer["holding_letter_at"] = _z(holding_letter_at(received_at))
        answer["promise_at"] = _z(promise_at(received_at, agency, client))
    if sent_at:
        answer["steps"] = [_step(each) for each in steps(sent_at, cadence, client, window)]
    return answer


def _read(line: str | bytes) -> Json:
    try:
        text = line if isinstance(line, str) else line.decode("utf-8")
        case = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise PreviewError("This line is not JSON in UTF-8.") from None
    return _object(case, "A case", CASE_KEYS)


def _object(value: object, name: str, known: Iterable[str]) -> Json:
    """The JSON object without its nulls; other keys may stand in it, but no slips of the pen."""
    if not isinstance(value, Mapping):
        raise PreviewError(f"{name} is a JSON object, like {{…}}.")
    for key in value.keys() - set(known):
        if meant := get_close_matches(key, known, n=1, cutoff=0.8):
            raise PreviewError(f"{name} has no {key}; did you mean {meant[0]}?")
    return {key: item for key, item in value.items() if item is not None}


def _instant(case: Json, key: str) -> datetime | None:
    if key not in case:
        return None
    try:
        at = datetime.fromisoformat(case[key])
    except (TypeError, ValueError):
        raise PreviewError(
            f"{key} is not an instant; write it like 2026-03-06T17:55:00Z."
        ) from None
    with _named(key):
        return utc(at)


def _calendar(case: Json, key: str, defaults: Json) -> WorkingCalendar:
    typed = case.get(key, {})
    given = _object(typed, key, CALENDAR_KEYS)
    if "country" in typed:  # a country that is null on purpose has no holidays to take off
        given["country"] = typed["country"]
    with _named(key):
        return WorkingCalendar.from_dict(defaults | given)


def _cadence(case: Json) -> Cadence:
    given = _object(case.get("cadence", {}), "cadence", CADENCE_KEYS)
    with _named("cadence"):
        return Cadence.from_dict(CADENCE.to_dict() | given)


def _window(case: Json) -> Window:
    with _named("window"):
        return Window.parse(case["window"]) if "window" in case else SENDING_WINDOW


@contextmanager
def _named(key: str) -> Iterator[None]:
    try:
        yield
    except WorktimeError as error:
        raise PreviewError(f"{key}: {error}") from error


def _step(step: PlannedStep) -> Json:
    timespec = "seconds" if step.local.second else "minutes"
    local = step.local.isoformat(timespec=timespec)
    return {"n": step.n, "due_at": _z(step.due_at), "local": local}


def _z(at: datetime) -> str:
    return at.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
