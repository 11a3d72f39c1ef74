"""The client chooses options and alternatives: the sum follows, and the pages of that choice are made and agreed to."""

from base64 import b64encode
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from email.message import EmailMessage
from hashlib import sha256
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader

from agency.demo.studio import Studio
from agency.kernel import due, pictures
from agency.kernel.pictures import PictureRefused
from agency.portal.agreeing import SETTLED
from agency.proposals import frozen, jobs, links, paper, selection
from agency.proposals.document import Document
from agency.proposals.models import Proposal, ProposalState
from agency.proposals.pricing import Discount
from agency.proposals.reading_back import link_in
from agency.proposals.record import legible
from agency.proposals.selection import Selection
from agency.tasks.models import Task
from tests.offers import a_draft, door, sent, with_options
from tests.support import NOW, HouseClient, Statements, everything, forms_of

RunDue = Callable[[datetime], int]
ANSWER = {"name": "Inês Carvalho", "role": "Owner", "consent": "y"}
PARTS = {"X-Wants": "parts"}
FULL = {"take": ["lenses"], "many-lenses": "3", "variant-1": "full"}


@pytest.fixture
def database() -> str:
    """What two do at one instant is tried on both databases in test_accept_a_proposal."""
    return "sqlite"


@pytest.fixture
def offer(studio: Studio) -> Proposal:
    """With lenses and photographs to choose."""
    return with_options(a_draft(studio.leads["northgate"], studio.vera))


def choose(client: HouseClient, link: str, data: Any = FULL) -> str:
    return client.post(f"{link}/choice", data=data, headers=PARTS).text


def made(run_due: RunDue) -> None:
    run_due(NOW + SETTLED)


def fields(client: HouseClient, link: str) -> dict[str, str]:
    """The hidden fields of the form of acceptance, as the page shows it."""
    return dict(
        next(one for one in forms_of(client.get(link).text) if one.id == "accept-form").fields
    )


def accept(client: HouseClient, link: str, **typed: str) -> Any:
    return client.post(f"{link}/acceptance", data={**fields(client, link), **ANSWER, **typed})


def chosen(offer: Proposal) -> Selection:
    return next(one for one in everything(Selection) if one.proposal_id == offer.id)


def test_the_sum_follows_the_choice_which_is_there_again_on_the_next_visit(
    client: HouseClient,
    offer: Proposal,
    link: str,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    page = client.get(link).text
    assert "Accept for €\u00a0470" in page and 'id="take-lenses"' in page
    parts = choose(client, link)
    assert "€\u00a01,070" in parts and 'value="3"' in parts
    assert "Waiting for a free pair of hands" in parts and 'name="consent"' not in parts
    with count_statements() as seen:
        again = client.get(link).text
    assert "€\u00a01,070" in again and 'data-part="deed" data-ask=' in again
    assert seen.count <= 12
    assert "€\u00a0470" in client.get(door(offer)).text, "another link has a choice of its own"
    back = choose(client, link, {"variant-1": "basic"})
    assert "Accept for €\u00a0470" in back, "the choice as offered has the proposal's own pages"
    plain = client.post(f"{link}/choice", data=FULL)
    assert (plain.status_code, plain.location) == (303, f"{link}#sum")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"take": ["lenses"], "many-lenses": "6"}, "“Lenses”: enter a number from 1 to 5"),
        ({"take": ["lenses"], "many-lenses": "пять"}, "“Lenses”: enter a number from 1 to 5"),
        ({"variant-1": "huge"}, "That is not offered"),
    ],
)
def test_what_is_not_offered_is_said_and_changes_nothing(
    client: HouseClient, offer: Proposal, link: str, data: dict[str, object], says: str
) -> None:
    choose(client, link)
    assert says in choose(client, link, data)
    assert client.post(f"{link}/choice", data=data).status_code == 422
    assert "€\u00a01,070" in client.get(link).text


