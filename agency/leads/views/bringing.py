"""Who brought a lead: said by one of us, made a partner with one press, and whom letters about it go to."""

from flask import abort, flash, request
from flask_babel import gettext as _

from agency.clients import partners
from agency.clients.partners import Answers
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.leads import overlaps, referrals
from agency.leads.models import Lead
from agency.leads.referrals import AlreadyKnown, Referral
from agency.leads.views.blueprint import Answer, views
from agency.leads.views.page import back_to, found
from agency.people.at_the_desk import actor_here, member_here

BY_THEMSELVES = "nobody"
AS_THE_PARTNER = "partners"


@views.post("/leads/<int:id>/referral")
@staff(Access.manager)
@section("leads.all_leads")
def referral(id: int) -> Answer:
    """Say who brought it: a partner, or nobody."""
    lead, now, chosen = found(id), clock.now(), request.form.get("partner", "")
    if chosen == BY_THEMSELVES:
        referrals.nobody(lead, by=actor_here(), at=now)
    else:
        partner = partners.partner(int(chosen)) if chosen.isdecimal() else None
        referrals.name(lead, partner or abort(422), by=actor_here(), at=now)
    overlaps.look(lead, at=now)
    db.session.commit()
    return back_to(lead)


@views.post("/leads/<int:id>/referral/partner")
@staff(Access.manager)
@section("leads.all_leads")
def new_partner(id: int) -> Answer:
    """Whoever passed it on is a partner from now on; what they passed on before becomes theirs."""
    lead = found(id)
    try:
        partner = referrals.make_partner(
            _brought(lead),
            request.form.get("name", "").strip(),
            language=lead.client.language,
            by=actor_here(),
            at=clock.now(),
        )
        flash(
            _("%(name)s is a partner now. Letters about their leads go to them.", name=partner.name)
        )
    except AlreadyKnown:
        flash(_("They are a partner already."), "error")
    db.session.commit()
    return back_to(lead)


@views.post("/leads/<int:id>/referral/readers")
@staff(Access.manager)
@section("leads.all_leads")
def lead_readers(id: int) -> Answer:
    """Whom letters about this very lead go to, whatever holds for the partner."""
    lead, chosen = found(id), request.form.get("answers", "")
    if chosen != AS_THE_PARTNER and chosen not in Answers.__members__:
        abort(422)
    rule = None if chosen == AS_THE_PARTNER else Answers[chosen]
    _brought(lead).answer(rule, by=actor_here(), at=clock.now())
    db.session.commit()
    return back_to(lead)


@views.post("/overlaps/<int:id>/sight")
@staff(Access.manager)
def overlap_sight(id: int) -> Answer:
    """One of us has seen that the client came by two ways."""
    overlap = overlaps.one(id) or abort(404)
    overlap.see(by=member_here(), at=clock.now())
    db.session.commit()
    return back_to(overlap.lead)


def _brought(lead: Lead) -> Referral:
    return lead.brought_by or abort(404)
