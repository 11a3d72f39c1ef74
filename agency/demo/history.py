"""What the studio has behind it: a proposal that waits for a word, and a project in full swing.

Lived through with the product's own verbs, day by day: papers are really made, letters really posted.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask

from agency.demo import asking, cast, days, estimates, hands, letters, post
from agency.demo.briefs import fill_briefs
from agency.demo.drafting import draft
from agency.demo.estimates import Plan
from agency.demo.mailboxes import keep_mailbox
from agency.demo.partners import bring
from agency.demo.studio import Studio
from agency.flows.proposal_accepted import proposal_accepted
from agency.flows.proposal_sent import proposal_sent
from agency.kernel import queue, timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.kernel.worktime import holding_letter_at
from agency.leads import holding, pressing
from agency.leads.models import Channel, Inquiry
from agency.proposals.acceptance import Acceptance
from agency.proposals.models import Proposal
from agency.tasks.models import Task
from agency.tasks.moving import Drop, move
from agency.tasks.projects import ColumnKind, Project


def live_through(app: Flask, studio: Studio) -> None:
    """Send what was sent, accept what was accepted, and do some of the work."""
    fill_briefs(studio)
    bring(studio)
    letters.write(studio)
    sold_on = _working_day(studio, days_ago=26)
    sold = _offer(app, studio, "lunara", estimates.LUNARA, sold_on)
    agreed_at = _at(studio, sold_on + timedelta(days=1), time(12, 5))
    asked_at = agreed_at - timedelta(minutes=50)
    _pass_time(app, until=asked_at)
    asking.ask(sold, studio.vera, at=asked_at)
    _pass_time(app, until=agreed_at)
    project = _accept(sold, agreed_at)
    _work(studio, project, sold_on + timedelta(days=4))
    sent_on = _working_day(studio, days_ago=2)
    offer = _offer(app, studio, "northgate", estimates.NORTHGATE, sent_on)
    post.absence(offer.lead, at=_at(studio, sent_on, time(11, 1)))
    asking.read(offer, at=_at(studio, sent_on, time(14, 20)))
    _pass_time(app, until=studio.now)
    post.newsletter(at=studio.now - timedelta(hours=4))
    post.in_doubt(at=studio.now - timedelta(minutes=35))
    expect_an_answer(studio)
    hands.show(studio)
    keep_mailbox(studio.agency.mail_address, at=studio.now)


def expect_an_answer(studio: Studio) -> None:
    """Whoever wrote by mail a few minutes ago hears from the machine, if nobody of us is faster."""
    for lead in studio.leads.values():
        is_fresh = holding_letter_at(lead.received_at) > studio.now
        if lead.source is Channel.mail and is_fresh and lead.may_be_held:
            inquiry = db.session.scalars(sa.select(Inquiry).where(Inquiry.lead == lead)).one()
            inquiry.may_hold, inquiry.is_past = True, False
            holding.plan(lead, inquiry)
            pressing.plan(lead, inquiry)


def _pass_time(app: Flask, *, until: datetime) -> None:
    """Let everything that falls due until then happen at its own hour."""
    db.session.commit()
    for at in days.instants(until):
        queue.run_once(app, at)
    db.session.expire_all()


def _offer(app: Flask, studio: Studio, key: str, plan: Plan, on: date) -> Proposal:
    at = _at(studio, on, time(11, 0))
    proposal = draft(studio, key, plan, today=on)
    proposal.want_paper(on=on, valid_days=studio.agency.valid_days)
    queue.later("proposals.render", proposal.id, now=at)
    _pass_time(app, until=at)
    proposal_sent(proposal, words=cast.OFFERS[key], by=studio.vera, at=at, on=on)
    _pass_time(app, until=at)
    return proposal


def _open(proposal: Proposal, at: datetime) -> None:
    timeline.record(
        proposal.lead.stream,
        "proposals.opened",
        at=at,
        by=Actor.contact(proposal.lead.contact_id),
        proposal=proposal.id,
    )


def _accept(proposal: Proposal, at: datetime) -> Project:
    _open(proposal, at - timedelta(minutes=18))
    acceptance = Acceptance(
        name=proposal.lead.contact.name,
        consent=cast.CONSENT,
        accepted_at=at,
        ip="203.0.113.12",
        user_agent="Firefox",
        contact_id=proposal.lead.contact_id,
    )
    return proposal_accepted(proposal, acceptance, on=at.date())


def _work(studio: Studio, project: Project, first_day: date) -> None:
    db.session.flush()
    assert project.proposal is not None, "it began with an acceptance"
    tasks = sorted(project.proposal.lines, key=lambda line: line.id)
    for number, (line, (column, hours)) in enumerate(
        zip(tasks, estimates.LUNARA_PROGRESS, strict=True)
    ):
        task = next(task for task in _tasks(project) if task.line_id == line.id)
        _log(studio, task, hours * 60, first_day)
        if column != ColumnKind.next.value:
            drop = Drop(task.version, project.column(ColumnKind(column)).id)
            at = _at(studio, first_day + timedelta(days=2 + number), time(10, 15))
            by = task.plans[0].member if task.plans else studio.vera
            move(task.id, drop, by=Actor.member(by.id), at=min(at, studio.now))


def _tasks(project: Project) -> list[Task]:
    return list(db.session.scalars(sa.select(Task).where(Task.project_id == project.id)))


def _log(studio: Studio, task: Task, minutes: int, first_day: date) -> None:
    """Hours in days of at most six, on one working day after the other."""
    day, left = first_day, minutes
    while left > 0 and task.plans:
        if day.weekday() < 5:
            worked = min(left, 6 * 60)
            at = min(_at(studio, day, time(18, 0)), studio.now)
            task.log(member=task.plans[0].member, minutes=worked, on=day, note="", at=at)
            left -= worked
        day += timedelta(days=1)


def _working_day(studio: Studio, *, days_ago: int) -> date:
    day = studio.now.astimezone(ZoneInfo(studio.agency.zone)).date() - timedelta(days=days_ago)
    while day.weekday() >= 5:
        day -= timedelta(days=1)
    return day


def _at(studio: Studio, day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, ZoneInfo(studio.agency.zone))
