"""One of us sends a brief on a lead: its letter leaves with a link, and its silence is followed up."""

from datetime import datetime

from agency.briefs import asking, links
from agency.briefs.models import Brief
from agency.briefs.templates import BriefTemplate
from agency.followups import machine
from agency.followups.one_at_a_time import hold_lead
from agency.kernel import timeline
from agency.kernel.timeline import Actor
from agency.leads import mails
from agency.leads.models import Lead
from agency.people import queries as people
from agency.people.models import Member


def brief_sent(lead: Lead, template: BriefTemplate, *, by: Member, at: datetime) -> Brief:
    """It is an answer of ours, and they have the word; pressed twice, it goes once. Raises NoAddress."""
    hold_lead(lead)
    open_already = [each for each in asking.open_of(lead) if each.template is template]
    if open_already:
        return open_already[0]
    brief = asking.begin(lead, template, at=at)
    name = mails.reader_of(lead).first_name or lead.contact.name
    signed = f"{by.name}\n{people.agency().name}"
    subject, words = asking.letter(lead, name, signed, brief.walk().minutes_from())
    link = links.fresh_link(brief, at=at, contact_id=lead.contact_id)
    mails.answer(lead, words=asking.with_link(words, link), subject=subject, by=by, at=at)
    actor = Actor.member(by.id)
    timeline.record(lead.stream, "briefs.sent", at=at, by=actor, brief=brief.id)
    machine.enroll(brief, at=at)
    return brief
