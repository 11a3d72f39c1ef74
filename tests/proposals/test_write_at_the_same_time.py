"""Two people at one estimate: nothing that was typed is lost, nothing that was saved is overwritten unseen."""

import pytest
from werkzeug.datastructures import MultiDict

from agency.proposals.models import EstimateLine, Proposal
from tests.offers import SHEET, sheet_of
from tests.support import HouseClient, forms_of

Fields = MultiDict[str, str]


@pytest.fixture
def line(draft: Proposal) -> EstimateLine:
    return draft.sections[1].lines[3]


@pytest.fixture
def mine(vera: HouseClient, draft: Proposal) -> Fields:
    """The sheet as one of the two opened it, before the other saved."""
    return sheet_of(vera, draft)


def save(client: HouseClient, draft: Proposal, fields: Fields) -> tuple[int, str]:
    answer = client.post(f"/proposals/{draft.id}/estimate", data=fields, headers=SHEET)
    return answer.status_code, answer.text


def meanwhile(client: HouseClient, draft: Proposal, **typed: str) -> None:
    fields = sheet_of(client, draft)
    for name, value in typed.items():
        fields[name.replace("_", "-", 1)] = value
    assert save(client, draft, fields)[0] == 200


def again(page: str) -> Fields:
    """What the sheet that came back would send."""
    return forms_of(f"<form>{page}</form>")[0].fields


def test_a_stale_save_says_so_and_saves_nothing_yet(
    vera: HouseClient, draft: Proposal, line: EstimateLine, mine: Fields
) -> None:
    meanwhile(vera, draft, **{f"l{draft.lines[0].id}_hours": "9"})
    mine[f"l{line.id}-hours"] = "20"
    status, page = save(vera, draft, mine)
    assert status == 409
    assert "Somebody else saved this estimate meanwhile" in page
    assert draft.minutes == 271 * 60


def test_changes_of_different_lines_come_together(
    vera: HouseClient, draft: Proposal, line: EstimateLine, mine: Fields
) -> None:
    meanwhile(vera, draft, **{f"l{draft.lines[0].id}_hours": "9"})
    mine[f"l{line.id}-hours"] = "20"
    page = save(vera, draft, mine)[1]
    assert 'data-conflicts="0"' in page
    assert save(vera, draft, again(page))[0] == 200
    assert (draft.lines[0].minutes, draft.sections[1].lines[3].minutes) == (9 * 60, 20 * 60)


def test_a_line_that_both_changed_shows_both(
    vera: HouseClient, draft: Proposal, line: EstimateLine, mine: Fields
) -> None:
    meanwhile(vera, draft, **{f"l{line.id}_hours": "30"})
    mine[f"l{line.id}-text"] = "Glazes of three firings"
    status, page = save(vera, draft, mine)
    assert (status, 'data-conflicts="1"' in page) == (409, True)
    assert 'value="Glazes of three firings"' in page
    assert "Saved meanwhile by somebody else: “Glaze picker”, Mira Osipova, 30 h" in page
    assert save(vera, draft, again(page))[0] == 200
    assert draft.sections[1].lines[3].text == "Glazes of three firings"


def test_a_line_that_both_made_the_same_is_no_conflict(
    vera: HouseClient, draft: Proposal, line: EstimateLine, mine: Fields
) -> None:
    meanwhile(vera, draft, **{f"l{line.id}_hours": "30"})
    mine[f"l{line.id}-hours"] = "30"
    assert 'data-conflicts="0"' in save(vera, draft, mine)[1]


def test_a_line_that_was_removed_comes_back_when_it_was_typed_into(
    vera: HouseClient, draft: Proposal, line: EstimateLine, mine: Fields
) -> None:
    mine[f"l{line.id}-text"] = "Glazes of three firings"
    meanwhile(vera, draft, do=f"remove:l{line.id}")
    page = save(vera, draft, mine)[1]
    assert "Somebody removed this line meanwhile" in page
    assert save(vera, draft, again(page))[0] == 200
    assert [one.text for one in draft.lines].count("Glazes of three firings") == 1


def test_a_line_that_was_removed_stays_away_when_nobody_touched_it(
    vera: HouseClient, draft: Proposal, line: EstimateLine, mine: Fields
) -> None:
    meanwhile(vera, draft, do=f"remove:l{line.id}")
    mine[f"l{draft.lines[0].id}-hours"] = "9"
    page = save(vera, draft, mine)[1]
    assert save(vera, draft, again(page))[0] == 200
    assert "Glaze picker" not in [one.text for one in draft.lines]


def test_a_new_line_survives_a_stale_save(vera: HouseClient, draft: Proposal, mine: Fields) -> None:
    meanwhile(vera, draft, **{f"l{draft.lines[0].id}_hours": "9"})
    mine[f"n{draft.sections[0].id}-text"] = "Packing"
    page = save(vera, draft, mine)[1]
    assert save(vera, draft, again(page))[0] == 200
    assert draft.sections[0].lines[-1].text == "Packing"


def test_a_button_of_a_stale_sheet_is_not_obeyed(
    vera: HouseClient, draft: Proposal, line: EstimateLine, mine: Fields
) -> None:
    meanwhile(vera, draft, **{f"l{line.id}_hours": "30"})
    mine["do"] = f"remove:l{line.id}"
    assert save(vera, draft, mine)[0] == 409
    assert len(draft.lines) == 18
