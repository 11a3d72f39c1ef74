"""The PDF of a proposal, made by a worker: read, copy the pictures, set the type, keep the paper.

Each step is committed, so that the page that waits shows how far it is, and no transaction is open while type
is set. Killed between any two steps and run again, it leaves one paper.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa
import structlog
from flask_babel import gettext as _

from agency.kernel import clock, due, files, pictures, queue
from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.kernel.i18n import speaking
from agency.kernel.pdf import Enclosed, PdfError, Progress
from agency.kernel.pictures import PictureRefused
from agency.proposals import (
    archiving,
    drawing,
    extending,
    frozen,
    mails,
    paper,
    queries,
    selection,
)
from agency.proposals.acceptance import How, SignedCopy
from agency.proposals.choosing import chosen
from agency.proposals.current import agreed, drawn, is_overtaken, with_link
from agency.proposals.document import Document
from agency.proposals.links import (
    PRINTED_KIND,
    Link,
    fresh_link,
    has_open_link,
    retire,
    retire_links,
)
from agency.proposals.models import Proposal
from agency.proposals.reading_back import link_in
from agency.proposals.record import Record
from agency.proposals.selection import Selection
from agency.proposals.states import DocumentError

READING, PICTURES, TYPESETTING = 4, 8, 20
A_RENDER = timedelta(seconds=2)
STEP = 3  # per cent; a smaller advance is not worth a commit

log = structlog.get_logger()


@queue.job("proposals.render", heavy=True)
def render(proposal_id: int, now: datetime) -> None:
    """Make the PDF of the proposal as it stands."""
    try:
        _render(proposal_id, now)
    except (DocumentError, PdfError, PictureRefused) as error:
        # Nothing would be better the next time: a person reads why, and tries again.
        _fail(proposal_id, error)
    except Exception as error:
        _fail(proposal_id, error)
        db.session.commit()
        raise


@queue.job(extending.ENDING)
def ending(proposal_id: int, now: datetime) -> None:
    """An offer that nobody has answered ends in two days."""
    proposal = queries.for_writing(proposal_id)
    if proposal is not None:
        extending.remind(proposal, at=now)


def _render(proposal_id: int, now: datetime) -> None:
    if _is_drawn(proposal_id, now):
        return
    _reach(proposal_id, "reading", READING)
    proposal = _draft(proposal_id)
    if proposal is None:
        return
    _copy_pictures(proposal, now)
    _reach(proposal_id, "typesetting", TYPESETTING)
    proposal = db.session.get_one(Proposal, proposal_id)
    revision, link = proposal.revision, fresh_link(proposal, at=now, kind=PRINTED_KIND)
    document = with_link(drawn(proposal, now), link.address)
    db.session.commit()
    with _or_no_door(link):
        data = paper.document_pdf(document, progress=_telling(proposal_id))
    _keep(proposal_id, data, document, link, revision)


@contextmanager
def _or_no_door(link: Link) -> Iterator[None]:
    """Where the pages are not made, nobody has the link that would stand in them: it opens nothing."""
    try:
        yield
    except Exception:
        db.session.rollback()
        retire(link, at=clock.now())
        db.session.commit()
        raise


def _is_drawn(proposal_id: int, now: datetime) -> bool:
    """Whether its paper shows this very document, with a link that still opens: then it stays as it is."""
    proposal = queries.for_writing(proposal_id)
    if proposal is None or not proposal.is_draft or proposal.paper is None:
        return False
    if proposal.paper.made_of is None or not has_open_link(proposal, now=now):
        return False
    content = frozen.frozen(drawn(proposal, now))
    if proposal.paper.made_of != paper.mark_of(content) or not proposal.paper.path.is_file():
        return False
    proposal.keep_paper(proposal.paper, revision=proposal.revision, content=content)
    return True


def _draft(proposal_id: int) -> Proposal | None:
    found = queries.proposal(proposal_id)
    return found if found is not None and found.is_draft else None


def _copy_pictures(proposal: Proposal, now: datetime) -> None:
    wanted = pictures.not_copied(drawing.pictures_of(proposal))
    for done, (picture, width) in enumerate(wanted):
        pictures.make_copy(picture, width, at=now)
        share = (TYPESETTING - PICTURES) * done // len(wanted)
        _reach(proposal.id, "pictures", PICTURES + share)


def _telling(id: int, of: type[Proposal | Selection | SignedCopy] = Proposal) -> Progress:
    told = TYPESETTING

    def tell(percent: int) -> None:
        nonlocal told
        reached = TYPESETTING + percent * (98 - TYPESETTING) // 100
        if reached >= told + STEP:
            told = reached
            _reach(id, "typesetting", reached, of)

    return tell


def _keep(proposal_id: int, data: bytes, document: Document, link: Link, revision: int) -> None:
    proposal = queries.for_writing(proposal_id)
    if proposal is None or not proposal.is_draft:
        return
    now = clock.now()
    name = f"{document.title} ({document.agency_name}, {document.version}).pdf".replace("/", "-")
    content = frozen.frozen(document)
    mark = paper.mark_of(content)
    if is_overtaken(proposal, revision, mark, at=now):
        retire(link, at=now)
        return
    file = files.store(data, name=name, content_type="application/pdf", at=now, made_of=mark)
    proposal.keep_paper(file, revision=revision, content=content)
    retire_links(proposal, but=link.id, at=now)


@queue.job("proposals.render_choice", heavy=True)
def render_choice(selection_id: int, now: datetime) -> datetime | None:
    """Make the PDF of what a client chose, before they confirm it.

    One at a time, however many choose: the other hands are for what the house itself waits for.
    """
    found = db.session.get(Selection, selection_id)
    if found is None or found.paper_id is not None:
        return None
    if not selection.is_wanted(found):
        found.rest()
        return None
    if ahead := due.ahead_of(selection.RENDER, selection_id, now):
        return now + A_RENDER * ahead
    try:
        _render_choice(found, now)
    except (DocumentError, PdfError) as error:
        _fail(selection_id, error, Selection)
    except Exception as error:
        _fail(selection_id, error, Selection)
        db.session.commit()
        raise
    return None


def _render_choice(found: Selection, now: datetime) -> None:
    proposal = db.session.get_one(Proposal, found.proposal_id)
    if not proposal.is_on_offer:
        found.rest()
        return
    id, link = found.id, fresh_link(proposal, at=now, kind=PRINTED_KIND)
    # Whoever comes by the link in these pages finds the choice that they show.
    selection.keep(proposal.id, link.id, found.chosen, at=now)
    offered = frozen.thawed(proposal.content or {}, _nowhere)
    document = with_link(chosen(offered, found.chosen), link.address)
    _reach(id, "typesetting", TYPESETTING, Selection)
    with _or_no_door(link):
        data = paper.document_pdf(document, progress=_telling(id, Selection))
    # Held, so that nobody agrees to pages that are given up in the same moment.
    held = queries.for_writing(proposal.id)
    agreed = held.acceptance.selection_id if held is not None and held.acceptance else None
    found = db.session.get_one(Selection, id, populate_existing=True)
    found.show(frozen.frozen(document), on=_stored(data, document, found.digest[:4]))
    for old in selection.surplus(found.proposal_id, but=agreed):
        old.give_up(at=now)


@queue.job("proposals.sign", heavy=True)
def sign(proposal_id: int, now: datetime) -> None:
    """Make the signed copy of what was accepted, then write the letter with both digests, which goes in any case."""
    proposal = queries.for_writing(proposal_id)
    if proposal is None or proposal.acceptance is None:
        return
    copy = proposal.acceptance.copy()
    db.session.commit()  # what may fail from here on is said in its row
    if copy.paper_id is None and not copy.has_failed:
        _make_signed_copy(proposal, copy, now)
    proposal = db.session.get_one(Proposal, proposal_id)
    if proposal.acceptance is not None and proposal.acceptance.copy().tell(at=now):
        mails.confirm(proposal, at=now)


def _make_signed_copy(proposal: Proposal, copy: SignedCopy, now: datetime) -> None:
    id = copy.id
    if copy.render_step == "typesetting":
        copy.render_failed("It was broken off once while its type was set.")
        return
    try:
        acceptance = proposal.acceptance
        assert acceptance is not None
        document = agreed(proposal)
        if proposal.agreed_paper is not None:
            document = with_link(document, link_in(proposal.agreed_paper))
        with speaking(proposal.language):
            clocks = mails.both_clocks(proposal, acceptance.accepted_at)
            record = Record.of(acceptance, document, clocks=clocks).legible()
        _reach(id, "typesetting", TYPESETTING, SignedCopy)
        data = paper.document_pdf(document, record=record, progress=_telling(id, SignedCopy))
        db.session.get_one(SignedCopy, id).keep(_stored(data, document, _("signed")))
    except Exception as error:
        log.exception("proposals.not_signed", proposal=proposal.id)
        _fail(id, error, SignedCopy)


@queue.job(archiving.JOB, heavy=True)
def archive(proposal_id: int, now: datetime) -> None:
    """Make the file that is kept for good, once; what goes wrong stands with the job, which is tried again."""
    proposal = queries.for_writing(proposal_id)
    if proposal is None or proposal.is_draft or archiving.archived(proposal) is not None:
        return
    mark, final = archiving.mark_of(proposal), archiving.must_be_final(proposal)
    document, accepted = agreed(proposal), proposal.acceptance
    enclosed = [Enclosed(f"{final.sha256}.pdf", final.read(), final.created_at)]
    with speaking(proposal.language):
        record = None
        if accepted is not None and accepted.how is How.online:
            clocks = mails.both_clocks(proposal, accepted.accepted_at)
            record = Record.of(accepted, document, clocks=clocks).legible()
        which = _("archive")
    db.session.commit()
    data = paper.document_pdf(document, record=record, archive=enclosed)
    _stored(data, document, which, made_of=mark)


def _nowhere(digest: str) -> str:
    return ""


def _stored(
    data: bytes, document: Document, which: str, *, made_of: str | None = None
) -> StoredFile:
    name = f"{document.title} ({document.agency_name}, {document.version}, {which}).pdf"
    kind, at = "application/pdf", clock.now()
    return files.store(data, name=name.replace("/", "-"), content_type=kind, at=at, made_of=made_of)


def _reach(
    id: int, step: str, percent: int, of: type[Proposal | Selection | SignedCopy] = Proposal
) -> None:
    """Say how far it is, and let everybody see it."""
    db.session.execute(
        sa.update(of).where(of.id == id).values(render_step=step, render_percent=percent)
    )
    db.session.commit()


def _fail(
    id: int, error: Exception, of: type[Proposal | Selection | SignedCopy] = Proposal
) -> None:
    db.session.rollback()
    found = cast(Proposal | Selection | SignedCopy, db.session.get_one(of, id))
    found.render_failed(str(error) or type(error).__name__)
