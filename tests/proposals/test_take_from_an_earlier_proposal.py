"""Lines of an earlier proposal: found, ticked, taken at today's rates by whoever works here today."""

import pytest

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.proposals import earlier
from agency.proposals.models import EstimateLine, Proposal
from tests.offers import a_draft
from tests.support import HouseClient


@pytest.fixture
def database() -> str:
    """Which lines are taken is decided by us, not by a database."""
    return "sqlite"


@pytest.fixture
def before(studio: Studio) -> Proposal:
    """What Northgate was offered: work of Vera, Ilya and Mira, and a fixed price."""
    found = a_draft(studio.leads["northgate"], studio.vera)
    found.title = "Four clinics"
    by_vera, by_ilya, fixed = found.sections[0].lines
    by_vera.off_hundredths = 1000
    by_ilya.member, by_ilya.rate_minor, by_ilya.is_optional = studio.ilya, 5000, True
    fixed.member, fixed.minutes, fixed.rate_minor = None, None, None
    fixed.fixed_minor, fixed.quantity, fixed.unit = 12_000, 3, "days"
    db.session.flush()
    return found


def test_it_is_found_by_client_title_number_or_service(
    studio: Studio, draft: Proposal, before: Proposal
) -> None:
    newer = a_draft(studio.leads["northgate"], studio.vera, version=2)
    for words in ("NORTHGATE physio", "small thing", f"{newer.id}", f"№{newer.id}", "web site"):
        assert [each.id for each in earlier.search(words, but=draft)] == [newer.id], words
    assert [each.id for each in earlier.search(f"{before.id}", but=draft)] == [before.id]
    assert not earlier.search("nobody", but=draft)
    assert draft.id not in [each.id for each in earlier.search("", but=draft)]


def test_a_whole_section_is_taken_with_remarks_on_what_is_not_as_it_was(
    vera: HouseClient, draft: Proposal, before: Proposal, studio: Studio
) -> None:
    studio.ilya.active = False
    address = f"/proposals/{draft.id}/earlier"
    assert "Four clinics" in vera.get(address).text
    page = vera.get(f"{address}?from={before.id}").text
    for remark in (
        "Ilya Roth has left us: taken as Back-end developer",
        "the hour was €\u00a050, today it is €\u00a064",
        "its discount is not taken",
    ):
        assert remark in page
    section = before.sections[0]
    data = {"from": before.id, "section": f"s{section.id}"}
    answer = vera.post(address, data=data)
    assert answer.status_code == 303
    by_vera, by_trade, fixed = draft.sections[-1].lines
    assert draft.sections[-1].title == "Work" and ".s" in answer.location
    assert (by_vera.member, by_vera.rate_minor, by_vera.off_hundredths) == (studio.vera, 4500, 0)
    assert (by_trade.member, by_trade.role) == (None, studio.ilya.role)
    assert (by_trade.rate_minor, by_trade.is_optional) == (6400, True)
    assert (fixed.fixed_minor, fixed.quantity, fixed.unit) == (12_000, 3, "days")
    assert [line.came_from_id for line in draft.sections[-1].lines] == [
        line.id for line in section.lines
    ]
    sheet = vera.get(answer.location).text
    assert "Four clinics</a>”, where the hour was 50" in sheet
    copied = draft.sections[-1].lines[1].copied()
    assert copied.came_from_id == section.lines[1].id, "the next version knows it too"


def test_prices_of_another_currency_stay_behind_and_whoever_has_no_rate_has_none(
    vera: HouseClient, draft: Proposal, before: Proposal, studio: Studio
) -> None:
    before.currency, studio.ilya.role = "USD", None
    _by_vera, by_ilya, fixed = before.sections[0].lines
    address = f"/proposals/{draft.id}/earlier"
    page = vera.get(f"{address}?from={before.id}").text
    assert "fixed prices stay behind" in page
    assert "its price of $\u00a0120 is not taken: this estimate is in EUR" in page
    assert "the rate card has no rate for it today" in page
    data = {"from": before.id, "line": [f"l{by_ilya.id}", f"l{fixed.id}"]}
    assert vera.post(address, data={**data, "into": f"s{draft.sections[0].id}"}).status_code == 303
    work, things = draft.sections[0].lines[-2:]
    assert (work.member, work.rate_minor) == (studio.ilya, None)
    assert (things.fixed_minor, things.quantity, things.unit) == (None, 1, "")


def test_ticks_stay_where_nothing_can_be_taken(
    vera: HouseClient, client: HouseClient, draft: Proposal, before: Proposal, studio: Studio
) -> None:
    address, line = f"/proposals/{draft.id}/earlier", before.sections[0].lines[0]
    for data in ({}, {"from": "99999"}, {"from": draft.id}, {"from": "9" * 30}):
        assert vera.post(address, data=data).status_code == 404, data
    nothing = vera.post(address, data={"from": before.id})
    assert nothing.status_code == 422 and "Nothing was ticked" in nothing.text
    draft.sections[0].lines.extend(
        EstimateLine(position=n, text="Work") for n in range(500 - len(draft.lines))
    )
    full = vera.post(address, data={"from": before.id, "line": f"l{line.id}"})
    assert full.status_code == 422 and "there is no room for it" in full.text
    assert f'value="l{line.id}" checked' in full.text and len(draft.lines) == 500
    assert client.login(studio.timur).get(address).status_code == 403
