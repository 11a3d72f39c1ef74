"""Dates in headers: what the sender's clock said, and what the last server's did."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from agency.leads.reading.headers import Headers

YEARS = range(1970, 9000)
MOST_LONG = 200


def written_at(headers: Headers) -> datetime | None:
    """What Date says, in the sender's own offset; None when that is no time."""
    return time_in(headers.text("Date"))


def arrived_at(headers: Headers) -> datetime | None:
    """When the last server on the way got it, as the topmost Received says."""
    return time_in(headers.text("Received").rpartition(";")[2])


def time_in(text: str) -> datetime | None:
    """The time that a header tells; without an offset it is in UTC (RFC 5322, 3.3)."""
    try:
        found = parsedate_to_datetime(text.strip()[:MOST_LONG])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if found.year not in YEARS:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
