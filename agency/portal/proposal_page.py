"""A proposal as its readers see it by their link, and what an acceptance writes down."""

from datetime import date, datetime
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from agency.kernel import files, i18n
from agency.kernel.auth import Guest
from agency.kernel.files import StoredFile
from agency.kernel.forms import unsealed
from agency.portal import agreeing, saying, wishes
from agency.portal.agreeing import Picked
from agency.proposals import (
    comparing,
    difference_words,
    extending,
    mails,
    pins,
    typed_choice,
)
from agency.proposals.acceptance import Acceptance
from agency.proposals.acceptance_form import AcceptanceForm
from agency.proposals.document import Document
from agency.proposals.frozen import thawed
from agency.proposals.links import ASKING, COPY_KIND, DECIDING, PRINTED_KIND, has_printed_key
from agency.proposals.models import Proposal
from agency.proposals.pins import Asked, Spot
from agency.proposals.record import Record

Page = str | AnyResponse | tuple[str, int]


def may_have_file(found: Proposal, who: Guest) -> bool:
    """Pages of before bear the client's own key, which opens nothing more only when they have decided."""
    return who.kind in DECIDING or not found.is_on_offer or has_printed_key(found)


def may_have_signed(who: Guest) -> bool:
    """The signed copy bears the address and the signature of whoever agreed: whoever only reads has no need of it."""
    return who.kind in DECIDING


def form_of(found: Proposal, who: Guest, picked: Picked, *, sent: bool = True) -> AcceptanceForm:
    """Sealed for this link, this choice and its very file: one accepts what one saw, or nothing."""
    return AcceptanceForm(
        request.form or None if sent else None,
        purpose=_purpose(found, who, picked, picked.paper),
        asks_signature=found.asks_signature,
    )


def came_early(found: Proposal, who: Guest, picked: Picked) -> bool:
    """Whether what was pressed stood on a page that still waited for the pages of this choice."""
    return unsealed(request.form.get("csrf_token", "")) == _purpose(found, who, picked, None)


def _purpose(found: Proposal, who: Guest, picked: Picked, paper: StoredFile | None) -> str:
    digest = paper.sha256 if paper else ""
    return f"acceptance/{found.id}/{who.link_id}/{picked.digest}/{digest}"


def record_of(
    found: Proposal, who: Guest, form: AcceptanceForm, picked: Picked, now: datetime
) -> Acceptance:
    """Who accepts, from where, and the sentence that they agree to."""
    drawing = None
    if form.drawn is not None:
        kind = "image/png"
        drawing = files.store(form.drawn, name="signature.png", content_type=kind, at=now)
    return Acceptance(
        name=form.name.data,
        role=form.role.data,
        consent=_consent(picked),
        accepted_at=now,
        clocks=mails.both_clocks(found, now),
        ip=(request.remote_addr or "")[:64],
        user_agent=request.headers.get("User-Agent", "")[:300],
        guest_link_id=who.link_id,
        contact_id=who.contact_id,
        signature=drawing,
        signed_as=form.signed_as.data if found.asks_signature and drawing is None else "",
    )


def _consent(picked: Picked) -> str:
    """The sentence that is agreed to, as it stood beside the box."""
    # By the names that stand on those pages, whatever we call either of us since.
    shown = picked.document
    return str(
        _(
            "I accept this proposal by %(agency)s, “%(title)s”, version %(version)s, for %(total)s, "
            "and I may decide this for %(client)s.",
            agency=shown.agency_name,
            title=shown.title,
            version=shown.version,
            total=shown.total.format(i18n.language()),
            client=shown.client_name,
        )
    )


def client_day(found: Proposal, now: datetime) -> date:
    """The day that it is for the client."""
    return i18n.in_zone(now, found.lead.client.zone).date()


def picked_here(found: Proposal, who: Guest, now: datetime) -> Picked:
    """The document as whoever stands before the page sees it."""
    return agreeing.picked_by(found, who, is_open=_state(found, now) == "open")


def spot_of(found: Proposal, mark: str) -> Spot:
    """The line or section that a form names, as it stands in what was sent."""
    return pins.spot(thawed(found.content or {}, agreeing.picture_address), mark)


