"""Later work of the desk: notices leave by the ways that their members chose."""

from datetime import datetime

from agency.kernel import queue
from agency.people import notices


@queue.job(notices.NOTICE)
def notice(notice_id: int, now: datetime) -> None:
    """Send this notice on; in the bell it stands already."""
