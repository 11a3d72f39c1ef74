"""Steps in the sheet taken back and made again: what rows said, and where they stood."""

import re

import pytest

from agency.proposals import acting, editing, models
from agency.proposals.models import EstimateLine, Proposal
from agency.proposals.rates import RatesOfTheDay
from agency.proposals.steps import State, Step
from tests.offers import SHEET, TODAY, sheet_of
from tests.support import HouseClient


@pytest.fixture
def database() -> str:
    """The seal and the rows are the same on both."""
    return "sqlite"


STEPS: list[dict[str, str]] = [
    {"do": "remove:{glaze}"},
    {"do": "remove:s{second}"},
    {"do": "up:s{second}"},
    {"do": "copy:{glaze}"},
    {"do": "below:{glaze}"},
    {"do": "place:{glaze}", "into": "s{first}", "before": "{top}"},
    {"do": "place:s{second}", "before": "s{first}"},
    {"do": "section"},
]


def step(client: HouseClient, draft: Proposal, do: str = "", **typed: str) -> str:
    """Press a button of the sheet; the seal of the step."""
    fields = sheet_of(client, draft)
    for name, value in typed.items():
        fields[name.replace("_", "-", 1) if name[1:2].isdigit() else name] = value
    fields["do"] = do
    answer = client.post(f"/proposals/{draft.id}/estimate", data=fields, headers=SHEET)
    assert answer.status_code == 200, answer.text[:2000]
    return seal(answer.text)


def seal(page: str) -> str:
    found = re.search(r'id="undo" value="([^"]*)"', page)
    assert found
    return found[1]


def back(client: HouseClient, draft: Proposal, token: str) -> tuple[int, str]:
    answer = client.post(f"/proposals/{draft.id}/undone", data={"step": token}, headers=SHEET)
    return answer.status_code, answer.text


def shape(draft: Proposal) -> list[object]:
    """Everything that a step can change, as plain values."""
    return [
        (
            (draft.discount, section.key, section.content, section.taken),
            [(each.key, each.content, each.rate_minor, each.origin_id) for each in section.lines],
        )
        for section in draft.sections
    ]


def line(draft: Proposal, text: str) -> EstimateLine:
    return next(one for one in draft.lines if one.text == text)


def test_every_kind_of_step_is_taken_back_and_made_again(draft: Proposal) -> None:
    before, rates = shape(draft), RatesOfTheDay(TODAY, draft.currency)
    for typed in STEPS:
        # What was brought back has another number; its key is the same.
        here = {"glaze": f"l{line(draft, 'Glaze picker').id}", "top": f"l{draft.lines[0].id}"}
        here |= {"first": str(draft.sections[0].id), "second": str(draft.sections[1].id)}
        state = State.of(draft)
        acting.found(draft, {name: said.format(**here) for name, said in typed.items()}).run(rates)
        step = Step.between(draft, state)
        after = shape(draft)
        assert after != before, typed
        for expected in (before, after, before):
            assert step is not None
            step = editing.take_back(draft, step.sealed())
            assert shape(draft) == expected, typed


def test_what_was_typed_is_taken_back_with_all_that_it_changed(
    vera: HouseClient, draft: Proposal
) -> None:
    before, first = shape(draft), draft.sections[0].id
    glaze = f"l{line(draft, 'Glaze picker').id}"
    typed = {f"{glaze}_hours": "10-14", "p0_off": "5 %", f"s{first}_title": "Words"}
    token = step(vera, draft, **typed, **{f"n{first}_text": "Packing", f"{glaze}_who": ""})
    after = shape(draft)
    status, page = back(vera, draft, token)
    assert (status, shape(draft)) == (200, before)
    assert back(vera, draft, seal(page))[0] == 200
    assert shape(draft) == after


def test_what_somebody_changed_since_is_not_overwritten(vera: HouseClient, draft: Proposal) -> None:
    glaze = line(draft, "Glaze picker").id
    token = step(vera, draft, **{f"l{glaze}_hours": "20"})
    step(vera, draft, **{f"l{glaze}_hours": "30"})
    status, page = back(vera, draft, token)
    assert (status, line(draft, "Glaze picker").minutes) == (409, 30 * 60)
    assert "Somebody changed the same since" in page


def test_a_line_that_came_since_stays_where_it_is(vera: HouseClient, draft: Proposal) -> None:
    glaze = line(draft, "Glaze picker").id
    token = step(vera, draft, f"up:l{glaze}")
    step(vera, draft, **{f"n{draft.sections[1].id}_text": "Packing"})
    assert back(vera, draft, token)[0] == 200
    texts = [one.text for one in draft.sections[1].lines]
    assert texts[2:] == [
        "Product page, three variants",
        "Glaze picker",
        "Basket and checkout",
        "Packing",
    ]


def test_a_seal_that_is_not_ours_undoes_nothing(vera: HouseClient, draft: Proposal) -> None:
    before = shape(draft)
    token = step(vera, draft, **{"p0_off": "5 %"})
    assert back(vera, draft, token + "x")[0] == 200
    assert back(vera, draft, "")[0] == 200
    assert shape(draft) != before


def test_a_place_that_is_gone_moves_nothing_and_says_so(vera: HouseClient, draft: Proposal) -> None:
    before, glaze = shape(draft), line(draft, "Glaze picker").id
    for into, neighbour in (
        ("s999999", ""),
        (f"s{draft.sections[0].id}", f"l{glaze}"),
        (f"s{draft.sections[0].id}", "l999999"),
    ):
        fields = sheet_of(vera, draft)
        fields.update({"do": f"place:l{glaze}", "into": into, "before": neighbour})
        answer = vera.post(f"/proposals/{draft.id}/estimate", data=fields, headers=SHEET)
        assert answer.status_code == 409
        assert "It was put back" in answer.text
        assert shape(draft) == before


def test_a_line_comes_back_only_where_there_is_room(
    vera: HouseClient, draft: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    glaze = line(draft, "Glaze picker").id
    token = step(vera, draft, f"remove:l{glaze}")
    before = shape(draft)
    monkeypatch.setattr(models, "MOST_LINES", len(draft.lines))
    assert (back(vera, draft, token)[0], shape(draft)) == (409, before)
    monkeypatch.setattr(models, "MOST_LINES", len(draft.lines) + 1)
    assert back(vera, draft, token)[0] == 200 and shape(draft) != before
