"""Moving a card: beside a neighbour, from a page that is not stale, with or without scripts."""

import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from agency.demo.studio import Studio
from agency.kernel import timeline
from agency.kernel.db import db
from agency.proposals.models import Proposal
from agency.tasks import dealing, one_move
from agency.tasks.hours import TimeEntry
from agency.tasks.labels import Label
from agency.tasks.models import Task
from agency.tasks.pieces import CheckItem, Subtask
from agency.tasks.projects import ColumnKind, Project
from agency.tasks.sold import start_project
from tests.support import NOW, HouseClient, forms_of
from tests.tasks.conftest import Titles, tasks_in


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


SCRIPT = {"HX-Request": "true"}


def put(
    client: HouseClient, task: Task, kind: ColumnKind, *, script: bool = True, **where: Any
) -> TestResponse:
    """Drop a card somewhere, as the page it was seen on would send it."""
    data = {
        "version": where.pop("version", task.version),
        "column": task.project.column(kind).id,
        **where,
    }
    headers = SCRIPT if script else {}
    return client.post(f"/tasks/{task.id}/position", data=data, headers=headers)


def test_a_card_lands_before_the_neighbour_it_was_dropped_before(
    timur: HouseClient, project: Project, titles: Titles
) -> None:
    a, b, c, d = tasks_in(project, ColumnKind.next)[:4]
    assert put(timur, d, ColumnKind.next, before_id=b.id).status_code == 200
    assert titles(ColumnKind.next)[:4] == [a.title, d.title, b.title, c.title]


def test_a_card_lands_after_the_neighbour_it_was_dropped_after(
    timur: HouseClient, project: Project, titles: Titles
) -> None:
    a, b, c = tasks_in(project, ColumnKind.next)[:3]
    put(timur, a, ColumnKind.work)
    put(timur, b, ColumnKind.work)
    put(timur, c, ColumnKind.work, after_id=a.id)
    assert titles(ColumnKind.work) == [a.title, c.title, b.title]


def test_a_card_without_a_neighbour_lands_at_the_end(
    timur: HouseClient, project: Project, titles: Titles
) -> None:
    first, second = tasks_in(project, ColumnKind.next)[:2]
    put(timur, first, ColumnKind.done)
    put(timur, second, ColumnKind.done)
    assert titles(ColumnKind.done) == [first.title, second.title]


@both
def test_cards_that_a_filter_hides_keep_their_place(
    timur: HouseClient, project: Project, titles: Titles
) -> None:
    """Kanboard put a card dropped third among the visible ones second among all."""
    tasks = tasks_in(project, ColumnKind.next)
    mine = [task for task in tasks if task.plans and task.plans[0].member.name == "Timur Galeev"]
    others = [task.title for task in tasks if task not in mine]
    put(timur, mine[0], ColumnKind.next, after_id=mine[2].id)
    order = titles(ColumnKind.next)
    assert order.index(mine[0].title) == order.index(mine[2].title) + 1
    assert [title for title in order if title in others] == others


def test_a_neighbour_that_left_meanwhile_sends_the_card_to_the_end(
    timur: HouseClient, project: Project, titles: Titles
) -> None:
    a, b, c = tasks_in(project, ColumnKind.next)[:3]
    put(timur, a, ColumnKind.done)
    assert put(timur, c, ColumnKind.work, before_id=b.id).status_code == 200
    assert put(timur, b, ColumnKind.work, after_id=a.id).status_code == 200
    assert titles(ColumnKind.work) == [c.title, b.title]


@both
def test_a_stale_page_does_not_pull_a_card_back_out_of_done(
    timur: HouseClient, project: Project, titles: Titles
) -> None:
    task = tasks_in(project, ColumnKind.next)[0]
    seen = task.version
    put(timur, task, ColumnKind.done)
    answer = put(timur, task, ColumnKind.work, version=seen)
    assert answer.status_code == 409
    assert titles(ColumnKind.done) == [task.title]
    assert f'data-version="{task.version}"' in answer.text
    assert f'data-column="{project.column(ColumnKind.done).id}"' in answer.text


