"""Hours worked: a member's own, on a day that was, against what was planned and sold."""

from datetime import timedelta

import pytest

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.tasks.hours import TimeEntry
from agency.tasks.models import Task
from agency.tasks.projects import ColumnKind, Project
from tests.support import NOW, HouseClient, everything
from tests.tasks.conftest import tasks_in


@pytest.fixture
def database() -> str:
    """What hours become does not depend on it: one database is enough."""
    return "sqlite"


TODAY = NOW.date()


def his(project: Project) -> Task:
    """Timur's first task: 48 hours of templates."""
    return next(
        task
        for task in tasks_in(project, ColumnKind.next)
        if task.plans and task.plans[0].member.name == "Timur Galeev"
    )


def test_hours_of_today_stand_on_the_task_the_board_and_the_timeline(
    timur: HouseClient, studio: Studio, project: Project
) -> None:
    task = his(project)
    page = f"/tasks/{task.id}"
    answer = timur.fill(page, form="hours-form", hours="2,5", note="The list of products")
    assert answer.status_code == 303
    (entry,) = everything(TimeEntry)
    assert (entry.minutes, entry.member_id, entry.on) == (150, studio.timur.id, TODAY)
    assert "The list of products" in timur.get(page).text
    assert "<b>2.5</b> of 48 h" in timur.get(f"/boards/{project.id}").text
    lead = timur.get(f"/leads/{project.lead_id}").text
    assert f"logged 2.5 h on “{task.title}”" in lead


def test_somebody_who_was_not_planned_may_help_out(
    timur: HouseClient, studio: Studio, project: Project
) -> None:
    task = next(t for t in tasks_in(project, ColumnKind.next) if t.plans and t != his(project))
    timur.fill(f"/tasks/{task.id}", form="hours-form", hours="1")
    (entry,) = everything(TimeEntry)
    assert entry.member_id == studio.timur.id
    assert "Timur Galeev" in timur.get(f"/tasks/{task.id}").text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"hours": ""}, "Enter the hours, like 2.5"),
        ({"hours": "much"}, "Enter the hours, like 2.5"),
        ({"hours": "0"}, "enter the hours of one day"),
        ({"hours": "24.5"}, "enter the hours of one day"),
        ({"hours": "2", "on": str(TODAY + timedelta(days=1))}, "This day is still to come"),
        ({"hours": "2", "on": ""}, "Enter the day you worked"),
    ],
)
def test_what_cannot_be_keeps_what_was_typed_and_says_what_to_do(
    timur: HouseClient, project: Project, typed: dict[str, str], says: str
) -> None:
    answer = timur.fill(f"/tasks/{his(project).id}", form="hours-form", note="A note", **typed)
    assert answer.status_code == 422
    assert says in answer.text
    assert 'value="A note"' in answer.text
    assert everything(TimeEntry) == []


def test_hours_past_the_plan_are_told_in_words(timur: HouseClient, project: Project) -> None:
    task = his(project)
    for hours in ("20", "20", "13"):
        timur.fill(f"/tasks/{task.id}", form="hours-form", hours=hours)
    board = timur.get(f"/boards/{project.id}").text
    assert "5 h over" in board
    assert f"“{task.title}” is past its hours" in board


def test_my_own_hours_can_be_struck_out(timur: HouseClient, project: Project) -> None:
    task = his(project)
    timur.fill(f"/tasks/{task.id}", form="hours-form", hours="3")
    (entry,) = everything(TimeEntry)
    answer = timur.post(f"/tasks/{task.id}/hours/{entry.id}/removal")
    assert answer.status_code == 303
    assert everything(TimeEntry) == []
    assert "struck out 3 h" in timur.get(f"/leads/{project.lead_id}").text


def test_nobody_strikes_out_somebody_elses_hours(
    timur: HouseClient, studio: Studio, project: Project
) -> None:
    task = his(project)
    task.log(member=studio.mira, minutes=60, on=TODAY, note="", at=NOW)
    db.session.commit()
    (entry,) = everything(TimeEntry)
    page = f"/tasks/{task.id}"
    assert "/removal" not in timur.get(page).text
    assert timur.post(f"{page}/hours/{entry.id}/removal").status_code == 403
    assert len(everything(TimeEntry)) == 1


def test_hours_of_another_task_are_not_found_here(timur: HouseClient, project: Project) -> None:
    task, other = his(project), tasks_in(project, ColumnKind.next)[0]
    timur.fill(f"/tasks/{task.id}", form="hours-form", hours="3")
    (entry,) = everything(TimeEntry)
    assert timur.post(f"/tasks/{other.id}/hours/{entry.id}/removal").status_code == 404


def test_hours_on_nothing_are_not_logged(timur: HouseClient, project: Project) -> None:
    data = {"hours": "1", "on": str(TODAY)}
    assert timur.post("/tasks/987654/hours", data=data).status_code == 404


def test_whoever_is_not_of_the_house_logs_nothing(client: HouseClient, project: Project) -> None:
    data = {"hours": "1", "on": str(TODAY)}
    answer = client.post(f"/tasks/{his(project).id}/hours", data=data)
    assert "/login" in answer.location
    assert everything(TimeEntry) == []


def test_logging_hours_does_not_make_an_open_board_stale(
    timur: HouseClient, project: Project
) -> None:
    task = his(project)
    seen = task.version
    timur.fill(f"/tasks/{task.id}", form="hours-form", hours="1")
    assert task.version == seen
    assert task.revision == 2