def show(
    found: Proposal,
    token: str,
    form: AcceptanceForm,
    now: datetime,
    *,
    who: Guest,
    picked: Picked | None = None,
    status: int = 200,
    talk: saying.Talk | None = None,
    note: str = "",
) -> Page:
    """The page, as far as whoever stands before it may see and decide."""
    picked = picked or picked_here(found, who, now)
    here = _facts(found, token, form, picked, now, who=who)
    said = talk or saying.talk(found, who)
    page = render_template(
        "portal/proposal.html",
        talk=said,
        about=pins.spot(picked.offered, said.question.about.data or "") if said else pins.WHOLE,
        lang_switch=[],
        told_changes=difference_words.told_changes(comparing.since_last(found)),
        note=note,
        **here,
    )
    return page, 410 if here["state"] == "withdrawn" else status


def show_parts(
    found: Proposal, token: str, picked: Picked, now: datetime, *, who: Guest, all_of_it: bool
) -> str:
    """What changes with a choice, for the page's script: all of it, or only how far the pages are."""
    form = form_of(found, who, picked, sent=False)
    here = _facts(found, token, form, picked, now, who=who)
    return render_template("portal/proposal/_changed.html", all_of_it=all_of_it, **here)


def _facts(
    found: Proposal, token: str, form: AcceptanceForm, picked: Picked, now: datetime, *, who: Guest
) -> dict[str, Any]:
    state = _state(found, now)
    if state == "open" and who.kind not in DECIDING:
        state = "printed" if who.kind == PRINTED_KIND else "copy"
    form.choice.data = picked.digest
    return {
        "document": extending.as_it_holds(found, picked.document),
        "promised_until": found.promised_until,
        "declined_at": found.declined_at,
        "offered": picked.offered,
        "picked": picked,
        "variants": typed_choice.variants_of(picked.offered),
        "proposal_links": _links(found, token, picked, who),
        "state": state,
        "form": form,
        "consent": _consent(picked),
        "may_ask": who.kind in ASKING and found.acceptance is None,
        "asked": Asked(
            found.lead_id if who.kind != COPY_KIND else None,
            picked.offered,
            just_said=request.args.get("about", "") if request.args.get("said") else "",
        ),
        "wish": wishes.form_for(found, who, state),
        "wished": request.args.get("wished", ""),
        "client_zone": found.lead.client.zone,
        "acceptance": _told(found, picked.document, who),
    }


def _links(found: Proposal, token: str, picked: Picked, who: Guest) -> dict[str, str]:
    has_file = may_have_file(found, who)
    pages: dict[str, Any] = {}
    if not picked.is_as_offered and picked.paper:
        pages = {"choice": picked.digest}
    return {
        "pdf": url_for(".proposal_pdf", token=token) if has_file else "",
        "chosen_pdf": url_for(".proposal_pdf", token=token, **pages) if has_file else "",
        "signed": url_for(".signed_pdf", token=token) if may_have_signed(who) else "",
        "accept": url_for(".acceptance", token=token, _anchor="accept"),
        "choice": url_for(".choice", token=token),
        "key": url_for(".key", token=token, _anchor="accept"),
        "longer": url_for(".longer", token=token, _anchor="accept"),
        "question": url_for(".question", token=token, _anchor="answer"),
        "page": url_for(".proposal", token=token),
        "colleagues": url_for(".colleague", token=token, _anchor="colleagues"),
        "decline": url_for(".decline", token=token, _anchor="answer"),
        "readings": url_for(".readings", token=token) if found.still_waiting() else "",
    }


def _state(found: Proposal, now: datetime) -> str:
    if not found.is_on_offer:
        return found.state.value
    # After a no it is still open: they may ask, and say yes after all.
    return "expired" if found.is_past(client_day(found, now)) else "open"


def _told(found: Proposal, document: Document, who: Guest) -> dict[str, Any] | None:
    """The record, as the page tells it, and how far its signed copy is; that is not told to who only reads."""
    accepted = found.acceptance
    if accepted is None:
        return None
    clocks = accepted.clocks or mails.both_clocks(found, accepted.accepted_at)
    record = Record.of(accepted, document, clocks=clocks)
    return {
        "name": accepted.name,
        "when": clocks,
        "sha256": accepted.sha256,
        "consent": accepted.consent,
        "record": record if may_have_signed(who) else record.for_readers(),
        "has_signed": may_have_signed(who),
        "signed": accepted.signed_copy,
        "is_awaited": accepted.signed_copy is None or accepted.signed_copy.is_being_made,
    }
