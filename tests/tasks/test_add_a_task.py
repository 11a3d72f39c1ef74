"""A task beside those that were sold."""

from datetime import date

import pytest

from agency.demo.studio import Studio
from agency.tasks.models import Task
from agency.tasks.projects import ColumnKind, Project
from tests.support import HouseClient, everything
from tests.tasks.conftest import Titles


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def test_a_task_with_somebody_and_hours_stands_at_the_end_of_its_column(
    timur: HouseClient, studio: Studio, project: Project, titles: Titles
) -> None:
    answer = timur.fill(
        f"/boards/{project.id}",
        form="new-task-form",
        title="Ask for the tiles",
        column=str(project.column(ColumnKind.next).id),
        member=str(studio.vera.id),
        hours="1:30",
        due_on="2026-03-27",
    )
    assert answer.status_code == 303
    task = everything(Task)[-1]
    assert titles(ColumnKind.next)[-1] == "Ask for the tiles"
    assert {plan.member_id: plan.minutes for plan in task.plans} == {studio.vera.id: 90}
    assert task.due_on == date(2026, 3, 27)
    assert task.sold is None
    assert answer.location.endswith(f"#task-{task.id}")


@both
def test_a_task_without_hours_is_still_somebodys(
    timur: HouseClient, studio: Studio, project: Project
) -> None:
    timur.fill(
        f"/boards/{project.id}",
        form="new-task-form",
        title="Water the plants",
        member=str(studio.timur.id),
    )
    assert "Water the plants" in timur.get("/tasks").text


def test_a_task_may_be_nobodys_for_now(timur: HouseClient, project: Project) -> None:
    timur.fill(f"/boards/{project.id}", form="new-task-form", title="Find a printer")
    assert everything(Task)[-1].plans == []
    board = timur.get(f"/boards/{project.id}").text
    assert "Find a printer" in board
    assert "of 0 h" not in board
    assert "added “Find a printer” to the board" in timur.get(f"/leads/{project.lead_id}").text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"title": "  "}, "Say what is to be done"),
        ({"title": "x" * 301}, "300"),
        ({"title": "Plan", "hours": "2"}, "Choose who does it"),
        ({"title": "Plan", "hours": "soon"}, "Enter the hours, like 2.5"),
    ],
)
def test_what_is_missing_is_said_where_it_is_missing(
    timur: HouseClient, project: Project, typed: dict[str, str], says: str
) -> None:
    answer = timur.fill(f"/boards/{project.id}", form="new-task-form", **typed)
    assert answer.status_code == 422
    assert says in answer.text
    assert len(everything(Task)) == 18


def test_a_column_of_another_board_is_no_choice(timur: HouseClient, project: Project) -> None:
    answer = timur.fill(
        f"/boards/{project.id}", form="new-task-form", title="Lost", column="987654"
    )
    assert answer.status_code == 422


@both
def test_no_task_on_a_board_that_is_not_there(timur: HouseClient, project: Project) -> None:
    assert timur.post("/boards/987654/tasks", data={"title": "Lost"}).status_code == 404


@both
def test_whoever_is_not_of_the_house_adds_nothing(client: HouseClient, project: Project) -> None:
    answer = client.post(f"/boards/{project.id}/tasks", data={"title": "Ours now"})
    assert "/login" in answer.location
    assert len(everything(Task)) == 18
