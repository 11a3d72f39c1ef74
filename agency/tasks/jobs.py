"""What is due of tasks."""

from datetime import datetime

import structlog
from sqlalchemy.exc import OperationalError

from agency.kernel import queue
from agency.kernel.db import after_commit, db
from agency.kernel.pdf import PdfError
from agency.people import queries as people
from agency.tasks import (
    clouds,
    coming_again,
    put_away,
    reminders,
    report_paper,
    reporting,
    shelf,
    timing,
)
from agency.tasks.importing import performing, reading

log = structlog.get_logger()


@queue.job(reminders.RING)
def ring(id: int, now: datetime) -> datetime | None:
    """A reminder of a task rings."""
    return reminders.ring(id, now=now)


@queue.job(clouds.TITLE)
def link_title(id: int, now: datetime) -> None:
    """A link is opened once for its title."""
    clouds.look_up(id, now=now)


@queue.job(shelf.EMPTY)
def bin_emptied(id: int, now: datetime) -> datetime | None:
    """A task has lain in the bin for its time."""
    return put_away.empty(id, now=now)


@queue.job(timing.FORGOTTEN)
def timer_forgotten(id: int, now: datetime) -> datetime | None:
    """Somebody's timer has run for too long."""
    return timing.remind(id, now=now)


@queue.job(reading.READ)
def import_read(id: int, now: datetime) -> None:
    """The export of a board is read; others may write in between."""
    for _step in reading.read(id, now=now):
        db.session.commit()


@queue.job(performing.IMPORT)
def import_go_on(id: int, now: datetime) -> datetime | None:
    """The next rows of an import, there or back; one that cannot go on leaves nothing half."""
    try:
        more = performing.go_on(id, now=now)
    except OperationalError:
        raise
    except Exception as error:
        db.session.rollback()
        log.exception("tasks.import_failed", id=id)
        performing.give_up(id, type(error).__name__)
        more = True
    if not more:
        return None
    after_commit(queue.wake)
    return now


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


@queue.job(coming_again.COME)
def come_again(id: int, now: datetime) -> datetime | None:
    """A fresh copy of a task that comes again; when the next one is."""
    return coming_again.come(id, zone=people.agency().zone, now=now)
