"""What was shown on a running Kanboard 1.2.53, and does not happen here."""

import re

import pytest

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.tasks.projects import ColumnKind, Project
from tests.support import NOW, HouseClient, forms_of
from tests.tasks.conftest import Titles, tasks_in

PART = {"HX-Request": "true"}


@pytest.fixture
def database() -> str:
    """One database is enough."""
    return "sqlite"


def test_a_drop_under_a_filter_lands_where_it_was_dropped(
    timur: HouseClient, studio: Studio, project: Project
) -> None:
    """There it landed second among all when it was dropped third among those that were seen."""
    tasks = tasks_in(project, ColumnKind.next)
    for task in tasks[1::2]:
        task.hand_to(studio.timur, by=Actor.machine(), at=NOW)
    for task in tasks[::2]:
        task.hand_to(studio.mira, by=Actor.machine(), at=NOW)
    db.session.commit()
    page = timur.get(f"/boards/{project.id}?q=owner:me").text
    seen = re.findall(r'data-id="(\d+)" data-version="(\d+)"', page)
    assert [int(id) for id, _ in seen] == [task.id for task in tasks[1::2]]
    (first, version), (second, _), (third, _), (fourth, _) = seen[:4]
    data = {
        "version": version,
        "column": tasks[0].column_id,
        "after_id": third,
        "before_id": fourth,
    }
    timur.post(f"/tasks/{first}/position", data=data, headers=PART)
    page = timur.get(f"/boards/{project.id}?q=owner:me").text
    assert re.findall(r'data-id="(\d+)"', page)[:4] == [second, third, first, fourth]


def test_a_drop_from_a_stale_page_does_not_pull_a_card_out_of_done(
    timur: HouseClient, project: Project, titles: Titles
) -> None:
    """There it was answered with 201."""
    task = tasks_in(project, ColumnKind.next)[0]
    page = timur.get(f"/boards/{project.id}").text
    seen = re.search(rf'data-id="{task.id}" data-version="(\d+)"', page)
    assert seen is not None
    done, work = (project.column(kind).id for kind in (ColumnKind.done, ColumnKind.work))
    for column, status in ((done, 200), (work, 409)):
        data = {"version": seen[1], "column": column}
        answer = timur.post(f"/tasks/{task.id}/position", data=data, headers=PART)
        assert answer.status_code == status
    assert titles(ColumnKind.done) == [task.title]


def test_a_second_edit_does_not_silently_restore_the_old_description(
    timur: HouseClient, project: Project
) -> None:
    """There the later save won, and nobody was told."""
    task = tasks_in(project, ColumnKind.next)[0]
    address = f"/tasks/{task.id}"
    (form,) = [form for form in forms_of(timur.get(address).text) if form.id == "words-form"]
    seen = {name: value for name, value in form.fields.items() if name != "preview"}
    for words, status in (("What the first one wrote", 303), ("What the second one wrote", 409)):
        again = timur.post(f"{address}/words", data={**seen, "details": words})
        assert again.status_code == status
    assert "What the first one wrote" in again.text
    assert "What the second one wrote" in again.text
    db.session.expire_all()
    assert task.details == "What the first one wrote"
