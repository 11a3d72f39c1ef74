"""Subtasks and the checklist of a task, and the tasks that it waits for."""

import pytest

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.tasks.models import Task
from agency.tasks.pieces import MOST, CheckItem
from agency.tasks.projects import ColumnKind, Project
from tests.support import NOW, HouseClient
from tests.tasks.conftest import tasks_in


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def tasks(project: Project) -> list[Task]:
    return tasks_in(project, ColumnKind.next)


def test_subtasks_are_added_ticked_changed_put_in_order_and_removed(
    timur: HouseClient, tasks: list[Task], studio: Studio
) -> None:
    task, page = tasks[0], f"/tasks/{tasks[0].id}"
    for title in ("One", "Two", "Three"):
        timur.fill(page, form="subtask-form", **_new(title, studio))
    one, two, three = task.subtasks
    assert timur.fill(page, form="subtask-form", **{"subtask-title": " "}).status_code == 422
    timur.post(f"{page}/subtasks/{three.id}/place", data={"before": one.id})
    db.session.expire_all()
    assert [each.title for each in task.subtasks] == ["Three", "One", "Two"]
    timur.post(f"{page}/subtasks/{three.id}/place", data={"before": ""})
    db.session.expire_all()
    assert [each.title for each in task.subtasks] == ["One", "Two", "Three"]
    change = f"{page}?change={two.id}"
    new = {"change-title": "Two and a half", "change-due_on": "2026-03-18", "change-owner": 0}
    timur.fill(change, form=f"subtask-{two.id}", **new)
    assert (two.title, two.owner_id) == ("Two and a half", None)
    assert "was due 18 Mar" in timur.get(page).text
    refused = timur.fill(change, form=f"subtask-{two.id}", **{"change-title": ""})
    assert refused.status_code == 422
    assert "Say what is to be done" in refused.text
    timur.post(f"{page}/subtasks/{one.id}/tick", data={"done": "1"})
    timur.post(f"{page}/subtasks/{one.id}/tick", data={"done": "1"})
    assert one.done_at == NOW
    text = timur.get(page).text
    assert "1 of 3" in text
    assert text.count("finished the subtask “One”") == 1, "saying it twice is one fact"
    timur.post(f"{page}/subtasks/{one.id}/tick", data={"done": "0"})
    timur.post(f"{page}/subtasks/{two.id}/removal")
    assert [each.title for each in task.subtasks] == ["One", "Three"]
    assert "took up the subtask" in timur.get(page).text
    assert timur.post(f"/tasks/{tasks[1].id}/subtasks/{one.id}/removal").status_code == 404


def test_the_checklist_counts_on_the_card(
    timur: HouseClient, tasks: list[Task], project: Project
) -> None:
    task, page = tasks[0], f"/tasks/{tasks[0].id}"
    for words in ("Alt texts", "Favicon"):
        timur.fill(page, form="check-form", words=words)
    assert timur.fill(page, form="check-form", words="").status_code == 422
    timur.post(f"{page}/checklist/{task.checklist[1].id}/tick", data={"done": "1"})
    task.divide("A part", None, None, by=Actor.machine(), at=NOW)
    assert "ticked off “Favicon”" in timur.get(page).text
    card = _card(timur.get(f"/boards/{project.id}").text, task)
    assert "1/3" in card
    task.checklist += [CheckItem(words="x", position=n) for n in range(9, 7 + MOST)]
    assert timur.fill(page, form="check-form", words="one more").status_code == 400


def test_a_task_waits_for_others_of_its_project_and_never_in_a_circle(
    timur: HouseClient, tasks: list[Task], project: Project
) -> None:
    first, second, third = tasks[:3]
    page = f"/tasks/{first.id}"
    sent_on = timur.get(f"{page}/candidates?q={second.title[:12].upper()}")
    assert f'value="{second.id}"' in timur.get(sent_on.location).text
    part = timur.get(f"{page}/candidates?q=nothing-like-it", headers={"HX-Request": "true"})
    assert "No task beside it" in part.text
    timur.post(f"{page}/blockers", data={"blocker": second.id})
    timur.post(f"/tasks/{second.id}/blockers", data={"blocker": third.id})
    refused = timur.post(f"/tasks/{third.id}/blockers", data={"blocker": first.id})
    assert refused.status_code == 422
    assert "wait for each other for ever" in refused.text
    assert timur.post(f"{page}/blockers", data={"blocker": first.id}).status_code == 422
    assert timur.post(f"{page}/blockers", data={"blocker": 9999}).status_code == 404
    assert f"waits for “{second.title}”" in timur.get(page).text
    assert "These wait for it" in timur.get(f"/tasks/{second.id}").text
    assert "aits for" in _card(timur.get(f"/boards/{project.id}").text, first)
    timur.post(f"{page}/blockers/{second.id}/removal")
    assert not first.blockers
    assert "wait for nothing any more" in timur.get(page).text
    db.session.delete(third)
    db.session.commit()
    assert not second.blockers, "what is gone for good is waited for by nobody"


def _new(title: str, studio: Studio) -> dict[str, object]:
    return {"subtask-title": title, "subtask-owner": studio.vera.id}


def _card(page: str, task: Task) -> str:
    return page.partition(f'id="task-{task.id}"')[2].partition("</li>")[0]
