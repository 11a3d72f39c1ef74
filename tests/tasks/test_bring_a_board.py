"""A board that was kept in Trello or Asana comes over: told first, brought once, and nothing half of it stays."""

import csv
import io
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.demo.studio import Studio
from agency.kernel import queue
from agency.kernel.db import db
from agency.tasks import jobs
from agency.tasks.importing import performing, pieces_of_json
from agency.tasks.importing.models import ImportRow, Step, TaskImport
from agency.tasks.labels import Label
from agency.tasks.models import Task
from agency.tasks.projects import BoardColumn, Project
from agency.tasks.talk import Comment
from tests.support import NOW, HouseClient, everything

Bring = Callable[..., TaskImport]


@pytest.fixture
def database() -> str:
    return "sqlite"


def trello(studio: Studio, **more: Any) -> dict[str, Any]:
    """An export as Trello writes it: what happened stands before the cards, things to tick after them."""
    return {
        "id": "b1",
        "name": "Garden shop",
        "prefs": {"background": "blue", "nested": [[1, 2], {"a": "]}"}]},
        "actions": [
            _said("a1", "c1", "m1", studio.timur.name, "Looks “good” to me"),
            _said("a2", "c1", "m2", "Olga Petrova", "Вот тексты"),
            _said("a3", "gone", "m2", "Olga Petrova", "On a card that was deleted"),
            {"id": "a4", "type": "updateCard", "date": "2026-01-05T10:00:00.000Z", "data": {}},
        ],
        "cards": [
            _card("c2", "Second", "l1", 200, idLabels=["g"], due="2026-03-30T22:30:00.000Z"),
            _card(
                "c1",
                "First",
                "l1",
                100,
                desc="With *words*",
                idMembers=["m1", "m2"],
                idLabels=["g"],
                attachments=[
                    {"id": "t1", "name": "Moodboard", "url": "https://www.figma.com/file/x/Mood"},
                    {"id": "t2", "name": "bad", "url": "javascript:alert(1)"},
                ],
                customFieldItems=[{"id": "f"}],
            ),
            _card("c3", "Live already", "l3", 1),
            _card("c4", "Put away", "l2", 1, closed=True),
            _card("c5", "Ticked in Doing", "l2", 2, dueComplete=True),
            *more.get("cards", []),
        ],
        "labels": [{"id": "g", "name": "Copy", "color": "green_dark"}],
        "lists": [
            {"id": "l1", "name": "To do", "closed": False, "pos": 1},
            {"id": "l2", "name": "Doing", "closed": False, "pos": 2},
            {"id": "l3", "name": "Live", "closed": False, "pos": 3},
        ],
        "members": [
            {"id": "m1", "fullName": studio.timur.name.upper()},
            {"id": "m2", "fullName": "Olga Petrova"},
        ],
        "checklists": [
            {
                "id": "k1",
                "idCard": "c1",
                "name": "Checklist",
                "pos": 1,
                "checkItems": [
                    {"id": "i2", "name": "Two", "state": "incomplete", "pos": 2},
                    {"id": "i1", "name": "One", "state": "complete", "pos": 1},
                    {
                        "id": "i3",
                        "name": "Timur's",
                        "state": "incomplete",
                        "pos": 3,
                        "idMember": "m1",
                    },
                ],
            }
        ],
    }


def _said(id: str, card: str, by: str, name: str, words: str) -> dict[str, Any]:
    who = {"id": by, "fullName": name}
    data = {"text": words, "card": {"id": card}}
    at = "2026-01-05T10:00:00.000Z"
    return {"id": id, "type": "commentCard", "date": at, "data": data, "memberCreator": who}


def _card(id: str, name: str, list_id: str, pos: float, **more: Any) -> dict[str, Any]:
    return {
        "id": id,
        "name": name,
        "desc": "",
        "idList": list_id,
        "pos": pos,
        "closed": False,
        **more,
    }


