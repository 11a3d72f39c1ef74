"""The list of proposals, and what the timeline of a lead tells of them."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from agency.demo.studio import Studio
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.proposals import queries
from agency.proposals.models import Proposal
from tests.offers import a_draft, sent
from tests.support import NOW, HouseClient, Statements


def opened(proposal: Proposal) -> None:
    by = Actor.contact(proposal.lead.contact_id)
    timeline.record(proposal.lead.stream, queries.OPENED, at=NOW, by=by, proposal=proposal.id)
    db.session.flush()


def test_an_empty_list_says_what_will_be_here(vera: HouseClient, draft: Proposal) -> None:
    db.session.delete(draft)
    assert "No proposal yet" in vera.get("/proposals").text


def test_the_list_shows_sum_state_and_readings(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    other = a_draft(studio.leads["northgate"], studio.vera)
    other.lines[0].most_minutes = 180
    sent(other)
    opened(other)
    opened(other)
    assert "6–7 h" in vera.get(f"/leads/{other.lead_id}").text
    page = vera.get("/proposals").text
    for words in (
        "17,026",
        "270 h",
        "draft",
        "€ 270",
        "6–7 h",
        "opened 2 times",
        "sent 10:42",
        "theirs",
    ):
        assert words in page.replace("\u00a0", " ")


def test_members_see_the_list(client: HouseClient, studio: Studio) -> None:
    assert client.login(studio.timur).get("/proposals").status_code == 200


def test_a_sheet_of_a_hundred_lines_costs_no_more_statements_than_one_of_ten(
    vera: HouseClient,
    studio: Studio,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    counts = []
    for version, lines in ((1, 10), (2, 100)):
        proposal = a_draft(studio.leads["harbour"], studio.vera, lines=lines, version=version)
        for number, line in enumerate(proposal.lines):
            line.member = list(studio.members.values())[number % 7]
        vera.get("/proposals")  # what this test wrote is committed before anything is counted
        with count_statements() as seen:
            assert vera.get(f"/proposals/{proposal.id}").status_code == 200
        counts.append(seen.count)
    assert counts[0] == counts[1]
    # Seven of them say how busy its people are, what it costs the house, and how long such lines took.
    assert counts[1] <= 24


def test_the_timeline_tells_what_happened_in_few_statements(
    vera: HouseClient,
    draft: Proposal,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    sent(draft)
    opened(draft)
    page = vera.get(f"/leads/{draft.lead_id}").text
    assert "sent the proposal" in page
    assert "opened the proposal" in page
    entries = timeline.entries(draft.lead.stream)
    db.session.commit()
    with count_statements() as seen:
        found = queries.for_timeline(entries)["proposals"][draft.id]
        assert found.total.most.minor == 1702600
    assert seen.count <= 8
    assert queries.for_timeline([]) == {"proposals": {}, "last_days": {}, "colleagues": {}}
