"""Two windows of one member start timers at the same moment, on both databases: one runs, nothing is logged twice."""

from datetime import timedelta
from threading import Barrier, Thread

from flask import Flask

from agency.demo.studio import Studio
from agency.kernel.db import begin_writing, db
from agency.people.models import Member
from agency.tasks import timing
from agency.tasks.hours import TimeEntry, Timer
from agency.tasks.models import Task
from agency.tasks.projects import ColumnKind, Project
from tests.support import NOW, everything
from tests.tasks.conftest import tasks_in

WINDOWS, TURNS = 2, 5


def test_one_timer_runs_whoever_was_first(app: Flask, studio: Studio, project: Project) -> None:
    tasks = [task.id for task in tasks_in(project, ColumnKind.next)[:3]]
    me, together, refused = studio.timur.id, Barrier(WINDOWS), []
    db.session.commit()

    def window(number: int) -> None:
        with app.app_context():
            together.wait()
            for turn in range(TURNS):
                begin_writing()
                task = db.session.get_one(Task, tasks[(number + turn) % len(tasks)])
                at = NOW + timedelta(minutes=turn)
                try:
                    timing.start(task, db.session.get_one(Member, me), at=at)
                    db.session.commit()
                except Exception as error:
                    refused.append(error)
                    db.session.rollback()

    windows = [Thread(target=window, args=(number,)) for number in range(WINDOWS)]
    for each in windows:
        each.start()
    for each in windows:
        each.join()
    db.session.expire_all()
    (timer,) = everything(Timer)
    started = WINDOWS * TURNS
    # Each start but the last one, and but those on what ran already, left its hours behind.
    assert not refused and 0 < len(everything(TimeEntry)) < started
    assert timer.task_id in tasks
