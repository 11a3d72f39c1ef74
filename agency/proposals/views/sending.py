"""A proposal goes out, or is taken back."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.flows.proposal_sent import proposal_sent
from agency.followups import outlook
from agency.followups import queries as followups
from agency.followups.previewing import name_of as holiday_of
from agency.kernel import clock, i18n, timeline
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.kernel.web import section, staff
from agency.leads.models import LeadClosed, Stage
from agency.leads.readers import chosen
from agency.people import queries as people
from agency.people.at_the_desk import member_here
from agency.proposals import current, mails, screens
from agency.proposals.capacity import capacity_of
from agency.proposals.forms import SendingForm
from agency.proposals.models import (
    NotOpenForAcceptance,
    Proposal,
    ProposalFrozen,
    ProposalIncomplete,
)
from agency.proposals.states import PromisedUnseen, StaleLetter
from agency.proposals.views.blueprint import Page, desk_here, proposal_found, proposal_held, views


@views.get("/proposals/<int:id>/sending")
@staff(Access.manager)
@section("proposals.index")
def sending(id: int) -> Page:
    """The letter and the pages, before they go out."""
    found = proposal_found(id)
    if not found.is_draft:
        return redirect(url_for(".proposal", id=id), 303)
    words = mails.offer_words(found, member_here())
    return _sending_page(found, _form_of(found, words))


@views.post("/proposals/<int:id>/sending")
@staff(Access.manager)
@section("proposals.index")
def departure(id: int) -> Page:
    """Send it: it is frozen, the letter leaves with its link, the follow-ups begin."""
    found, form = proposal_held(id), SendingForm()
    if not form.validate_on_submit():
        return _sending_page(found, form, status=422)
    try:
        found.must_be_draft()
        form.must_be_fresh(found.revision)
        form.must_know(is_short=bool(capacity_of(found, today=desk_here().today).short))
        proposal_sent(
            found,
            words=form.words.data,
            by=member_here(),
            at=clock.now(),
            on=desk_here().today,
            adds=form.adds.data == "yes",
            choice=chosen(request.form),
        )
    except (ProposalIncomplete, ProposalFrozen, LeadClosed, StaleLetter, PromisedUnseen) as refusal:
        db.session.rollback()
        form.adds.data = form.adds.data or _adds(proposal_found(id))
        return _sending_page(proposal_found(id), form, refusal, status=409)
    db.session.commit()
    flash(_what_follows(found))
    return redirect(url_for(".proposal", id=id), 303)


@views.post("/proposals/<int:id>/withdrawal")
@staff(Access.manager)
@section("proposals.index")
def withdrawal(id: int) -> Response:
    """Take it back: its link says so, and nobody can accept it."""
    found, now = proposal_held(id), clock.now()
    try:
        found.withdraw(at=now)
    except NotOpenForAcceptance:
        flash(_("Only a proposal that waits for an answer can be withdrawn."), "error")
        return redirect(url_for(".proposal", id=id), 303)
    by = Actor.member(member_here().id)
    timeline.record(found.lead.stream, "proposals.withdrawn", at=now, by=by, proposal=found.id)
    db.session.commit()
    flash(_("Withdrawn. Its link tells the client so."))
    return redirect(url_for(".proposal", id=id), 303)


def _form_of(found: Proposal, words: str) -> SendingForm:
    return SendingForm(words=words, seen=found.revision, adds=_adds(found))


def _adds(found: Proposal) -> str:
    return "yes" if found.lead.stage is Stage.won else ""


def _what_follows(sent: Proposal) -> str:
    now, next_at = clock.now(), followups.next_touches([sent.lead_id]).get(sent.lead_id)
    if next_at is None:
        return str(_("Sent. From now on a change is a new version."))
    when = i18n.moment(next_at, people.agency().zone, now)
    return str(_("Sent. Should they stay silent, a letter goes out by itself %(when)s.", when=when))


def _sending_page(
    found: Proposal, form: SendingForm, refusal: Exception | None = None, *, status: int = 200
) -> Page:
    """With what would follow the proposal, were it sent now."""
    desk = desk_here()
    ahead = outlook.before_sending(outlook.if_sent(found), at=desk.now)
    return screens.sending_page(
        desk,
        found,
        form,
        refusal,
        status=status,
        outlook=ahead,
        obstacle=outlook.obstacle(found.lead),
        holiday=holiday_of,
        is_outdated=found.is_draft and current.is_outdated(found, at=desk.now),
    )
