"""The pages of a proposal: a style, an order of one's own, words from the library, terms before the acceptance."""

from datetime import date

import pytest

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.proposals import drafting
from agency.proposals.document import Document
from agency.proposals.drawing import draw
from agency.proposals.frozen import frozen, thawed
from agency.proposals.models import Proposal
from agency.proposals.passages import Passage, PassageKind
from tests.support import NOW, HouseClient, forms_of

BODY = "# Money\n\nWe begin when {client} has paid.\n\n- in {city}\n- all of {total}"


@pytest.fixture
def database() -> str:
    return "sqlite"


def a_text(kind: PassageKind = PassageKind.about_us, body: str = BODY) -> Passage:
    text = Passage(kind=kind, tags=[], title={}, body={}, version=0)
    text.say({"en": "Our way"}, {"en": body}, at=NOW)
    db.session.add(text)
    db.session.commit()
    return text


def drawn(proposal: Proposal, studio: Studio) -> Document:
    def nowhere(digest: str) -> str:
        return digest

    today = date(2026, 3, 19)
    return draw(
        proposal, studio.agency, today=today, copies=lambda file, width: file, address=nowhere
    )


def kinds(proposal: Proposal, studio: Studio) -> list[str]:
    return [page.kind.value for page in drawn(proposal, studio).wanted]


def pages(draft: Proposal) -> str:
    return f"/proposals/{draft.id}/pages"


def test_pages_are_the_styles_own_until_somebody_arranges_them(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    for other in db.session.query(Passage):
        db.session.delete(other)
    before = draft.revision
    assert vera.fill(pages(draft), do="").status_code == 303
    assert (draft.pages, draft.style or "window", draft.revision) == ([], "window", before + 1)
    assert not drawn(draft, studio).pages
    vera.fill(pages(draft), style="poster", do="")
    assert (draft.style, draft.pages, kinds(draft, studio)[-1]) == ("poster", [], "back")


def test_a_page_of_no_kind_is_refused(vera: HouseClient, draft: Proposal) -> None:
    answer = vera.fill(pages(draft), **{"leaves-3-kind": "nonsense"}, do="")
    assert (answer.status_code, draft.pages) == (422, [])


def test_a_page_is_moved_left_out_and_given_another_layout(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    fields = forms_of(vera.get(pages(draft)).text)[-1].fields
    rows = {fields[f"leaves-{at}-kind"]: at for at in range(11)}
    team, plan = rows["team"], rows["plan"]
    answer = vera.fill(
        pages(draft),
        **{f"leaves-{team}-layout": "roll", f"leaves-{plan}-is_out": "y"},
        do=f"up:{team}",
    )
    assert answer.location.endswith(f"#page-{team - 1}")
    assert kinds(draft, studio)[:4] == ["cover", "opening", "team", "task"]
    assert "plan" not in kinds(draft, studio)
    vera.fill(pages(draft), style="journal", do="")
    document = drawn(draft, studio)
    (chosen,) = (page for page in document.wanted if page.kind == "team")
    assert document.look.layout_of(chosen) == "roll"
    # The cover opens and the acceptance closes, whatever somebody sends; what an offer needs stays.
    for at, out in ((0, "cover"), (rows["accept"], "accept")):
        vera.fill(pages(draft), **{f"leaves-{at}-is_out": "y"}, do=f"down:{at}")
        assert out in kinds(draft, studio)
    assert (kinds(draft, studio)[0], kinds(draft, studio)[-1]) == ("cover", "accept")
    later = drafting._next_version(draft, by=studio.vera)
    assert (later.style, later.pages) == (draft.style, draft.pages)


def test_a_page_of_words_begins_with_a_text_and_its_variables_are_filled(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    text = a_text()
    vera.fill(pages(draft), add=str(text.id), do="add")
    page = next(page for page in drawn(draft, studio).wanted if page.kind == "words")
    assert page.title == "Our way"
    assert [block.kind for block in page.blocks] == ["heading", "text", "point", "point"]
    assert "Olaria Nova has paid" in page.body
    assert "Porto" in page.body
    assert "€ 17,026" in page.body.replace("\u00a0", " ")
    draft.lead.client.city = ""
    db.session.commit()
    assert "variables" in draft.gaps()
    assert "{city}" in vera.get(pages(draft)).text
    assert "Words that come to nothing on a page: {city}" in vera.get(f"/proposals/{draft.id}").text
    at = next(at for at, leaf in enumerate(draft.pages) if leaf["kind"] == "words")
    for typed, advice in (
        ("{salary}", "Nothing fills {salary}"),
        ("<b>bold</b>", "Take out &lt;b&gt;"),
        ("", "Write what stands on it"),
    ):
        answer = vera.fill(pages(draft), **{f"leaves-{at}-body": typed}, do="")
        assert (answer.status_code, advice in answer.text) == (422, True), typed
    assert vera.fill(pages(draft), **{f"leaves-{at}-body": ""}, do=f"drop:{at}").status_code == 303
    assert "words" not in kinds(draft, studio)
    assert draft.gaps() == []


def test_terms_stand_before_the_acceptance_and_keep_their_version_in_what_is_sent(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    for other in db.session.query(Passage):
        db.session.delete(other)
    terms = a_text(PassageKind.terms)
    terms.say({"en": "Terms"}, {"en": "We owe {client} our word."}, at=NOW)
    db.session.commit()
    document = drawn(draft, studio)
    found = next(page for page in document.wanted if page.kind == "terms")
    assert (found.body, found.version) == ("We owe Olaria Nova our word.", 2)
    assert kinds(draft, studio)[-2:] == ["terms", "accept"]
    content = frozen(document)
    terms.say({"en": "Terms"}, {"en": "Something else."}, at=NOW)
    assert next(page for page in thawed(content, str).wanted if page.kind == "terms") == found


def test_who_saves_over_other_pages_is_told(vera: HouseClient, draft: Proposal) -> None:
    mine = forms_of(vera.get(pages(draft)).text)[-1].fields
    vera.fill(pages(draft), style="journal", do="")
    answer = vera.post(pages(draft), data=mine)
    assert answer.status_code == 409
    assert "Somebody else arranged these pages meanwhile" in answer.text
    assert draft.style == "journal"


def test_works_are_chosen_ordered_and_taken_out(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    place = f"/proposals/{draft.id}/references"
    first, second = draft.references[:2]
    for do in (f"down:{first.id}", f"drop:{draft.references[-1].id}", "add:999", "up:x"):
        assert vera.post(place, data={"do": do}).status_code == 303
    db.session.expire_all()
    assert draft.references[:2] == [second, first]
    assert len(draft.references) == 7
    gone = next(work for work in studio.references if work not in draft.references)
    assert f'add:{gone.id}"' in vera.get(place).text
    vera.post(place, data={"do": f"add:{gone.id}"})
    assert draft.references[-1] == gone
