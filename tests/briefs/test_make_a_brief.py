"""A manager makes a brief in the browser: pages, questions, choices, conditions, and publishes it."""

from typing import Any

import pytest

from agency.briefs import building, queries
from agency.briefs.conditions import Check, Op
from agency.briefs.kinds import QuestionKind
from agency.briefs.questionnaire import Questionnaire
from agency.briefs.templates import BriefTemplate, BriefVersion
from agency.demo.studio import Studio
from agency.kernel.db import db
from tests.support import HouseClient, everything

Kind = QuestionKind


@pytest.fixture
def database() -> str:
    """One database is enough: the rules are above it."""
    return "sqlite"


@pytest.fixture
def vera(studio: Studio, client: HouseClient) -> HouseClient:
    return client.login(studio.members["vera"])


def made(client: HouseClient, **more: Any) -> int:
    """A new brief; its id."""
    fields = {"name-en": "Illustration", "name-ru": "Иллюстрация"} | more
    answer = client.fill("/settings/briefs", "new-brief", **fields)
    assert answer.status_code == 303, answer.text
    return int(answer.location.split("/")[3].split("?")[0])


def the(id: int) -> BriefTemplate:
    found = db.session.get(BriefTemplate, id)
    assert found is not None
    return found


def asks(id: int) -> Questionnaire:
    return building.draft_of(the(id)).asks


def add(client: HouseClient, id: int, kind: Kind, page: int = 0) -> str:
    """One more question; its key."""
    key = asks(id).pages[page].key
    answer = client.fill(f"/settings/briefs/{id}", f"add-to-{key}", _press=kind.value)
    assert answer.status_code == 303, answer.text
    return next(each.key for each in asks(id).questions if f"question:{each.key}" in _at(answer))


def _at(answer: Any) -> str:
    return str(answer.location.replace("%3A", ":")).partition("at=")[2]


def change(client: HouseClient, id: int, key: str, **fields: Any) -> Any:
    """Fill in a question's form and save it, or press one of its buttons."""
    fields = {"_press": "save"} | fields
    return client.fill(f"/settings/briefs/{id}?at=question:{key}", "question", **fields)


def test_a_brief_is_made_from_nothing_with_a_condition_and_published(vera: HouseClient) -> None:
    id = made(vera)
    assert [each.kind for each in asks(id).questions] == [Kind.name, Kind.email]
    for each in list(asks(id).questions):
        change(vera, id, each.key, **{"text-en": each.kind.value, "text-ru": each.kind.value})
    what = add(vera, id, Kind.many)
    first, second = asks(id).by_key[what].choices
    change(
        vera,
        id,
        what,
        **{
            "text-en": "What has to be in it?",
            "text-ru": "Что в нём должно быть?",
            f"choice-{first.key}-text-en": "Shop",
            f"choice-{first.key}-text-ru": "Магазин",
            f"choice-{second.key}-text-en": "Blog",
            f"choice-{second.key}-text-ru": "Блог",
        },
    )
    assert change(vera, id, what, _press="choice:").status_code == 303
    third = asks(id).by_key[what].choices[2]
    change(
        vera,
        id,
        what,
        **{f"choice-{third.key}-text-en": "Booking", f"choice-{third.key}-text-ru": "Запись"},
    )
    money = add(vera, id, Kind.text)
    change(
        vera,
        id,
        money,
        **{"text-en": "How do they pay?", "text-ru": "Как платят?", "_press": "check:0"},
    )
    change(vera, id, money, **{"node-0.0-value": [first.key, third.key]})
    assert asks(id).by_key[money].shown_when == Check(what, Op.is_, (first.key, third.key))
    page = vera.get(f"/settings/briefs/{id}?at=question:{money}").text
    assert "Shown when “What has to be in it?” is Shop or Booking." in page
    key = asks(id).pages[0].key
    vera.fill(
        f"/settings/briefs/{id}?at=page:{key}",
        "page",
        _press="save",
        **{"title-en": "You", "title-ru": "Вы"},
    )
    answer = vera.fill(f"/settings/briefs/{id}/versions", "publish")
    assert answer.status_code == 303, answer.text
    assert queries.live_template("illustration") is not None
    assert vera.get("/brief/illustration").status_code == 200
    (version,) = [each for each in everything(BriefVersion) if each.template_id == id]
    assert version.number == 1 and version.published_by.name.startswith("Vera")
    assert the(id).draft is None
