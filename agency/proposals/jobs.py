"""The PDF of a proposal, made by a worker: read, copy the pictures, set the type, keep the paper.

Each step is committed, so that the page that waits shows how far it is, and no transaction is open while type
is set. Killed between any two steps and run again, it leaves one paper.
"""

from datetime import datetime

import sqlalchemy as sa

from agency.kernel import clock, files, pictures, queue
from agency.kernel.db import db
from agency.kernel.i18n import in_zone
from agency.kernel.pdf import PdfError, Progress
from agency.kernel.pictures import PictureRefused
from agency.people import queries as people
from agency.proposals import drawing, frozen, paper, queries
from agency.proposals.document import Document
from agency.proposals.links import Link, fresh_link, retire_links
from agency.proposals.models import Proposal
from agency.proposals.parts import DocumentError

READING, PICTURES, TYPESETTING = 4, 8, 20
STEP = 3  # per cent; a smaller advance is not worth a commit


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


def _render(proposal_id: int, now: datetime) -> None:
    _reach(proposal_id, "reading", READING)
    proposal = _draft(proposal_id)
    if proposal is None:
        return
    _copy_pictures(proposal, now)
    _reach(proposal_id, "typesetting", TYPESETTING)
    proposal = db.session.get_one(Proposal, proposal_id)
    revision, link = proposal.revision, fresh_link(proposal, at=now)
    document = _drawn(proposal, link, now)
    db.session.commit()
    data = paper.document_pdf(document, progress=_telling(proposal_id))
    _keep(proposal_id, data, document, link, revision)


def _draft(proposal_id: int) -> Proposal | None:
    found = queries.proposal(proposal_id)
    return found if found is not None and found.is_draft else None


def _copy_pictures(proposal: Proposal, now: datetime) -> None:
    wanted = list(drawing.pictures_of(proposal))
    for done, (picture, width) in enumerate(wanted):
        pictures.make_copy(picture, width, at=now)
        share = (TYPESETTING - PICTURES) * done // len(wanted)
        _reach(proposal.id, "pictures", PICTURES + share)


def _drawn(proposal: Proposal, link: Link, now: datetime) -> Document:
    house = people.agency()
    return drawing.draw(
        proposal,
        house,
        today=in_zone(now, house.zone).date(),
        copies=pictures.copies_of(drawing.pictures_of(proposal)),
        address=lambda digest: "",
        link=link.address,
    )


def _telling(proposal_id: int) -> Progress:
    told = TYPESETTING

    def tell(percent: int) -> None:
        nonlocal told
        reached = TYPESETTING + percent * (98 - TYPESETTING) // 100
        if reached >= told + STEP:
            told = reached
            _reach(proposal_id, "typesetting", reached)

    return tell


def _keep(proposal_id: int, data: bytes, document: Document, link: Link, revision: int) -> None:
    proposal = queries.for_writing(proposal_id)
    if proposal is None or not proposal.is_draft:
        return
    now = clock.now()
    name = f"{document.title} ({document.agency_name}, {document.version}).pdf".replace("/", "-")
    file = files.store(data, name=name, content_type="application/pdf", at=now)
    proposal.keep_paper(file, revision=revision, content=frozen.frozen(document))
    retire_links(proposal, but=link.id, at=now)


def _reach(proposal_id: int, step: str, percent: int) -> None:
    """Say how far it is, and let everybody see it."""
    db.session.execute(
        sa.update(Proposal)
        .where(Proposal.id == proposal_id)
        .values(render_step=step, render_percent=percent)
    )
    db.session.commit()


def _fail(proposal_id: int, error: Exception) -> None:
    db.session.rollback()
    db.session.get_one(Proposal, proposal_id).render_failed(str(error) or type(error).__name__)
