"""Who has time: planned hours of the coming weeks against working hours less absences, and the tasks behind a week."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from flask import Flask

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.people.absences import AwayFor, take_leave
from agency.people.capacity import Days
from agency.tasks import adding, workload
from agency.tasks.projects import Project
from agency.tasks.workload import Cell, Load
from tests.support import NOW, HouseClient, Statements
from tests.tasks.test_read_the_boards import many, plain

TODAY = NOW.date()  # a Thursday
WEEK = timedelta(days=7)


@pytest.fixture
def database() -> str:
    """Nothing here is held against another: one database is enough."""
    return "sqlite"


def of(studio: Studio, app: Flask, key: str = "ilya") -> list[Cell]:
    with app.test_request_context():
        found = workload.workload(today=TODAY)
    return list(next(r for r in found.rows if r.member.id == studio.members[key].id).cells)


def plan(studio: Studio, minutes: int, due_on: date | None) -> int:
    """A task of Ilya's alone, so that nothing else counts."""
    ilya = studio.members["ilya"]
    task = adding.add_own(ilya, title="The big one", due_on=due_on, minutes=minutes, at=NOW)
    db.session.commit()
    return task.id


def test_hours_lie_between_today_and_the_due_day_and_nowhere_else(
    app: Flask, studio: Studio
) -> None:
    plan(studio, 960, date(2026, 3, 27))
    cells = of(studio, app)
    assert cells[0].week == Days(TODAY, date(2026, 3, 22))
    # Two days are left of this week, and five of the next: sixteen hours fall on seven days.
    assert [cell.planned for cell in cells[:3]] == [274, 686, 0]
    assert (cells[0].open, cells[1].open) == (960, 2400)
    assert [cell.load for cell in cells[:3]] == [Load.free] * 3
    assert len(cells) == 8


def test_absences_take_their_days_and_what_is_too_much_is_said_in_words(
    app: Flask, studio: Studio, client: HouseClient
) -> None:
    ilya, monday = studio.members["ilya"], date(2026, 3, 23)
    take_leave(ilya, monday, monday + 2 * timedelta(days=1), kind=AwayFor.leave, stand_in=None)
    take_leave(ilya, monday + WEEK, monday + 2 * WEEK, kind=AwayFor.leave, stand_in=None)
    id = plan(studio, 60 * 60, date(2026, 3, 27))
    cells = of(studio, app)
    assert (cells[1].open, cells[1].is_away, cells[1].load) == (960, True, Load.over)
    assert (cells[2].open, cells[2].load) == (0, Load.away)
    words = plain(client.login(studio.vera).get("/workload").text)
    assert "14 h over, away at times" in words and "ask more than there is" in words
    page = client.get(f"/workload/{ilya.id}/2026-W13").text
    assert "The big one" in page and f"/tasks/{id}#plans" in page
    assert "30 h planned of 16 h" in plain(page)


def test_what_is_late_presses_on_this_week_and_what_was_worked_or_put_away_does_not(
    app: Flask, studio: Studio
) -> None:
    ilya, by = studio.members["ilya"], Actor.machine()
    late = adding.add_own(ilya, title="Late", due_on=TODAY - WEEK, minutes=600, at=NOW)
    late.log(member=ilya, minutes=180, on=TODAY, note="", at=NOW)
    gone = adding.add_own(ilya, title="Gone", due_on=TODAY, minutes=600, at=NOW)
    gone.put_aside(by=by, at=NOW)
    done = adding.add_own(ilya, title="Done", due_on=TODAY, minutes=600, at=NOW)
    done.finish(by=by, at=NOW)
    db.session.commit()
    cells = of(studio, app)
    # Seven days from today, six of them for work: this week has two of these, the next four.
    assert sum(cell.planned for cell in cells) == 420
    assert cells[0].planned == 140


def test_everybody_of_us_reads_it_and_it_asks_the_database_as_much_however_much_is_planned(
    timur: HouseClient,
    studio: Studio,
    project: Project,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    week = f"/workload/{studio.timur.id}/2026-W13"
    for address in ("/workload", week):
        timur.get(address)
    costs = []
    for _ in range(2):
        with count_statements() as seen:
            for address in ("/workload", week):
                assert timur.get(address).status_code == 200
        costs.append(seen.count)
        many(project, 20)
    assert costs[0] == costs[1] <= 22
    assert timur.get("/workload/987654/2026-W13").status_code == 404
    timur.delete_cookie("session")
    assert "/login" in timur.get("/workload").location
