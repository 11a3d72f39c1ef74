"""By when a task is to be done."""

from datetime import date, timedelta

import pytest

from agency.tasks.projects import ColumnKind, Project
from tests.support import NOW, HouseClient
from tests.tasks.conftest import tasks_in


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


TODAY = NOW.date()


@both
def test_the_day_stands_on_the_card_and_on_the_timeline(
    timur: HouseClient, project: Project
) -> None:
    task = tasks_in(project, ColumnKind.next)[0]
    timur.fill(f"/tasks/{task.id}", form="facts-form", due_on="2026-03-27")
    assert task.due_on == date(2026, 3, 27)
    assert "27 Mar" in timur.get(f"/boards/{project.id}").text
    assert (
        f"set the due day of “{task.title}” to 27 Mar"
        in timur.get(f"/leads/{project.lead_id}").text
    )


def test_the_day_can_be_taken_off_again(timur: HouseClient, project: Project) -> None:
    task = tasks_in(project, ColumnKind.next)[0]
    timur.fill(f"/tasks/{task.id}", form="facts-form", due_on="2026-03-27")
    timur.fill(f"/tasks/{task.id}", form="facts-form", due_on="")
    assert task.due_on is None
    assert "took the due day off" in timur.get(f"/leads/{project.lead_id}").text


@pytest.mark.parametrize(("days", "says"), [(0, "Today"), (-2, "17 Mar, late"), (3, "22 Mar")])
def test_a_day_is_today_late_or_named(
    timur: HouseClient, project: Project, days: int, says: str
) -> None:
    task = tasks_in(project, ColumnKind.next)[0]
    timur.fill(f"/tasks/{task.id}", form="facts-form", due_on=str(TODAY + timedelta(days=days)))
    assert says in timur.get(f"/boards/{project.id}").text


def test_a_day_that_is_none_is_refused(timur: HouseClient, project: Project) -> None:
    task = tasks_in(project, ColumnKind.next)[0]
    for typed in ("soon", "0202-03-27", "9999-12-31"):
        answer = timur.fill(f"/tasks/{task.id}", form="facts-form", due_on=typed)
        assert answer.status_code == 422
        assert task.due_on is None
    assert "Enter a day from 2000 to 2099" in answer.text
