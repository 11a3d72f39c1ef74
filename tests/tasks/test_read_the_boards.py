"""The pages: a board with its figures, all boards, my tasks, and what others changed meanwhile."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.tasks import adding, overview, queries
from agency.tasks.models import Task
from agency.tasks.projects import ColumnKind, Project
from tests.support import NOW, HouseClient, Statements, everything
from tests.tasks.conftest import tasks_in


@pytest.fixture
def database() -> str:
    """What a page shows does not depend on it: one database is enough."""
    return "sqlite"


Count = Callable[[], AbstractContextManager[Statements]]
MOST = {
    # What is ticked off, labels, what is waited for; what was agreed anew, what goes beyond what was sold; where each
    # card stands, kept filters, and what comes again.
    "/boards/{id}": 22,
    "/boards": 9,
    # What is ticked off, labels, what is waited for.
    "/tasks": 13,
    # One for each part of it.
    "/tasks/{task}": 22,
    # Everything, where nothing is known yet: cards and the figures of all columns.
    "/boards/{id}/changes": 15,
}


def plain(html: str) -> str:
    """The words of a page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def move(client: HouseClient, task: Task, kind: ColumnKind) -> None:
    data = {"version": task.version, "column": task.project.column(kind).id}
    client.post(f"/tasks/{task.id}/position", data=data, headers={"HX-Request": "true"})


def many(project: Project, count: int) -> None:
    """So many more tasks, with somebody's hours and some of them worked."""
    for number in range(count):
        member = project.lead.owner
        assert member is not None
        task = adding.add(
            project,
            title=f"More {number}",
            column_id=project.columns[number % 5].id,
            member_id=member.id,
            minutes=60,
            due_on=None,
            by=Actor.machine(),
            at=NOW,
        )
        task.log(member=member, minutes=30, on=NOW.date(), note="", at=NOW)
    db.session.commit()


@pytest.mark.parametrize("page", MOST)
def test_a_page_asks_as_much_of_the_database_whatever_its_size(
    client: HouseClient, studio: Studio, project: Project, count_statements: Count, page: str
) -> None:
    client.login(studio.vera)
    address = page.format(id=project.id, task=tasks_in(project, ColumnKind.next)[0].id)
    client.get(address)
    with count_statements() as few:
        assert client.get(address).status_code == 200
    many(project, 30)
    with count_statements() as lots:
        client.get(address)
    assert few.count == lots.count
    assert few.count <= MOST[page], "\n".join(few.texts)


def test_the_board_holds_what_was_sold_against_what_was_worked(
    timur: HouseClient, studio: Studio, project: Project
) -> None:
    by_title = {task.title: task for task in everything(Task)}
    task = next(task for task in by_title.values() if task.planned_minutes == 48 * 60)
    task.log(member=studio.timur, minutes=24 * 60, on=NOW.date(), note="", at=NOW)
    move(timur, task, ColumnKind.done)
    words = plain(timur.get(f"/boards/{project.id}").text)
    assert "Sold € 17,026" in words
    assert "Price used 8 %" in words
    assert "Hours 24 of 270" in words
    assert "Done 17 %" in words
    assert "1 of 18 tasks are done." in words
    assert "24 / 80" in words


def test_tasks_that_wait_for_the_client_are_said_at_the_top(
    timur: HouseClient, project: Project
) -> None:
    for task in tasks_in(project, ColumnKind.next)[:2]:
        move(timur, task, ColumnKind.waiting)
    words = plain(timur.get(f"/boards/{project.id}").text)
    assert "2 tasks wait for the client." in words
    assert "Theirs since 19 Mar" in words


def test_a_column_past_its_soft_limit_says_so_and_refuses_nothing(
    timur: HouseClient, project: Project
) -> None:
    project.column(ColumnKind.work).soft_limit = 1
    db.session.commit()
    for task in tasks_in(project, ColumnKind.next)[:2]:
        move(timur, task, ColumnKind.work)
    assert "limit 1, over it" in plain(timur.get(f"/boards/{project.id}").text)


def test_managers_set_the_soft_limits(
    client: HouseClient, studio: Studio, project: Project
) -> None:
    work = project.column(ColumnKind.work)
    fields = {f"limit-{work.id}": "3"}
    assert client.login(studio.timur).post(f"/boards/{project.id}/limits").status_code == 403
    vera = client.login(studio.vera)
    vera.post(f"/boards/{project.id}/limits", data=fields)
    assert "limit 3" in plain(vera.get(f"/boards/{project.id}").text)
    vera.post(f"/boards/{project.id}/limits", data={f"limit-{work.id}": "many"})
    assert "limit 3" in plain(vera.get(f"/boards/{project.id}").text)


