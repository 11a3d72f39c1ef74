"""The timer: one a member, seen on every page; what it measured becomes hours, and never by itself for too long."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from agency.demo.studio import Studio
from agency.kernel import clock
from agency.kernel.db import db
from agency.people.notices import Notice
from agency.tasks.hours import ClosedPeriod, TimeEntry, Timer
from agency.tasks.models import Task
from agency.tasks.projects import ColumnKind, Project
from tests.support import NOW, HouseClient, everything
from tests.tasks.conftest import tasks_in, told

Later = Callable[[timedelta], datetime]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def database() -> str:
    """Two windows at once stand in test_start_timers_at_once.py; here one database is enough."""
    return "sqlite"


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Lets time pass from NOW on."""

    def pass_time(by: timedelta) -> datetime:
        monkeypatch.setattr(clock, "now", lambda: NOW + by)
        return NOW + by

    return pass_time


def start(client: HouseClient, task: Task) -> str:
    answer = client.post(f"/tasks/{task.id}/timer")
    assert answer.status_code == 303
    return str(answer.location)


def test_it_runs_on_every_page_and_becomes_hours_with_a_note_when_it_is_stopped(
    timur: HouseClient, studio: Studio, project: Project, later: Later
) -> None:
    task = tasks_in(project, ColumnKind.next)[0]
    start(timur, task)
    start(timur, task)
    later(72 * MINUTE)
    page = timur.get("/boards").text
    assert "timerband" in page and task.title in page and ">1:12</b>" in page
    assert timur.fill("/boards", form="timer-form", note="The yard").location == "/boards"
    (entry,) = everything(TimeEntry)
    assert (entry.task_id, entry.member_id, entry.minutes) == (task.id, studio.timur.id, 72)
    assert (entry.note, entry.on) == ("The yard", NOW.date())
    assert everything(Timer) == [] and "timerband" not in timur.get("/boards").text


def test_starting_another_task_logs_the_first_and_each_member_has_their_own(
    timur: HouseClient, client: HouseClient, studio: Studio, project: Project, later: Later
) -> None:
    first, second = tasks_in(project, ColumnKind.next)[:2]
    start(client.login(studio.mira), first)
    start(client.login(studio.timur), first)
    later(30 * MINUTE)
    start(timur, second)
    (entry,) = everything(TimeEntry)
    assert (entry.task_id, entry.member_id, entry.minutes) == (first.id, studio.timur.id, 30)
    running = {each.member_id: each.task_id for each in everything(Timer)}
    assert running == {studio.timur.id: second.id, studio.mira.id: first.id}


def test_whoever_works_where_it_is_tomorrow_already_logs_their_own_day(
    timur: HouseClient, studio: Studio, project: Project, later: Later
) -> None:
    task, studio.timur.zone = tasks_in(project, ColumnKind.next)[0], "Pacific/Auckland"
    later(6 * HOUR)
    start(timur, task)
    later(7 * HOUR)
    timur.fill("/timer", form="stop")
    timur.fill(f"/tasks/{task.id}", form="hours-form", hours="2")
    tomorrow = NOW.date() + timedelta(days=1)
    assert [each.on for each in everything(TimeEntry)] == [tomorrow, tomorrow]


def test_what_another_window_stopped_is_logged_once(
    timur: HouseClient, project: Project, later: Later
) -> None:
    start(timur, tasks_in(project, ColumnKind.next)[0])
    since = everything(Timer)[0].since
    later(5 * MINUTE)
    timur.post("/timer/entry", data={"since": since})
    for path in ("/timer/entry", "/timer/removal"):
        assert "stopped already, in another window" in told(timur, path, since=since)
    assert [each.minutes for each in everything(TimeEntry)] == [5]


def test_a_forgotten_one_is_told_after_ten_hours_and_logs_nothing_before_its_member_answers(
    timur: HouseClient,
    studio: Studio,
    project: Project,
    later: Later,
    run_due: Callable[[datetime], int],
) -> None:
    first, second = tasks_in(project, ColumnKind.next)[:2]
    start(timur, first)
    run_due(NOW + 9 * HOUR)
    assert not [each for each in everything(Notice) if each.kind == "tasks.timer_forgotten"]
    run_due(later(40 * HOUR))
    (told,) = [each for each in everything(Notice) if each.kind == "tasks.timer_forgotten"]
    assert told.member_id == studio.timur.id
    assert first.title in timur.get("/notices").text
    assert "How long did you work?" in timur.get("/boards").text
    assert start(timur, second) == f"/timer?then={second.id}"
    asking = f"/timer?then={second.id}"
    refused = timur.fill(asking, form="stop")
    assert refused.status_code == 422 and "enter the hours you worked" in refused.text
    assert timur.fill(asking, form="stop", hours="30").status_code == 422
    assert timur.fill(asking, form="stop", on="2026-03-29", hours="3").status_code == 422
    assert everything(TimeEntry) == []
    answer = timur.fill(asking, form="stop", hours="3:15", note="Templates")
    assert answer.location == f"/tasks/{second.id}"
    (entry,) = everything(TimeEntry)
    assert (entry.minutes, entry.on, entry.note) == (195, NOW.date(), "Templates")


def test_whoever_did_not_work_logs_nothing(
    timur: HouseClient, project: Project, later: Later
) -> None:
    start(timur, tasks_in(project, ColumnKind.next)[0])
    later(12 * HOUR)
    timur.post("/timer/removal", data={"since": everything(Timer)[0].since})
    assert everything(TimeEntry) == [] == everything(Timer)
    assert "Nothing runs at the moment." in timur.get("/timer").text


def test_a_month_that_was_closed_meanwhile_asks_for_a_later_day(
    timur: HouseClient, studio: Studio, project: Project, later: Later
) -> None:
    start(timur, tasks_in(project, ColumnKind.next)[0])
    db.session.add(ClosedPeriod(until=NOW.date(), closed_at=NOW, closed_by=studio.nora))
    later(60 * MINUTE)
    refused = timur.fill("/timer", form="stop")
    assert refused.status_code == 422 and "Choose a later day" in refused.text
    later(24 * HOUR)
    timur.post(
        "/timer/entry",
        data={"since": everything(Timer)[0].since, "hours": "1", "on": "2026-03-20"},
    )
    assert [each.on for each in everything(TimeEntry)] == [date(2026, 3, 20)]


def test_it_does_not_start_on_a_task_in_the_bin_or_on_none(
    timur: HouseClient, project: Project
) -> None:
    task = tasks_in(project, ColumnKind.next)[0]
    timur.post(f"/tasks/{task.id}/shelf", data={"to": "bin"})
    assert "Take it back first" in told(timur, f"/tasks/{task.id}/timer")
    assert timur.post("/tasks/987654/timer").status_code == 404
    assert everything(Timer) == []