def test_the_answer_is_the_card_and_the_figures_follow(
    timur: HouseClient, project: Project
) -> None:
    task = tasks_in(project, ColumnKind.next)[0]
    answer = put(timur, task, ColumnKind.work)
    assert "column__head" not in answer.text
    assert f'data-key="{task.order_key}"' in answer.text
    news = timur.get(f"/boards/{project.id}/changes?since=0").text
    assert len(re.findall(r'id="column-(\d+)-head"', news)) == 5
    assert answer.text.count('class="card') - answer.text.count('class="card_') == 1
    assert len(answer.data) <= 2048


@both
def test_a_move_is_as_many_statements_whatever_the_size_of_the_column(
    timur: HouseClient, project: Project, count_statements: Any
) -> None:
    first, *others, last = [task.id for task in tasks_in(project, ColumnKind.next)]
    work, done = (project.column(kind).id for kind in (ColumnKind.work, ColumnKind.done))

    def put_away(id: int, column: int) -> None:
        data = {"version": 1, "column": column}
        assert timur.post(f"/tasks/{id}/position", data=data, headers=SCRIPT).status_code == 200

    with count_statements() as full:
        put_away(first, work)
    for id in others:
        put_away(id, done)
    with count_statements() as empty:
        put_away(last, work)
    # One of them: what was there before the move; one counts the change for whoever looks at the board.
    assert full.count == empty.count <= 13
    assert sum("column_id=" in text for text in full.texts if "UPDATE task" in text) == 1


@both
def test_the_card_that_a_move_answers_is_the_card_of_the_board(
    app: Flask, timur: HouseClient, studio: Studio, project: Project
) -> None:
    """They are read by statements of their own, for speed; what they say is the same."""
    one, other, *_ = tasks = tasks_in(project, ColumnKind.next)
    one.labels = [Label(name=name, category=2) for name in ("copy", "Ärger", "Zoo", "alt")]
    one.checklist = [
        CheckItem(words="a", position=1, done_at=NOW),
        CheckItem(words="b", position=2),
    ]
    one.subtasks = [Subtask(title="c", position=1)]
    one.blockers, one.owner, one.waiting_since = tasks[2:5], studio.vera, NOW
    one.entries += [
        TimeEntry(member=who, minutes=30, on=NOW.date(), note="", logged_at=NOW)
        for who in (studio.nora, studio.timur)
    ]
    other.owner = None
    db.session.commit()
    with app.test_request_context():
        faces = dealing.faces_by_id()
        for task in (other, one):
            (dealt,) = dealing.cards_where(Task.id == task.id, faces)
            found = one_move.as_it_is(task.id, at=NOW)
            assert found is not None
            assert found.card == dealt
    assert (len(dealt.labels), len(dealt.waits_for), dealt.steps_done, dealt.steps) == (4, 3, 1, 3)
    assert put(timur, one, ColumnKind.work).text.count('data-version="2"') == 1
    assert (one.version, one.revision, one.is_with_client) == (2, 2, False)


def test_without_scripts_the_buttons_of_the_task_move_it(
    timur: HouseClient, project: Project, titles: Titles
) -> None:
    task = tasks_in(project, ColumnKind.next)[0]
    checking = project.column(ColumnKind.checking)
    answer = timur.fill(f"/tasks/{task.id}", form="move-form", _press=str(checking.id))
    assert answer.status_code == 303
    assert answer.location.endswith(f"/boards/{project.id}#task-{task.id}")
    assert titles(ColumnKind.checking) == [task.title]
    board = timur.get(answer.location)
    assert f"“{task.title}” is in “Checking” now." in board.text


