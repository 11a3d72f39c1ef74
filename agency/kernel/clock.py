"""The one place that knows what time it is. Only edges (views, jobs, commands) ask it."""

from datetime import UTC, datetime


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)
