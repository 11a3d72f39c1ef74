"""What is due of tasks."""

from datetime import datetime

from agency.kernel import queue
from agency.kernel.db import db
from agency.kernel.pdf import PdfError
from agency.tasks import clouds, reminders, report_paper, reporting, timing


@queue.job(reminders.RING)
def ring(id: int, now: datetime) -> datetime | None:
    """A reminder of a task rings."""
    return reminders.ring(id, now=now)


@queue.job(clouds.TITLE)
def link_title(id: int, now: datetime) -> None:
    """A link is opened once for its title."""
    clouds.look_up(id, now=now)


@queue.job(timing.FORGOTTEN)
def timer_forgotten(id: int, now: datetime) -> datetime | None:
    """Somebody's timer has run for too long."""
    return timing.remind(id, now=now)


@queue.job(reporting.OUT, heavy=True)
def report_out(id: int, now: datetime) -> None:
    """A report's paper is made, then its letter goes; what cannot be made is a draft again."""
    report = reporting.take(id)
    if report is None or not report.is_under_way:
        return
    script = report_paper.typescript(report)
    db.session.commit()  # nobody waits for the press
    try:
        paper = script.printed()
    except PdfError as error:
        report = reporting.take(id)
        if report is not None and report.is_under_way:
            reporting.fail(report, str(error), at=now)
        return
    reporting.arrive(id, paper, at=now)
