"""The lines that answers suggest: written in a template’s draft, by the selects of conditions, published with it."""

import pytest

from agency.briefs import building, publishing, queries
from agency.briefs.conditions import Check, Group, Op
from agency.briefs.questionnaire import Suggestion
from agency.briefs.standard import READY
from agency.demo.studio import Studio
from agency.kernel.db import db
from tests.support import NOW, HouseClient


@pytest.fixture
def database() -> str:
    """A draft is one text on both."""
    return "sqlite"


def lines_of(id: int) -> tuple[Suggestion, ...]:
    db.session.expire_all()
    template = building.template(id)
    assert template is not None
    return building.draft_of(template).asks.suggestions


def the_template() -> int:
    found = queries.live_template("website")
    assert found is not None
    return found.id


A_SHOP = {
    "text-en": "A test shop",
    "section-en": "Build",
    "text-ru": "Пробный магазин",
    "section-ru": "Сборка",
    "hours": "2.5",
    "most": "4",
    "role": "Designer",
    "node": ["0", "0.0"],
    "node-0-join": "all",
    "node-0.0-question": "needs",
    "node-0.0-was": "needs",
    "node-0.0-op": "is",
    "node-0.0-value": ["shop"],
}


def test_a_line_is_written_changed_and_taken_out_and_counts_once_published(
    studio: Studio, client: HouseClient
) -> None:
    id = the_template()
    before = lines_of(id)
    client.login(studio.vera)
    page = client.get(f"/settings/briefs/{id}/suggestions").text
    assert "Shop: catalogue, basket, payment" in page
    assert "when “What has to be in it?” is A shop with payment" in page
    address = f"/settings/briefs/{id}/suggestions/new"
    client.get(address)
    assert client.post(address, data=A_SHOP | {"do": "save"}).status_code == 303
    (made,) = lines_of(id)[len(before) :]
    assert (made.text, made.minutes, made.most_minutes, made.role) == (
        {"en": "A test shop", "ru": "Пробный магазин"},
        150,
        240,
        "Designer",
    )
    assert made.when == Check("needs", Op.is_, ("shop",))
    template = building.template(id)
    assert template is not None and template.current is not None
    assert made not in template.current.asks.suggestions
    publishing.publish(template, edits=template.edits, by=studio.vera, at=NOW)
    db.session.commit()
    db.session.expire_all()
    assert template.current is not None
    assert made in template.current.asks.suggestions

    address = f"/settings/briefs/{id}/suggestions/{made.key}"
    assert "A test shop" in client.get(address).text
    two = A_SHOP | {"hours": "3", "most": "", "do": "group:0"}
    shown = client.post(address, data=two)
    assert shown.status_code == 200
    assert shown.text.count('name="node"') > 2  # a group more, and nothing saved
    assert lines_of(id)[-1].minutes == 150
    assert client.post(f"{address}/removal").status_code == 303
    assert lines_of(id) == before


def test_what_is_missing_is_said_and_what_is_typed_stays(
    studio: Studio, client: HouseClient
) -> None:
    id = the_template()
    client.login(studio.vera)
    wrong = A_SHOP | {
        "text-en": "",
        "text-ru": "",
        "hours": "soon",
        "most": "1",
        "node": ["0"],
        "do": "save",
    }
    answer = client.post(f"/settings/briefs/{id}/suggestions/new", data=wrong)
    assert answer.status_code == 422
    for words in ("Write what the line says.", "Enter the hours", "Say which answer suggests it."):
        assert words in answer.text
    assert 'value="soon"' in answer.text
    assert client.get(f"/settings/briefs/{id}/suggestions/nothing").status_code == 404

    seen = client.get(f"/settings/briefs/{id}/suggestions/shop").text
    mark = seen.partition('name="mark" value="')[2].partition('"')[0]
    first = client.post(
        f"/settings/briefs/{id}/suggestions/shop", data=A_SHOP | {"mark": mark, "do": "save"}
    )
    assert first.status_code == 303
    other = client.post(
        f"/settings/briefs/{id}/suggestions/shop",
        data=A_SHOP | {"text-en": "Mine", "mark": mark, "do": "save"},
    )
    assert other.status_code == 409
    assert "“A test shop”" in other.text
    assert 'value="Mine"' in other.text

    client.login(studio.timur)
    assert client.get(f"/settings/briefs/{id}/suggestions").status_code == 403


def test_every_ready_line_asks_for_an_answer_that_can_be_given() -> None:
    for ready in READY:
        asks = ready.made()
        for line in asks.suggestions:
            check = line.when
            assert not isinstance(check, Group)
            keys = {each.key for each in asks.by_key[check.question].choices}
            assert set(check.values) <= keys, line.key
