"""Everything about boards leaves as CSV and JSON: for one board, or for the house; safe in a spreadsheet."""

import csv
import io
import json
from typing import Any

import pytest

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.tasks import exporting
from agency.tasks.labels import Label
from agency.tasks.models import Task
from agency.tasks.pieces import CheckItem, Subtask
from agency.tasks.projects import ColumnKind, Project
from tests.support import NOW, HouseClient
from tests.tasks.conftest import tasks_in


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def task(project: Project, studio: Studio) -> Task:
    """A task with something of everything."""
    found = tasks_in(project, ColumnKind.next)[0]
    found.title, found.labels = "=HYPERLINK(1)", [Label(name="Copy")]
    found.subtasks = [Subtask(title="Part", position=0, owner=studio.timur)]
    found.checklist = [CheckItem(words="Tick", position=0, done_at=NOW)]
    found.comment("-1 +1 @x", member=studio.timur, at=NOW)
    found.log(member=studio.timur, minutes=90, on=NOW.date(), note="Draft", at=NOW)
    found.show_to_client(True, by=Actor.member(studio.vera.id), at=NOW)
    found.hear("Ça va", name="Ana", by=Actor.machine(), at=NOW)
    db.session.commit()
    return found


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_board_leaves_as_tables_and_as_one_file(
    client: HouseClient,
    studio: Studio,
    project: Project,
    task: Task,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exporting, "BATCH", 7)
    vera, base = client.login(studio.vera), f"/boards/{project.id}/export"
    page = vera.get(base).text
    assert "hours.csv" in page and "spent_minutes" in page
    tables: dict[str, list[dict[str, str]]] = {}
    for name, table in exporting.TABLES.items():
        answer = vera.get(f"{base}/{name}.csv")
        assert (
            answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
        )
        tables[name] = rows_of(answer.text)
        assert tables[name] and tuple(tables[name][0]) == table.columns, name
    assert len(tables["tasks"]) == 18, "all batches of it"
    (mine,) = (each for each in tables["tasks"] if each["id"] == str(task.id))
    assert mine["title"] == "'=HYPERLINK(1)", "no spreadsheet computes it"
    assert (mine["spent_minutes"], mine["labels"], mine["is_client_visible"]) == ("90", "Copy", "1")
    assert (mine["moved_at"], mine["client"]) == ("2026-03-19T06:42:00Z", "Olaria Nova")
    (hours,) = tables["hours"]
    assert (hours["member"], hours["minutes"], hours["on"]) == (
        studio.timur.name,
        "90",
        "2026-03-19",
    )
    ours, theirs = tables["comments"]
    assert (ours["author"], ours["words"], ours["is_theirs"]) == (
        studio.timur.name,
        "'-1 +1 @x",
        "0",
    )
    assert (theirs["author"], theirs["words"], theirs["is_theirs"]) == ("Ana", "Ça va", "1")
    assert tables["subtasks"][0]["owner"] == studio.timur.name
    assert tables["checklists"][0]["done_at"] == "2026-03-19T06:42:00Z"
    facts = {each["fact"]: each for each in tables["history"]}
    assert (
        facts["hours_logged"]["who"] == studio.timur.name
        and facts["shown"]["who"] == studio.vera.name
    )
    whole: dict[str, Any] = json.loads(vera.get(f"{base}/all.json").text)
    assert whole["format"] == 1
    for name in exporting.TABLES:
        assert len(whole[name]) == len(tables[name]), name
    titles = {each["title"] for each in whole["tasks"]}
    assert "=HYPERLINK(1)" in titles, "JSON is not guarded: programs read it as it is"


def test_the_whole_house_is_the_owners_alone(
    client: HouseClient, studio: Studio, project: Project
) -> None:
    vera = client.login(studio.vera)
    for address in ("/boards/export", "/boards/export/tasks.csv", "/boards/export/all.json"):
        assert vera.get(address).status_code == 403, address
    nora = client.login(studio.nora)
    assert nora.get("/boards/export").status_code == 200
    assert len(rows_of(nora.get("/boards/export/tasks.csv").text)) >= 18
    assert json.loads(nora.get("/boards/export/all.json").text)["tasks"]
    assert nora.get("/boards/export/nothing.csv").status_code == 404
    assert nora.get("/boards/999/export/tasks.csv").status_code == 404
    assert client.login(studio.timur).get(f"/boards/{project.id}/export").status_code == 403
