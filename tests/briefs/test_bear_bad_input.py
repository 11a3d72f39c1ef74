"""Whatever is sent to the pages of a brief: never a page that breaks, and nothing that was kept is lost."""

import random
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from werkzeug.datastructures import MultiDict

from agency.briefs.models import Brief
from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.leads.models import Lead
from tests.briefs.support import (
    Kind,
    a_minute_ago,
    asked,
    begun,
    filled,
    hand_in,
    said,
    the_brief,
    who,
)
from tests.support import HouseClient, PageForm, everything, forms_of

TURNS = 50
ODD = (
    "",
    " ",
    "\x00",
    "a\x00b\x07\x1b[31m",
    "\u202egnp.exe\u202c",
    "\ufeff\u200b",
    "'; DROP TABLE brief; --",
    "<script>alert(1)</script>{{ 7 * 7 }}",
    "ــ" * 400,
    "-1",
    "99999999999999999999",
    "1e309",
    "2026-02-30",
    "other",
    "[]",
    '{"a": 1}',
    "💥" * 300,
    "x" * 30_000,
)


@pytest.fixture
def database() -> str:
    """PostgreSQL takes no NUL; what SQLite takes besides is looked at in other tests."""
    return "postgresql"


def test_ten_megabytes_of_words_are_kept_to_the_last_letter_and_asked_to_be_shorter(
    client: HouseClient, studio: Studio
) -> None:
    address, task, words = filled(client), asked(Kind.long, 2), "word " * 2_000_000
    (page,) = forms_of(client.get(f"{address}/2").text)
    answer = client.post(page.action, data=page.fields.to_dict() | {task.field: words})
    assert answer.status_code == 422
    assert "Shorten it to 20000 characters, now it has 10000000." in answer.text
    assert said(Kind.long, 2) == words
    assert hand_in(client, address).location.startswith(f"{address}/2")


def test_pages_out_of_order_and_pages_that_there_are_not(
    client: HouseClient, studio: Studio
) -> None:
    leads, address = len(everything(Lead)), begun(client)
    budget = {asked(Kind.budget, 4).field: "10-20"}
    assert client.fill(f"{address}/4", **budget).location.startswith(f"{address}/2")
    assert said(Kind.budget, 4) == "10-20"
    for number in ("0", "5", "99999999999999999999", "-1", "two"):
        assert client.get(f"{address}/{number}").status_code == 404
        assert client.post(f"{address}/{number}", data=budget).status_code == 404
    client.fill(f"{address}/2", **{asked(Kind.long, 2).field: "Tiles."})
    assert hand_in(client, address).location.endswith("/thanks")
    assert len(everything(Lead)) == leads + 1


def test_a_page_that_came_without_its_seal_takes_nothing_back(
    client: HouseClient, studio: Studio
) -> None:
    address = begun(client)
    assert client.post(f"{address}/1").status_code == 422
    assert client.post(f"{address}/1", data=who(name="Inês N.", long="")).status_code == 422
    assert said(Kind.name, 1) == "Inês N."
    assert said(Kind.long, 1) == "We make tiles by hand."


def test_answers_to_other_questions_are_no_answers(client: HouseClient, studio: Studio) -> None:
    address = begun(client)
    made_up = {"q-none": "x", "q-": "y", "q-things": "12", "answers": "z", "state": "submitted"}
    client.fill(f"{address}/2", **made_up)
    brief = the_brief()
    assert {each.question_key for each in brief.answers} <= set(brief.asks.by_key)
    # To a question that is hidden: kept, and counted nowhere.
    assert [each.question_key for each in brief.set_aside] == ["things"]
    assert "things" not in {each.question_key for each in brief.answered}
    assert not brief.is_submitted


def test_whatever_comes_no_page_breaks_and_what_fits_stays(
    client: HouseClient, studio: Studio
) -> None:
    draw = random.Random(20261122)
    address = begun(client)
    kept = _answers(the_brief())
    for turn, send in zip(range(TURNS), _moves(client, address, draw)):
        status = send()
        assert status < 500, (turn, status)
        assert _answers(the_brief()).items() >= kept.items(), turn
    assert client.get(f"{address}/1").status_code == 200
    assert "Inês Carvalho" in client.get(f"{address}/1").text


def _answers(brief: Brief) -> dict[str, Any]:
    """What the first page said, which no move touches."""
    db.session.refresh(brief)
    first = {each.key for each in brief.asks.pages[0].questions}
    return {one.question_key: one.value for one in brief.answers if one.question_key in first}


def _moves(client: HouseClient, address: str, draw: random.Random) -> Iterator[Callable[[], int]]:
    """Requests as no page of ours sends them."""
    forms: dict[str, PageForm] = {}
    token = address.rpartition("/")[2]

    def post(path: str, **heads: Any) -> int:
        if path not in forms:
            forms[path] = next(each for each in forms_of(client.get(path).text) if each.action)
        data = MultiDict(forms[path].fields)
        for name in list(data):
            if draw.random() < 0.6:
                data.setlist(name, draw.choices(ODD, k=draw.choice((1, 1, 2, 5))))
        for _ in range(draw.randint(0, 3)):
            named = draw.choice(("go", "load", "remove", "speak", "start", "zone", "work", "pass"))
            data.setlist(named, [draw.choice(ODD)])
        if draw.random() < 0.3:
            data.setlist(
                asked(Kind.file, 3).field, [(BytesIO(draw.randbytes(40)), draw.choice(ODD)[:200])]
            )
        target = urlsplit(forms[path].action).path
        return client.post(target, data=data, headers=heads).status_code

    def first() -> int:
        data = {**who(), "start": draw.choice([a_minute_ago(), *ODD[:8]])}
        data[draw.choice(list(data))] = draw.choice(ODD)
        return client.post("/brief/website", data=data).status_code

    def look() -> int:
        path = draw.choice(("", "/1", "/2", "/thanks", "/link", "/9", "/h"))
        query = {"lang": draw.choice(ODD)[:50], "missing": "1", "asked": draw.choice(ODD)[:50]}
        method = draw.choice((client.get, client.post, client.put, client.patch, client.delete))
        return method(f"/brief/f/{token}{path}", query_string=query).status_code

    def raw() -> int:
        body = draw.randbytes(draw.randint(0, 300))
        kind = draw.choice(
            (
                "multipart/form-data; boundary=x",
                "multipart/form-data",
                "application/x-www-form-urlencoded",
                "application/json",
                "application/offset+octet-stream",
                "text/plain; charset=utf-99",
            )
        )
        path = draw.choice((f"{address}/2", f"{address}/3", "/brief/website"))
        return client.post(path, data=body, content_type=kind).status_code

    while True:
        yield draw.choice(
            (
                lambda: post(f"{address}/2"),
                lambda: post(f"{address}/3", Accept="application/json"),
                lambda: post(f"{address}/4"),
                first,
                look,
                raw,
            )
        )
