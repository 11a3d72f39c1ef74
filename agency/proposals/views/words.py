"""What a proposal says beside its estimate."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from wtforms.validators import ValidationError

from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.proposals import screens, words
from agency.proposals.models import (
    ProposalFrozen,
)
from agency.proposals.views.blueprint import Page, proposal_found, proposal_held, views
from agency.proposals.words import StaleWords


@views.get("/proposals/<int:id>/words")
@staff(Access.manager)
@section("proposals.index")
def words_page(id: int) -> Page:
    """What the proposal says beside its estimate."""
    found = proposal_found(id)
    return screens.words_page(found, words.form_for(found))


@views.post("/proposals/<int:id>/words")
@staff(Access.manager)
@section("proposals.index")
def rewording(id: int) -> Page:
    """Save the words."""
    found = proposal_held(id)
    form = words.form_for(found)
    if not form.validate_on_submit():
        return screens.words_page(found, form, status=422)
    try:
        words.rewrite(found, form, at=clock.now())
    except ValidationError:
        return screens.words_page(found, form, status=422)
    except (StaleWords, ProposalFrozen) as refusal:
        return screens.words_page(found, form, refusal, status=409)
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for(".words_page", id=id), 303)
