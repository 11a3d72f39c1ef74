"""A proposal as whoever holds its link reads it: the page, its files, its readings."""

from flask import (
    Response,
    abort,
    request,
    send_file,
)

from agency.kernel import clock
from agency.kernel.auth import Guest
from agency.kernel.db import begin_reading, db
from agency.kernel.files import StoredFile
from agency.kernel.web import guest, writes
from agency.portal import opening, saying
from agency.portal.proposal_page import (
    form_of,
    may_have_file,
    may_have_signed,
    picked_here,
    show,
)
from agency.portal.readers import is_person, is_reader
from agency.portal.views.blueprint import Page, often, opened, views
from agency.proposals import readings as reading
from agency.proposals import selection
from agency.proposals.links import COPY_KIND
from agency.proposals.models import Proposal


@views.get("/p/<token>")
@guest
@writes
def proposal(token: str) -> Page:
    """The proposal as its client reads it; the first look within an hour is noted."""
    now = clock.now()
    who, found = opened(token, now)
    if is_reader(request) and opening.note(found, who, at=now):
        _commit_and_read_on()
    begin_reading()
    picked = picked_here(found, who, now)
    return show(found, token, form_of(found, who, picked), now, who=who, picked=picked)


@views.get("/p/<token>/proposal.pdf")
@guest
def proposal_pdf(token: str) -> Response:
    """The very file that was sent, or that of a choice; once it is agreed, the one that was agreed to."""
    who, found = opened(token, clock.now())
    chosen = selection.by_digest(found.id, request.args.get("choice", ""))
    return _file(chosen.paper if chosen is not None else found.agreed_paper, found, who)


@views.get("/p/<token>/signed.pdf")
@guest
def signed_pdf(token: str) -> Response:
    """The signed copy: the pages that were agreed to, and the record as the last of them."""
    who, found = opened(token, clock.now())
    return _file(found.signed_paper if may_have_signed(who) else None, found, who)


@views.post("/p/<token>/readings")
@guest
@often
def readings(token: str) -> tuple[str, int]:
    """How long each section was read, as the page's script tells; of real readers only."""
    now = clock.now()
    who, found = opened(token, now)
    if is_person(request) and who.kind != COPY_KIND and found.still_waiting():
        reading.keep(found.id, who.link_id, saying.seconds(), at=now)
        db.session.commit()
    return "", 204


def _file(file: StoredFile | None, found: Proposal, who: Guest) -> Response:
    if file is None or not may_have_file(found, who):
        abort(404)
    return send_file(file.path, mimetype="application/pdf", download_name=file.name)


def _commit_and_read_on() -> None:
    """What is loaded stays: the page that follows asks for none of it again."""
    session = db.session()
    session.expire_on_commit = False
    session.commit()
    session.expire_on_commit = True
