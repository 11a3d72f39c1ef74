"""The estimate as a sheet: typed, saved, added to, moved, removed; and refused with the reason beside the cell."""

from datetime import date

import pytest
import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.people.models import Rate
from agency.proposals.models import EstimateLine, Proposal
from tests.offers import SHEET, a_draft, sent, sheet_of
from tests.support import HouseClient


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def line(proposal: Proposal, text: str) -> EstimateLine:
    return next(one for one in proposal.lines if one.text == text)


def send(client: HouseClient, proposal: Proposal, press: str = "", **typed: str) -> int:
    fields = sheet_of(client, proposal)
    for name, value in typed.items():
        fields[name.replace("_", "-", 1)] = value
    fields["do"] = press
    answer = client.post(f"/proposals/{proposal.id}/estimate", data=fields)
    return answer.status_code


def test_the_sheet_shows_every_line_with_its_figures_and_the_sum(
    vera: HouseClient, draft: Proposal
) -> None:
    page = vera.get(f"/proposals/{draft.id}").text
    for shown in ("Glaze picker", "17,026", "270 h", "4,150", "1,400"):
        assert shown in page


def test_changed_hours_change_the_cost_and_the_sum(vera: HouseClient, draft: Proposal) -> None:
    id = line(draft, "Glaze picker").id
    assert send(vera, draft, **{f"l{id}_hours": "17,5"}) == 303
    assert line(draft, "Glaze picker").minutes == 1050
    assert draft.total.most.minor == 1702600 + 8400
    assert "17,110" in vera.get(f"/proposals/{draft.id}").text


@both
def test_a_sheet_saved_as_it_stands_changes_nothing(vera: HouseClient, draft: Proposal) -> None:
    before = draft.revision
    assert send(vera, draft) == 303
    assert draft.revision == before


