"""Two at one moment, on both databases: timers, hours of a month that closes, tasks that would block each other."""

from datetime import date, timedelta
from threading import Barrier, Thread
from typing import cast

import sqlalchemy as sa
from flask import Flask

from agency.demo.studio import Studio
from agency.kernel.db import begin_writing, db
from agency.people.models import Member
from agency.tasks import closing, timing
from agency.tasks.hours import PeriodClosed, TimeEntry, Timer
from agency.tasks.models import Task
from agency.tasks.projects import ColumnKind, Project
from tests.support import NOW, HouseClient, everything
from tests.tasks.conftest import tasks_in

WINDOWS, TURNS = 2, 5
DAY = timedelta(days=1)
WAITING = sa.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")


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


def test_hours_of_a_month_that_is_being_closed_wait_and_are_refused(
    app: Flask, studio: Studio, project: Project
) -> None:
    task, me, last = everything(Task)[0].id, studio.timur.id, NOW.date().replace(day=1) - DAY
    refused: list[date] = []
    db.session.commit()

    def log() -> None:
        with app.app_context():
            begin_writing()
            member = db.session.get_one(Member, me)
            try:
                found = db.session.get_one(Task, task)
                found.log(member=member, minutes=60, on=last, note="", at=NOW)
                db.session.commit()
            except PeriodClosed as closed:
                refused.append(closed.until)

    worker = Thread(target=log)
    begin_writing()
    closing.close(last, by=studio.nora, at=NOW, today=NOW.date())
    db.session.flush()
    worker.start()
    if db.engine.name == "postgresql":
        while worker.is_alive() and not db.session.scalar(WAITING):
            pass
    db.session.commit()
    worker.join()
    assert refused == [last]
    assert everything(TimeEntry) == []


def test_of_two_who_let_two_tasks_wait_for_each_other_one_is_told_why_not(
    app: Flask, studio: Studio, project: Project
) -> None:
    one, other = (task.id for task in everything(Task)[:2])
    ways = ((studio.timur.id, one, other), (studio.mira.id, other, one))
    together, answers = Barrier(WINDOWS), []
    db.session.commit()

    def tie(me: int, waits: int, first: int) -> None:
        with app.app_context():
            client = cast(HouseClient, app.test_client()).login(db.session.get_one(Member, me))
            db.session.remove()
            together.wait()
            answers.append(client.post(f"/tasks/{waits}/blockers", data={"blocker": first}))

    windows = [Thread(target=tie, args=way) for way in ways]
    for each in windows:
        each.start()
    for each in windows:
        each.join()
    assert sorted(each.status_code for each in answers) == [303, 422]