ASANA_HEAD = [
    *("Task ID", "Created At", "Completed At", "Name", "Section/Column", "Assignee"),
    *("Assignee Email", "Due Date", "Tags", "Notes", "Projects", "Parent task", "Budget"),
]


def asana(studio: Studio) -> bytes:
    user = studio.timur.user
    assert user is not None
    rows = [
        ["1", "2026-01-01", "", "Texts", "To do", "T", user.email.upper(), "2026-03-30",
         "Copy, SEO", "=1+1", "Shop", "", "50"],
        ["2", "2026-01-02", "2026-02-01", "Draft", "", "", "", "", "", "A note", "", "Texts", ""],
        ["3", "2026-01-02", "", "Deeper", "", "", "", "", "", "", "", "Draft", ""],
        ["4", "2026-01-03", "2026-02-02", "Launch", "Shipped", "", "", "", "", "", "Shop", "", ""],
        ["5", "2026-01-03", "", "Lost", "", "", "", "", "", "", "", "Nowhere", ""],
        ["", "", "", "Without an id", "To do", "", "", "", "", "", "Shop", "", ""],
    ]  # fmt: skip
    text = io.StringIO()
    csv.writer(text).writerows([ASANA_HEAD, *rows])
    return text.getvalue().encode("utf-8-sig")


@pytest.fixture
def vera(client: HouseClient, studio: Studio) -> HouseClient:
    """The browser of a manager."""
    return client.login(studio.vera)


@pytest.fixture
def bring(vera: HouseClient, app: Flask) -> Bring:
    """Hands a file in, reads it, and says what was found."""

    def hand_in(
        content: Any, into: str, *, name: str = "board.json", title: str = ""
    ) -> TaskImport:
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        sent = {"file": (io.BytesIO(raw), name), "into": into, "title": title}
        answer = vera.post("/boards/import", data=sent, content_type="multipart/form-data")
        assert answer.status_code == 303, answer.text
        live(app)
        return db.session.get_one(TaskImport, int(answer.location.rsplit("/", 1)[1]))

    return hand_in


def live(app: Flask) -> None:
    """Whatever is due now, with nothing in our hands; then we look at all of it afresh."""
    db.session.rollback()
    queue.run_once(app, NOW)
    db.session.expire_all()


def titles_by_column(project: Project) -> dict[str, list[str]]:
    rows = db.session.execute(
        sa.select(BoardColumn.name, Task.title)
        .join(Task, Task.column_id == BoardColumn.id)
        .where(BoardColumn.project_id == project.id)
        .order_by(BoardColumn.position, Task.order_key)
    )
    found: dict[str, list[str]] = {}
    for name, title in rows:
        found.setdefault(name["en"], []).append(title)
    return found


