"""My tasks: late, today, next and waiting, from everywhere; one of my own; done right there, and taken back."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.tasks import adding, my_tasks
from agency.tasks.models import Task
from agency.tasks.pieces import Subtask
from agency.tasks.projects import ColumnKind, Project
from tests.support import NOW, HouseClient, Statements, everything
from tests.tasks.conftest import tasks_in, told
from tests.tasks.test_read_the_boards import many, move, plain

TODAY = NOW.date()
DAY = timedelta(days=1)
Count = Callable[[], AbstractContextManager[Statements]]


@pytest.fixture
def database() -> str:
    """Reads and single writes: one database is enough."""
    return "sqlite"


def his(project: Project, studio: Studio) -> list[Task]:
    """Timur's tasks by plan."""
    ours = tasks_in(project, ColumnKind.next)
    return [each for each in ours if studio.timur.id in {plan.member_id for plan in each.plans}]


def group(page: str, id: str) -> str:
    """The words of one group of the page."""
    found = re.search(rf'<section class="group" aria-labelledby="{id}">(.*?)</section>', page, re.S)
    return found[1] if found else ""


def test_they_stand_by_when_they_are_to_be_done_wherever_they_come_from(
    timur: HouseClient, studio: Studio, project: Project
) -> None:
    planned = his(project, studio)
    late, soon, waits, blocked = planned[:4]
    by = Actor.member(studio.vera.id)
    late.fall_due(TODAY - DAY, by=by, at=NOW)
    blocked.wait_for([soon], by=by, at=NOW)
    other = next(t for t in tasks_in(project, ColumnKind.next) if not t.plans)
    other.hand_to(studio.timur, by=by, at=NOW)
    part = other.divide("The form of the shop", studio.timur, TODAY, by=by, at=NOW)
    other.divide("Somebody else’s part", studio.mira, TODAY, by=by, at=NOW)
    lead = studio.leads["harbour"]
    of_lead = adding.add_to_lead(
        lead, title="Ask for the plan", member_id=studio.timur.id, due_on=None, by=by, at=NOW
    )
    adding.add_own(studio.mira, title="Nobody sees this", due_on=TODAY, minutes=None, at=NOW)
    db.session.commit()
    move(timur, waits, ColumnKind.waiting)
    page = timur.get("/tasks").text
    assert late.title in group(page, "late")
    assert part.title in group(page, "today") and f"part of “{other.title}”" in page
    for task in (soon, of_lead, other):
        assert task.title in group(page, "next")
    assert waits.title in group(page, "waiting") and blocked.title in group(page, "waiting")
    assert f"waits for “{soon.title}”" in page
    assert "Nobody sees this" not in page and "Somebody else’s part" not in page
    words = plain(page)
    assert "1 is late." in words and "1 for today." in words
    assert f"{len(planned) + 3} tasks are yours." in words


def test_of_many_the_first_of_each_group_are_shown_and_the_rest_by_a_link(
    timur: HouseClient, studio: Studio, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = his(project, studio)
    first.fall_due(TODAY + DAY, by=Actor.member(studio.vera.id), at=NOW)
    db.session.commit()
    monkeypatch.setattr(my_tasks, "FIRST", 1)
    page = timur.get("/tasks").text
    assert first.title in group(page, "next") and others[0].title not in group(page, "next")
    assert f"Show {len(others)} more" in group(page, "next")
    assert f"{len(others) + 1} tasks are yours." in plain(page)
    whole = group(timur.get("/tasks?all=next").text, "next")
    assert all(each.title in whole for each in (first, *others)) and "Show" not in whole


def test_a_task_of_ones_own_is_added_planned_done_and_taken_back_there(
    timur: HouseClient, studio: Studio, project: Project
) -> None:
    refused = timur.fill("/tasks", form="own-task", title=" ", hours="90m")
    assert refused.status_code == 422
    assert "Say what is to be done" in refused.text and 'value="90m"' in refused.text
    timur.fill(
        "/tasks", form="own-task", title="Renew the domain", due_on="2026-03-19", hours="90m"
    )
    task = next(each for each in everything(Task) if each.title == "Renew the domain")
    assert (task.owner_id, task.of_lead, task.planned_minutes) == (studio.timur.id, None, 90)
    assert task.title in group(timur.get("/tasks").text, "today")
    answer = timur.post(f"/tasks/{task.id}/done", data={"version": 1})
    page = timur.get(answer.location).text
    assert "“Renew the domain” is done." in page and not group(page, "today")
    timur.post(f"/tasks/{task.id}/done", data={"version": 1, "back": 0})
    assert task.title in group(timur.get("/tasks").text, "today")


def test_a_card_that_is_done_from_the_list_stands_in_done_on_its_board_and_comes_back(
    timur: HouseClient, studio: Studio, project: Project
) -> None:
    task = his(project, studio)[0]
    was = task.column_id
    answer = timur.post(f"/tasks/{task.id}/done", data={"version": 1})
    assert db.session.get_one(Task, task.id).is_done
    timur.post(f"/tasks/{task.id}/done", data={"version": 1, "back": was})
    assert db.session.get_one(Task, task.id).is_done, "a page that is older moves nothing"
    assert f"was={was}" in answer.location
    timur.post(f"/tasks/{task.id}/done", data={"version": 2, "back": was})
    assert db.session.get_one(Task, task.id).column_id == was
    assert "Somebody moved" in told(timur, f"/tasks/{task.id}/done", version=1)
    assert not db.session.get_one(Task, task.id).is_done


def test_a_part_of_a_task_is_done_from_the_list(
    timur: HouseClient, studio: Studio, project: Project
) -> None:
    task = his(project, studio)[0]
    task.divide("Pictures", studio.timur, TODAY, by=Actor.member(studio.vera.id), at=NOW)
    db.session.commit()
    (part,) = everything(Subtask)
    answer = timur.post(
        f"/tasks/{task.id}/subtasks/{part.id}/tick", data={"done": "1", "next": "/tasks"}
    )
    assert answer.location == "/tasks" and everything(Subtask)[0].done_at == NOW
    assert "Pictures" not in timur.get("/tasks").text


def test_what_lies_in_the_bin_or_is_not_there_is_not_done(
    timur: HouseClient, studio: Studio, project: Project
) -> None:
    task = his(project, studio)[0]
    timur.post(f"/tasks/{task.id}/shelf", data={"to": "archive"})
    assert task.title not in timur.get("/tasks").text
    timur.post(f"/tasks/{task.id}/done", data={"version": 1})
    assert not db.session.get_one(Task, task.id).is_done
    assert timur.post("/tasks/987654/done").status_code == 404
    assert "A shop window for clay" in timur.get("/tasks").text
    project.put_aside(NOW)
    assert "A shop window for clay" not in timur.get("/tasks").text


def test_it_is_the_first_page_of_a_member_and_the_database_is_asked_as_much_whatever_their_number(
    timur: HouseClient, studio: Studio, project: Project, count_statements: Count
) -> None:
    assert timur.get("/").location == "/tasks"
    timur.post(f"/tasks/{his(project, studio)[0].id}/timer")
    timur.get("/tasks")
    with count_statements() as few:
        timur.get("/tasks")
    many(project, 20)
    for each in everything(Task)[:20]:
        each.divide("Part", studio.timur, date(2026, 3, 20), by=Actor.machine(), at=NOW)
    with count_statements() as lots:
        assert timur.get("/tasks").status_code == 200
    assert few.count == lots.count <= 16, "\n".join(few.texts)
