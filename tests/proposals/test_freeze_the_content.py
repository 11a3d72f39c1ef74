"""What was sent is shown the same for ever, whoever changes a name, a photo or a colour later."""

import json

import pytest

from agency.demo.studio import Studio
from agency.kernel.pictures import copies_of
from agency.people import queries as people
from agency.proposals import drawing
from agency.proposals.document import Document
from agency.proposals.frozen import frozen, thawed
from agency.proposals.models import Proposal
from tests.offers import TODAY, sent
from tests.support import HouseClient


@pytest.fixture
def database() -> str:
    """What is frozen does not depend on it: one database is enough."""
    return "sqlite"


def draw(proposal: Proposal, link: str | None = None) -> Document:
    return drawing.draw(
        proposal,
        people.agency(),
        today=TODAY,
        copies=copies_of(drawing.pictures_of(proposal)),
        address=lambda digest: f"/pictures/{digest}",
        link=link,
    )


def test_a_document_comes_back_from_json_as_it_was(draft: Proposal) -> None:
    document = draw(draft)
    kept = json.loads(json.dumps(frozen(document)))
    assert thawed(kept, lambda digest: f"/pictures/{digest}") == document


def test_the_secret_link_is_not_kept(draft: Proposal) -> None:
    assert "secret" not in json.dumps(frozen(draw(draft, "http://house/p/secret")))


def test_a_part_that_this_version_does_not_know_is_left_out(draft: Proposal) -> None:
    document = draw(draft)
    kept = frozen(document) | {"scent": "of paper"}
    assert thawed(kept, lambda digest: f"/pictures/{digest}") == document


def test_the_page_of_what_was_sent_does_not_follow_later_changes(
    client: HouseClient, draft: Proposal, studio: Studio
) -> None:
    link = sent(draft)
    studio.mira.name = "Mira Married"
    studio.mira.photo = studio.vera.photo
    studio.agency.name = "Kvarta and Sons"
    studio.agency.tax_note = {"en": "plus 20 % VAT"}
    studio.references[0].title = {"en": "Another title"}
    page = client.get(link).text
    assert "Mira Osipova" in page
    for later in ("Mira Married", "Another title", "plus 20 % VAT"):
        assert later not in page


def test_a_stage_may_be_answered_for_by_somebody_without_a_line(
    draft: Proposal, studio: Studio
) -> None:
    draft.stages = [{**draft.stages[0], "member_id": studio.nora.id}]
    document = draw(draft)
    assert document.stages[0].person.name == "Nora Petrosyan"
    assert "Nora Petrosyan" not in [person.name for person in document.people]


def test_sections_without_a_line_are_not_printed(draft: Proposal) -> None:
    draft.add_section("Empty")
    assert [section.title for section in draw(draft).sections][-1] == "Launch"
