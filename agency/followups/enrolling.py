"""Putting something on its cadence: what it is about, whose lead it hangs on, and its first touch."""

from datetime import datetime

import sqlalchemy as sa

from agency.briefs.models import Brief
from agency.followups import cadences, releasing
from agency.followups.models import Awaited, Enrollment, Purpose, Subject
from agency.followups.planning import plan_next
from agency.kernel.db import db
from agency.leads.models import Lead
from agency.proposals.models import Proposal


class NoLead(Exception):
    """Nobody has handed this brief in, and none of us has sent it: it is not ours to write about."""


def begin(
    subject: Subject,
    lead: Lead,
    purpose: Purpose,
    n: int,
    *,
    at: datetime,
    not_before: datetime | None = None,
) -> Enrollment:
    """Enroll it, with its step `n` as the first to come, counted from `at` and not before that other instant."""
    enrollment = Enrollment(
        cadence=cadences.current(purpose), lead=lead, first_step=n, started_at=at
    )
    if isinstance(subject, Proposal):
        enrollment.proposal = subject
    elif isinstance(subject, Brief):
        enrollment.brief = subject
    else:
        enrollment.awaited = subject
    db.session.add(enrollment)
    db.session.flush()
    plan_next(enrollment, n, before=at, not_before=not_before)
    # Whoever wants no letters, or gets none, is told so at once: no plan is shown that comes to nothing.
    releasing.is_over(enrollment, at)
    return enrollment


def lead_of(subject: Subject) -> Lead:
    """The lead that it belongs to. Raises NoLead."""
    if subject.lead is None:
        raise NoLead(subject.id)
    return subject.lead


def purpose_of(subject: Subject) -> Purpose:
    """What it waits for, which says on what cadence."""
    if isinstance(subject, Awaited):
        return subject.purpose
    return Purpose.proposal if isinstance(subject, Proposal) else Purpose.brief


def is_about(subject: Subject) -> sa.ColumnElement[bool]:
    """Whether an enrollment is about this."""
    if isinstance(subject, Proposal):
        return Enrollment.proposal_id == subject.id
    column = Enrollment.brief_id if isinstance(subject, Brief) else Enrollment.awaited_id
    return column == subject.id
