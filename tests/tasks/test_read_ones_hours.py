"""Hours week by week: logged by hand, put right, struck out, until the month is closed; everybody's for managers."""

import csv
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from io import StringIO

import pytest

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.tasks import adding, put_away
from agency.tasks.hours import ClosedPeriod, TimeEntry
from agency.tasks.models import Task
from agency.tasks.projects import ColumnKind, Project
from tests.support import NOW, HouseClient, Statements, everything
from tests.tasks.conftest import tasks_in, told
from tests.tasks.test_read_the_boards import plain

Count = Callable[[], AbstractContextManager[Statements]]
FORM = "own-hours-form"
LAST_MONTH = date(2026, 2, 28)


@pytest.fixture
def database() -> str:
    """What hours become does not depend on it: one database is enough."""
    return "sqlite"


@pytest.fixture
def task(project: Project, studio: Studio) -> Task:
    """Timur's first."""
    ours = tasks_in(project, ColumnKind.next)
    return next(t for t in ours if studio.timur.id in {plan.member_id for plan in t.plans})


def log(client: HouseClient, task: Task, hours: str, on: str, **more: str) -> int:
    return client.fill("/hours", form=FORM, task=task.id, hours=hours, on=on, **more).status_code


def test_hours_are_logged_by_hand_and_summed_by_day_and_by_project(
    timur: HouseClient, studio: Studio, task: Task
) -> None:
    own = adding.add_own(studio.timur, title="Mail", due_on=None, minutes=None, at=NOW)
    for hours, on in (("1:30", "2026-03-19"), ("1,5", "2026-03-19"), ("90m", "2026-03-16")):
        assert log(timur, task, hours, on, extra="y") == 303
    assert log(timur, own, "0.5", "2026-03-18", note="The newsletter") == 303
    entries = everything(TimeEntry)
    assert [each.minutes for each in entries] == [90, 90, 90, 30]
    assert [each.is_out_of_scope for each in entries] == [True, True, True, False]
    words = plain(timur.get("/hours").text)
    assert "You logged 5 h." in words
    assert "Thursday, 19 March 3 h" in words and "Wednesday, 18 March 0.5 h" in words
    assert "A shop window for clay 4.5" in words and "The newsletter" in words
    assert "Nothing was logged in this week." in plain(timur.get("/hours?week=2026-W11").text)
    assert "You logged" in plain(timur.get("/hours?week=nonsense").text)


def test_what_cannot_be_hours_is_refused_and_kept(timur: HouseClient, task: Task) -> None:
    for hours, on, says in (
        ("much", "2026-03-19", "Enter the hours"),
        ("25", "2026-03-19", "A day has up to 24 hours"),
        ("1", "2026-03-20", "still to come"),
    ):
        answer = timur.fill("/hours", form=FORM, task=task.id, hours=hours, on=on)
        assert (
            answer.status_code == 422 and says in answer.text and f'value="{hours}"' in answer.text
        )
    assert timur.fill("/hours", form=FORM, task=987654, hours="1").status_code == 422
    assert everything(TimeEntry) == []


def test_whoever_worked_them_puts_hours_right_and_strikes_them_out(
    timur: HouseClient, client: HouseClient, studio: Studio, task: Task
) -> None:
    log(timur, task, "2", "2026-03-18")
    (entry,) = everything(TimeEntry)
    page = f"/hours/{entry.id}"
    refused = timur.fill(page, form="entry", hours="0")
    assert refused.status_code == 422
    timur.fill(page, form="entry", hours="1:15", on="2026-03-17", note="Less", extra="y")
    (entry,) = everything(TimeEntry)
    assert (entry.minutes, entry.on, entry.note) == (75, date(2026, 3, 17), "Less")
    assert entry.is_out_of_scope
    assert "put hours on" in timur.get(f"/tasks/{task.id}").text
    client.login(studio.mira)
    for answer in (client.get(page), client.post(page), client.post(f"{page}/removal")):
        assert answer.status_code == 403
    client.login(studio.timur).post(f"{page}/removal")
    assert everything(TimeEntry) == []
    assert client.get(page).status_code == 404


