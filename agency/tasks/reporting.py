"""How a report goes: it is frozen, its paper is made, its letter is written, each of it once."""

from datetime import datetime

import sqlalchemy as sa

from agency.kernel import files, queue
from agency.kernel.db import db
from agency.leads.mails import NoAddress
from agency.people import notices
from agency.people.models import Member
from agency.tasks import client_mails
from agency.tasks.report_paper import file_name
from agency.tasks.reports import WorkReport

OUT = "tasks.report_out"
FAILED = "tasks.report_failed"
NOBODY = "nobody"


def send(report: WorkReport, *, by: Member, at: datetime) -> None:
    """From here on it changes no more, and goes as soon as its paper is made. Raises ReportSent, NothingToSay."""
    report.send(by=by, at=at)
    queue.later(OUT, report.id, now=at)


def take(id: int) -> WorkReport | None:
    """A report, held until the end of the transaction."""
    return db.session.get(
        WorkReport, id, with_for_update={"of": WorkReport}, populate_existing=True
    )


def of_project(project_id: int) -> list[WorkReport]:
    """Drafts and those that were sent, the latest first."""
    wanted = sa.select(WorkReport).where(WorkReport.project_id == project_id)
    return list(
        db.session.scalars(wanted.order_by(WorkReport.until_on.desc(), WorkReport.id.desc()))
    )


def arrive(id: int, paper: bytes, *, at: datetime) -> None:
    """Its paper is made: keep it, and write the letter. Where it is sent already, nothing happens."""
    report = take(id)
    if report is None or not report.is_under_way or report.asked_by is None:
        return
    kind = "application/pdf"
    kept = files.store(paper, name=file_name(report), content_type=kind, at=at)
    try:
        client_mails.send_report(report, kept, by=report.asked_by, at=at)
    except NoAddress:
        fail(report, NOBODY, at=at)
        return
    report.arrive(kept, at=at)


def fail(report: WorkReport, why: str, *, at: datetime) -> None:
    """It did not go; whoever wanted it sent is told."""
    member = report.asked_by
    report.fail(why)
    if member is not None:
        stream = report.project.lead.stream
        notices.tell(member, FAILED, at=at, stream=stream, report=report.id)