def test_the_board_can_show_one_persons_cards_and_keeps_all_figures(
    timur: HouseClient, studio: Studio, project: Project
) -> None:
    page = timur.get(f"/boards/{project.id}?who={studio.mira.id}").text
    shown = {int(id) for id in re.findall(r'id="task-(\d+)"', page)}
    hers = {
        task.id
        for task in everything(Task)
        if any(plan.member_id == studio.mira.id for plan in task.plans)
    }
    assert shown == hers
    assert "Only Mira Osipova’s cards are shown." in page
    assert "of 270" in plain(page)


def test_an_empty_list_of_boards_says_how_one_begins(client: HouseClient, studio: Studio) -> None:
    page = client.login(studio.timur).get("/boards").text
    assert "A board begins by itself when a client accepts a proposal" in page


def test_all_boards_show_how_far_each_is(timur: HouseClient, project: Project) -> None:
    first, second = tasks_in(project, ColumnKind.next)[:2]
    move(timur, first, ColumnKind.done)
    move(timur, second, ColumnKind.waiting)
    words = plain(timur.get("/boards").text)
    assert "A shop window for clay" in words
    assert "1 of 18 done" in words
    assert "1 waits for the client" in words
    assert "0 of 270 h" in words


def test_a_project_with_nothing_left_stands_under_done(
    timur: HouseClient, project: Project
) -> None:
    for task in tasks_in(project, ColumnKind.next):
        move(timur, task, ColumnKind.done)
    words = plain(timur.get("/boards").text)
    assert "Everything that was sold is done." in words
    assert "All of it is done." in plain(timur.get(f"/boards/{project.id}").text)


def test_my_tasks_are_mine_across_projects_by_what_i_can_do_now(
    timur: HouseClient, studio: Studio, project: Project
) -> None:
    mine = [
        task
        for task in everything(Task)
        if any(plan.member_id == studio.timur.id for plan in task.plans)
    ]
    move(timur, mine[0], ColumnKind.work)
    move(timur, mine[1], ColumnKind.done)
    page = timur.get("/tasks").text
    words = plain(page)
    assert f"{len(mine) - 1} tasks are yours." in words
    assert mine[1].title not in words
    assert words.index("due today, or in work") < words.index(mine[0].title)
    assert words.index(mine[0].title) < words.index("what you can begin")
    assert "Olaria Nova: A shop window for clay" in words
    others = [task.title for task in everything(Task) if task not in mine]
    assert not [title for title in others if f">{title}<" in page]


def test_late_tasks_are_counted_in_the_first_sentence(
    timur: HouseClient, studio: Studio, project: Project
) -> None:
    task = next(
        task
        for task in everything(Task)
        if any(plan.member_id == studio.timur.id for plan in task.plans)
    )
    timur.fill(f"/tasks/{task.id}", form="facts-form", due_on="2026-03-17")
    assert "1 is late." in plain(timur.get("/tasks").text)


def test_without_tasks_the_page_says_where_they_come_from(
    client: HouseClient, studio: Studio, project: Project
) -> None:
    assert "Nothing is planned for you." in client.login(studio.nora).get("/tasks").text


def test_nothing_new_is_answered_with_nothing(timur: HouseClient, project: Project) -> None:
    state = _state(timur, project)
    answer = timur.get(f"/boards/{project.id}/changes?since={state}")
    assert (answer.status_code, answer.data) == (204, b"")


def test_what_others_changed_is_told_by_card(timur: HouseClient, project: Project) -> None:
    state = _state(timur, project)
    a, b = tasks_in(project, ColumnKind.next)[:2]
    move(timur, a, ColumnKind.work)
    timur.fill(f"/tasks/{b.id}", form="hours-form", hours="1")
    told = timur.get(f"/boards/{project.id}/changes?since={state}").text
    assert re.findall(
        r'data-column="(\d+)" data-group=""><li class="card" id="task-(\d+)"', told
    ) == [
        (str(b.column_id), str(b.id)),
        (str(project.column(ColumnKind.work).id), str(a.id)),
    ]
    assert len(re.findall(r'id="column-\d+-head"', told)) == 5
    assert f'data-state="{_state(timur, project)}"' in told
    assert "data-gone" not in told


