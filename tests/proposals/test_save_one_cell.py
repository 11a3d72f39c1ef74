"""One cell saved by itself: a short answer, few statements; what is refused stays typed; two people at once."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.proposals.models import EstimateLine, EstimateSection, Proposal
from agency.proposals.pricing import Discount
from tests.offers import SHEET, sent
from tests.support import HouseClient, Statements


@pytest.fixture
def database() -> str:
    """How a cell is kept is the same on both; two people at once are tested on both elsewhere."""
    return "sqlite"


@pytest.fixture
def line(draft: Proposal) -> EstimateLine:
    return draft.sections[1].lines[3]  # Glaze picker, 16 h of Mira at 56


def cell(
    client: HouseClient,
    draft: Proposal,
    row: EstimateLine | EstimateSection | None,
    name: str,
    value: str,
    **more: str,
) -> tuple[int, str]:
    """Type into one cell, as a sheet does that was just opened; the status and the words of the answer."""
    key, seen = "p0", draft.discount.mark
    if row is not None:
        key = f"{'l' if isinstance(row, EstimateLine) else 's'}{row.id}"
        seen = row.mark
    fields = {
        "row": key,
        "cell": name,
        "value": value,
        "seen": seen,
        "revision": str(draft.revision),
    }
    answer = client.post(f"/proposals/{draft.id}/cells", data={**fields, **more}, headers=SHEET)
    return answer.status_code, answer.text


def test_a_cell_is_saved_and_answered_with_what_it_changed(
    vera: HouseClient, draft: Proposal, line: EstimateLine
) -> None:
    status, page = cell(vera, draft, line, "hours", "17,5")
    assert (status, line.minutes, line.most_minutes) == (200, 1050, None)
    for shown in ('id="part"', "980", "5,460", "17,110", f'data-revision="{draft.revision}"'):
        assert shown in page
    assert "<html" not in page
    assert "Basket and checkout" not in page, "only its own row"


def test_a_cell_takes_few_statements_however_long_the_estimate_is(
    vera: HouseClient,
    draft: Proposal,
    line: EstimateLine,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    with count_statements() as short:
        cell(vera, draft, line, "hours", "17")
    for _each in range(40):
        draft.sections[0].lines.append(
            EstimateLine(position=99, text="More", member=line.member, minutes=60, rate_minor=100)
        )
    db.session.flush()
    with count_statements() as long:
        assert cell(vera, draft, line, "hours", "18")[0] == 200
    # Two of them are the test's own.
    assert short.count == long.count <= 12


TYPED = {"10-14": (600, 840), "10–14": (600, 840), "1:30": (90, None), "2,5 ч": (150, None)}


def test_hours_are_read_as_people_type_them(
    vera: HouseClient, draft: Proposal, line: EstimateLine
) -> None:
    for typed, minutes in TYPED.items():
        assert cell(vera, draft, line, "hours", typed)[0] == 200
        assert (line.minutes, line.most_minutes) == minutes
    cell(vera, draft, line, "hours", "10-14")
    assert 'value="10–14"' in vera.get(f"/proposals/{draft.id}").text


ADVICE = [
    ("hours", "пять", "Enter the hours, like 2.5, 1:30 or 10–14"),
    ("hours", "-3", "Hours are not below zero"),
    ("hours", "14-10", "Enter the smaller number first"),
    ("fixed", "-120", "A price is not below zero"),
    ("fixed", "0 × 120", "Enter an amount, like 1400 or 59.90"),
    ("fixed", "100000 × 900", "Enter an amount under 20 million"),
    ("fixed", "120", "Give hours or a fixed price, not both"),
    ("text", "ы" * 10_000, "Keep it under 300 letters"),
    ("off", "120 %", "Enter a share of at most 100 %"),
    ("off", "half", "Enter a share, like 10 %, or an amount, like 300"),
    ("who", "m999999", "Not a valid choice"),
]


def test_what_cannot_be_read_stays_typed_with_what_to_do(
    vera: HouseClient, draft: Proposal, line: EstimateLine
) -> None:
    before = line.content
    for name, typed, advice in ADVICE:
        status, page = cell(vera, draft, line, name, typed)
        assert (status, line.content) == (422, before), typed
        assert advice in page
        shown = name not in ("who", "fixed") or "fixed" in page
        assert not shown or name == "who" or f'value="{typed}"' in page


def test_a_trade_stands_for_a_person_with_the_rate_of_the_card(
    vera: HouseClient, draft: Proposal, line: EstimateLine, studio: Studio
) -> None:
    role = studio.timur.role
    assert role is not None
    assert cell(vera, draft, line, "who", f"r{role.id}")[0] == 200
    assert (line.member, line.role, line.rate_minor) == (None, role, 6000)


def test_several_of_a_thing_have_their_price_in_one_cell(
    vera: HouseClient, draft: Proposal
) -> None:
    fixed = draft.sections[0].lines[4]  # Product photography, 1,400
    assert cell(vera, draft, fixed, "fixed", "3 days × 120,50")[0] == 200
    assert (fixed.fixed_minor, fixed.quantity, fixed.unit) == (12050, 3, "days")
    page = vera.get(f"/proposals/{draft.id}").text
    assert 'value="3 days × 120.50"' in page
    assert "361.50" in page


def test_options_and_discounts_change_the_sums(
    vera: HouseClient, draft: Proposal, line: EstimateLine
) -> None:
    assert cell(vera, draft, line, "off", "10 %")[0] == 200
    assert cell(vera, draft, draft.sections[0], "off", "150")[0] == 200
    assert cell(vera, draft, None, "off", "5%")[0] == 200
    assert (line.discount, draft.sections[0].discount.minor) == (Discount(1000), 15000)
    before = (1702600 - 8960 - 15000) * 95 // 100
    assert draft.total.least.minor == before
    status, page = cell(vera, draft, line, "offer", "left")
    assert (status, line.is_optional, line.taken) == (200, True, False)
    assert "option, not in the sum" in page
    assert draft.total.least.minor == before - (89600 - 8960) * 95 // 100


def test_the_client_may_take_no_fewer_than_there_are(vera: HouseClient, draft: Proposal) -> None:
    fixed = draft.sections[0].lines[4]
    cell(vera, draft, fixed, "fixed", "3 × 120")
    status, page = cell(vera, draft, fixed, "most", "2")
    assert status == 422
    assert "They take 3 to begin with" in page
    assert cell(vera, draft, fixed, "most", "5")[0] == 200
    assert fixed.most_quantity == 5
    status, page = cell(vera, draft, draft.lines[0], "most", "5")
    assert status == 422 and "Only of what has a fixed price" in page, "five times the same hours"
    cell(vera, draft, fixed, "fixed", "")
    assert fixed.most_quantity is None


def test_a_line_that_somebody_changed_meanwhile_shows_both(
    vera: HouseClient, draft: Proposal, line: EstimateLine
) -> None:
    status, page = cell(vera, draft, line, "hours", "20", seen="0123456789")
    assert (status, line.minutes) == (409, 16 * 60)
    assert 'value="20"' in page
    assert "Saved meanwhile by somebody else: “Glaze picker”, Mira Osipova, 16 h" in page


def test_what_others_changed_elsewhere_comes_with_the_answer(
    vera: HouseClient, draft: Proposal, line: EstimateLine
) -> None:
    status, page = cell(vera, draft, line, "hours", "20", revision="0")
    assert (status, line.minutes) == (200, 20 * 60)
    assert 'id="sheet"' in page


def test_a_cell_of_a_line_that_is_gone_is_said_to_be_gone(
    vera: HouseClient, draft: Proposal, line: EstimateLine
) -> None:
    fields = {"row": "l999999", "cell": "hours", "value": "2", "seen": "", "revision": "1"}
    assert vera.post(f"/proposals/{draft.id}/cells", data=fields).status_code == 410
    fields["row"] = f"n{draft.sections[0].id}"
    assert vera.post(f"/proposals/{draft.id}/cells", data=fields).status_code == 410


def test_a_cell_of_what_was_sent_is_refused(
    vera: HouseClient, draft: Proposal, line: EstimateLine
) -> None:
    sent(draft)
    assert cell(vera, draft, line, "hours", "20")[0] == 409
    assert line.minutes == 16 * 60
