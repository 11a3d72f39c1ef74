"""The work plan: stages come with what was sold, everybody reads them to the day, managers change them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from agency.demo.studio import Studio
from agency.kernel import timeline
from agency.kernel.db import db
from agency.tasks.models import Task
from agency.tasks.projects import ColumnKind, Project, Stage
from agency.tasks.sold import start_project
from tests.support import NOW, HouseClient, Statements, everything
from tests.tasks.conftest import tasks_in
from tests.tasks.test_read_the_boards import many, move, plain


@pytest.fixture
def database() -> str:
    """Nothing here is held against another: one database is enough."""
    return "sqlite"


@pytest.fixture
def project(studio: Studio) -> Project:
    """Olaria's shop with three stages; the first one was due two days ago."""
    sections = studio.proposal.sections
    days = (
        ("2026-03-02", "2026-03-17"),
        ("2026-03-16", "2026-04-10"),
        ("2026-04-13", "2026-04-24"),
    )
    studio.proposal.stages = [
        {"title": title, "member_id": member.id, "starts_on": first, "due_on": last}
        for (first, last), title, member in zip(
            days,
            (sections[0].title.upper(), sections[1].title, "Two weeks of rest"),
            (studio.mira, studio.timur, studio.vera),
            strict=True,
        )
    ]
    started = start_project(studio.proposal, at=NOW)
    db.session.commit()
    return started


@pytest.fixture
def vera(client: HouseClient, studio: Studio) -> HouseClient:
    return client.login(studio.vera)


def test_stages_come_with_the_agreement_and_tasks_belong_to_the_one_of_their_section(
    studio: Studio, project: Project
) -> None:
    stages = everything(Stage)
    assert [each.member_id for each in stages] == [
        studio.mira.id,
        studio.timur.id,
        studio.vera.id,
    ]
    assert (stages[0].starts_on, stages[0].due_on) == (date(2026, 3, 2), date(2026, 3, 17))
    sections = [each.title for each in studio.proposal.sections]
    expected = {sections[0]: stages[0].id, sections[1]: stages[1].id}
    assert all(task.stage_id == expected.get(task.section) for task in everything(Task))
    assert any(task.stage_id is None for task in everything(Task))


def test_a_member_reads_who_does_what_by_when_and_changes_nothing(
    client: HouseClient, studio: Studio, project: Project
) -> None:
    timur, address = client.login(studio.timur), f"/boards/{project.id}/plan"
    first = next(task for task in tasks_in(project, ColumnKind.next) if task.stage_id)
    move(timur, first, ColumnKind.done)
    page = timur.get(address).text
    words = plain(page)
    assert "0 of 3 stages are done." in words
    assert "is late." in words
    assert "2 days late" in words
    assert "Mira Osipova" in words
    assert "belong to no stage" in words
    assert 'class="workbar__done"' in page  # as much of it is filled as is done
    assert "<form" not in page.split('class="gutter workplan"')[1]
    stage = everything(Stage)[0]
    for target in (
        f"/boards/{project.id}/stages",
        f"/boards/{project.id}/stages-of-tasks",
        f"/stages/{stage.id}",
        f"/stages/{stage.id}/completion",
        f"/stages/{stage.id}/removal",
    ):
        assert timur.post(target).status_code == 403
    assert client.get("/boards/987654/plan").status_code == 404


def test_a_manager_changes_days_and_names_finishes_and_removes(
    vera: HouseClient, studio: Studio, project: Project
) -> None:
    first, second, third = everything(Stage)
    address, form = f"/boards/{project.id}/plan", f"stage-{second.id}-form"
    at = f"s{second.id}-"
    wrong = {f"{at}starts_on": "2026-04-10", f"{at}due_on": "2026-04-01", f"{at}title": "Drawing"}
    answer = vera.fill(address, form=form, **wrong)
    assert answer.status_code == 422
    assert "It ends before it begins" in answer.text
    assert 'value="Drawing"' in answer.text
    vera.fill(address, form=form, **{f"{at}due_on": "2026-04-20"})
    assert (second.member_id, second.due_on) == (studio.timur.id, date(2026, 4, 20))
    right = {
        f"{at}due_on": "2026-04-30",
        f"{at}title": "Drawing",
        f"{at}member": str(studio.nora.id),
    }
    assert vera.fill(address, form=form, **right).status_code == 303
    assert (second.title, second.member_id, second.due_on) == (
        "Drawing",
        studio.nora.id,
        date(2026, 4, 30),
    )
    vera.post(f"/stages/{first.id}/completion")
    assert "1 of 3 stages is done." in plain(vera.get(address).text).replace("are done", "is done")
    assert (
        vera.post(
            f"/stages/{first.id}", data={f"s{first.id}-title": "X", f"s{first.id}-member": "0"}
        ).status_code
        == 409
    )
    vera.post(f"/stages/{first.id}/reopening")
    assert first.done_at is None
    inside = [task for task in everything(Task) if task.stage_id == first.id]
    vera.post(f"/stages/{first.id}/removal")
    assert [each.id for each in everything(Stage)] == [second.id, third.id]
    assert inside
    assert all(task.stage_id is None for task in inside)
    kinds = [each.kind for each in timeline.entries(project.lead.stream)]
    told = {
        "tasks.stage_planned",
        "tasks.stage_done",
        "tasks.stage_taken_up",
        "tasks.stage_removed",
    }
    assert told <= set(kinds)
    assert "finished the stage" in vera.get(f"/leads/{project.lead_id}").text


@pytest.mark.parametrize("address", ["/boards/1/plan", "/boards/1/sold", "/amendments/1"])
def test_a_client_sees_nothing_of_it(client: HouseClient, project: Project, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, "/login" in answer.location) == (302, True)


def test_a_stage_more_and_tasks_in_it(vera: HouseClient, project: Project) -> None:
    address = f"/boards/{project.id}/plan"
    empty = vera.fill(address, form="new-stage-form")
    assert (empty.status_code, "Give the stage a name" in empty.text) == (422, True)
    vera.fill(address, form="new-stage-form", **{"new-title": "Print"})
    added = everything(Stage)[-1]
    assert (added.title, added.position, added.due_on) == ("Print", 4, None)
    task, other = everything(Task)[:2]
    sorting = {f"task-{task.id}": str(added.id), f"task-{other.id}": "0"}
    vera.fill(address, form="sorting-form", **sorting)
    assert (task.stage_id, other.stage_id) == (added.id, None)
    assert "no day yet" in vera.get(address).text


def test_the_plan_and_the_figures_ask_as_much_whatever_their_size(
    vera: HouseClient,
    project: Project,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    pages = {f"/boards/{project.id}/plan": 11, f"/boards/{project.id}/sold": 17}
    found = []
    for _round in range(2):
        for address, most in pages.items():
            vera.get(address)
            with count_statements() as seen:
                assert vera.get(address).status_code == 200
            assert seen.count <= most, "\n".join(seen.texts)
            found.append(seen.count)
        many(project, 30)
    assert found[:2] == found[2:]
