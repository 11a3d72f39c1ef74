"""Each kind of question is answered, read again, and says what to do when an answer does not fit."""

import io
from typing import Any

import pytest
from flask import Flask

from agency.briefs import fields_choosing, numerals, writing
from agency.briefs.forms import FIELDS
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief
from agency.demo.studio import Studio
from tests.briefs.every_kind import KEPT, filled
from tests.briefs.support import publish_every_kind, the_brief
from tests.support import HouseClient, forms_of


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def asking(studio: Studio) -> None:
    publish_every_kind()


def answers() -> dict[str, Any]:
    """What the only brief says, by the key of the question."""
    return {one.question_key: one.value for one in the_brief().answers if not one.files}


def send(client: HouseClient, **typed: Any) -> tuple[str, str]:
    """Begin a brief with these answers beside the usual ones: its address, and the page shown next."""
    named = {f"q-{key.replace('__', '.')}": value for key, value in typed.items()}
    response = client.fill("/brief/every-kind", **{**filled(), **named})
    assert response.status_code == 303, response.text
    return response.location.split("?")[0].rpartition("/")[0], client.get(response.location).text


def test_there_is_a_field_for_every_kind() -> None:
    assert set(FIELDS) == set(QuestionKind)


def test_every_answer_is_kept_in_its_shape_and_shown_as_it_was_typed(
    client: HouseClient, asking: None
) -> None:
    address, _ = send(client, files=(io.BytesIO(b"%PDF-1.4 brand"), "brand.pdf"))
    assert answers() == KEPT
    assert all(one.fits for one in the_brief().answers)
    page = client.get(f"{address}/1").text
    (form,) = [each for each in forms_of(page) if each.id == "brief"]
    again = {name: form.fields.getlist(name) for name in filled()}
    assert again["q-shape.other"] == ["Like a drawer full of samples"]
    assert again["q-goals"] == ["sell", "other"]
    assert again["q-lands"] == ["c2", "c30"]
    assert again["q-land"] == ["c7"]
    assert again["q-range"] == ["other"]
    assert again["q-range.other"] == ["12500"]
    assert again["q-order.hire"] == ["3"]
    assert form.fields["q-rows.1.name"] == "Marta"
    assert client.fill(f"{address}/1").status_code == 303
    assert answers() == KEPT


def test_it_reads_well_for_those_who_get_it(client: HouseClient, asking: None) -> None:
    send(client)
    lines = {one.question_key: one.lines for one in the_brief().answers}
    assert lines["who"][0] == "Inês Carvalho"
    assert lines["goals"] == ["Sell more in the shop", "Show how a tile is made"]
    assert lines["shape"] == ["Like a drawer full of samples"]
    assert lines["weeks"] == ["4 May 2099 – 28 August 2099"]
    assert lines["pages"] == ["12.5"]
    assert lines["range"] == ["€\u00a012,500"]
    assert lines["mark"] == ["4 of 5"]
    assert lines["order"][0] == "1. Be found by new people"
    assert lines["rows"] == ["Rui · Fires the kiln", "Marta"]
    assert lines["agreed"] == ["Agreed"]
    assert lines["launch"] == ["Yes"]