def test_a_closed_month_takes_no_hours_and_gives_none_back_until_the_owner_opens_it(
    timur: HouseClient, client: HouseClient, studio: Studio, task: Task
) -> None:
    log(timur, task, "2", "2026-02-27")
    log(timur, task, "3", "2026-03-02")
    february, march = everything(TimeEntry)
    settings = "/settings/closed-months"
    assert client.login(studio.vera).get(settings).status_code == 403
    client.login(studio.nora)
    assert "This month is not over yet." in told(client, settings, until="2026-03-31")
    assert client.fill(settings, form="closing").status_code == 303
    assert "It was closed already." in told(client, settings, until="2026-02-10")
    assert [each.until for each in everything(ClosedPeriod)] == [LAST_MONTH]
    client.login(studio.timur)
    said = "Hours up to 28 February 2026 were counted"
    pages = (
        timur.fill("/hours", form=FORM, task=task.id, hours="1", on="2026-02-28").text,
        timur.fill(f"/tasks/{task.id}", form="hours-form", hours="1", on="2026-02-28").text,
        timur.fill(f"/hours/{march.id}", form="entry", on="2026-02-28").text,
        told(timur, f"/hours/{february.id}/removal"),
        timur.get(f"/hours/{february.id}").text,
    )
    assert all(said in page for page in pages)
    task_page = timur.get(f"/tasks/{task.id}").text
    assert f"/hours/{march.id}" in task_page and f'/hours/{february.id}"' not in task_page
    assert [each.on for each in everything(TimeEntry)] == [february.on, march.on]
    client.login(studio.nora)
    assert "closed last" in told(client, f"{settings}/reopening", until="2026-01-31")
    client.fill(settings, form="reopening")
    words = plain(client.get(settings).text)
    assert f"{studio.nora.name} opened hours up to 28 February 2026 again" in words
    assert everything(ClosedPeriod) == []
    client.login(studio.timur).post(f"/hours/{february.id}/removal")
    assert [each.id for each in everything(TimeEntry)] == [march.id]


def test_hours_keep_their_task_in_the_bin(studio: Studio, task: Task) -> None:
    task.log(member=studio.timur, minutes=60, on=LAST_MONTH, note="", at=NOW)
    task.throw_away(by=Actor.member(studio.timur.id), at=NOW)
    put_away.empty(task.id, now=NOW + timedelta(days=31))
    db.session.flush()
    assert [each.minutes for each in everything(TimeEntry)] == [60]


def test_managers_read_everybodys_hours_and_members_their_own(
    client: HouseClient, studio: Studio, task: Task
) -> None:
    for member, minutes in ((studio.timur, 60), (studio.mira, 90)):
        task.log(member=member, minutes=minutes, on=NOW.date(), note="=1+1", at=NOW)
    db.session.commit()
    client.login(studio.timur)
    for who in ("all", str(studio.mira.id)):
        assert client.get(f"/hours?who={who}").status_code == 403
        assert client.get(f"/hours.csv?who={who}").status_code == 403
    assert len(list(csv.reader(StringIO(client.get("/hours.csv").text)))) == 2
    client.login(studio.vera)
    words = plain(client.get("/hours?who=all").text)
    assert "2 people logged 2.5 h together." in words
    assert f"{studio.mira.name} logged 1.5 h." in plain(
        client.get(f"/hours?who={studio.mira.id}").text
    )
    assert client.get("/hours?who=987654").status_code == 404
    table = client.get("/hours.csv?who=all&from=2026-03-01&until=2026-03-31")
    rows = list(csv.reader(StringIO(table.text.lstrip("\ufeff"))))
    assert rows[0][:2] == ["Day", "Who"] and len(rows) == 3
    assert rows[1][0] == "2026-03-19" and "'=1+1" in rows[1]
    for period in ("from=x", "from=2026-03-31&until=2026-03-01"):
        assert client.get(f"/hours.csv?{period}").status_code == 400


def test_the_database_is_asked_as_much_however_many_hours_there_are(
    timur: HouseClient, studio: Studio, task: Task, count_statements: Count
) -> None:
    task.log(member=studio.timur, minutes=5, on=NOW.date(), note="", at=NOW)
    timur.get("/hours")
    with count_statements() as few:
        timur.get("/hours")
    for number in range(30):
        on = NOW.date() - timedelta(days=number % 4)
        task.log(member=studio.timur, minutes=5 + number, on=on, note="", at=NOW)
    with count_statements() as lots:
        timur.get("/hours")
    assert few.count == lots.count <= 9, "\n".join(few.texts)
