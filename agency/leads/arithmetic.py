"""How a time was counted, step by step, for whoever asks. Instants and minutes only; the page has the words.

It walks the same windows as the clock itself, so that its last instant is the one that is due.
"""

import enum
from dataclasses import dataclass
from datetime import datetime

from agency.kernel.worktime import WorkingCalendar
from agency.kernel.worktime.calendar import DAY, DAYS_AHEAD, MINUTE
from agency.kernel.worktime.promises import FIRST_RESPONSE_MINUTES, PROMISE_MINUTES, promise_at


class Step(enum.Enum):
    """What happens on one line."""

    starts = "starts"
    opens = "opens"
    counts = "counts"
    client_opens = "client_opens"
    rounds = "rounds"


@dataclass(frozen=True)
class Line:
    """One line: from `at`, for a count until `until`, so many whole minutes."""

    step: Step
    at: datetime
    until: datetime
    minutes: int = 0


def explain_first_response(received_at: datetime, answering: WorkingCalendar) -> list[Line]:
    """How the time for a first answer was counted; the last line ends when it is due."""
    return _counted(received_at, FIRST_RESPONSE_MINUTES, answering)


def explain_promise(
    received_at: datetime, answering: WorkingCalendar, client: WorkingCalendar
) -> list[Line]:
    """How the time of a promise was counted; the last line ends at the time that was named."""
    lines = _counted(received_at, PROMISE_MINUTES, answering)
    counted = lines[-1].until
    opens = client.next_open(counted)
    if opens > counted:
        lines.append(Line(Step.client_opens, counted, opens))
    promised = promise_at(received_at, answering, client)
    if promised > opens:
        lines.append(Line(Step.rounds, opens, promised))
    return lines


def _counted(received_at: datetime, minutes: int, calendar: WorkingCalendar) -> list[Line]:
    lines = [Line(Step.starts, received_at, received_at)]
    left, day = minutes * MINUTE, calendar.local(received_at).date() - DAY
    for _ in range(DAYS_AHEAD):
        for start, end in calendar.windows_on(day):
            begin = max(start, received_at)
            if end <= begin or not left:
                continue
            if begin > received_at:
                lines.append(Line(Step.opens, begin, begin))
            until = min(end, begin + left)
            left -= until - begin
            lines.append(Line(Step.counts, begin, until, round((until - begin) / MINUTE)))
        if not left:
            break
        day += DAY
    return lines
