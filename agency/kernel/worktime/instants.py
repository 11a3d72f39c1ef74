"""Instants: aware datetimes in UTC, so that adding to them adds real time."""

from datetime import UTC, datetime

from agency.kernel.worktime.errors import CalendarError


def utc(at: datetime) -> datetime:
    """The same instant in UTC; a time without a zone is no instant and is refused.

    To be called before any arithmetic: Python adds and compares by the wall clock within a zone.
    """
    if at.utcoffset() is None:
        raise CalendarError(
            "%(at)s has no zone; write an instant, like 2026-03-06T17:55:00Z.", at=at.isoformat()
        )
    return at.astimezone(UTC)
