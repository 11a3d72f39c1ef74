"""Due days in one's own calendar, by a secret link: only one's own, only titles, and closed whenever one likes."""

import re
from datetime import date
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.demo.studio import Studio
from agency.kernel import ical
from agency.kernel.auth import GuestLink
from agency.kernel.db import db
from agency.kernel.ical import WholeDay
from agency.kernel.timeline import Actor
from agency.tasks import adding
from agency.tasks.projects import ColumnKind, Project
from tests.support import NOW, HouseClient, everything
from tests.tasks.conftest import tasks_in

DUE = date(2026, 3, 24)
SETTINGS = "/settings/calendar"


@pytest.fixture
def database() -> str:
    """A link and two reads: one database is enough."""
    return "sqlite"


def link(client: HouseClient) -> str:
    """A fresh one, as it is shown once."""
    found = re.search(r"/calendar/[\w-]+\.ics", client.fill(SETTINGS, form="renewal").text)
    assert found is not None
    return found[0]


def test_it_holds_my_tasks_and_my_parts_of_others_with_lasting_names_and_nothing_else(
    timur: HouseClient, studio: Studio, project: Project
) -> None:
    by = Actor.member(studio.vera.id)
    ours = tasks_in(project, ColumnKind.next)
    mine = next(t for t in ours if studio.timur.id in {plan.member_id for plan in t.plans})
    other = next(t for t in ours if studio.timur.id not in {plan.member_id for plan in t.plans})
    mine.fall_due(DUE, by=by, at=NOW)
    other.fall_due(DUE, by=by, at=NOW)
    mine.reword("Tea, clay; fire", "A secret of the client", seen=1, by=by, at=NOW)
    part = other.divide("Kiln", studio.timur, DUE, by=by, at=NOW)
    done = adding.add_own(studio.timur, title="Over", due_on=DUE, minutes=None, at=NOW)
    done.finish(by=by, at=NOW)
    db.session.commit()
    path = link(timur)
    secret = path.split("/")[-1].removesuffix(".ics")
    assert all(secret not in each.token_hash for each in everything(GuestLink))
    assert secret not in timur.get(SETTINGS).text, "it is shown once"
    timur.delete_cookie("session")
    answer = timur.get(path)
    assert answer.mimetype == "text/calendar"
    text = answer.text.replace("\r\n ", "")
    assert "SUMMARY:Tea\\, clay\\; fire\r\n" in text and f"UID:task-{mine.id}@" in text
    title = other.title.replace(",", "\\,")
    assert f"SUMMARY:Kiln ({title})" in text and f"UID:part-{part.id}@" in text
    assert "DTSTART;VALUE=DATE:20260324\r\nDTEND;VALUE=DATE:20260325" in text
    assert text.count("BEGIN:VEVENT") == 2 and "Over" not in text
    assert project.lead.client.name not in text and "A secret of the client" not in text


def test_nothing_new_is_not_sent_again_and_what_is_new_is(
    timur: HouseClient, studio: Studio, project: Project
) -> None:
    own = adding.add_own(studio.timur, title="Own", due_on=DUE, minutes=None, at=NOW)
    path = link(timur)
    tag = timur.get(path).headers["ETag"]
    assert timur.get(path, headers={"If-None-Match": tag}).status_code == 304
    own.fall_due(date(2026, 3, 25), by=Actor.machine(), at=NOW)
    assert timur.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_a_link_ends_with_the_next_one_when_it_is_closed_and_when_its_member_leaves(
    timur: HouseClient, client: HouseClient, studio: Studio
) -> None:
    first = link(timur)
    second = link(timur)
    assert [timur.get(path).status_code for path in (first, second)] == [404, 200]
    timur.fill(SETTINGS, form="closing")
    assert timur.get(second).status_code == 404
    third = link(timur)
    studio.timur.active = False
    assert timur.get(third).status_code == 404
    assert timur.get("/calendar/guessed.ics").status_code == 404


@pytest.mark.own_app
def test_whoever_asks_too_often_waits(limits: None, client: HouseClient) -> None:
    assert {client.get("/calendar/guessed.ics").status_code for _ in range(32)} == {404, 429}


@settings(max_examples=60, deadline=None)
@given(title=st.text(max_size=120))
def test_no_line_is_too_long_and_none_is_broken_within_a_letter(title: str) -> None:
    day = WholeDay("task-1@house", DUE, title, "https://house/tasks/1", NOW)
    lines = ical.calendar("House", [day], made_by="House").split(b"\r\n")
    assert all(len(line) <= 75 and line.decode() is not None for line in lines)
    whole = b"\r\n".join(lines).replace(b"\r\n ", b"").decode()
    (summary,) = re.findall(r"^SUMMARY:([^\r\n]*)\r$", whole, re.M)
    shown = title.replace("\r\n", "\n").replace("\r", "\n")
    told = "".join(each for each in shown if each == "\n" or category(each) != "Cc")
    assert re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], summary) == told
