"""Cells of a spreadsheet pasted into the estimate: looked at, mended, added as lines."""

import pytest

from agency.demo.studio import Studio
from agency.proposals.models import Proposal
from tests.offers import sent
from tests.support import HouseClient

TABLE = """Work\tWho\tHours\tRate\tCost
Packing\tMira Osipova\t2,5\t60\t150
"Boxes,
two sizes"\tTimur\t10-14\t\t
Courier\t\t\t\t
Total\t\t12.5\t\t750"""


@pytest.fixture
def database() -> str:
    """Cells are read by us, not by a database."""
    return "sqlite"


def paste(
    client: HouseClient, draft: Proposal, cells: str, do: str = "look", **more: str
) -> tuple[int, str]:
    fields = {"cells": cells, "do": do, **more}
    answer = client.post(f"/proposals/{draft.id}/pasting", data=fields)
    return answer.status_code, answer.text


def test_columns_are_recognised_and_rows_added_as_lines(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    count, into = len(draft.lines), f"s{draft.sections[0].id}"
    assert vera.get(f"/proposals/{draft.id}/pasting").status_code == 200
    status, page = paste(vera, draft, TABLE, into=into)
    assert (status, len(draft.lines)) == (200, count), "looking adds nothing"
    for shown in ("Add 3 lines", "a sum: left out", "Packing"):
        assert shown in page
    assert paste(vera, draft, TABLE, "add", into=into)[0] == 303
    packing, boxes, courier = draft.sections[0].lines[-3:]
    assert (packing.text, packing.member, packing.minutes) == ("Packing", studio.mira, 150)
    assert packing.rate_minor == 5600, "the card goes before what was pasted"
    assert (boxes.text, boxes.member, boxes.most_minutes) == ("Boxes, two sizes", studio.timur, 840)
    assert (courier.text, courier.is_priced) == ("Courier", False)


def test_prices_quantities_and_trades_are_read_without_a_head(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    assert studio.timur.role is not None
    trade = studio.timur.role.name["en"]
    chosen = {f"column-{n}": kind for n, kind in enumerate(("text", "quantity", "price", "unit"))}
    assert paste(vera, draft, "Boxes\t3\t1 400,50\tpcs", "add", **chosen)[0] == 303
    boxes = draft.sections[-1].lines[-1]
    assert (boxes.quantity, boxes.fixed_minor, boxes.unit) == (3, 140050, "pcs")
    assert paste(vera, draft, f"Screens\t{trade}\t8\n", "add")[0] == 303
    screens = draft.sections[-1].lines[-1]
    assert (screens.role, screens.rate_minor) == (studio.timur.role, 6000)


def test_cells_that_cannot_be_read_are_shown_with_what_to_do_and_nothing_is_added(
    vera: HouseClient, draft: Proposal
) -> None:
    count = len(draft.lines)
    table = (
        "Work\tWho\tHours\tPrice\nPacking\tNobody\tпять\t\nA fair\t\t\t-5\nBoth\t\t3\t400\n"
        + "ы" * 10_000
    )
    status, page = paste(vera, draft, table, "add")
    assert (status, len(draft.lines)) == (422, count)
    for advice in (
        "Nobody here is called so",
        "Enter the hours, like 2.5",
        "A price is not below zero",
        "Give hours or a fixed price, not both",
        "Keep it under 300 letters",
    ):
        assert advice in page
    assert "ы" * 10_000 in page, "what was pasted is still there"
    assert "Add " not in page.split("pasting")[-1].split("Look again")[0].replace("Add a", "")


def test_two_thousand_lines_are_refused_and_kept(vera: HouseClient, draft: Proposal) -> None:
    count = len(draft.lines)
    status, page = paste(vera, draft, "\n".join(f"Part {n}\t2" for n in range(2000)), "add")
    assert (status, len(draft.lines)) == (422, count)
    assert f"These are 2000 lines, and there is room for {500 - count}." in page
    assert "Part 1999" in page


def test_what_was_sent_takes_no_cells(vera: HouseClient, draft: Proposal) -> None:
    sent(draft)
    status, page = paste(vera, draft, "Packing\t2", "add")
    assert status == 422
    assert "This version was sent meanwhile" in page
    assert vera.get(f"/proposals/{draft.id}/pasting").status_code == 303


def test_nothing_pasted_is_no_line(vera: HouseClient, draft: Proposal) -> None:
    assert "No line was found in it" in paste(vera, draft, " \n\t\n")[1]
