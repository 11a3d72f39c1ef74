"""A proposal as its readers see it by their link, and what an acceptance writes down."""

from datetime import date, datetime
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from agency.kernel import i18n
from agency.kernel.auth import Guest
from agency.people import queries as people
from agency.portal import saying
from agency.proposals import comparing, difference_words, mails
from agency.proposals.acceptance import Acceptance
from agency.proposals.forms import AcceptanceForm
from agency.proposals.frozen import thawed
from agency.proposals.links import DECIDING
from agency.proposals.models import Proposal

Page = str | AnyResponse | tuple[str, int]


def may_have_file(found: Proposal, who: Guest) -> bool:
    """The file bears the client's own key, which opens nothing more only when they have decided."""
    return who.kind in DECIDING or not found.is_on_offer


def form_of(found: Proposal, who: Guest, *, sent: bool = True) -> AcceptanceForm:
    """Sealed for this link and this very file: one accepts what one saw, or nothing."""
    digest = found.paper.sha256 if found.paper else ""
    purpose = f"acceptance/{found.id}/{who.link_id}/{digest}"
    return AcceptanceForm(request.form or None if sent else None, purpose=purpose)


def record_of(found: Proposal, who: Guest, form: AcceptanceForm, now: datetime) -> Acceptance:
    """Who accepts, from where, and the sentence that they agree to."""
    return Acceptance(
        name=form.name.data,
        consent=_consent(found),
        accepted_at=now,
        ip=(request.remote_addr or "")[:64],
        user_agent=request.headers.get("User-Agent", "")[:300],
        guest_link_id=who.link_id,
        contact_id=who.contact_id,
    )


def _consent(found: Proposal) -> str:
    """The sentence that is agreed to, as it stood beside the box."""
    return str(
        _(
            "I accept this proposal by %(agency)s, “%(title)s”, version %(version)s, for %(total)s, "
            "and I may decide this for %(client)s.",
            agency=people.agency().name,
            title=found.title,
            version=found.version,
            total=found.total.format(i18n.language()),
            client=found.lead.client.name,
        )
    )


def client_day(found: Proposal, now: datetime) -> date:
    """The day that it is for the client."""
    return i18n.in_zone(now, found.lead.client.zone).date()


def show(
    found: Proposal,
    token: str,
    form: AcceptanceForm,
    now: datetime,
    *,
    who: Guest,
    status: int = 200,
    talk: saying.Talk | None = None,
) -> Page:
    """The page, as far as whoever stands before it may see and decide."""
    state = _state(found, now)
    if state == "open" and who.kind not in DECIDING:
        state = "copy"
    page = render_template(
        "portal/proposal.html",
        document=thawed(found.content or {}, _picture_address),
        proposal_links={
            "pdf": url_for(".proposal_pdf", token=token) if may_have_file(found, who) else "",
            "accept": url_for(".acceptance", token=token, _anchor="accept"),
            "question": url_for(".question", token=token, _anchor="answer"),
            "decline": url_for(".decline", token=token, _anchor="answer"),
            "readings": url_for(".readings", token=token) if found.still_waiting() else "",
        },
        state=state,
        form=form,
        consent=_consent(found),
        acceptance=_told(found),
        talk=talk or saying.talk(found, who),
        client_zone=found.lead.client.zone,
        lang_switch=[],
        told_changes=difference_words.told_changes(comparing.since_last(found)),
    )
    return page, 410 if state == "withdrawn" else status


def _state(found: Proposal, now: datetime) -> str:
    if not found.is_on_offer:
        return found.state.value
    # After a no it is still open: they may ask, and say yes after all.
    return "expired" if found.is_past(client_day(found, now)) else "open"


def _told(found: Proposal) -> dict[str, Any] | None:
    """The record, as the page tells it."""
    if found.acceptance is None:
        return None
    return {
        "name": found.acceptance.name,
        "when": mails.both_clocks(found, found.acceptance.accepted_at),
        "sha256": found.acceptance.sha256,
        "consent": found.acceptance.consent,
    }


def _picture_address(digest: str) -> str:
    return url_for(".picture", sha256=digest)