def test_a_trello_board_becomes_a_board_of_a_lead_and_comes_again_with_only_what_is_new(
    bring: Bring, vera: HouseClient, studio: Studio, app: Flask
) -> None:
    lead = studio.proposal.lead
    made = bring(trello(studio), f"lead:{lead.id}")
    assert made.step is Step.planned, made.trouble
    assert everything(Task) == [] or all(one.project_id is None for one in everything(Task))
    page = f"/boards/import/{made.id}"
    text = vera.get(page).text
    for words in (
        "5 cards",
        "Garden shop",
        "Olga Petrova",
        "custom field",
        "archived",
    ):
        assert words in text, words
    vera.post(f"{page}/start")
    live(app)
    assert made.step is Step.done
    project = made.project
    assert project is not None and (project.title, project.lead_id) == ("Garden shop", lead.id)
    assert [each.name["en"] for each in project.columns] == [
        "To do", "Doing", "Waiting for client", "Checking", "Live",
    ]  # fmt: skip
    assert titles_by_column(project) == {
        "To do": ["First", "Second"],
        "Doing": ["Put away"],
        "Live": ["Live already", "Ticked in Doing"],
    }
    tasks = {each.title: each for each in everything(Task) if each.project_id == project.id}
    first = tasks["First"]
    assert (first.details, first.owner) == ("With *words*", studio.timur)
    assert [(one.words, one.done_at is not None) for one in first.checklist] == [
        ("One", True), ("Two", False),
    ]  # fmt: skip
    assert [(one.title, one.owner) for one in first.subtasks] == [("Timur's", studio.timur)]
    assert [(one.words, one.member) for one in first.comments] == [
        ("Looks “good” to me", studio.timur), ("**Olga Petrova:** Вот тексты", None),
    ]  # fmt: skip
    assert [one.url for one in first.links] == ["https://www.figma.com/file/x/Mood"]
    assert [one.name for one in first.labels] == ["Copy"]
    assert str(tasks["Second"].due_on) == "2026-03-31", "their evening in UTC is our next day"
    assert tasks["Put away"].archived_at == NOW
    for address in (
        f"/boards/{project.id}",
        f"/boards/{project.id}/sold",
        "/boards",
        f"/tasks/{first.id}",
        page,
    ):
        assert vera.get(address).status_code == 200, address
    vera.post(f"/tasks/{first.id}/words", data={"seen": 1, "title": "Ours now", "details": ""})
    again = trello(studio, cards=[_card("c6", "New there", "l1", 150)])
    again["actions"].append(_said("a9", "c1", "m2", "Olga Petrova", "And more"))
    second = bring(again, f"lead:{lead.id}")
    assert second.project_id == project.id and not second.makes_project
    vera.post(f"/boards/import/{second.id}/start")
    live(app)
    assert titles_by_column(project)["To do"] == ["Ours now", "Second", "New there"]
    assert [one.words for one in first.comments][-1] == "**Olga Petrova:** And more"
    assert len(first.checklist) == 2 and len(everything(Project)) == 1


def test_the_same_file_sent_twice_and_begun_twice_makes_one_board(
    bring: Bring, vera: HouseClient, studio: Studio, app: Flask
) -> None:
    place = f"lead:{studio.proposal.lead_id}"
    both = [bring(trello(studio), place) for _time in range(2)]
    for made in both:
        vera.post(f"/boards/import/{made.id}/start")
    live(app)
    assert [each.step for each in both] == [Step.done, Step.done]
    assert both[0].project_id == both[1].project_id is not None
    assert [len(each) for each in titles_by_column(both[0].project).values()] == [2, 1, 2]


def test_an_asana_project_comes_onto_a_board_that_is_there(
    bring: Bring, vera: HouseClient, studio: Studio, project: Project, app: Flask
) -> None:
    before = len(everything(Task))
    made = bring(asana(studio), f"board:{project.id}", name="shop.csv")
    assert made.step is Step.planned, made.trouble
    text = vera.get(f"/boards/import/{made.id}").text
    assert "Budget" in text and "Lost" in text
    vera.post(f"/boards/import/{made.id}/start")
    live(app)
    found = titles_by_column(project)
    assert found["Done"] == ["Launch"], "a section whose name says it goes where such cards are"
    assert found["Next"][-3:] == ["Texts", "Lost", "Without an id"]
    texts = next(each for each in everything(Task) if each.title == "Texts")
    assert (texts.owner, str(texts.due_on), texts.details) == (studio.timur, "2026-03-30", "=1+1")
    assert [(one.title, one.done_at is not None) for one in texts.subtasks] == [
        ("Draft", True), ("Deeper", False),
    ]  # fmt: skip
    assert [one.words for one in texts.comments] == ["**Draft**\n\nA note"]
    assert sorted(one.name for one in texts.labels) == ["Copy", "SEO"]
    vera.post(f"/tasks/{texts.id}/comments", data={"words": "Mine", "readers": "us"})
    vera.post(f"/boards/import/{made.id}/calling-off")
    live(app)
    assert made.step is Step.undone
    assert len(everything(Task)) == before + 1, "what somebody worked on since stays"
    assert len(texts.subtasks) == 2
    assert "1 task stayed" in vera.get(f"/boards/import/{made.id}").text


