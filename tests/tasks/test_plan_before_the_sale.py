"""A task of a lead: planned before anything is sold, seen by whoever does it, done with one press."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from agency.demo.studio import Studio
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.leads.next_things import coming
from agency.tasks import adding, my_tasks, queries
from agency.tasks.cards import Card
from agency.tasks.models import OnBoard, Task
from agency.tasks.my_tasks import When
from agency.tasks.projects import Project
from tests.support import NOW, HouseClient


@pytest.fixture
def lead(studio: Studio) -> Lead:
    """A lead that nothing was sold to."""
    return studio.leads["harbour"]


def _plan(lead: Lead, member_id: int | None, title: str = "Ask for the floor plan") -> Task:
    by = Actor.member(member_id or 1)
    return adding.add_to_lead(
        lead, title=title, member_id=member_id, due_on=date(2026, 3, 20), by=by, at=NOW
    )


def _mine(app: Flask, member_id: int) -> list[Card]:
    with app.test_request_context():
        found = my_tasks.mine(member_id, today=NOW.date())[When.next]
    return [each.card for each in found if each.card is not None and each.card.lead_id]


def test_it_is_planned_on_the_leads_page_and_stands_in_my_tasks(
    app: Flask, studio: Studio, lead: Lead, client: HouseClient
) -> None:
    vera = studio.members["vera"]
    client.login(vera)
    answer = client.post(
        f"/leads/{lead.id}/tasks",
        data={"title": "Ask for the floor plan", "member": vera.id, "due_on": "2026-03-20"},
    )
    assert answer.status_code == 303
    assert "Ask for the floor plan" in client.get(f"/leads/{lead.id}").text
    [card] = _mine(app, vera.id)
    assert (card.title, card.project_id) == ("Ask for the floor plan", None)
    assert lead.client.name in client.get("/tasks").text
    page = client.get(f"/tasks/{card.id}").text
    assert "It is done" in page and "Move to…" not in page
    assert timeline.entries(lead.stream)[0].kind == "tasks.planned"


def test_without_words_nothing_is_planned_and_the_day_that_was_typed_is_kept(
    studio: Studio, lead: Lead, client: HouseClient
) -> None:
    client.login(studio.members["vera"])
    answer = client.post(f"/leads/{lead.id}/tasks", data={"title": " ", "due_on": "2026-03-20"})
    assert answer.status_code == 422
    assert "Say what is to be done" in answer.text and "2026-03-20" in answer.text
    assert queries.of_lead(lead) == []


def test_it_is_done_with_one_press_and_can_be_taken_up_again(
    app: Flask, studio: Studio, lead: Lead, client: HouseClient
) -> None:
    timur = studio.members["timur"]
    task = _plan(lead, timur.id)
    db.session.commit()
    client.login(timur)
    for _again in range(2):
        assert client.post(f"/tasks/{task.id}/completion").status_code == 303
    db.session.refresh(task)
    assert task.done_at is not None
    assert _mine(app, timur.id) == []
    client.post(f"/tasks/{task.id}/reopening", data={"next": "/tasks"})
    db.session.refresh(task)
    assert task.done_at is None
    kinds = [entry.kind for entry in timeline.entries(lead.stream)][:3]
    assert kinds == ["tasks.taken_up", "tasks.finished", "tasks.planned"]


def test_the_next_task_of_a_lead_is_the_one_with_the_nearest_day(lead: Lead) -> None:
    _plan(lead, None, "Some day").due_on = None
    _plan(lead, None, "Later").due_on = date(2026, 4, 1)
    _plan(lead, None, "Tomorrow")
    db.session.flush()
    [next_one] = coming([lead.id], [queries.TASKS]).values()
    assert (next_one.words, next_one.on) == ("Tomorrow", date(2026, 3, 20))
    assert [task.title for task in queries.of_lead(lead)] == ["Tomorrow", "Later", "Some day"]
    wanted = sa.select(Lead.id).where(queries.TASKS.comes)
    assert db.session.scalars(wanted).all() == [lead.id]
    for task in queries.of_lead(lead):
        task.throw_away(by=Actor.machine(), at=NOW)
    db.session.flush()
    assert (queries.of_lead(lead), coming([lead.id], [queries.TASKS])) == ([], {})
    assert db.session.scalars(wanted).all() == []


def test_a_task_on_a_board_is_done_by_moving_it(
    studio: Studio, project: Project, client: HouseClient
) -> None:
    task = db.session.scalars(sa.select(Task).filter_by(project_id=project.id)).all()[0]
    with pytest.raises(OnBoard):
        task.finish(by=Actor.machine(), at=NOW)
    client.login(studio.members["timur"])
    assert client.post(f"/tasks/{task.id}/completion").status_code == 400


def test_the_task_of_a_lead_cannot_be_put_on_somebodys_board(
    studio: Studio, lead: Lead, project: Project, client: HouseClient
) -> None:
    task = _plan(lead, None)
    db.session.commit()
    client.login(studio.members["timur"])
    data = {"version": task.version, "column": project.columns[0].id}
    assert client.post(f"/tasks/{task.id}/position", data=data).status_code == 400
