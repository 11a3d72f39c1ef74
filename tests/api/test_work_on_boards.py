"""Programs read boards, add tasks once, move them by version, and log hours; who only brings inquiries may not."""

import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.leads.ways_in.tokens import ApiToken
from agency.tasks import adding
from agency.tasks.hours import ClosedPeriod
from agency.tasks.models import Task
from agency.tasks.projects import ColumnKind, Project
from agency.tasks.sold import start_project
from tests.support import NOW, HouseClient, everything


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def project(studio: Studio) -> Project:
    started = start_project(studio.proposal, at=NOW)
    db.session.commit()
    return started


class Program:
    """Something that calls us with a token."""

    def __init__(self, client: HouseClient, secret: str) -> None:
        self.client, self.secret = client, secret

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {self.secret}"})

    def post(self, path: str, key: str = "", **fields: Any) -> TestResponse:
        heads = {"Authorization": f"Bearer {self.secret}"}
        if key:
            heads["Idempotency-Key"] = key
        sent = {"data": json.dumps(fields), "content_type": "application/json", "headers": heads}
        return self.client.post(f"/api/v1{path}", **sent)


@pytest.fixture
def program(client: HouseClient, studio: Studio) -> Program:
    _made, secret = ApiToken.make("Timesheets", by=studio.nora, at=NOW, for_tasks=True)
    db.session.commit()
    return Program(client, secret)


def faults(answer: TestResponse) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    return {each["field"]: each["detail"] for each in answer.get_json()["errors"]}


def test_tasks_are_listed_page_by_page_read_and_added_once(
    program: Program, project: Project, studio: Studio
) -> None:
    (board,) = program.get("/boards").get_json()["boards"]
    assert board["title"] == project.title and len(board["columns"]) == 5
    first = program.get(f"/tasks?board={project.id}&limit=10").get_json()
    rest = program.get(f"/tasks?board={project.id}&limit=10&after={first['next']}").get_json()
    assert (len(first["tasks"]), len(rest["tasks"]), rest["next"]) == (10, 8, None)
    wish = {
        "board": project.id,
        "title": "Call",
        "details": "Now",
        "owner": studio.timur.name.upper(),
    }
    wish |= {"minutes": 90, "due_on": "2026-04-01"}
    made = program.post("/tasks", key="k1", **wish)
    assert made.status_code == 201, made.text
    said = made.get_json()
    assert (said["owner"], said["planned_minutes"], said["column"]["kind"]) == (
        studio.timur.name,
        90,
        "next",
    )
    again = program.post("/tasks", key="k1", **wish)
    assert (again.status_code, again.get_json()["id"]) == (200, said["id"])
    assert program.post("/tasks", key="k1", **{**wish, "title": "Other"}).status_code == 422
    assert program.get(f"/tasks/{said['id']}").get_json() == said
    assert len(everything(Task)) >= 19 and program.get("/tasks/99999").status_code == 404
    wrong = program.post(
        "/tasks", board=999, title=" ", owner="Nobody", minutes="x", due_on="soon", colour=1
    )
    assert set(faults(wrong)) == {"board", "title", "owner", "minutes", "due_on", "colour"}
    assert "column" in faults(program.post("/tasks", board=project.id, title="A", column=9999))
    assert set(faults(program.get("/tasks?after=--5"))) == {"after"}
    odd = program.post("/tasks", title="", due_on="0202-03-19", **{"\ud800": 1})
    assert set(faults(odd)) == {"board", "title", "due_on", "?"}
    halves = program.post("/tasks", board=project.id, title="Half \ud800 of a letter")
    assert halves.get_json()["title"] == "Half ? of a letter"


def test_a_task_is_moved_by_its_version_and_a_stale_one_brings_the_fresh_task(
    program: Program, project: Project
) -> None:
    task = project.column(ColumnKind.next)
    listed = program.get(f"/tasks?board={project.id}").get_json()["tasks"]
    one, other = listed[0], listed[1]
    work = project.column(ColumnKind.work).id
    moved = program.post(f"/tasks/{one['id']}/moves", version=1, column=work)
    assert moved.status_code == 200 and moved.get_json()["version"] == 2
    stale = program.post(f"/tasks/{one['id']}/moves", version=1, column=task.id)
    assert stale.status_code == 409
    assert stale.get_json()["task"]["column"]["id"] == work
    program.post(f"/tasks/{other['id']}/moves", version=1, column=work, before=one["id"])
    keys = {each.id: each.order_key for each in everything(Task)}
    assert keys[other["id"]] < keys[one["id"]]
    assert "column" in faults(program.post(f"/tasks/{one['id']}/moves", version=2, column=9999))
    assert program.post("/tasks/99999/moves", version=1, column=work).status_code == 404


def test_hours_are_logged_once_and_not_into_a_counted_month(
    program: Program, project: Project, studio: Studio
) -> None:
    task = program.get(f"/tasks?board={project.id}").get_json()["tasks"][0]["id"]
    user = studio.timur.user
    assert user is not None
    wish = {"member": user.email, "minutes": 45, "on": "2026-03-18", "note": "Draft"}
    assert program.post(f"/tasks/{task}/hours", key="h1", **wish).get_json()["spent_minutes"] == 45
    again = program.post(f"/tasks/{task}/hours", key="h1", **wish)
    assert (again.status_code, again.get_json()["spent_minutes"]) == (200, 45)
    late = program.post(f"/tasks/{task}/hours", **{**wish, "on": "2026-03-30", "minutes": 5000})
    assert set(faults(late)) == {"on", "minutes"}
    closed = ClosedPeriod(until=NOW.date(), closed_at=NOW, closed_by_id=studio.nora.id)
    db.session.add(closed)
    db.session.commit()
    assert "counted already" in faults(program.post(f"/tasks/{task}/hours", **wish))["on"]


def test_no_hours_go_onto_what_is_on_no_board(program: Program, studio: Studio) -> None:
    own = adding.add_own(studio.timur, title="Mine alone", due_on=None, minutes=None, at=NOW)
    db.session.commit()
    said = program.post(f"/tasks/{own.id}/hours", member=studio.timur.name, minutes=5)
    assert (said.status_code, own.spent_minutes) == (404, 0)


def test_a_token_for_inquiries_and_one_of_somebody_who_left_see_no_board(
    client: HouseClient, studio: Studio, token: str, project: Project
) -> None:
    assert Program(client, token).get("/tasks").status_code == 403
    assert Program(client, "agency_wrong").post("/tasks", title="A").status_code == 401
    nora = client.login(studio.nora)
    page = nora.fill("/settings/api", form="new-token", name="Sheets", for_tasks="y").text
    assert "boards and tasks too" in page
    made = next(each for each in everything(ApiToken) if each.name == "Sheets")
    assert made.for_tasks
    paths = nora.get("/api/v1/openapi.json").get_json()["paths"]
    assert {"/boards", "/tasks", "/tasks/{id}", "/tasks/{id}/moves", "/tasks/{id}/hours"} <= set(
        paths
    )
