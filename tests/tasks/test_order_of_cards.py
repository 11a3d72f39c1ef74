"""The order of cards under any moves: total, without twins, and what a list on paper would say."""

import itertools
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from fractional_indexing import BASE_62_DIGITS
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.tasks import moving, ordering
from agency.tasks.models import StaleTask, Task
from agency.tasks.moving import Drop
from agency.tasks.projects import ColumnKind, Project
from agency.tasks.shelf import NotThere
from tests.support import NOW
from tests.tasks.conftest import tasks_in

Page = dict[int, list[int]]
BY = Actor.machine()
FILTERED = 2


def order_of(project: Project) -> Page:
    """Ids by column, as the database has them."""
    rows = db.session.execute(
        sa.select(Task.column_id, Task.id)
        .where(Task.project_id == project.id)
        .order_by(Task.column_id, Task.order_key)
    )
    found: Page = {column.id: [] for column in project.columns}
    for column_id, id in rows:
        found[column_id].append(id)
    return found


@settings(max_examples=15)
@given(data=st.data())
def test_three_people_moving_at_random_see_what_a_list_on_paper_says(
    project: Project, data: DataObject
) -> None:
    _lay_out_afresh(project)
    paper = order_of(project)
    # The third looks through a filter that hides two cards of three.
    pages: list[tuple[Page, dict[int, int]]] = [_look(project, who) for who in range(3)]
    for _ in range(data.draw(st.integers(5, 25))):
        who = data.draw(st.integers(0, 2))
        if data.draw(st.booleans()):
            pages[who] = _look(project, who)
        page, versions = pages[who]
        if data.draw(st.integers(0, 3)) == 0:
            _off_or_back(data, versions)
        else:
            _one_move(project, data, page, versions, paper)
        assert order_of(project) == paper
    keys = db.session.execute(sa.select(Task.column_id, Task.order_key)).all()
    assert len(set(keys)) == len(keys)


def _lay_out_afresh(project: Project) -> None:
    """All in the first column, as at the start: one example knows nothing of another."""
    ids = db.session.scalars(sa.select(Task.id).order_by(Task.id)).all()
    first = project.column(ColumnKind.next).id
    for suffix, column in (("~", None), ("", first)):
        for number, id in enumerate(ids):
            there = {"archived_at": None, "binned_at": None}
            values = {"order_key": f"a{BASE_62_DIGITS[number]}{suffix}", "version": 1, **there}
            changed = values if column is None else {**values, "column_id": column}
            db.session.execute(sa.update(Task).where(Task.id == id).values(changed))
    db.session.commit()


def _look(project: Project, who: int) -> tuple[Page, dict[int, int]]:
    versions = db.session.execute(
        sa.select(Task.id, Task.version).where(Task.project_id == project.id)
    )
    seen = {id: version for id, version in versions if who != FILTERED or id % 3 == 0}
    return {
        column: [id for id in ids if id in seen] for column, ids in order_of(project).items()
    }, seen


def _one_move(
    project: Project, data: DataObject, page: Page, versions: dict[int, int], paper: Page
) -> None:
    id = data.draw(st.sampled_from(sorted(versions)))
    column = data.draw(st.sampled_from(sorted(page)))
    seen = [other for other in page[column] if other != id]
    place = data.draw(st.integers(0, len(seen)))
    before, after = [*seen, None][place], [None, *seen][place]
    fresh = db.session.get(Task, id)
    assert fresh is not None
    # What lies in the archive or in the bin moves no more than what somebody else moved.
    is_stale = fresh.version != versions[id] or not fresh.is_there
    try:
        moving.move(id, Drop(versions[id], column, before, after), by=BY, at=NOW)
    except (StaleTask, NotThere):
        assert is_stale
        db.session.rollback()
        return
    assert not is_stale
    db.session.commit()
    versions[id] += 1
    _move_on_paper(paper, id, column, before, after)


def _off_or_back(data: DataObject, versions: dict[int, int]) -> None:
    """Into the archive or the bin, or back: it keeps its place, whatever is moved around it meanwhile."""
    task = db.session.get(Task, data.draw(st.sampled_from(sorted(versions))))
    assert task is not None
    if not task.is_there:
        task.take_back(by=BY, at=NOW)
    elif data.draw(st.booleans()):
        task.put_aside(by=BY, at=NOW)
    else:
        task.throw_away(by=BY, at=NOW)
    db.session.commit()


def _move_on_paper(
    paper: Page, id: int, column: int, before: int | None, after: int | None
) -> None:
    for ids in paper.values():
        if id in ids:
            ids.remove(id)
    ids = paper[column]
    if before in ids:
        ids.insert(ids.index(before), id)
    elif after in ids:
        ids.insert(ids.index(after) + 1, id)
    else:
        ids.append(id)


def test_a_gap_used_hundreds_of_times_gets_short_keys_again(
    project: Project, monkeypatch: Any
) -> None:
    monkeypatch.setattr(ordering, "LONGEST_KEY", 12)
    column = project.column(ColumnKind.next).id
    ids = [task.id for task in tasks_in(project, ColumnKind.next)]
    top, *rest = ids
    # Always right behind the first card: each key lies in half of the gap that was left.
    for id in itertools.islice(itertools.cycle(rest[:3]), 120):
        _behind(id, top, column, NOW)
    order = order_of(project)[column]
    assert order[:4] == [top, rest[2], rest[1], rest[0]]
    assert order[4:] == rest[3:]
    assert max(len(task.order_key) for task in tasks_in(project, ColumnKind.next)) <= 12


def _behind(id: int, neighbour: int, column: int, at: datetime) -> None:
    task = db.session.get(Task, id)
    assert task is not None
    moving.move(id, Drop(task.version, column, after_id=neighbour), by=BY, at=at)
    db.session.commit()


def test_a_card_put_where_it_stands_already_stays_there(studio: Studio, project: Project) -> None:
    before = order_of(project)
    first, second, third = tasks_in(project, ColumnKind.next)[:3]
    for drop in (
        Drop(1, second.column_id, before_id=third.id),
        Drop(2, second.column_id, after_id=first.id),
    ):
        moving.move(second.id, drop, by=BY, at=NOW)
        db.session.commit()
    assert order_of(project) == before