def test_what_is_typed_into_the_last_row_becomes_a_line_with_the_rate_of_the_day(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    section = draft.sections[0]
    new = {"text": "Packing", "hours": "2.5", "who": "m" + str(studio.mira.id)}
    assert (
        send(vera, draft, **{f"n{section.id}_{name}": value for name, value in new.items()}) == 303
    )
    added = draft.sections[0].lines[-1]
    assert (added.text, added.minutes, added.rate_minor) == ("Packing", 150, 5600)


@both
def test_another_person_on_a_line_brings_their_own_rate(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    db.session.add(
        Rate(member_id=studio.ilya.id, minor=9900, currency="EUR", valid_from=date(2026, 1, 1))
    )
    id = line(draft, "Glaze picker").id
    send(vera, draft, **{f"l{id}_who": "m" + str(studio.ilya.id)})
    assert line(draft, "Glaze picker").rate_minor == 9900


@both
def test_a_rate_that_changes_later_leaves_written_lines_alone(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    db.session.execute(sa.update(Rate).values(minor=1))
    id = line(draft, "Glaze picker").id
    send(vera, draft, **{f"l{id}_hours": "20"})
    assert line(draft, "Glaze picker").rate_minor == 5600


@both
def test_a_fixed_price_stands_for_hours(vera: HouseClient, draft: Proposal) -> None:
    id = line(draft, "Glaze picker").id
    send(vera, draft, **{f"l{id}_hours": "", f"l{id}_who": ""})
    send(vera, draft, **{f"l{id}_fixed": "1 400,50"})
    changed = line(draft, "Glaze picker")
    assert (changed.fixed_minor, changed.minutes, changed.rate_minor) == (140050, None, None)


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("пять", "Enter the hours, like 2.5"),
        ("-3", "Hours are not below zero"),
        ("1e9", "Enter the hours, like 2.5"),
    ],
)
@both
def test_hours_that_cannot_be_read_stay_in_their_cell_with_what_to_do(
    vera: HouseClient, draft: Proposal, typed: str, advice: str
) -> None:
    fields, id = sheet_of(vera, draft), line(draft, "Glaze picker").id
    fields[f"l{id}-hours"], fields[f"l{id}-text"] = typed, "Glaze picker, again"
    answer = vera.post(f"/proposals/{draft.id}/estimate", data=fields)
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.text
    assert 'value="Glaze picker, again"' in answer.text
    assert advice in answer.text
    assert line(draft, "Glaze picker").minutes == 16 * 60


@both
def test_hours_and_a_fixed_price_together_are_refused(vera: HouseClient, draft: Proposal) -> None:
    fields, id = sheet_of(vera, draft), line(draft, "Product photography, two days").id
    fields[f"l{id}-hours"] = "3"
    answer = vera.post(f"/proposals/{draft.id}/estimate", data=fields)
    assert answer.status_code == 422
    assert "Give hours or a fixed price, not both" in answer.text


def test_an_amount_that_nobody_would_pay_is_refused(vera: HouseClient, draft: Proposal) -> None:
    id = line(draft, "Product photography, two days").id
    assert send(vera, draft, **{f"l{id}_fixed": "999999999"}) == 422


def test_a_section_needs_a_name(vera: HouseClient, draft: Proposal) -> None:
    assert send(vera, draft, **{f"s{draft.sections[0].id}_title": " "}) == 422


def test_markup_in_a_line_is_only_words(vera: HouseClient, draft: Proposal) -> None:
    id = line(draft, "Glaze picker").id
    send(vera, draft, **{f"l{id}_text": "<b>Glaze</b> <script>alert(1)</script>"})
    page = vera.get(f"/proposals/{draft.id}").text
    assert "<script>alert" not in page
    assert "&lt;b&gt;Glaze&lt;/b&gt;" in page


@both
def test_buttons_save_what_was_typed_and_then_do_what_they_say(
    vera: HouseClient, draft: Proposal
) -> None:
    id = line(draft, "Glaze picker").id
    send(vera, draft, f"up:l{id}", **{f"l{id}_text": "Glazes"})
    assert [one.text for one in draft.sections[1].lines][2:4] == [
        "Glazes",
        "Product page, three variants",
    ]
    send(vera, draft, f"down:l{id}")
    send(vera, draft, f"down:l{id}")
    send(vera, draft, f"down:l{id}")
    assert draft.sections[2].lines[0].text == "Glazes"
    send(vera, draft, f"remove:l{id}")
    assert "Glazes" not in [one.text for one in draft.lines]
    assert [one.position for one in draft.sections[2].lines] == [1, 2, 3, 4]


@both
def test_sections_are_added_moved_and_removed(vera: HouseClient, draft: Proposal) -> None:
    send(vera, draft, "section")
    last = draft.sections[-1]
    assert last.title == "New section"
    send(vera, draft, f"up:s{last.id}")
    assert [one.title for one in draft.sections][3] == "New section"
    send(vera, draft, f"remove:s{last.id}")
    assert [one.position for one in draft.sections] == [1, 2, 3, 4]
    assert draft.total.most.minor == 1702600


def test_the_first_line_of_all_stays_where_it_is(vera: HouseClient, draft: Proposal) -> None:
    first = draft.lines[0]
    before = draft.revision
    assert send(vera, draft, f"up:l{first.id}") == 303
    assert (draft.lines[0].id, draft.revision) == (first.id, before)


@both
def test_a_button_for_a_line_that_is_gone_does_nothing(vera: HouseClient, draft: Proposal) -> None:
    assert send(vera, draft, "remove:l999999") == 303
    assert len(draft.lines) == 18


@both
def test_somebody_who_left_stays_on_their_line(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    studio.mira.active = False
    id = line(draft, "Glaze picker").id
    send(vera, draft, **{f"l{id}_hours": "20"})
    assert line(draft, "Glaze picker").member == studio.mira
    assert "Mira Osipova" in vera.get(f"/proposals/{draft.id}").text


@both
def test_the_answer_to_a_script_is_the_sheet_and_the_figures_alone(
    vera: HouseClient, draft: Proposal
) -> None:
    fields, section = sheet_of(vera, draft), draft.sections[0]
    fields[f"n{section.id}-text"] = "Packing"
    answer = vera.post(f"/proposals/{draft.id}/estimate", data=fields, headers=SHEET)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert f'data-born="n{section.id}"' in answer.text
    assert "Saved 10:42" in answer.text
    assert 'id="figures"' in answer.text


def test_a_script_may_send_only_the_row_that_changed(vera: HouseClient, draft: Proposal) -> None:
    changed = line(draft, "Glaze picker")
    row = {
        name: value for name, value in sheet_of(vera, draft).items() if f"l{changed.id}-" in name
    }
    row |= {"revision": str(draft.revision), f"l{changed.id}-hours": "20"}
    assert vera.post(f"/proposals/{draft.id}/estimate", data=row, headers=SHEET).status_code == 200
    assert draft.minutes == 274 * 60


def test_what_was_sent_can_be_read_and_not_written(vera: HouseClient, draft: Proposal) -> None:
    fields = sheet_of(vera, draft)
    sent(draft)
    fields[f"l{draft.lines[0].id}-hours"] = "99"
    answer = vera.post(f"/proposals/{draft.id}/estimate", data=fields)
    assert answer.status_code == 409
    assert "This version was sent meanwhile" in answer.text
    assert draft.minutes == 270 * 60
    assert "data-estimate" not in vera.get(f"/proposals/{draft.id}").text


def test_members_read_and_do_not_write(
    client: HouseClient, studio: Studio, draft: Proposal
) -> None:
    client.login(studio.timur)
    assert studio.timur.access is Access.member
    page = client.get(f"/proposals/{draft.id}")
    assert "17,026" in page.text
    assert "data-estimate" not in page.text
    assert client.post(f"/proposals/{draft.id}/estimate", data={"revision": "1"}).status_code == 403


def test_whoever_is_not_of_the_house_is_sent_to_the_door(
    client: HouseClient, studio: Studio, draft: Proposal
) -> None:
    for path in ("", "/words", "/sending", "/paper.pdf", "/preview", "/paper/progress"):
        answer = client.get(f"/proposals/{draft.id}{path}")
        assert (answer.status_code, answer.location.split("?")[0]) == (302, "/login")
    assert client.post(f"/proposals/{draft.id}/estimate").status_code == 302


@pytest.mark.csrf
def test_a_sheet_without_the_seal_of_the_session_is_refused(
    vera: HouseClient, draft: Proposal
) -> None:
    fields = sheet_of(vera, draft)
    fields["csrf_token"] = "another"
    assert vera.post(f"/proposals/{draft.id}/estimate", data=fields).status_code == 400


def test_an_estimate_that_does_not_exist_is_not_found(vera: HouseClient) -> None:
    assert vera.get("/proposals/999999").status_code == 404
    assert vera.post("/proposals/999999/estimate", data={"revision": "1"}).status_code == 404


@both
def test_two_thousand_lines_are_one_sheet(vera: HouseClient, studio: Studio) -> None:
    large = a_draft(studio.leads["harbour"], studio.vera, lines=2000)
    assert vera.get(f"/proposals/{large.id}").status_code == 200