def test_the_pages_of_a_choice_are_made_before_it_is_agreed_and_the_record_names_them(
    client: HouseClient, studio: Studio, offer: Proposal, link: str, run_due: RunDue
) -> None:
    choose(client, link)
    early = accept(client, link)
    assert early.status_code == 202
    assert "Nothing is agreed yet" in early.text and 'value="Inês Carvalho"' in early.text
    waited = fields(client, link)
    made(run_due)
    late = client.post(f"{link}/acceptance", data={**waited, **ANSWER})
    assert late.status_code == 202 and "are ready now" in late.text
    digest = chosen(offer).digest
    file = client.get(f"{link}/proposal.pdf?choice={digest}").data
    assert "1,070" in "".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages)
    pages_of = chosen(offer).paper
    assert pages_of is not None
    printed = client.get(urlsplit(link_in(pages_of) or "").path).text
    assert "1,070" in printed and "key-form" in printed and 'name="consent"' not in printed

    assert accept(client, link).status_code == 303
    record = offer.acceptance
    assert record is not None
    assert (record.sha256, record.total_minor) == (sha256(file).hexdigest(), 107_000)
    assert record.choice == {"lines": {"lenses": 3}, "variants": {"Photographs": "full"}}
    assert "1,070" in record.consent
    assert offer.total.least.minor == 107_000, "the rows are the agreed ones"
    titles = [task.title for task in everything(Task) if task.project.proposal_id == offer.id]
    assert set(titles) == {"Part 1", "Part 2", "Part 3", "Lenses", "Photographs, full"}

    assert client.get(f"{link}/proposal.pdf").data == file

    run_due(NOW + SETTLED)
    copy = client.get(f"{link}/signed.pdf").data
    pages, before = PdfReader(BytesIO(copy)).pages, PdfReader(BytesIO(file)).pages
    assert len(pages) == len(before) + 1
    for each, as_agreed in zip(pages, before, strict=False):
        assert each.get_contents().get_data() == as_agreed.get_contents().get_data()
    last = " ".join(pages[-1].extract_text().split())
    for words in ("Inês Carvalho", "Owner", "Photographs: Full", "Lenses, 3", "127.0.0.1"):
        assert words in last
    assert record.sha256[:32] in last
    page = client.get(link).text
    assert sha256(copy).hexdigest() in page and record.sha256 in page
    told = client.login(studio.vera).get(f"/proposals/{offer.id}").text
    assert sha256(copy).hexdigest() in told and record.sha256 in told


