"""The browser does a small work while somebody types; what comes back with it is judged once."""

import base64
import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from altcha.v1 import solve_challenge
from flask import Flask

from agency.briefs.models import Doubt
from agency.demo.studio import Studio
from agency.kernel import clock, work
from agency.kernel.work import Work
from tests.briefs.support import the_brief, who
from tests.support import NOW, HouseClient, forms_of


@pytest.fixture
def database() -> str:
    """What is judged here is the same on every database."""
    return "sqlite"


def found(task: str) -> str:
    """What a browser finds."""
    told = json.loads(task)
    solution = solve_challenge(told["challenge"], told["salt"], "SHA-256", told["most"])
    assert solution is not None
    return sealed(told | {"number": solution.number})


def sealed(told: dict[str, Any]) -> str:
    return base64.b64encode(json.dumps(told).encode()).decode()


def first_page(client: HouseClient) -> tuple[dict[str, str], str]:
    page = client.get("/brief/website").text
    task = re.search(r'data-work="([^"]*)"', page)
    assert task is not None
    return forms_of(page)[0].fields.to_dict(), html.unescape(task[1])


def send(client: HouseClient, fields: dict[str, str], **more: str) -> None:
    answer = client.post("/brief/website", data={**fields, **who(), **more})
    assert answer.status_code == 303, answer.text


def test_the_work_of_its_own_page_leaves_no_doubt_even_in_haste(
    client: HouseClient, studio: Studio
) -> None:
    fields, task = first_page(client)
    assert fields["work"] == ""
    send(client, fields, work=found(task))
    assert Doubt.unproven.value not in the_brief().doubts
    assert not the_brief().is_suspect


def test_without_the_work_haste_is_a_grave_doubt_and_patience_is_none(
    client: HouseClient, studio: Studio
) -> None:
    fields, task = first_page(client)
    send(client, fields)
    assert the_brief().grave is Doubt.haste
    # The same page once more, now with the work: it was only a little late.
    send(client, fields, work=found(task))
    assert the_brief().doubts == [Doubt.haste.value]
    assert the_brief().grave is None


def test_the_work_of_another_page_is_noticed(client: HouseClient, studio: Studio) -> None:
    _, task = first_page(client)
    fields, _ = first_page(client)
    send(client, fields, work=found(task))
    assert the_brief().grave is Doubt.forged


def test_a_page_that_is_shown_again_keeps_its_work(client: HouseClient, studio: Studio) -> None:
    fields, task = first_page(client)
    done = found(task)
    again = client.post("/brief/website", data={**fields, "work": done})
    assert again.status_code == 422
    assert forms_of(again.text)[0].fields["work"] == done
    other = client.post("/brief/website", data={**who(), "start": "made up", "work": done})
    assert forms_of(other.text)[0].fields["work"] == ""
    assert forms_of(other.text)[0].fields["start"] != "made up"


def test_what_is_judged(app: Flask) -> None:
    task = work.task_for("a page", at=NOW)
    done, told = found(task), json.loads(task)
    assert work.judge(done, "a page", at=NOW + timedelta(hours=23)) is Work.done
    assert work.judge(done, "a page", at=NOW + timedelta(hours=25)) is Work.late
    assert work.judge("", "a page", at=NOW) is work.judge(None, "a page", at=NOW) is Work.missing
    assert work.judge(done, "another", at=NOW) is Work.forged
    longer = told["salt"].replace("expires=", "expires=9")
    for wrong in (
        "rubbish",
        "bnVsbA==",
        done[:-8],
        sealed({"number": 1}),
        sealed(told),
        sealed(told | {"number": -1}),
        sealed(told | {"number": [1], "salt": {}}),
        sealed(told | {"number": 1, "signature": None}),
        sealed(json.loads(base64.b64decode(done)) | {"salt": longer}),
        "x" * 100_000,
    ):
        assert work.judge(wrong, "a page", at=clock.now()) is Work.forged, wrong[:60]