def test_an_import_that_fails_or_is_called_off_leaves_nothing_half(
    bring: Bring, vera: HouseClient, studio: Studio, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead, before = studio.proposal.lead, (len(everything(Task)), len(everything(Label)))
    monkeypatch.setattr(performing, "BATCH", 2)
    made = bring(trello(studio), f"lead:{lead.id}")
    vera.post(f"/boards/import/{made.id}/start")
    for _turn in range(3):
        jobs.import_go_on(made.id, NOW)
        db.session.commit()
    assert len(everything(Task)) > before[0], "some of it is there"

    def breaks(*args: Any) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(performing, "_bring_pieces", breaks)
    live(app)
    assert made.step is Step.undone and "RuntimeError" in made.trouble
    assert (len(everything(Task)), len(everything(Label))) == before
    assert everything(Project) == [] and everything(Comment) == []
    assert "Nothing of it stayed" in vera.get(f"/boards/import/{made.id}").text
    vera.post(f"/boards/import/{made.id}/start")
    assert "Somebody was faster" in vera.get(f"/boards/import/{made.id}").text


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "x.json", "empty"),
        (b"PK\x03\x04zip", "x.zip", "JSON or CSV"),
        (b'{"id": "b", "cards": [{"id": "c"', "x.json", "breaks off"),
        (b'{"hello": 1}', "x.json", "Trello"),
        (b"a,b\n1,2\n", "x.csv", "Asana"),
        (b"[" * 100_000, "x.json", "Trello"),
        (b'{"cards": ' + b"[" * 100_000, "x.json", "breaks off"),
        (b'\xff\xfe{"cards"', "x.json", "cannot be read"),
    ],
)
def test_what_is_no_export_is_refused_in_words(
    bring: Bring, vera: HouseClient, studio: Studio, content: bytes, name: str, words: str
) -> None:
    if not content:
        sent = {"file": (io.BytesIO(b""), name), "into": f"lead:{studio.proposal.lead.id}"}
        answer = vera.post("/boards/import", data=sent, content_type="multipart/form-data")
        assert answer.status_code == 422 and words in answer.text
        return
    made = bring(content, f"lead:{studio.proposal.lead.id}", name=name)
    assert made.step is Step.refused and words in vera.get(f"/boards/import/{made.id}").text
    assert everything(ImportRow) == []


def test_a_member_may_not_import_and_nobody_into_nothing(
    vera: HouseClient, client: HouseClient, studio: Studio
) -> None:
    sent = {"file": (io.BytesIO(b"{}"), "x.json"), "into": "board:999"}
    answer = vera.post("/boards/import", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422 and "Choose a board" in answer.text
    assert client.login(studio.timur).get("/boards/import").status_code == 403


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(said=st.dictionaries(st.text(max_size=5), JSON, max_size=4), chunk=st.integers(1, 9))
def test_json_read_piece_by_piece_is_the_same_json(said: dict[str, Any], chunk: int) -> None:
    text = json.dumps(said, indent=1, ensure_ascii=False)
    told: dict[str, Any] = {name: [] for name, value in said.items() if isinstance(value, list)}
    whole = pieces_of_json.CHUNK
    pieces_of_json.CHUNK = chunk
    try:
        for name, value in pieces_of_json.members(io.StringIO(text)):
            if isinstance(said[name], list):
                told[name].append(value)
            else:
                told[name] = value
    finally:
        pieces_of_json.CHUNK = whole
    assert told == said


def test_a_large_board_is_read_in_little_memory(tmp_path: Path) -> None:
    place = tmp_path / "large.json"
    card = json.dumps({"id": "c", "name": "x" * 2000})
    with place.open("w") as file:
        file.write('{"cards": [')
        file.write(",".join([card] * 8000))
        file.write("]}")
    assert place.stat().st_size > 16_000_000
    tracemalloc.start()
    with place.open() as file:
        assert sum(1 for _one in pieces_of_json.members(file)) == 8000
    assert tracemalloc.get_traced_memory()[1] < 4_000_000
    tracemalloc.stop()
