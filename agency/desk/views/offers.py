"""A proposal's way between us and the client: the owner's word, another last day, and above what one asks."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.flows.offer_changed import offer_extended
from agency.kernel import clock, i18n, queue
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.people import queries as people
from agency.people.at_the_desk import member_here
from agency.proposals import (
    approving,
    comparing,
    difference_words,
    queries,
)
from agency.proposals.approval import ApprovalState, AskedAlready, DecidedMeanwhile
from agency.proposals.approving import NoNeed
from agency.proposals.differences import Differences
from agency.proposals.models import Proposal
from agency.proposals.states import NotLater, NotOnOffer, ProposalFrozen, ProposalIncomplete
from agency.proposals.way_forms import ExtensionForm, LimitsForm, WordForm
from agency.proposals.wording import Wording

views = Blueprint("offers", __name__)
Answer = Response | str | tuple[str, int]


@views.post("/proposals/<int:id>/approval/request")
@staff(Access.manager)
@section("proposals.index")
def asking(id: int) -> Response:
    """Ask the owners for their word on it as it stands."""
    found, form = _held(id), WordForm()
    if not form.validate():
        return _refused(found, str(form.words.errors[0]))
    try:
        approving.ask(found, form.words.data or "", by=member_here(), at=clock.now())
    except ProposalIncomplete:
        return _refused(found, _("Something is missing first; the margin says what."))
    except NoNeed:
        return _refused(found, _("It needs nobody’s word: send it as it is."))
    except AskedAlready:
        return _refused(found, _("An owner was asked about it already, as it stands now."))
    except ProposalFrozen:
        return _refused(found, _("It was sent already: a change is a new version."))
    db.session.commit()
    flash(_("Asked. The owners have a notice; you get one when they answer."))
    return _back(found)


@views.post("/proposals/<int:id>/approval")
@staff(Access.owner)
@section("proposals.index")
def approval(id: int) -> Response:
    """The owner agrees, or sends it back with a word."""
    found, form = _held(id), WordForm()
    if not form.validate():
        return _refused(found, str(form.words.errors[0]))
    words, agrees = form.words.data or "", request.form.get("do") == "approve"
    if not agrees and not words:
        return _refused(found, _("Say in a word what to change, then send it back."))
    state = ApprovalState.approved if agrees else ApprovalState.sent_back
    seen, now = request.form.get("seen", ""), clock.now()
    try:
        approving.decide(found, state, words, by=member_here(), seen=seen, at=now)
    except DecidedMeanwhile:
        return _refused(found, _meanwhile(found))
    except ProposalFrozen:
        return _refused(found, _("It was sent already: a change is a new version."))
    if agrees:
        _make_clean_pages(found)
    db.session.commit()
    flash(
        _("Approved. The pages are being made without the word “draft”.")
        if agrees
        else _("Sent back. Whoever asked has a notice.")
    )
    return _back(found)


@views.post("/proposals/<int:id>/extension")
@staff(Access.manager)
@section("proposals.index")
def extension(id: int) -> Response:
    """Let it hold longer, also when its day is over."""
    found, form = _held(id), ExtensionForm()
    if not form.validate():
        return _refused(found, str(form.until.errors[0]))
    try:
        offer_extended(found, form.until.data, by=member_here(), at=clock.now())
    except NotOnOffer:
        return _refused(found, _("Only a proposal that the client still has can be extended."))
    except NotLater:
        return _refused(
            found, _("Choose a day after the one that holds now, and not before today.")
        )
    db.session.commit()
    day = i18n.long_day(form.until.data)
    flash(_("It holds until %(day)s. The client’s page says so.", day=day))
    return _back(found)


@views.get("/proposals/<int:id>/changes")
@staff()
@section("proposals.index")
def changes(id: int) -> str:
    """Every version, and what changed from one to another."""
    found = queries.proposal(id) or abort(404)
    versions = queries.of_lead(found.lead)
    before = [each for each in versions if each.version < found.version]
    asked = request.args.get("since", type=int)
    if asked is not None:
        before = [each for each in before if each.version == asked] or abort(404)
    since = before[0] if before else None
    compared = comparing.between(since, found) if since is not None else None
    write = Wording(i18n.language(), found.currency, clock.now().year, costs=(), rates=())
    return render_template(
        "proposals/changes.html",
        proposal=found,
        versions=versions,
        since=since,
        changes=difference_words.told_changes(compared, write),
        state=_standfirst(found, since, compared, write),
        now=clock.now(),
    )


@views.route("/settings/approval", methods=["GET", "POST"])
@staff(Access.owner)
@section("desk.settings")
def limits() -> Answer:
    """Above what an owner must approve an offer."""
    house = people.agency()
    form = LimitsForm.of(house)
    if request.method == "POST":
        if not form.validate():
            return render_template("proposals/limits.html", form=form), 422
        form.write_to(house)
        db.session.add(house)
        db.session.commit()
        flash(_("Saved. It holds for every draft that is not sent yet."))
        return redirect(url_for(".limits"), 303)
    return render_template("proposals/limits.html", form=form)


def _standfirst(
    found: Proposal, since: Proposal | None, compared: Differences | None, write: Wording
) -> str:
    """What changed, in a sentence."""
    if since is None:
        return str(_("There is one version so far. A change after it was sent is a new one."))
    if not compared:
        return str(_("Version %(n)s changes nothing that counts.", n=found.version))
    return difference_words.sums(compared, write)


def _make_clean_pages(found: Proposal) -> None:
    """What was made before says on every page that it is a draft."""
    now = clock.now()
    house = people.agency()
    today = i18n.in_zone(now, house.zone).date()
    if not found.gaps() and not found.has_current_paper(today):
        found.want_paper(on=today, valid_days=house.valid_days)
        queue.later("proposals.render", found.id, now=now)


def _meanwhile(found: Proposal) -> str:
    """What happened since the owner opened the page."""
    word = found.last_word
    if word is None or word.decided_by is None:
        return str(_("It was changed since you opened it. Look at it as it stands now."))
    name = word.decided_by.first_name
    if word.state is ApprovalState.approved:
        return str(_("%(name)s approved it a moment ago.", name=name))
    return str(_("%(name)s sent it back a moment ago. Look at why.", name=name))


def _held(id: int) -> Proposal:
    return queries.for_writing(id) or abort(404)


def _refused(found: Proposal, why: str) -> Response:
    back = _back(found)
    db.session.rollback()
    flash(why, "error")
    return back


def _back(found: Proposal) -> Response:
    """To where the draft is sent from, or to what became of it."""
    page = "proposals.sending" if found.is_draft else "proposals.proposal"
    return redirect(url_for(page, id=found.id), 303)
