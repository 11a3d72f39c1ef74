"""Proposals for tests: with a paper, sent, and behind a link."""

from datetime import datetime

from flask import current_app
from werkzeug.datastructures import MultiDict

from agency.flows.proposal_sent import proposal_sent
from agency.kernel.db import db
from agency.kernel.files import store
from agency.kernel.pictures import copies_of
from agency.leads.models import Lead
from agency.people import queries as people
from agency.people.models import Member
from agency.proposals import drawing
from agency.proposals.frozen import frozen
from agency.proposals.links import fresh_link
from agency.proposals.models import EstimateLine, EstimateSection, Proposal
from tests.support import NOW, HouseClient, forms_of

TODAY = NOW.date()
SHEET = {"HX-Request": "true"}


def a_draft(lead: Lead, by: Member, *, lines: int = 3, version: int = 1) -> Proposal:
    """A draft with one section and so many lines of two hours each."""
    proposal = Proposal(
        lead=lead,
        author=by,
        version=version,
        language=lead.client.language,
        currency="EUR",
        title="A small thing",
        sections=[
            EstimateSection(
                position=1,
                title="Work",
                lines=[
                    EstimateLine(
                        position=n, text=f"Part {n}", member=by, minutes=120, rate_minor=4500
                    )
                    for n in range(1, lines + 1)
                ],
            )
        ],
    )
    db.session.add(proposal)
    db.session.flush()
    return proposal


def with_options(draft: Proposal) -> Proposal:
    """The same with lenses that may be taken, up to five, and basic or full photographs: € 470 as it is offered."""
    lenses = EstimateLine(position=9, text="Lenses", key="lenses", fixed_minor=10_000)
    lenses.is_optional, lenses.taken, lenses.quantity, lenses.most_quantity = True, False, 1, 5
    draft.sections[0].lines.append(lenses)
    for place, (key, price) in enumerate((("basic", 20_000), ("full", 50_000)), start=2):
        line = EstimateLine(position=1, text=f"Photographs, {key}", fixed_minor=price)
        section = EstimateSection(position=place, title=key.title(), key=key, lines=[line])
        section.variant, section.taken = "Photographs", key == "basic"
        draft.sections.append(section)
    db.session.flush()
    return draft


def with_paper(proposal: Proposal, *, at: datetime = NOW) -> Proposal:
    """As if the PDF had just been made: its content is real, its bytes are short."""
    proposal.want_paper(on=at.date(), valid_days=21)
    document = drawing.draw(
        proposal,
        people.agency(),
        today=at.date(),
        copies=copies_of(drawing.pictures_of(proposal)),
        address=lambda digest: "",
    )
    file = store(_bytes(proposal), name="offer.pdf", content_type="application/pdf", at=at)
    proposal.keep_paper(file, revision=proposal.revision, content=frozen(document))
    db.session.flush()
    return proposal


def sent(proposal: Proposal, *, at: datetime = NOW) -> str:
    """Send it, and give the path of a link of its client's."""
    by = proposal.author
    proposal_sent(
        with_paper(proposal, at=at), words="Here it is.", by=by, at=at, on=at.date(), adds=True
    )
    return door(proposal, at=at)


def door(proposal: Proposal, *, at: datetime = NOW) -> str:
    """The path of a fresh link to this proposal."""
    address = fresh_link(proposal, at=at).address
    return address.removeprefix(current_app.config["SETTINGS"].base_url)


def sheet_of(client: HouseClient, proposal: Proposal) -> MultiDict[str, str]:
    """What the sheet would send as it stands."""
    page = client.get(f"/proposals/{proposal.id}").text
    return next(form for form in forms_of(page) if form.id == "estimate").fields


def _bytes(proposal: Proposal) -> bytes:
    return f"%PDF-1.7 {proposal.lead.client.name} {proposal.version} {proposal.total}".encode()
