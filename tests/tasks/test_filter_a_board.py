"""A filter as text: what it means in two languages, what it says when it means nothing, and keeping it under a name."""

import re
from datetime import date

import pytest
from flask import Flask

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.tasks.filter_days import Days, NoDay, days
from agency.tasks.filtering import Term, terms
from agency.tasks.labels import Label
from agency.tasks.models import Priority, Task
from agency.tasks.projects import ColumnKind, Project
from tests.support import NOW, HouseClient
from tests.tasks.conftest import tasks_in

BY = Actor.machine()
# A Thursday.
TODAY = date(2026, 3, 19)


@pytest.fixture
def database() -> str:
    """One database is enough for most of it."""
    return "sqlite"


def test_a_filter_is_read_into_its_parts() -> None:
    assert list(terms('owner:me -label:"two words" «новая витрина» plain кто:я')) == [
        Term("owner", "me", False),
        Term("label", "two words", True),
        Term("", "новая витрина", False),
        Term("", "plain", False),
        Term("кто", "я", False),
    ]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("today", Days(TODAY, TODAY)),
        ("<friday", Days(None, TODAY)),
        ("<=пт", Days(None, date(2026, 3, 20))),
        (">завтра", Days(date(2026, 3, 21), None)),
        ("thursday", Days(TODAY, TODAY)),
        ("среда", Days(date(2026, 3, 25), date(2026, 3, 25))),
        (">=+2w", Days(date(2026, 4, 2), None)),
        ("-3d", Days(date(2026, 3, 16), date(2026, 3, 16))),
        ("30.11", Days(date(2026, 11, 30), date(2026, 11, 30))),
        ("2027-01-05", Days(date(2027, 1, 5), date(2027, 1, 5))),
        ("week", Days(date(2026, 3, 16), date(2026, 3, 22))),
        ("<неделя", Days(None, date(2026, 3, 15))),
    ],
)
def test_days_are_said_in_words_and_figures(said: str, meant: Days) -> None:
    assert days(said, TODAY) == meant


@pytest.mark.parametrize("said", ["", "31.02", "someday", "2026-13-01", "<", "99.99.2026"])
def test_what_is_no_day_is_refused(said: str) -> None:
    with pytest.raises(NoDay):
        days(said, TODAY)


def seen(client: HouseClient, project: Project, words: str) -> set[int]:
    page = client.get(f"/boards/{project.id}", query_string={"q": words})
    assert page.status_code == 200
    assert 'id="filter-wrong"' not in page.text, words
    return {int(id) for id in re.findall(r'<li class="card[^"]*" id="task-(\d+)"', page.text)}


def test_each_filter_shows_its_cards_and_no_others(
    app: Flask, timur: HouseClient, studio: Studio, project: Project
) -> None:
    a, b, c, d, *rest = tasks_in(project, ColumnKind.next)
    everything = {each.id for each in (a, b, c, d, *rest)}
    copy = Label(name="Copy desk", category=2)
    for each in (a, b, c, d, *rest):
        each.hand_to(studio.mira, by=BY, at=NOW)
    a.hand_to(studio.timur, by=BY, at=NOW)
    b.bear([copy], by=BY, at=NOW)
    b.press(Priority.high, by=BY, at=NOW)
    c.fall_due(date(2026, 3, 18), by=BY, at=NOW)
    c.title = "Витрина магазина"
    d.wait_for([c], by=BY, at=NOW)
    d.call_extra(True, by=BY, at=NOW)
    db.session.commit()
    expected = {
        "owner:me": {a.id},
        "кто:я": {a.id},
        "owner:timur": {a.id},
        "-owner:mira": {a.id},
        "owner:none": set(),
        'label:"copy desk"': {b.id},
        '-label:"Copy desk"': everything - {b.id},
        "priority:high": {b.id},
        "важность:высокая": {b.id},
        "due:<friday": {c.id},
        "срок:<пятница": {c.id},
        "due:none": everything - {c.id},
        "-due:any": everything - {c.id},
        "is:late": {c.id},
        "есть:просрочено": {c.id},
        "is:blocked": {d.id},
        "это:сверх": {d.id},
        "витрина": {c.id},
        "ВИТРИНА is:late": {c.id},
        "витрина owner:me": set(),
        "is:done": set(),
        "is:open": everything,
    }
    for words, ids in expected.items():
        assert seen(timur, project, words) == ids, words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("colour:red", "“colour:” is no filter."),
        ("owner:", "Say something after “owner:”."),
        ("owner:nobodyhere", "Nobody here is called “nobodyhere”."),
        ("due:someday", "“someday” is no day."),
        ("label:unknown", "There is no label “unknown”."),
        ("priority:9", "“9” is no priority."),
        ("is:green", "“green” is no state."),
    ],
)
def test_what_is_not_understood_is_said_and_the_rest_works(
    timur: HouseClient, project: Project, words: str, said: str
) -> None:
    page = timur.get(f"/boards/{project.id}", query_string={"q": f"{words} nosuchword"}).text
    assert said in page
    assert 'aria-invalid="true"' in page
    assert 'class="card' not in page.replace('class="card_', "")