@both
def test_without_scripts_a_stale_move_shows_where_the_task_stands(
    timur: HouseClient, project: Project, titles: Titles
) -> None:
    task = tasks_in(project, ColumnKind.next)[0]
    put(timur, task, ColumnKind.done)
    answer = put(timur, task, ColumnKind.work, version=1, script=False)
    assert answer.status_code == 409
    assert "Somebody else moved this task meanwhile." in answer.text
    (form,) = [form for form in forms_of(answer.text) if form.id == "move-form"]
    assert form.fields["version"] == str(task.version)
    assert titles(ColumnKind.done) == [task.title]


def test_a_card_stays_on_its_board(timur: HouseClient, studio: Studio, project: Project) -> None:
    other = _another_project(studio)
    task = tasks_in(project, ColumnKind.next)[0]
    data = {"version": task.version, "column": other.column(ColumnKind.next).id}
    assert timur.post(f"/tasks/{task.id}/position", data=data).status_code == 400
    data["column"] = 987_654
    assert timur.post(f"/tasks/{task.id}/position", data=data).status_code == 400
    assert task.project_id == project.id
    assert task.version == 1


@both
def test_a_neighbour_on_another_board_is_no_neighbour(
    timur: HouseClient, studio: Studio, project: Project, titles: Titles
) -> None:
    stranger = tasks_in(_another_project(studio), ColumnKind.next)[0]
    first, second = tasks_in(project, ColumnKind.next)[:2]
    put(timur, first, ColumnKind.work)
    assert put(timur, second, ColumnKind.work, before_id=stranger.id).status_code == 200
    assert titles(ColumnKind.work) == [first.title, second.title]


@pytest.mark.parametrize(
    "data", [{}, {"version": "1"}, {"version": "x", "column": "1"}, {"column": "1"}]
)
def test_a_move_to_nowhere_is_refused(
    timur: HouseClient, project: Project, data: dict[str, str]
) -> None:
    task = tasks_in(project, ColumnKind.next)[0]
    assert timur.post(f"/tasks/{task.id}/position", data=data).status_code == 400


@both
def test_a_task_that_is_not_there_cannot_be_moved(timur: HouseClient, project: Project) -> None:
    data = {"version": 1, "column": project.column(ColumnKind.next).id}
    assert timur.post("/tasks/987654/position", data=data).status_code == 404


@both
def test_whoever_is_not_of_the_house_moves_nothing(client: HouseClient, project: Project) -> None:
    task = tasks_in(project, ColumnKind.next)[0]
    answer = put(client, task, ColumnKind.done)
    assert answer.status_code == 302
    assert "/login" in answer.location
    assert task.version == 1


@pytest.mark.csrf
def test_a_move_without_the_token_of_the_session_is_refused(
    timur: HouseClient, project: Project
) -> None:
    task = tasks_in(project, ColumnKind.next)[0]
    assert put(timur, task, ColumnKind.done).status_code == 400
    assert task.version == 1


@both
def test_the_timeline_tells_of_another_column_and_not_of_another_place(
    timur: HouseClient, studio: Studio, project: Project
) -> None:
    a, b = tasks_in(project, ColumnKind.next)[:2]
    put(timur, b, ColumnKind.next, before_id=a.id)
    put(timur, a, ColumnKind.work)
    moved = [
        entry
        for entry in timeline.entries(studio.leads["olaria"].stream)
        if entry.kind == "tasks.moved"
    ]
    assert [entry.data["task"] for entry in moved] == [a.id]
    page = timur.get(f"/leads/{project.lead_id}")
    assert f"moved “{a.title}” from “Next” to “In work”" in page.text


def _another_project(studio: Studio) -> Project:
    proposal = Proposal(
        lead=studio.leads["northgate"],
        author=studio.vera,
        language="en",
        currency="EUR",
        title="Four clinics",
        sections=[],
    )
    db.session.add(proposal)
    db.session.flush()
    other = start_project(proposal, at=NOW)
    column = other.column(ColumnKind.next)
    db.session.add(
        Task(project=other, column=column, title="Strange", order_key="a0", moved_at=NOW)
    )
    db.session.commit()
    return other
