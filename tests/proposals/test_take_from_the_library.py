"""The agency's own lines: kept from the sheet, changed in the settings, taken into an estimate, taken back."""

from datetime import date

import pytest
import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.proposals import house_lines
from agency.proposals.house_lines import HouseLine
from agency.proposals.models import EstimateLine, Proposal, ProposalState
from tests.offers import SHEET
from tests.support import HouseClient, forms_of

MARCH = date(2026, 3, 1)


@pytest.fixture
def database() -> str:
    """What is taken is the same on either: how long it took is asked of both, in another file."""
    return "sqlite"


def kept(studio: Studio, text: str, **more: object) -> HouseLine:
    line = HouseLine(
        text={"en": text}, section={}, tags=[], currency="EUR", unit="", kept_on=MARCH, **more
    )
    db.session.add(line)
    db.session.flush()
    return line


def press(client: HouseClient, draft: Proposal, do: str) -> int:
    data = {"revision": str(draft.revision), "do": do}
    return client.post(f"/proposals/{draft.id}/estimate", data=data, headers=SHEET).status_code


def test_a_line_is_kept_from_the_sheet_once_and_says_where_it_came_from(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    line, revision = draft.sections[1].lines[4], draft.revision
    assert press(vera, draft, f"keep:l{line.id}") == 200
    [one] = house_lines.library()
    assert (one.text, one.section) == (
        {"en": "Basket and checkout"},
        {"en": "Design of the shop"},
    )
    assert (one.role, one.minutes, one.service) == (
        studio.mira.role,
        14 * 60,
        studio.services["website"],
    )
    assert (line.house_line_id, draft.revision) == (one.id, revision), "its paper stays right"
    page = vera.get(f"/proposals/{draft.id}").text
    assert "in the library" in page and f"keep:l{line.id}" not in page
    twin = draft.sections[1].lines[3]
    twin.text = "basket  and Checkout"
    assert press(vera, draft, f"keep:l{twin.id}") == 200
    assert twin.house_line_id == one.id and len(house_lines.library()) == 1


def test_several_are_taken_into_a_section_at_the_rates_of_today_and_taken_back_in_one_step(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    work = kept(studio, "Payment by card", role=studio.ilya.role, minutes=600, most_minutes=720)
    things = kept(studio, "Photographs", fixed_minor=70_000)
    kept(studio, "Left where it is", minutes=60)
    count, into = len(draft.lines), draft.sections[2]
    address = f"/proposals/{draft.id}/library"
    looked = vera.post(address, data={"q": "nothing like it", "line": f"h{work.id}"})
    assert "Payment by card" in looked.text and "Left where it is" not in looked.text
    ticks = [f"h{work.id}", f"h{things.id}"]
    data = {"do": "take", "line": ticks, "into": f"s{into.id}"}
    answer = vera.post(address, data=data)
    assert answer.status_code == 303
    card, photographs = into.lines[-2:]
    assert (card.role, card.rate_minor, card.most_minutes) == (studio.ilya.role, 6400, 720)
    assert (photographs.fixed_minor, photographs.house_line_id) == (70_000, things.id)
    page = vera.get(answer.location).text
    assert "2 lines were added" in page
    [way_back] = [form for form in forms_of(page) if form.action.endswith("/undone")]
    photographs.unit = "day"
    refused = vera.post(way_back.action, data=dict(way_back.fields))
    assert "Not taken back" in vera.get(refused.location).text and len(draft.lines) == count + 2
    photographs.unit = ""
    assert vera.post(way_back.action, data=dict(way_back.fields)).status_code == 303
    assert len(draft.lines) == count


def test_each_goes_into_the_section_of_its_name_and_a_price_in_another_currency_stays_behind(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    there = kept(studio, "Hosting, a year", fixed_minor=9000)
    there.currency, there.section = "USD", {"en": "LAUNCH"}
    new = kept(studio, "A film", minutes=600)
    new.section, new.text = {"ru": "Кино"}, {"ru": "Фильм"}
    address = f"/proposals/{draft.id}/library"
    shown = vera.get(address).text
    assert "its price of $\u00a090 is not taken: this estimate is in EUR" in shown
    assert "no words in the language" in shown
    answer = vera.post(address, data={"do": "take", "line": [f"h{there.id}", f"h{new.id}"]})
    assert answer.status_code == 303 and ".s" in answer.location
    hosting, film = draft.sections[3].lines[-1], draft.sections[-1].lines[0]
    assert (hosting.text, hosting.fixed_minor, hosting.is_priced) == (
        "Hosting, a year",
        None,
        False,
    )
    assert (film.text, film.section.title) == ("Фильм", "Кино")


def test_what_cannot_be_taken_is_said_and_the_ticks_stay(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    one, other = kept(studio, "One more", minutes=60), kept(studio, "And another", minutes=60)
    address, ticks = f"/proposals/{draft.id}/library", [f"h{one.id}", f"h{other.id}"]
    nothing = vera.post(address, data={"do": "take"})
    assert nothing.status_code == 422 and "Nothing was ticked" in nothing.text
    gone = vera.post(address, data={"do": "take", "line": "h99999"})
    assert gone.status_code == 422
    section = draft.sections[0]
    section.lines.extend(
        EstimateLine(position=n, text="Work") for n in range(499 - len(draft.lines))
    )
    full = vera.post(address, data={"do": "take", "line": ticks})
    assert full.status_code == 422 and len(draft.lines) == 499
    assert "These are 2 lines, and there is room for 1." in full.text
    assert all(f'value="{tick}" checked' in full.text for tick in ticks)
    draft.state = ProposalState.sent
    assert vera.get(address).status_code == 303
    assert "does not change any more" in vera.post(address, data={"do": "take", "line": ticks}).text


def test_it_is_written_changed_put_away_and_found_in_the_settings(
    vera: HouseClient, client: HouseClient, studio: Studio
) -> None:
    fields = {"text_en": "Signs for a door", "text_ru": "Табличка на дверь", "hours": "2,5-4"}
    more = {"section_en": "Signs", "tags": "Print, print", "role": str(studio.mira.role_id)}
    assert vera.fill("/settings/lines", "house-line", **fields, **more).status_code == 303
    one = db.session.scalars(sa.select(HouseLine)).one()
    assert (one.minutes, one.most_minutes, one.tags) == (150, 240, ["print"])
    page = f"/settings/lines/{one.id}"
    assert 'value="2.5–4"' in vera.get(page).text
    for wrong, advice in (
        ({"hours": "пять"}, "Enter the hours, like 2.5, 1:30 or 10–14"),
        ({"fixed": "-3"}, "Enter an amount, like 1400 or 59.90"),
        ({"fixed": "400"}, "Give hours or a fixed price, not both"),
        ({"hours": ""}, "Give its hours, like 2.5 or 10–14, or a fixed price"),
        ({"text_en": "", "text_ru": ""}, "Write the work in one language at least"),
    ):
        refused = vera.fill(page, "house-line", **wrong)
        assert refused.status_code == 422 and advice in refused.text, wrong
    assert vera.fill(page, "house-line", hours="", fixed="120", unit="door").status_code == 303
    assert (one.fixed_minor, one.unit, one.role, one.minutes) == (12_000, "door", None, None)
    for asked, is_found in (("q=ДВЕРЬ", True), ("q=window", False), ("tag=print", True)):
        assert (f'{page}"' in vera.get(f"/settings/lines?{asked}").text) is is_found, asked
    assert vera.post(f"{page}/archive").status_code == 303
    assert f'{page}"' not in vera.get("/settings/lines").text
    assert f'{page}"' in vera.get("/settings/lines?away=1").text
    assert vera.get("/settings/lines/999").status_code == 404
    assert client.login(studio.timur).get("/settings/lines").status_code == 403
