"""The browser does a small work while somebody types; what comes back with it is judged once."""

import base64
import json
from datetime import timedelta

import pytest
from flask import Flask

from agency.briefs.doubting import Doubt
from agency.demo.studio import Studio
from agency.kernel import clock, work
from agency.kernel.work import Work
from tests.briefs.support import the_brief, who
from tests.small_work import done, sealed, task_in
from tests.support import NOW, HouseClient, forms_of


@pytest.fixture
def database() -> str:
    """What is judged here is the same on every database."""
    return "sqlite"


def first_page(client: HouseClient) -> tuple[dict[str, str], str]:
    page = client.get("/brief/website").text
    task = task_in(page)
    assert task
    return forms_of(page)[0].fields.to_dict(), task


def send(client: HouseClient, fields: dict[str, str], **more: str) -> None:
    answer = client.post("/brief/website", data={**fields, **who(), **more})
    assert answer.status_code == 303, answer.text


def test_the_work_of_its_own_page_leaves_no_doubt_even_in_haste(
    client: HouseClient, studio: Studio
) -> None:
    fields, task = first_page(client)
    assert fields["work"] == ""
    send(client, fields, work=done(task))
    assert Doubt.unproven.value not in the_brief().doubts
    assert not the_brief().is_suspect


def test_without_the_work_haste_is_a_grave_doubt_and_patience_is_none(
    client: HouseClient, studio: Studio
) -> None:
    fields, task = first_page(client)
    send(client, fields)
    assert the_brief().grave is Doubt.haste
    # The same page once more, now with the work: it was only a little late.
    send(client, fields, work=done(task))
    assert the_brief().doubts == [Doubt.haste.value]
    assert the_brief().grave is None


def test_the_work_of_another_page_is_noticed(client: HouseClient, studio: Studio) -> None:
    _, task = first_page(client)
    fields, _ = first_page(client)
    send(client, fields, work=done(task))
    assert the_brief().grave is Doubt.forged


def test_a_page_that_is_shown_again_keeps_its_work(client: HouseClient, studio: Studio) -> None:
    fields, task = first_page(client)
    found = done(task)
    again = client.post("/brief/website", data={**fields, "work": found})
    assert again.status_code == 422
    assert forms_of(again.text)[0].fields["work"] == found
    other = client.post("/brief/website", data={**who(), "start": "made up", "work": found})
    assert forms_of(other.text)[0].fields["work"] == ""
    assert forms_of(other.text)[0].fields["start"] != "made up"


def test_what_is_judged(app: Flask) -> None:
    task = work.task_for("a page", at=NOW)
    found, told = done(task), json.loads(task)
    assert work.judge(found, "a page", at=NOW + timedelta(hours=23)) is Work.done
    assert work.judge(found, "a page", at=NOW + timedelta(hours=25)) is Work.late
    assert work.judge("", "a page", at=NOW) is work.judge(None, "a page", at=NOW) is Work.missing
    assert work.judge(found, "another", at=NOW) is Work.forged
    longer = told["salt"].replace("expires=", "expires=9")
    for wrong in (
        "rubbish",
        "bnVsbA==",
        found[:-8],
        sealed({"number": 1}),
        sealed(told),
        sealed(told | {"number": -1}),
        sealed(told | {"number": [1], "salt": {}}),
        sealed(told | {"number": 1, "signature": None}),
        sealed(json.loads(base64.b64decode(found)) | {"salt": longer}),
        "x" * 100_000,
    ):
        assert work.judge(wrong, "a page", at=clock.now()) is Work.forged, wrong[:60]
