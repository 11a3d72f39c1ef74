"""Four people moving cards of one board at once: no error, no twin, and every success kept."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask import Flask

from agency.kernel.db import begin_writing, db
from agency.kernel.timeline import Actor, Entry
from agency.tasks import moving
from agency.tasks.models import StaleTask, Task
from agency.tasks.moving import Drop
from agency.tasks.projects import BoardColumn, Project
from tests.support import NOW

PEOPLE, MOVES = 4, 40


@dataclass
class Tally:
    """What one person saw."""

    moved: dict[int, int] = field(default_factory=dict)
    stale: int = 0
    errors: list[Exception] = field(default_factory=list)


def test_four_people_at_once_lose_nothing(app: Flask, project: Project) -> None:
    id = project.id
    db.session.remove()
    tallies = [Tally() for _ in range(PEOPLE)]
    threads = [
        threading.Thread(target=_person, args=(app, id, number, tally))
        for number, tally in enumerate(tallies)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [error for tally in tallies for error in tally.errors] == []
    moves = {task: sum(tally.moved.get(task, 0) for tally in tallies) for task in _versions(id)}
    assert sum(moves.values()) + sum(tally.stale for tally in tallies) == PEOPLE * MOVES
    assert _versions(id) == {task: 1 + count for task, count in moves.items()}
    places = db.session.execute(sa.select(Task.column_id, Task.order_key)).all()
    assert len(set(places)) == len(places)


def _person(app: Flask, project_id: int, seed: int, tally: Tally) -> None:
    dice = random.Random(seed)
    with app.app_context():
        begin_writing()
        for _ in range(MOVES):
            try:
                _move_something(project_id, dice, tally)
            except Exception as error:
                db.session.rollback()
                tally.errors.append(error)
        db.session.remove()


def _move_something(project_id: int, dice: random.Random, tally: Tally) -> None:
    tasks = db.session.execute(
        sa.select(Task.id, Task.version, Task.column_id).where(Task.project_id == project_id)
    ).all()
    columns = db.session.scalars(
        sa.select(BoardColumn.id).where(BoardColumn.project_id == project_id)
    ).all()
    # What the page shows is from an earlier transaction, as it is for people.
    db.session.rollback()
    task, neighbour = dice.choice(tasks), dice.choice(tasks)
    drop = Drop(task.version, dice.choice(columns), before_id=neighbour.id)
    try:
        moving.move(task.id, drop, by=Actor.member(1), at=NOW)
        db.session.commit()
        tally.moved[task.id] = tally.moved.get(task.id, 0) + 1
    except StaleTask:
        db.session.rollback()
        tally.stale += 1


def _versions(project_id: int) -> dict[int, int]:
    rows = db.session.execute(sa.select(Task.id, Task.version).where(Task.project_id == project_id))
    return dict(rows.all())


def test_every_change_of_column_stands_on_the_timeline_once(
    app: Flask, project: Project, titles: Callable[..., list[str]]
) -> None:
    test_four_people_at_once_lose_nothing(app, project)
    entries = db.session.scalars(sa.select(Entry).where(Entry.kind == "tasks.moved")).all()
    last = {
        entry.data["task"]: entry.data["column"] for entry in sorted(entries, key=lambda e: e.id)
    }
    for task_id, column_id in last.items():
        task = db.session.get(Task, task_id)
        assert task is not None
        assert task.column_id == column_id
