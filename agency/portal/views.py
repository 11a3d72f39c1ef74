"""Pictures and brand for anybody; what guests open by link."""

from collections.abc import Collection
from datetime import datetime

from flask import (
    Blueprint,
    Response,
    abort,
    g,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_babel import refresh
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from agency.flows.proposal_accepted import proposal_accepted
from agency.flows.reminders_declined import reminders_declined, reminders_wanted
from agency.kernel import brand as kit
from agency.kernel import clock, files, filetypes, timeline
from agency.kernel.auth import Guest, limiter, open_link
from agency.kernel.db import begin_reading, db
from agency.kernel.files import StoredFile
from agency.kernel.timeline import Actor
from agency.kernel.web import guest, public, writes
from agency.people import queries as people
from agency.portal import agreeing, partner, saying
from agency.portal import no_more as door
from agency.portal.proposal_page import (
    came_early,
    client_day,
    form_of,
    may_have_file,
    picked_here,
    record_of,
    show,
    show_parts,
)
from agency.portal.readers import is_person, is_reader
from agency.proposals import queries, selection
from agency.proposals import readings as reading
from agency.proposals.links import COPY_KIND, DECIDING, KIND, KINDS
from agency.proposals.models import Proposal

views = Blueprint("portal", __name__)
brand = Blueprint("brand", __name__)
seldom = limiter.shared_limit("30 per minute;300 per hour", scope="portal")
# A page that is read tells of it three times a minute; several people may read behind one address.
often = limiter.shared_limit("60 per minute;2000 per hour", scope="portal.readings")
# Mail programs ask for their readers from a few addresses: each door counts for itself.
at_one_door = limiter.shared_limit(
    "10 per minute;100 per day",
    scope="portal.no_more",
    key_func=lambda: str((request.view_args or {}).get("token", "")),
)

# Whoever goes on choosing has pages made: a link that went round does not keep the press busy from many addresses.
at_one_link = limiter.shared_limit(
    "60 per minute;600 per hour",
    scope="portal.choice",
    key_func=lambda: str((request.view_args or {}).get("token", "")),
)

Page = str | AnyResponse | tuple[str, int]


@brand.get("/brand.css")
@public
def stylesheet() -> Response:
    """The agency's colours as custom properties."""
    return Response(kit.stylesheet(people.agency().brand_kit), mimetype="text/css")


@brand.get("/brand.svg")
@public
def icon() -> Response:
    """The agency's sign for a browser's tab, in its colours; without a sign, its first letter."""
    house = people.agency()
    drawing = render_template("portal/icon.svg", kit=house.brand_kit, initial=house.name[:1])
    return Response(drawing, mimetype="image/svg+xml")


@views.get("/pictures/<sha256>")
@public
def picture(sha256: str) -> Response:
    """A face, a cover or a reference; its address is its digest, so it never changes."""
    found = files.public_picture(sha256)
    # Whatever was made public: as a drawing or a page it could act in our name.
    if found is None or filetypes.outward(found.content_type) != found.content_type:
        abort(404)
    response = send_file(found.path, mimetype=found.content_type, max_age=31_536_000)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@views.get("/p/<token>")
@guest
@writes
def proposal(token: str) -> Page:
    """The proposal as its client reads it; the first look within an hour is noted."""
    now = clock.now()
    who, found = _opened(token, now)
    if is_reader(request) and not queries.was_opened(found, who.link_id, now=now):
        _note_opening(found, who, now)
        db.session.commit()
    begin_reading()
    picked = picked_here(found, who, now)
    return show(found, token, form_of(found, who, picked), now, who=who, picked=picked)


@views.get("/p/<token>/proposal.pdf")
@guest
def proposal_pdf(token: str) -> Response:
    """The very file that was sent, or that of a choice; once it is agreed, the one that was agreed to."""
    who, found = _opened(token, clock.now())
    chosen = selection.by_digest(found.id, request.args.get("choice", ""))
    return _file(chosen.paper if chosen is not None else found.agreed_paper, found, who)


@views.get("/p/<token>/signed.pdf")
@guest
def signed_pdf(token: str) -> Response:
    """The signed copy: the pages that were agreed to, and the record as the last of them."""
    who, found = _opened(token, clock.now())
    return _file(found.signed_paper, found, who)


@views.get("/p/<token>/choice")
@guest
def choice(token: str) -> str:
    """How far the pages of what was chosen are, or the signed copy; for the page's script."""
    now = clock.now()
    who, found = _opened(token, now)
    return show_parts(found, token, picked_here(found, who, now), now, who=who, all_of_it=False)


@views.post("/p/<token>/choice", endpoint="choosing")
@guest
@often
@at_one_link
def choosing(token: str) -> Page:
    """Optional lines and alternatives: kept for this link, and the sum of them shown."""
    now = clock.now()
    who, found = _opened(token, now, kinds=DECIDING)
    if not found.is_open(client_day(found, now)):
        return redirect(url_for(".proposal", token=token, _anchor="accept"), 303)
    picked = agreeing.choose(found, who, request.form, at=now)
    db.session.commit()
    if request.headers.get("X-Wants") == "parts":
        return show_parts(found, token, picked, now, who=who, all_of_it=True)
    if picked.wrong:
        form = form_of(found, who, picked, sent=False)
        return show(found, token, form, now, who=who, picked=picked, status=422)
    return redirect(url_for(".proposal", token=token, _anchor="sum"), 303)


@views.post("/p/<token>/acceptance")
@guest
@seldom
def acceptance(token: str) -> Page:
    """The client's word: the record, the end of follow-ups, the beginning of work. Said twice, it counts once."""
    now = clock.now()
    who, found = _opened(token, now, hold=True, kinds=DECIDING)
    if found.acceptance is not None:
        return redirect(url_for(".proposal", token=token, _anchor="accept"), 303)
    on, picked = client_day(found, now), agreeing.named(found, who, request.form.get("choice", ""))
    form = form_of(found, who, picked)
    if not found.is_open(on):
        return show(found, token, form, now, who=who, status=410)
    if picked.paper is None or came_early(found, who, picked):
        picked = agreeing.wait_for(picked, who, at=now)
        db.session.commit()
        return show(found, token, form, now, who=who, picked=picked, status=202, note="pages")
    if not form.validate():
        return show(found, token, form, now, who=who, picked=picked, status=422)
    record = record_of(found, who, form, picked, now)
    proposal_accepted(found, record, on=on, selection=picked.selection)
    db.session.commit()
    return redirect(url_for(".proposal", token=token, _anchor="accept"), 303)


@views.post("/p/<token>/question")
@guest
@seldom
def question(token: str) -> Page:
    """They ask something about it: it comes to whoever answers for it, and nobody chases them."""
    now = clock.now()
    who, found = _opened(token, now, hold=True, kinds=DECIDING)
    wrong = saying.ask(found, who, at=now)
    return _said(found, who, token, now, wrong, "question")


@views.post("/p/<token>/decline")
@guest
@seldom
def decline(token: str) -> Page:
    """They say no, and perhaps why. It can still be accepted: a no may turn."""
    now = clock.now()
    who, found = _opened(token, now, hold=True, kinds=DECIDING)
    wrong = saying.decline(found, who, at=now)
    return _said(found, who, token, now, wrong, "no")


@views.post("/p/<token>/readings")
@guest
@often
def readings(token: str) -> tuple[str, int]:
    """How long each section was read, as the page's script tells; of real readers only."""
    now = clock.now()
    who, found = _opened(token, now)
    if is_person(request) and who.kind != COPY_KIND and found.still_waiting():
        reading.keep(found.id, who.link_id, saying.seconds(), at=now)
        db.session.commit()
    return "", 204


@views.get("/partner/<token>")
@guest
def partner_page(token: str) -> str:
    """What a partner sent us, and what became of it."""
    return partner.page_for(token, wish=request.args.get("lang", ""), now=clock.now()) or abort(404)


@views.get("/letters/<token>/end")
@guest
def no_more(token: str) -> str:
    """Whether reminders go to whoever got this letter; opening it changes nothing, since scanners open everything."""
    return door.page(door.leaver_at(token, now=clock.now()), token)


@views.post("/letters/<token>/end", endpoint="no_more_end")
@guest
@at_one_door
def end_of_reminders(token: str) -> AnyResponse | tuple[str, int]:
    """No more of them, at once: by the page's button, or by a mail program that asks for its reader."""
    now = clock.now()
    reminders_declined(door.leaver_at(token, now=now), at=now)
    db.session.commit()
    if door.is_one_click():
        return "", 200
    return redirect(url_for(".no_more", token=token, lang=request.args.get("lang")), 303)


@views.post("/letters/<token>/return", endpoint="no_more_return")
@guest
@at_one_door
def return_of_reminders(token: str) -> AnyResponse:
    """They may come again."""
    now = clock.now()
    reminders_wanted(door.leaver_at(token, now=now), at=now)
    db.session.commit()
    return redirect(url_for(".no_more", token=token, lang=request.args.get("lang")), 303)


@views.errorhandler(404)
@views.errorhandler(410)
def closed(error: HTTPException) -> tuple[str, int]:
    """A door that opens nothing, said to a client."""
    return render_template("portal/closed.html", code=error.code), error.code or 404


def _opened(
    token: str, now: datetime, *, hold: bool = False, kinds: Collection[str] = KINDS
) -> tuple[Guest, Proposal]:
    """Who stands before the door, and the one proposal behind it."""
    opened = (open_link(kind, token, now=now) for kind in kinds)
    who = next(filter(None, opened), None) or abort(404)
    found = queries.for_guest(who, hold=hold) or abort(404)
    g.language = found.language
    refresh()
    return who, found


def _file(file: StoredFile | None, found: Proposal, who: Guest) -> Response:
    if file is None or not may_have_file(found, who):
        abort(404)
    return send_file(file.path, mimetype="application/pdf", download_name=file.name)


def _said(
    found: Proposal, who: Guest, token: str, now: datetime, wrong: saying.Talk | None, what: str
) -> Page:
    if wrong is not None:
        picked = picked_here(found, who, now)
        form = form_of(found, who, picked, sent=False)
        return show(found, token, form, now, who=who, picked=picked, talk=wrong, status=422)
    db.session.commit()
    return redirect(url_for(".proposal", token=token, said=what, _anchor="answer"), 303)


def _note_opening(found: Proposal, who: Guest, now: datetime) -> None:
    # What a partner reads beside the client tells nothing about the client.
    fact = queries.COPY_OPENED if who.kind == COPY_KIND else queries.OPENED
    timeline.record(
        found.lead.stream,
        fact,
        at=now,
        by=Actor.contact(who.contact_id or found.lead.contact_id),
        proposal=found.id,
        link=who.link_id,
        partner=who.kind != KIND,
    )
