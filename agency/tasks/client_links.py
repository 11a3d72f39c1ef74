"""The secret addresses of what a client sees of the work: their page of a project, and one report."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from agency.kernel import timeline
from agency.kernel.auth import Guest, GuestLink, make_link, revoke_links
from agency.kernel.db import db
from agency.kernel.timeline import Actor, Entry
from agency.kernel.web import address_of
from agency.tasks.projects import Project
from agency.tasks.reports import WorkReport

KIND = "project"
REPORT = "work_report"
OPENED = "tasks.client_page_opened"
# Whoever looks again within the hour has not come back.
ONE_LOOK = timedelta(hours=1)


def renew(project: Project, *, by: Actor, at: datetime) -> str:
    """A new address, kept nowhere; those before it open nothing any more."""
    revoke_links(KIND, project.id, at=at)
    timeline.record(project.lead.stream, "tasks.client_link_made", at=at, by=by, project=project.id)
    return one_more(project, at=at)


def one_more(project: Project, *, at: datetime) -> str:
    """An address beside those that open already, for a letter."""
    token = make_link(KIND, project.id, at=at, contact_id=project.lead.contact_id)
    return address_of("portal.work", token=token)


def for_report(report: WorkReport, *, at: datetime) -> str:
    """The address of one report, for its letter."""
    contact_id = report.project.lead.contact_id
    token = make_link(REPORT, report.id, at=at, contact_id=contact_id)
    return address_of("portal.report", token=token)


def close(project: Project, *, by: Actor, at: datetime) -> None:
    """Neither their page nor any report of this project opens any more."""
    reports = sa.select(WorkReport.id).where(WorkReport.project_id == project.id)
    revoke_links(KIND, project.id, at=at)
    for id in db.session.scalars(reports):
        revoke_links(REPORT, id, at=at)
    closed = "tasks.client_link_closed"
    timeline.record(project.lead.stream, closed, at=at, by=by, project=project.id)


def forget(lead_ids: Collection[int], contact_ids: Collection[int], *, at: datetime) -> None:
    """No link of these people opens anything any more, and none to the work of these leads does."""
    projects = sa.select(Project.id).where(Project.lead_id.in_(lead_ids))
    reports = sa.select(WorkReport.id).where(WorkReport.project_id.in_(projects))
    leads_there = sa.or_(
        sa.and_(GuestLink.kind == KIND, GuestLink.subject.in_(projects)),
        sa.and_(GuestLink.kind == REPORT, GuestLink.subject.in_(reports)),
        sa.and_(GuestLink.kind.in_((KIND, REPORT)), GuestLink.contact_id.in_(contact_ids)),
    )
    db.session.execute(
        sa.update(GuestLink)
        .where(leads_there, GuestLink.revoked_at.is_(None))
        .values(revoked_at=at)
        .execution_options(synchronize_session=False)
    )


def open_of(project_id: int) -> list[GuestLink]:
    """Those that open the page now, the latest first."""
    is_open = sa.and_(
        GuestLink.kind == KIND, GuestLink.subject == project_id, GuestLink.revoked_at.is_(None)
    )
    return list(db.session.scalars(sa.select(GuestLink).where(is_open).order_by(-GuestLink.id)))


def note_opening(project: Project, guest: Guest, *, at: datetime) -> bool:
    """They look at their page: written down once an hour for each link. Whether it was."""
    same = sa.exists().where(_opened(project), Entry.at > at - ONE_LOOK, _link() == guest.link_id)
    if db.session.scalar(sa.select(same)):
        return False
    by = Actor.contact(guest.contact_id or project.lead.contact_id)
    told = {"project": project.id, "link": guest.link_id}
    timeline.record(project.lead.stream, OPENED, at=at, by=by, **told)
    return True


def last_opened(project: Project) -> datetime | None:
    """When they looked at their page last."""
    return db.session.scalar(sa.select(sa.func.max(Entry.at)).where(_opened(project)))


def _opened(project: Project) -> sa.ColumnElement[bool]:
    stream, id = project.lead.stream
    mine = Entry.data["project"].as_integer() == project.id
    return sa.and_(Entry.stream == stream, Entry.stream_id == id, Entry.kind == OPENED, mine)


def _link() -> Any:
    return Entry.data["link"].as_integer()
