"""Work of a retainer comes again: a week before its day, once, afresh, and never piled up in silence."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from agency.demo.studio import Studio
from agency.flows.lead_lost import lead_lost
from agency.kernel import queue
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.tasks import adding, coming_again
from agency.tasks.models import Task
from agency.tasks.pieces import CheckItem, Subtask
from agency.tasks.projects import ColumnKind, Project
from agency.tasks.repeating import Every, Repeat
from tests.support import NOW, HouseClient, at, everything
from tests.tasks.conftest import tasks_in

DUE = date(2026, 3, 31)


@pytest.fixture
def task(project: Project, studio: Studio) -> Task:
    """The report of a month, due at its end."""
    found = tasks_in(project, ColumnKind.next)[0]
    found.title, found.due_on, found.owner = "Monthly report", DUE, studio.timur
    found.subtasks = [Subtask(title="Figures", position=0, due_on=date(2026, 3, 29), done_at=NOW)]
    found.checklist = [CheckItem(words="Sent", position=0, done_at=NOW)]
    db.session.commit()
    return found


def copies(title: str = "Monthly report") -> list[Task]:
    db.session.expire_all()
    found = [each for each in everything(Task) if each.title == title]
    return sorted(found, key=lambda each: each.id)


def live(app: Flask, now: datetime) -> None:
    """Whatever is due until then, with nothing in our hands."""
    db.session.rollback()
    queue.run_once(app, now)


def test_a_fresh_copy_comes_a_week_before_its_day_once_and_until_the_end(
    timur: HouseClient, task: Task, project: Project, app: Flask
) -> None:
    page = f"/tasks/{task.id}"
    wish = {"count": 1, "every": "month", "next_on": "2026-04-30", "until_on": "2026-06-15"}
    assert timur.fill(page, form="repeat-form", **{**wish, "count": 0}).status_code == 422
    early = timur.fill(page, form="repeat-form", **{**wish, "next_on": "2026-03-31"})
    assert early.status_code == 422 and "Enter a day after this one is due" in early.text
    short = timur.fill(page, form="repeat-form", **{**wish, "until_on": "2026-04-01"})
    assert short.status_code == 422 and "Enter a day after the next one" in short.text
    assert timur.fill(page, form="repeat-form", **wish).status_code == 303
    assert "Every month." in timur.get(page).text
    live(app, at("2026-04-22T20:00Z"))
    assert len(copies()) == 1, "not before a week"
    live(app, at("2026-04-23T06:00Z"))
    first, second = copies()
    assert (second.due_on, second.column.kind, second.owner_id) == (  # type: ignore[union-attr]
        date(2026, 4, 30), ColumnKind.next, first.owner_id,
    )  # fmt: skip
    assert [(one.title, one.due_on, one.done_at) for one in second.subtasks] == [
        ("Figures", date(2026, 4, 28), None)
    ]
    assert [(one.words, one.done_at) for one in second.checklist] == [("Sent", None)]
    assert [one.minutes for one in second.plans] == [one.minutes for one in first.plans]
    assert (second.entries, second.comments, second.sold_minor) == ([], [], None)
    assert first.repeat is None and second.repeat is not None
    zone = {"zone": "UTC", "now": at("2026-04-23T06:00Z")}
    again = coming_again.come(second.repeat.id, **zone)  # type: ignore[arg-type]
    assert again is not None and again > zone["now"], "a second worker finds it done"  # type: ignore[operator]
    board = timur.get(f"/boards/{project.id}").text
    assert "“Monthly report” is open 2 times" in board, "it says so on the board"
    live(app, at("2026-12-01T06:00Z"))
    assert [str(each.due_on) for each in copies()] == ["2026-03-31", "2026-04-30", "2026-05-30"]
    assert everything(Repeat) == [], "the next would be after the last day"
    history = timur.get(f"/tasks/{copies()[-1].id}").text
    assert "It came again by itself" in history


def test_of_days_that_went_by_unseen_only_the_latest_gets_a_copy_and_it_can_be_ended(
    timur: HouseClient, task: Task, app: Flask
) -> None:
    who = {"by": Actor.machine(), "at": NOW}
    weekly = {"every": Every.week, "count": 1, "next_on": date(2026, 4, 7), "until_on": None}
    coming_again.repeat(task, zone="UTC", **weekly, **who)  # type: ignore[arg-type]
    db.session.commit()
    live(app, at("2026-05-20T12:00Z"))
    assert [str(each.due_on) for each in copies()] == ["2026-03-31", "2026-05-26"]
    latest = copies()[-1]
    timur.post(f"/tasks/{latest.id}/repeat/removal")
    live(app, at("2027-05-20T12:00Z"))
    assert len(copies()) == 2 and everything(Repeat) == []


def test_on_a_board_that_was_put_aside_nothing_comes_until_it_is_taken_back(
    task: Task, project: Project, app: Flask
) -> None:
    days = {"next_on": date(2026, 4, 30), "until_on": None}
    who = {"zone": "UTC", "by": Actor.machine(), "at": NOW}
    coming_again.repeat(task, every=Every.month, count=1, **days, **who)  # type: ignore[arg-type]
    project.put_aside(NOW)
    db.session.commit()
    live(app, at("2026-04-23T06:00Z"))
    assert len(copies()) == 1
    project.take_back()
    db.session.commit()
    live(app, at("2026-05-23T06:00Z"))
    assert [str(each.due_on) for each in copies()] == ["2026-03-31", "2026-05-30"]


def test_what_was_thrown_away_comes_no_more(task: Task, app: Flask, timur: HouseClient) -> None:
    who = {"by": Actor.machine(), "at": NOW}
    weekly = {"every": Every.week, "count": 2, "next_on": date(2026, 4, 7), "until_on": None}
    coming_again.repeat(task, zone="UTC", **weekly, **who)  # type: ignore[arg-type]
    task.throw_away(**who)  # type: ignore[arg-type]
    db.session.commit()
    live(app, NOW + timedelta(days=20))
    assert len(copies()) <= 1


def test_on_a_lead_that_was_lost_nothing_comes_any_more(studio: Studio, app: Flask) -> None:
    lead, who = studio.leads["olaria"], {"by": Actor.machine(), "at": NOW}
    ring = adding.add_to_lead(lead, title="Ring them", member_id=None, due_on=DUE, **who)  # type: ignore[arg-type]
    weekly = {"every": Every.week, "count": 1, "next_on": date(2026, 4, 7), "until_on": None}
    coming_again.repeat(ring, zone="UTC", **weekly, **who)  # type: ignore[arg-type]
    lead_lost(lead, reason="", **who)  # type: ignore[arg-type]
    db.session.commit()
    live(app, NOW + timedelta(days=20))
    assert len(copies("Ring them")) == 1


@given(
    st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.sampled_from(list(Every)), st.integers(1, 52)
)
def test_days_follow_each_other_and_keep_to_their_day_of_the_month(
    first: date, every: Every, count: int
) -> None:
    said = Repeat(every=every, count=count, day=first.day, next_on=first)
    second = said.after(first)
    third = said.after(second)
    assert first < second < third
    if every is Every.month:
        assert (second.year * 12 + second.month) - (first.year * 12 + first.month) == count
        assert second.day == first.day or (second + timedelta(days=1)).day == 1
        assert third.day >= min(first.day, 28)
    else:
        assert second - first == timedelta(weeks=count)
