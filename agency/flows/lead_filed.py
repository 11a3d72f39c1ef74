"""A young lead turns out to belong to another: its words go there, and there the client has been heard."""

from datetime import datetime

from agency.followups import machine
from agency.followups.models import StopReason
from agency.kernel.timeline import Actor
from agency.leads import filing
from agency.leads.filing import Filing
from agency.leads.models import Lead
from agency.tasks.models import Task
from agency.tasks.projects import Project

# Also a board that was brought to it from elsewhere.
ALONG = (Task, Project)


def lead_filed(lead: Lead, into: Lead, *, by: Actor, at: datetime) -> Filing:
    """The filing, for whoever takes it back. Raises CannotFile."""
    done = filing.file(lead, into, by=by, at=at, along=ALONG)
    machine.stop(into, StopReason.heard, at=at, by=by)
    return done


def lead_taken_out(done: Filing, *, by: Actor, at: datetime) -> Lead:
    """It was a lead of its own after all, with what we meant to do about it. Raises CannotFile."""
    return filing.take_out(done, by=by, at=at, along=ALONG)