def test_the_pages_of_a_choice_on_the_way_to_another_are_not_made(
    client: HouseClient,
    offer: Proposal,
    link: str,
    run_due: RunDue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rendered: list[int] = []

    def quickly(document: Document, **more: object) -> bytes:
        rendered.append(document.total.least.minor)
        return b"%PDF-1.7 short"

    monkeypatch.setattr(paper, "document_pdf", quickly)
    for many in ("1", "2", "3"):
        choose(client, link, {**FULL, "many-lenses": many})
    made(run_due)
    assert rendered == [107_000]
    choose(client, link, {**FULL, "many-lenses": "1"})
    choose(client, link)
    made(run_due)
    assert rendered == [107_000], "pages that are there are not made again"
    monkeypatch.setattr(selection, "MOST_PAPERS", 1)
    choose(client, link, {**FULL, "many-lenses": "1"})
    run_due(NOW + SETTLED * 2)
    kept = [one.least_minor for one in selection.selections_of(offer.id) if one.paper_id]
    assert kept == [87_000] == rendered[1:]
    waited = fields(client, link)
    choose(client, link)
    run_due(NOW + SETTLED * 3)
    late = client.post(f"{link}/acceptance", data={**waited, **ANSWER})
    assert late.status_code == 202, "its pages were given up meanwhile"
    run_due(NOW + SETTLED * 4)
    assert rendered[3:] == [87_000], "they are made although another choice was the last one"
    assert accept(client, link).status_code == 303
    agreed = offer.acceptance.selection if offer.acceptance else None
    assert agreed is not None
    others = [one for one in selection.selections_of(offer.id) if one is not agreed]
    others[0].give_up(at=NOW)
    selection.keep(offer.id, links.fresh_link(offer, at=NOW).id, others[0].chosen, at=NOW)
    jobs.render_choice(others[0].id, NOW)
    assert len(rendered) == 4, "of what is agreed no other pages are made"
    monkeypatch.setattr(selection, "MOST_PAPERS", 0)
    assert agreed in selection.surplus(offer.id, but=None)
    assert agreed not in selection.surplus(offer.id, but=agreed.id)


def test_a_choice_is_kept_without_its_words_until_its_pages_are_there(
    client: HouseClient,
    offer: Proposal,
    link: str,
    run_due: RunDue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paper, "document_pdf", lambda document, **more: b"%PDF-1.7 short")
    choose(client, link)
    assert chosen(offer).content == {}
    made(run_due)
    assert frozen.thawed(chosen(offer).content, str).total.least.minor == 107_000
    chosen(offer).give_up(at=NOW)
    assert chosen(offer).content == {}


def test_of_many_choices_the_next_wait_and_one_of_them_is_made_at_a_time(
    client: HouseClient, offer: Proposal, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "document_pdf", lambda document, **more: b"%PDF-1.7 short")
    monkeypatch.setattr(selection, "MANY", 2)
    ways = [link, door(offer), door(offer), door(offer)]
    for many, way in enumerate(ways, start=1):
        choose(client, way, {**FULL, "many-lenses": str(many)})
    of_each = {one.least_minor: one.id for one in selection.selections_of(offer.id)}
    one, two, three, four = (of_each[sum_] for sum_ in sorted(of_each))
    waits = [due.planned_for(selection.RENDER, each) for each in (one, two, three, four)]
    later = [timedelta(minutes=1), timedelta(minutes=2)]
    assert waits == [NOW + each for each in (SETTLED, SETTLED, *later)]
    at = NOW + later[-1]
    assert len(due.claim(at)) >= 4
    assert jobs.render_choice(two, at) == at + jobs.A_RENDER
    assert jobs.render_choice(four, at) == at + jobs.A_RENDER * 3
    assert jobs.render_choice(one, at) is None
    made_now = [each.id for each in selection.selections_of(offer.id) if each.paper]
    assert made_now == [one]


def test_a_board_comes_to_what_was_agreed_whatever_is_taken_off(
    client: HouseClient, offer: Proposal
) -> None:
    offer.sections[0].discount_by(Discount(minor=1_001))
    offer.discount_by(Discount(hundredths=1_250))
    offer.taxes = [{"name": "VAT", "hundredths": 2_000, "included": False}]
    assert accept(client, sent(offer)).status_code == 303
    sold = [task.sold_minor for task in everything(Task) if task.project.proposal_id == offer.id]
    assert sum(sold) == offer.whole.sum.net.most.minor == 40_249
    assert sold == sorted(sold) and min(sold) > 7_000, "each line has its share"


def test_pages_that_cannot_be_made_say_so_and_can_be_asked_for_again(
    client: HouseClient,
    offer: Proposal,
    link: str,
    run_due: RunDue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choose(client, link)
    with monkeypatch.context() as patch:
        patch.setattr(paper, "document_pdf", lambda document, **more: 1 / 0)
        made(run_due)
    page = client.get(link).text
    assert "could not be made" in page and "Try again" in page and 'name="consent"' not in page
    again = client.post(f"{link}/acceptance", data={**fields(client, link), "do": "pages"})
    assert again.status_code == 202 and chosen(offer).is_being_made
    assert offer.state is ProposalState.sent


def test_what_was_typed_stands_on_the_page_of_a_version_withdrawn_a_second_ago(
    client: HouseClient, offer: Proposal, link: str
) -> None:
    choose(client, link)
    waited = fields(client, link)
    offer.withdraw(at=NOW)
    answer = client.post(f"{link}/acceptance", data={**waited, **ANSWER})
    assert answer.status_code == 410
    for words in ("nothing was agreed", "<dd>Inês Carvalho</dd>", "<dd>Owner</dd>", "1,070"):
        assert words in answer.text
    moved = client.post(f"{link}/choice", data=FULL, headers=PARTS)
    assert moved.status_code == 303, "the script loads the page, which says why"


def drawn(*, blank: bool = False) -> str:
    """What the page's script sends."""
    sheet, ink = Image.new("RGBA", (1200, 400)), (0, 0, 0, 255)
    if not blank:
        ImageDraw.Draw(sheet).line([(300, 200), (500, 100), (700, 300)], fill=ink, width=7)
    out = BytesIO()
    sheet.save(out, "PNG")
    return "data:image/png;base64," + b64encode(out.getvalue()).decode()


def test_a_signature_is_drawn_where_it_is_asked_for(
    client: HouseClient, studio: Studio, run_due: RunDue
) -> None:
    asked = a_draft(studio.leads["northgate"], studio.vera)
    asked.asks_signature = True
    link = sent(asked)
    assert "<canvas" in client.get(link).text
    bad = ("", drawn(blank=True), "data:image/png;base64,AAAA", "data:text/html,x", "x" * 700_000)
    for wrong in bad:
        answer = accept(client, link, signature=wrong)
        assert answer.status_code == 422, wrong[:30]
        advice = "could not read the drawing" if wrong else "Draw your signature, or type"
        assert advice in answer.text
    assert accept(client, link, signature=drawn(), name="田中 Inês").status_code == 303
    record = asked.acceptance
    assert record is not None and record.signature is not None and not record.signature.public
    assert record.signature.read()[:4] == b"\x89PNG" and record.signed_as == ""
    run_due(NOW)
    assert record.signed_copy is not None and record.signed_copy.render_error == ""
    last = PdfReader(BytesIO(client.get(f"{link}/signed.pdf").data)).pages[-1]
    assert "[U+7530]" in last.extract_text() and len(last.images) >= 1


def test_a_typed_name_serves_as_a_signature(client: HouseClient, studio: Studio) -> None:
    asked = a_draft(studio.leads["northgate"], studio.vera)
    asked.asks_signature = True
    assert accept(client, sent(asked), signed_as="Inês Carvalho").status_code == 303
    assert asked.acceptance is not None and asked.acceptance.signed_as == "Inês Carvalho"


def test_the_letter_goes_also_where_the_signed_copy_cannot_be_made(
    client: HouseClient,
    studio: Studio,
    offer: Proposal,
    link: str,
    run_due: RunDue,
    letters: Callable[[], list[EmailMessage]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    accept(client, link)
    before = len(letters())
    with monkeypatch.context() as patch:
        patch.setattr(paper, "document_pdf", lambda document, **more: 1 / 0)
        run_due(NOW)
    assert len(letters()) == before + 1
    vera = client.login(studio.vera)
    page = vera.get(f"/proposals/{offer.id}").text
    assert "The signed copy could not be made: division by zero" in page
    vera.post(f"/proposals/{offer.id}/signed")
    monkeypatch.setattr(paper, "document_pdf", lambda document, **more: b"%PDF-1.7 short")
    run_due(NOW)
    assert vera.get(f"/proposals/{offer.id}/signed.pdf").data[:5] == b"%PDF-"
    assert len(letters()) == before + 1, "it is written once"


def test_a_drawing_is_made_anew_and_what_no_typeface_has_is_told() -> None:
    with pytest.raises(PictureRefused):
        pictures.signature(b"GIF89a")
    assert legible("Ж. Ősi ₽") == "Ж. Ősi ₽"
    assert legible("田") == "[U+7530]"
