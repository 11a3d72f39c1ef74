"""The timer: one a member, seen on every page; what it measured becomes hours, and never by itself for too long."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest

from agency.demo.studio import Studio
from agency.kernel import clock
from agency.kernel.db import db
from agency.people.notices import Notice
from agency.tasks.hours import ClosedPeriod, TimeEntry, Timer
from agency.tasks.models import Task
from agency.tasks.projects import ColumnKind, Project
from tests.support import NOW, HouseClient, Statements, everything
from tests.tasks.conftest import tasks_in

Later = Callable[[timedelta], datetime]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Lets time pass from NOW on."""

    def pass_time(by: timedelta) -> datetime:
        monkeypatch.setattr(clock, "now", lambda: NOW + by)
        return NOW + by

    return pass_time


def start(client: HouseClient, task: Task) -> None:
    assert client.post(f"/tasks/{task.id}/timer").status_code == 303


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
    assert (entry.task_id, entry.member_id, entry.minutes, entry.note, entry.on) == (
        *(task.id, studio.timur.id, 72),
        *("The yard", NOW.date()),
    )
    assert everything(Timer) == [] and "timerband" not in timur.get("/boards").text