def test_a_wild_card_in_a_word_is_a_letter(timur: HouseClient, project: Project) -> None:
    assert seen(timur, project, "100%") == set()
    assert seen(timur, project, "_") == set()


def test_a_filter_is_kept_found_again_and_thrown_away(
    timur: HouseClient, studio: Studio, project: Project
) -> None:
    keep = {"q": "owner:me is:late", "name": "My late ones"}
    answer = timur.post(f"/boards/{project.id}/filters", data=keep)
    assert answer.location.endswith(f"/boards/{project.id}?q=owner:me+is:late")
    page = timur.get(f"/boards/{project.id}").text
    assert "My late ones" in page
    again = {"q": "owner:me", "name": "my LATE ones"}
    timur.post(f"/boards/{project.id}/filters", data=again)
    page = timur.get(f"/boards/{project.id}").text
    assert page.count("My late ones") + page.count("my LATE ones") == 3
    id = re.search(r"/filters/(\d+)/removal", page)
    assert id is not None
    other = timur.login(studio.vera)
    assert "My late ones" not in other.get(f"/boards/{project.id}").text
    assert other.post(f"/filters/{id[1]}/removal").status_code == 404
    timur.login(studio.timur).post(f"/filters/{id[1]}/removal", data={"board": project.id})
    timur.get(f"/boards/{project.id}")  # which says so
    assert "My late ones" not in timur.get(f"/boards/{project.id}").text


def test_twenty_filters_are_enough_and_one_has_a_name(timur: HouseClient, project: Project) -> None:
    address = f"/boards/{project.id}"
    for number in range(20):
        timur.post(f"{address}/filters", data={"q": "x", "name": f"No {number}"})
    timur.post(f"{address}/filters", data={"q": "x", "name": "One more"})
    assert "Twenty filters are enough." in timur.get(address).text
    timur.post(f"{address}/filters", data={"q": "x", "name": " "})
    assert "Give the filter a name." in timur.get(address).text


def test_a_drop_under_a_filter_lands_beside_what_was_seen(
    timur: HouseClient, studio: Studio, project: Project
) -> None:
    tasks = tasks_in(project, ColumnKind.next)
    for each in tasks:
        each.hand_to(studio.mira, by=BY, at=NOW)
    for each in tasks[::3]:
        each.hand_to(studio.timur, by=BY, at=NOW)
    db.session.commit()
    page = timur.get(f"/boards/{project.id}?q=owner:me").text
    shown = [int(id) for id in re.findall(r'<li class="card[^"]*" id="task-(\d+)"', page)]
    assert shown == [each.id for each in tasks[::3]]
    last = tasks[::3][-1]
    data = {
        "version": last.version,
        "column": last.column_id,
        "before_id": shown[2],
        "after_id": shown[1],
    }
    timur.post(f"/tasks/{last.id}/position", data=data, headers={"HX-Request": "true"})
    order = [each.id for each in tasks_in(project, ColumnKind.next)]
    assert order.index(last.id) == order.index(shown[2]) - 1
    assert [id for id in order if id != last.id] == [each.id for each in tasks if each is not last]
    db.session.expire_all()
    assert isinstance(db.session.get(Task, last.id), Task)