def test_what_is_put_away_or_fits_no_more_is_gone(
    timur: HouseClient, studio: Studio, project: Project
) -> None:
    state = _state(timur, project)
    a, b, c = tasks_in(project, ColumnKind.next)[:3]
    for task, to in ((a, "archive"), (b, "bin")):
        timur.post(f"/tasks/{task.id}/shelf", data={"to": to})
    told = timur.get(f"/boards/{project.id}/changes?since={state}").text
    assert f'data-gone="{a.id} {b.id}"' in told
    assert 'class="card"' not in told
    assert f'id="task-{a.id}"' not in timur.get(f"/boards/{project.id}").text
    state = _state(timur, project)
    timur.post(f"/tasks/{a.id}/shelf", data={"to": "back"})
    move(timur, c, ColumnKind.work)
    asked = f"/boards/{project.id}/changes?since={state}&q=is:open"
    assert f'id="task-{a.id}"' in timur.get(asked).text
    told = timur.get(asked.replace("is:open", "is:done")).text
    assert f'data-gone="{a.id} {c.id}"' in told
    b.log(member=studio.timur, minutes=60, on=NOW.date(), note="", at=NOW)
    c.column = project.column(ColumnKind.done)
    (row,) = [each for each in overview.boards() if each.id == project.id]
    left = [each for each in everything(Task) if each is not b]
    assert (row.spent, row.planned) == (0, sum(each.planned_minutes for each in left))
    part, whole = c.sold_minor or 0, sum(each.sold_minor or 0 for each in left)
    assert queries.done_percent(project.id) == round(100 * part / whole)


def test_fresh_cards_are_those_of_this_person(
    timur: HouseClient, studio: Studio, project: Project
) -> None:
    state = _state(timur, project)
    many(project, 1)
    told = timur.get(f"/boards/{project.id}/changes?since={state}&who={studio.mira.id}").text
    assert "data-gone" in told
    assert 'class="card"' not in told
    assert timur.get("/boards/987654/changes").status_code == 204


@pytest.mark.parametrize("address", ["/boards/987654", "/tasks/987654"])
def test_what_is_not_there_is_not_found(timur: HouseClient, project: Project, address: str) -> None:
    assert timur.get(address).status_code == 404


def test_an_address_or_a_form_that_somebody_made_up_breaks_nothing(
    client: HouseClient, studio: Studio, project: Project
) -> None:
    nora, board, far = client.login(studio.nora), f"/boards/{project.id}", 10**25
    column, task = project.columns[0].id, everything(Task)[0]
    further = f"{board}/columns/{column}?group="
    for address in (
        *(f"/tasks/{far}", f"{board}?who={far}", f"{board}/changes?since={far}"),
        *(f"{further}abc&by=person", f"{further}999&by=person", f"{further}9&by=due"),
        *(f"{board}?q=due:<0001-01-01", f"{board}?q=due:>9999-12-31"),
        *("/hours?week=0001-W01", "/hours?week=9999-W51", f"/hours?who={far}"),
        *(f"/tasks?done={far}", f"/workload/{studio.timur.id}/0001-W01"),
    ):
        assert nora.get(address).status_code in (200, 404), address
    place = {"version": 1, "column": column, "before_id": far}
    facts = {"owner": 0, "priority": 0, "stage": 0, "seen": "[]"}
    for address, form in (
        (f"/tasks/{task.id}/position", place),
        (f"/tasks/{task.id}/done", {"version": far, "back": far}),
        (f"/tasks/{task.id}/facts", facts),
        ("/settings/closed-months", {"until": "9999-12-31"}),
        (f"{board}/limits", {f"limit-{column}": "9" * 5000}),
        (f"{board}/stages-of-tasks", {f"task-{'9' * 5000}": "1"}),
    ):
        assert nora.post(address, data=form).status_code in (303, 404), address


@pytest.mark.parametrize(
    "address",
    ["/boards", "/boards/1", "/tasks", "/tasks/1", "/boards/1/changes", "/boards/1/archive"],
)
def test_a_client_sees_nothing_of_the_work(
    client: HouseClient, project: Project, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert "/login" in answer.location


def _state(client: HouseClient, project: Project) -> int:
    found = re.search(r'data-state="(\d+)"', client.get(f"/boards/{project.id}").text)
    assert found
    return int(found[1])
