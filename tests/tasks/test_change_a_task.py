"""Words and facts of a task: two people change it at once, and neither loses anything."""

import pytest

from agency.demo.studio import Studio
from agency.kernel import written
from agency.kernel.db import db
from agency.tasks.hours import TaskPlan
from agency.tasks.labels import Label
from agency.tasks.models import Priority, Task
from agency.tasks.projects import ColumnKind, Project, Stage
from tests.support import NOW, HouseClient, forms_of
from tests.tasks.conftest import tasks_in


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def task(project: Project) -> Task:
    return tasks_in(project, ColumnKind.next)[0]


def test_a_second_save_does_not_restore_the_old_description(
    timur: HouseClient, task: Task, project: Project
) -> None:
    page = f"/tasks/{task.id}"
    stale = next(one for one in forms_of(timur.get(page).text) if one.id == "words-form").fields
    timur.fill(page, form="words-form", details="**Kiln** first", title="Glaze picker")
    assert "<strong>Kiln</strong>" in timur.get(page).text
    mine = {**stale.to_dict(), "details": "Tiles first"}
    refused = timur.post(f"{page}/words", data=mine)
    assert refused.status_code == 409
    assert task.details == "**Kiln** first", "what was saved first stays"
    assert "**Kiln** first" in refused.text, "theirs is there to be read"
    again = next(one for one in forms_of(refused.text) if one.id == "words-form").fields
    assert again["details"] == "Tiles first", "and what I typed is not lost"
    assert timur.post(f"{page}/words", data=again).status_code == 303
    assert task.details == "Tiles first", "who has seen both may decide"
    assert "changed the words of" in timur.get(f"/leads/{project.lead_id}").text


def test_words_can_be_looked_at_first_and_are_refused_without_a_title(
    timur: HouseClient, task: Task
) -> None:
    page = f"/tasks/{task.id}"
    seen = timur.fill(page, form="words-form", details="a *soft* edge", _press="preview")
    assert "<em>soft</em>" in seen.text
    assert not task.details
    assert "<em>x</em>" in timur.post("/tasks/preview", data={"details": "*x*"}).text
    refused = timur.fill(page, form="words-form", title=" ", details="kept")
    assert refused.status_code == 422
    assert "Say what is to be done" in refused.text
    assert "kept" in refused.text


def test_nothing_dangerous_comes_out_of_what_is_written() -> None:
    drawn = written.to_html(
        "# Top\n<script>x()</script> <img src=x onerror=y> ![p](https://a.b/c.png)"
        " [j](javascript:z) [d](data:text/html,q) https://a.b/?x=1&y=2. [ok](https://c.d)"
    )
    for bad in ("<script", "<img", 'href="javascript', 'href="data', "<h1"):
        assert bad not in drawn
    assert 'href="https://a.b/?x=1&amp;y=2"' in drawn
    assert drawn.count('rel="noopener') == drawn.count("<a ")
    assert written.to_html("@Vera P and @vera", ["Vera", "Vera P"]).count("mention") == 2
    # What a pattern takes for a letter of a name is nobody's name: it calls nobody, and breaks nothing.
    assert written.mentioned("@Tımur, @timur", ["Timur"]) == {"Timur"}
    linked = written.to_html("[a https://b.c](https://d.e) https://f.g")
    assert linked.count("<a ") == 2