@pytest.mark.parametrize(
    ("typed", "words", "kept"),
    [
        ({"weeks__to": "2099-05-01"}, "The last day is before the first.", None),
        ({"weeks__to": ""}, "Choose the last day as well.", None),
        ({"weeks__from": "soon"}, "Write the day like", "soon"),
        ({"pages": "many"}, "Write a figure, like 12 or 2.5.", "many"),
        ({"pages": "0"}, "Write a figure from 1 to 500.", "0"),
        ({"site": "javascript:alert(1)"}, "Write one address of a page", "javascript:alert(1)"),
        ({"line": "Tile"}, "Write a little more: 5 characters at least, now it has 4.", "Tile"),
        ({"line": "t" * 81}, "Shorten it to 80 characters, now it has 81.", "t" * 81),
        ({"shape__other": " "}, "Write your own answer here", None),
        ({"goals": ["sell", "find", "other"]}, "Choose 2 at most; now there are 3.", None),
        ({"order__sell": "1"}, "Place 1 is taken by “Sell more in the shop”.", None),
        ({"order__sell": "9"}, "Write a place from 1 to 3.", "9"),
        ({"who__email": "nowhere"}, "Look at the address again", "nowhere"),
        ({"who__name": ""}, "Write your name.", None),
        ({"range__other": "lots"}, "Write an amount, like 15,000.", "lots"),
        ({"mark": "6"}, "Choose how many points you give.", None),
        ({"agreed": ""}, "Tick the box to go on.", None),
        ({"rows__0__name": "x" * 501}, "Shorten it to 500 characters", "x" * 501),
        ({"rows__9__name": "a", **{f"rows__{n}__name": "b" for n in range(1, 8)}}, "at most", "b"),
    ],
)
def test_what_does_not_fit_is_kept_as_typed_and_tied_to_its_field(
    client: HouseClient, asking: None, typed: dict[str, Any], words: str, kept: str | None
) -> None:
    _, page = send(client, **typed)
    assert words in page
    assert 'href="#q-' in page
    if kept is not None:
        assert kept in page
    key = next(iter(typed)).partition("__")[0]
    found = [one for one in the_brief().answers if one.question_key == key]
    assert all(not one.fits for one in found)


def test_a_way_from_each_error_leads_to_an_input(client: HouseClient, asking: None) -> None:
    _, page = send(client, mark="", who__name="", goals=["sell", "find", "other"], agreed="")
    for part in page.split('href="#')[1:]:
        target = part.partition('"')[0]
        assert f'id="{target}"' in page, target


def test_more_rows_are_asked_for_without_scripts(client: HouseClient, asking: None) -> None:
    address, _ = send(client)
    page = client.get(f"{address}/1").text
    assert "q-rows.3.name" not in page
    response = client.fill(f"{address}/1", _press="more")
    page = client.get(response.location).text
    assert "q-rows.4.name" in page
    assert answers() == KEPT


def test_a_thousand_choices_are_a_page_like_any_other(app: Flask) -> None:
    question = next(
        each for each in publish_every_kind(countries=1000).questions if each.key == "lands"
    )
    offered = fields_choosing.choices_of(question)
    assert len(offered) == 1000
    client: Any = app.test_client()
    page = client.get("/brief/every-kind").text
    assert page.count('name="q-lands"') == 1000
    assert page.count("<option") >= 1000
    client.fill("/brief/every-kind", **{"q-lands": ["c1000"], "q-land": "c999"})
    assert answers() == {"lands": ["c1000"], "land": "c999"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("example.com", "https://example.com"),
        ("HTTP://Example.com/a?b=1#c", "HTTP://Example.com/a?b=1#c"),
        ("дом.рф/каталог", "https://дом.рф/каталог"),
        ("example.com:8080/x", "https://example.com:8080/x"),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt://example.com/%0aalert(1)", None),
        ("data:text/html,<b>", None),
        ("https://google.com@evil.example", None),
        ("https://", None),
        ("two words.com", None),
        ("file:///etc/passwd", None),
        ("mailto:ines@example.com", None),
        ("https://[::1", None),
    ],
)
def test_a_link_is_one_that_can_be_opened_without_harm(typed: str, kept: str | None) -> None:
    assert writing.link(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("12", "12"),
        (" 1 200,5 ", "1200.5"),
        ("1,200.50", "1200.5"),
        ("1.200,5", "1200.5"),
        ("1.200.300", "1200300"),
        ("2.5", "2.5"),
        ("−3", "-3"),
        ("007", "7"),
        ("-0", "0"),
        ("12 pages", None),
        ("1e5", None),
        ("", None),
        ("12345678901234", None),
        ("٣", None),
    ],
)
def test_a_figure_is_read_as_people_write_it(typed: str, kept: str | None) -> None:
    assert numerals.figure(typed) == kept


def test_what_was_never_asked_is_never_answered(client: HouseClient, asking: None) -> None:
    send(client, nowhere="x", rows__0__nothing="x", who__password="x")
    brief: Brief = the_brief()
    assert {one.question_key for one in brief.answers} == set(KEPT)
    assert answers() == KEPT
