"""What changed from version to version: every line named, and all that is named adds up to the totals' difference."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from agency.demo.studio import Studio
from agency.kernel.i18n import speaking
from agency.kernel.money import Money, Span
from agency.proposals import comparing, queries
from agency.proposals.difference_words import paragraph, told
from agency.proposals.differences import Differences, differences
from agency.proposals.document import Document
from agency.proposals.lines import LineContent
from agency.proposals.models import Proposal
from agency.proposals.parts import Section
from agency.proposals.pricing import Discount
from tests.offers import sent, with_paper
from tests.proposals.test_add_it_all_up import SOMEBODY, a_bare_document, a_line, documents
from tests.support import HouseClient

NOTHING = Span.exactly(Money(0, "EUR"))


@pytest.fixture
def database() -> str:
    return "sqlite"


def added_up(found: Differences) -> Span:
    """All that is named, with its sign."""
    total = NOTHING
    for line in found.lines:
        total += line.cost.shift
    for section in found.sections:
        total -= section.off.shift
    total -= found.off.shift
    for _, tax in found.taxes:
        total += tax.shift
    return total


@given(documents(), documents())
@settings(max_examples=40)
def test_what_changed_adds_up_to_the_difference_of_the_totals(
    before: Document, after: Document
) -> None:
    assert not differences(before, before)
    found = differences(before, after)
    assert added_up(found) == found.total.shift == after.total - before.total
    people = NOTHING
    for person in found.people:
        people += person.cost.shift
    lines = NOTHING
    for line in found.lines:
        lines += line.cost.shift
    assert people + found.fixed.shift == lines
    assert differences(after, before).total.shift == NOTHING - found.total.shift
    told(found, after.write)
    paragraph(found, after.write)


def test_lines_are_known_by_their_keys(studio: Studio) -> None:
    def line(number: int, minutes: int, **more: object) -> object:
        more = {"rate": Money(4500, "EUR"), "person": SOMEBODY, **more}
        return a_line(number, 1, minutes=minutes, **more)

    def section(key: str, *lines: object) -> Section:
        return Section(key, 1, lines, key=key)  # type: ignore[arg-type]

    before = a_bare_document(
        [section("Design", line(1, 120), line(2, 60)), section("Build", line(3, 600))]
    )
    lines = (line(3, 480), replace(line(2, 60), text="Other words"))  # type: ignore[type-var]
    after = a_bare_document([section("Design", line(4, 30)), section("Build", *lines)])
    found = differences(before, after)
    assert [each.line.key for each in found.new] == ["l4"]
    assert [each.line.key for each in found.gone] == ["l1"]
    assert [(each.line.key, each.is_moved, each.what) for each in found.changed] == [
        ("l3", False, ("hours",)),
        ("l2", True, ("text",)),
    ]
    assert (found.hours.before, found.hours.after) == ((780, 780), (570, 570))
    with speaking("en"):
        words = told(found, after.write)
        assert (words.total.before, words.total.after, words.total.shift) == (
            "€\u00a0585",
            "€\u00a0427.50",
            "−€\u00a0157.50",
        )
        assert [(each.name, each.hours.shift) for each in words.people] == [(SOMEBODY.name, "−3.5")]
        assert "No longer in it: “Part 1”." in paragraph(found, after.write)
    with pytest.raises(ValueError, match="USD"):
        differences(before, replace(after, currency="USD", sections=before.sections))


def test_the_second_version_says_what_changed_to_us_in_the_letter_and_to_the_client(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    sent(draft)
    vera.post(f"/leads/{draft.lead_id}/proposals")
    second = queries.latest(draft.lead)
    assert second is not None
    assert comparing.since_last(second) is not None and not comparing.since_last(second)
    assert "changes nothing" in vera.get(f"/proposals/{second.id}/changes").text
    line, gone = second.lines[0], second.lines[1].text
    line.write(
        LineContent(**{**vars(line.content), "minutes": 60, "most_minutes": None}),
        member=line.member,
    )
    second.lines[1].remove()
    second.discount_by(Discount(minor=10_000))
    letter = vera.get(f"/proposals/{second.id}/sending").text
    assert "Since version 1 the total went from" in letter
    page = vera.get(f"/proposals/{second.id}/changes?since=1").text
    assert gone in page and "270" in page
    assert vera.get(f"/proposals/{second.id}/changes?since=9").status_code == 404
    with_paper(second)
    link = sent(second)
    theirs = vera.get(link).text
    assert "What changed since version 1" in theirs and gone in theirs
    assert "What changed since" not in vera.get(f"/proposals/{draft.id}/preview").text


def test_a_page_that_holds_longer_says_so(vera: HouseClient, draft: Proposal) -> None:
    link = sent(draft)
    vera.post(f"/proposals/{draft.id}/extension", data={"until": "2026-05-31"})
    page = vera.get(link).text.replace("\u00a0", " ")
    assert "The pages say 9 April; we hold it longer, until 31 May." in page
