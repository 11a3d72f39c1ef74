"""When the work of a proposal would be done: as somebody said, else as its stages say, else soon."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from agency.people.capacity import Days

if TYPE_CHECKING:
    from agency.proposals.models import Proposal

WEEK = timedelta(days=7)
USUAL = 6  # weeks, from the next Monday on
LONGEST = timedelta(days=366)


class WeeksRefused(Exception):
    """Planned weeks that cannot be; the message says what to do."""


def weeks_of(
    first: date | None, last: date | None, stages: Iterable[Mapping[str, Any]]
) -> Days | None:
    """As somebody said, else from the first day of its stages to the last one."""
    if first is not None and last is not None:
        return Days(first, last)
    stages = list(stages)
    if not stages:
        return None
    begins = min(date.fromisoformat(each["starts_on"]) for each in stages)
    ends = max(date.fromisoformat(each["due_on"]) for each in stages)
    return Days(begins, max(begins, ends))


def planned_weeks(proposal: "Proposal", today: date) -> Days:
    """When its work would be done; without a word from anybody six weeks from the next Monday on."""
    said = weeks_of(proposal.planned_from, proposal.planned_until, proposal.stages or ())
    if said is not None:
        return said
    monday = today - timedelta(days=today.weekday()) + WEEK
    return Days(monday, monday + USUAL * WEEK - timedelta(days=3))


def plan(proposal: "Proposal", first: date | None, last: date | None) -> None:
    """Say when its work would be done; no days take that back. Raises WeeksRefused with "order", "half" or "long"."""
    if (first is None) != (last is None):
        raise WeeksRefused("half")
    if first is not None and last is not None:
        if last < first:
            raise WeeksRefused("order")
        if last - first > LONGEST:
            raise WeeksRefused("long")
    proposal.planned_from, proposal.planned_until = first, last
