"""One of us asks a client's brief on the phone: it begins on their lead, and nothing is sent."""

from datetime import datetime

from agency.briefs import asking
from agency.briefs.models import Brief
from agency.briefs.templates import BriefTemplate
from agency.followups.one_at_a_time import hold_lead
from agency.kernel import timeline
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.people.models import Member


def brief_at_desk(lead: Lead, template: BriefTemplate, *, by: Member, at: datetime) -> Brief:
    """The one of this form that is open already, if there is one."""
    hold_lead(lead)
    found = [each for each in asking.open_of(lead) if each.template is template]
    if found:
        return found[0]
    brief = asking.begin(lead, template, at=at)
    timeline.record(
        lead.stream, "briefs.begun_at_desk", at=at, by=Actor.member(by.id), brief=brief.id
    )
    return brief
