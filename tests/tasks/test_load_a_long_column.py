"""Long columns: the first cards at once, the rest by a place and never by a number, in groups and under filters too."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
import sqlalchemy as sa
from fractional_indexing import generate_n_keys_between

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.tasks import counting, laying_out
from agency.tasks.laying_out import FIRST, MORE
from agency.tasks.models import Task
from agency.tasks.projects import ColumnKind, Project
from tests.support import NOW, HouseClient, Statements
from tests.tasks.conftest import tasks_in

PART = {"HX-Request": "true"}
Count = Callable[[], AbstractContextManager[Statements]]


def cards(page: str) -> list[int]:
    return [int(id) for id in re.findall(r'<li class="card[^"]*" id="task-(\d+)"', page)]


def more(page: str) -> str | None:
    found = re.search(r'data-more[^>]*><a href="([^"]+)"', page)
    return found[1].replace("&amp;", "&") if found else None


@pytest.fixture
def long(project: Project) -> list[int]:
    """Two hundred cards in the column that is in work, in their order."""
    column = project.column(ColumnKind.work)
    values = [
        {
            "project_id": project.id,
            "column_id": column.id,
            "title": f"Long {number}",
            "order_key": key,
            "moved_at": NOW,
            "section": "Odd" if number % 2 else "Even",
            "category": 1,
        }
        for number, key in enumerate(generate_n_keys_between(None, None, 200))
    ]
    db.session.execute(sa.insert(Task), values)
    db.session.commit()
    return [task.id for task in tasks_in(project, ColumnKind.work)]


def walk(client: HouseClient, page: str) -> list[int]:
    """All cards of the one long column, by its links."""
    found = cards(page)
    while address := more(page):
        page = client.get(address, headers=PART).text
        found += cards(page)
    return found


def test_the_first_cards_come_at_once_and_the_rest_in_their_order(
    timur: HouseClient, project: Project, long: list[int]
) -> None:
    address = f"/boards/{project.id}?q=Long"
    page = timur.get(address).text
    assert cards(page) == long[: laying_out.FIRST]
    assert f"Show {200 - laying_out.FIRST} more" in page
    assert walk(timur, page) == long
    whole = timur.get(f"{address}&all=1").text
    assert cards(whole) == long
    assert more(whole) is None


def test_a_move_meanwhile_skips_nothing_and_doubles_nothing(
    timur: HouseClient, project: Project, long: list[int]
) -> None:
    page = timur.get(f"/boards/{project.id}?q=Long").text
    first = db.session.get(Task, long[0])
    assert first is not None
    data = {"version": first.version, "column": project.column(ColumnKind.done).id}
    timur.post(f"/tasks/{first.id}/position", data=data, headers=PART)
    assert walk(timur, page) == long


def test_groups_stand_side_by_side_and_load_by_themselves(
    timur: HouseClient, project: Project, long: list[int]
) -> None:
    page = timur.get(f"/boards/{project.id}?q=Long&by=section").text
    odd, even = long[1::2], long[::2]
    assert set(cards(page)) == set(odd[:FIRST] + even[:FIRST])
    addresses = [
        each.replace("&amp;", "&") for each in re.findall(r'data-more[^>]*><a href="([^"]+)"', page)
    ]
    rest = [cards(timur.get(each, headers=PART).text) for each in addresses]
    assert rest == [even[FIRST:], odd[FIRST:]]


@pytest.mark.parametrize("by", ["person", "due", "section", "nonsense"])
def test_cards_are_put_together_by_what_was_asked(
    timur: HouseClient, studio: Studio, project: Project, by: str
) -> None:
    tasks = tasks_in(project, ColumnKind.next)
    for task in tasks:
        task.hand_to(None, by=Actor.machine(), at=NOW)
    tasks[0].hand_to(studio.timur, by=Actor.machine(), at=NOW)
    tasks[0].fall_due(NOW.date(), by=Actor.machine(), at=NOW)
    db.session.commit()
    page = timur.get(f"/boards/{project.id}?by={by}").text
    assert len(cards(page)) == len(tasks)
    names = re.findall(r'<h3 class="lane__name[^"]*">([^<]+?) <', page)
    wanted = {
        "person": ["Timur Galeev", "Nobody answers for it"],
        "due": ["Today", "No day"],
        "nonsense": [],
    }
    assert by == "section" or list(dict.fromkeys(names)) == wanted[by]


def test_without_a_script_the_rest_is_a_page(
    timur: HouseClient, project: Project, long: list[int]
) -> None:
    address = more(timur.get(f"/boards/{project.id}?q=Long").text)
    assert address is not None
    page = timur.get(address).text
    assert "<title>In work" in page
    assert cards(page) == long[FIRST : FIRST + MORE]
    other = address.replace(f"/boards/{project.id}/", "/boards/987654/")
    assert timur.get(other).status_code == 404


def test_a_board_asks_as_much_of_the_database_with_hundreds_of_cards(
    timur: HouseClient, project: Project, count_statements: Count
) -> None:
    addresses = [f"/boards/{project.id}", f"/boards/{project.id}/changes?since=0"]
    counts = []
    for _ in range(2):
        for address in addresses:
            with count_statements() as seen:
                timur.get(address)
            counts.append(seen.count)
        if len(counts) == 2:
            long_ones(project)
    assert counts[:2] == counts[2:]


def long_ones(project: Project) -> None:
    column = project.column(ColumnKind.work)
    keys = generate_n_keys_between(None, None, 100)
    for key in keys:
        db.session.add(Task(project=project, column=column, title="X", order_key=key, moved_at=NOW))
    db.session.commit()


def test_asking_for_news_when_there_is_none_is_one_figure(
    timur: HouseClient, project: Project, count_statements: Count
) -> None:
    address = f"/boards/{project.id}/changes?since={counting.count_of(project.id)}"
    timur.get(address)
    with count_statements() as seen:
        assert timur.get(address).status_code == 204
    asked = [text for text in seen.texts if "FROM board_count" in text]
    assert len(asked) == 1
    assert "FROM task" not in "".join(seen.texts)
