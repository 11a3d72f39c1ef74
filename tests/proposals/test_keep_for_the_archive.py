"""A proposal that was sent is made a file for the archive when somebody asks: PDF/A-3, with the sent file inside."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from agency.demo.studio import Studio
from agency.kernel import due
from agency.kernel.db import db
from agency.kernel.pdf import PdfError
from agency.proposals import archiving, paper
from agency.proposals.models import Proposal
from tests.offers import a_draft, sent
from tests.support import NOW, HouseClient

RunDue = Callable[[datetime], int]


@pytest.fixture(scope="module")
def database() -> str:
    return "sqlite"


@pytest.fixture
def offer(studio: Studio) -> Proposal:
    """Sent, and its letter with it."""
    offer = a_draft(studio.leads["harbour"], studio.vera)
    sent(offer)
    db.session.commit()
    return offer


def test_whoever_asks_gets_the_pages_for_good_with_the_sent_file_inside(
    vera: HouseClient, offer: Proposal, run_due: RunDue, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/proposals/{offer.id}/archive"
    assert "Make the archive file" in vera.get(address).text
    assert vera.get(f"{address}.pdf").status_code == 404
    assert vera.post(address).location == address
    waiting = vera.get(address).text
    assert "It is being made." in waiting
    assert "Make the archive file" not in waiting
    run_due(NOW)
    data = vera.get(f"{address}.pdf").data
    reader = PdfReader(BytesIO(data))
    words = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "pdfaid" in words
    assert offer.paper is not None
    assert list(reader.attachments.values()) == [[offer.paper.read()]]
    assert "Part 1" in "".join(page.extract_text() for page in reader.pages)
    kept = archiving.archived(offer)
    assert kept is not None
    assert kept.sha256 in vera.get(address).text
    monkeypatch.setattr(paper, "document_pdf", None)
    vera.post(address)
    assert run_due(NOW) == 0, "it is there: nothing is made again"


def test_what_goes_wrong_is_told_and_tried_again(
    vera: HouseClient, offer: Proposal, run_due: RunDue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **more: object) -> bytes:
        raise PdfError("It was not set in type within 60 seconds")

    vera.post(f"/proposals/{offer.id}/archive")
    with monkeypatch.context() as patch:
        patch.setattr(paper, "document_pdf", broken)
        run_due(NOW)
    page = vera.get(f"/proposals/{offer.id}/archive").text
    assert "within 60 seconds" in page
    assert "Try again" in page
    run_due(NOW + due.RETRIES[0])
    assert archiving.archived(offer) is not None


def test_a_draft_is_not_kept_for_good(vera: HouseClient, studio: Studio) -> None:
    draft = a_draft(studio.leads["harbour"], studio.vera)
    assert vera.get(f"/proposals/{draft.id}/archive").status_code == 404
    assert vera.post(f"/proposals/{draft.id}/archive").status_code == 404