def test_two_people_change_different_facts_at_the_same_time(
    timur: HouseClient, task: Task, studio: Studio, project: Project
) -> None:
    label, stage = (
        Label(name="copy", category=2),
        Stage(project=project, title="Design", position=99),
    )
    db.session.add_all([label, stage])
    page = f"/tasks/{task.id}"
    stale = next(one for one in forms_of(timur.get(page).text) if one.id == "facts-form").fields
    chosen = {"owner": studio.timur.id, "priority": 2, "labels": [label.id], "stage": stage.id}
    assert timur.fill(page, form="facts-form", **chosen).status_code == 303
    stale["due_on"] = "2026-03-27"
    timur.post(f"{page}/facts", data=stale)
    assert (task.owner_id, task.priority) == (studio.timur.id, Priority.urgent)
    assert [each.name for each in task.labels] == ["copy"]
    assert task.stage_id == stage.id
    assert str(task.due_on) == "2026-03-27", "both get their way"
    text = timur.get(page).text
    for words in ("Priority: Urgent", "copy", "Design", "gave “", "made “", "into the stage"):
        assert words in text
    assert timur.post(f"{page}/facts", data={**stale, "owner": 999}).status_code == 422
    timur.fill(page, form="facts-form", shown="y", extra="y", labels=[])
    assert task.is_client_visible
    assert task.is_out_of_scope
    assert not task.labels


def test_a_task_of_a_member_alone_keeps_an_owner(timur: HouseClient, studio: Studio) -> None:
    task = Task(title="Tidy the shelf", owner=studio.timur, order_key="", moved_at=NOW)
    db.session.add(task)
    db.session.commit()
    page = f"/tasks/{task.id}"
    shown = timur.get(page).text
    assert "A task of" in shown
    assert "The client too" not in shown, "there is no client to read along"
    assert timur.fill(page, form="facts-form", owner=0).status_code == 422
    timur.fill(page, form="facts-form", priority=1)
    assert "set the priority of" in timur.get(page).text, "its history stands by itself"


def test_hours_are_planned_member_by_member(timur: HouseClient, task: Task, studio: Studio) -> None:
    task.plans = [TaskPlan(member=studio.timur, minutes=120)]
    page, timur_id = f"/tasks/{task.id}", studio.timur.id
    timur.fill(page, form="plan-form", member=studio.vera.id, hours="1:30")
    timur.fill(page, form=f"plan-{timur_id}", hours="3,5")
    assert {plan.member_id: plan.minutes for plan in task.plans} == {
        timur_id: 210,
        studio.vera.id: 90,
    }
    refused = timur.fill(page, form=f"plan-{timur_id}", hours="many")
    assert refused.status_code == 422
    assert "Enter the hours, like 2.5" in refused.text
    assert timur.fill(page, form="plan-form", hours="").status_code == 422
    timur.fill(page, form=f"plan-{studio.vera.id}", _press="remove")
    assert [plan.member_id for plan in task.plans] == [timur_id]
    assert "planned 3.5 h of" in timur.get(page).text
    assert timur.post(f"{page}/plans/{studio.nora.id}", data={"hours": "1"}).status_code == 404


def test_labels_are_made_renamed_and_removed(
    timur: HouseClient, task: Task, studio: Studio
) -> None:
    timur.fill("/settings/labels", form="label", name="Ожидает", category=3)
    label = db.session.query(Label).one()
    gone = f"/settings/labels/{label.id}"
    task.labels = [label]
    assert "There is one" in timur.fill("/settings/labels", form="label", name="ожидает").text
    assert timur.fill("/settings/labels", form="label", name="").status_code == 422
    timur.fill(f"/settings/labels/{label.id}", form="label", name="Waits", category=5)
    assert (label.name, label.category) == ("Waits", 5)
    assert "Waits" in timur.get(f"/tasks/{task.id}").text
    timur.post(f"/settings/labels/{label.id}/removal")
    assert not task.labels
    assert timur.get(gone).status_code == 404


def test_a_task_is_put_away_and_taken_back_from_its_page(timur: HouseClient, task: Task) -> None:
    page = f"/tasks/{task.id}"
    for to, words in (("archive", "lies in the archive"), ("bin", "lies in the bin")):
        timur.post(f"{page}/shelf", data={"to": to})
        assert words in timur.get(page).text
        timur.post(f"{page}/shelf", data={"to": "back"})
        assert task.is_there
    assert timur.post(f"{page}/shelf", data={"to": "moon"}).status_code == 400
