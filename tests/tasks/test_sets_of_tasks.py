"""The tasks that a service takes: written as lines, kept from a board, put on another at once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.tasks import sets
from agency.tasks.models import Task
from agency.tasks.pieces import Subtask
from agency.tasks.projects import ColumnKind, Project
from agency.tasks.repeating import TaskTemplate
from agency.tasks.sets import BadLine, SetTask
from agency.tasks.sets_ready import READY
from tests.support import HouseClient, everything
from tests.tasks.conftest import tasks_in


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def vera(client: HouseClient, studio: Studio) -> HouseClient:
    return client.login(studio.vera)


def test_a_ready_set_goes_onto_a_board_with_people_and_days(
    vera: HouseClient, project: Project, studio: Studio
) -> None:
    before = len(everything(Task))
    page = f"/boards/{project.id}/template"
    wish = {"chosen": "ready:site", "starts_on": "2026-04-01"}
    assert vera.fill(page, form="put-form", **{**wish, "starts_on": ""}).status_code == 422
    for _press in range(2):
        assert vera.fill(page, form="put-form", **wish).status_code == 303
    made = sorted(everything(Task), key=lambda each: each.id)[before:]
    assert len(made) == 11
    home = next(each for each in made if each.title == "Home page")
    assert (str(home.due_on), home.section, home.planned_minutes) == ("2026-04-20", "Design", 960)
    assert home.owner is not None and home.owner.role is not None
    assert home.owner.role.name["en"] == "Designer"
    assert [one.title for one in home.subtasks] == ["For a large screen", "For a phone"]
    assert [one.words for one in home.checklist] == ["Agreed by the client"]
    assert [each.title for each in tasks_in(project, ColumnKind.next)][-11:] == [
        each.title for each in made
    ]
    assert "11 tasks of a template" in vera.get(f"/leads/{project.lead_id}").text


def test_a_board_is_kept_and_edited_in_the_settings(
    vera: HouseClient, project: Project, studio: Studio
) -> None:
    first = tasks_in(project, ColumnKind.next)[0]
    first.title, first.details = "Sign | draft", "One\n\nTwo"
    first.subtasks = [Subtask(title="Sketch", position=0)]
    db.session.commit()
    answer = vera.fill(f"/boards/{project.id}/template", form="keep-form", name="Shop")
    (kept,) = everything(TaskTemplate)
    assert answer.location.endswith(f"/settings/task-templates/{kept.id}")
    assert len(kept.tasks) == 18
    assert (
        next(each for each in kept.tasks if each["title"] == "Sign / draft")["details"]
        == "One\n\nTwo"
    )
    page = f"/settings/task-templates/{kept.id}"
    lines = "# Design\nMoodboard | designer | 8 | 3\n> Three\n- Collect\n[ ] Shown\nCall"
    vera.fill(page, form="template", name_en="Shop", name_ru="Магазин", words=lines)
    db.session.expire_all()
    assert kept.name == {"en": "Shop", "ru": "Магазин"}
    moodboard, call = sets.kept(kept.tasks)
    assert (moodboard.minutes, moodboard.days, moodboard.section) == (480, 3, "Design")
    assert (moodboard.subtasks, moodboard.checklist, call.role_id) == (["Collect"], ["Shown"], None)
    for wrong, words in (
        ("- first", "Line 1 stands before the first task"),
        ("A\nB | juggler", "Line 2 names a role"),
        ("A | | x", "Line 1 has hours"),
        ("A | | | -1", "Line 1 has a day"),
        ("A | | | | |", "Line 1 is no task"),
    ):
        refused = vera.fill(page, form="template", name_en="Shop", words=wrong)
        assert refused.status_code == 422 and words in refused.text, wrong
    vera.post("/settings/task-templates/ready", data={"slug": "brand"})
    assert len(everything(TaskTemplate)) == 2
    vera.post(f"{page}/removal")
    assert len(everything(TaskTemplate)) == 1


def test_both_ready_sets_can_be_read_in_both_languages() -> None:
    for ready in READY.values():
        shapes = []
        for language in ("en", "ru"):
            tasks = sets.of_lines(ready.lines[language], {}, strictly=False)
            shapes.append(
                [(one.minutes, one.days, len(one.subtasks), len(one.checklist)) for one in tasks]
            )
        assert shapes[0] == shapes[1] and len(shapes[0]) > 9


WORDS = st.text(st.characters(whitelist_categories=["L", "N"]), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            SetTask,
            title=WORDS,
            section=WORDS,
            details=st.lists(WORDS, max_size=3).map("\n".join),
            role_id=st.sampled_from([None, 1, 2]),
            minutes=st.integers(0, 200).map(lambda quarters: quarters * 15),
            days=st.none() | st.integers(0, 300),
            subtasks=st.lists(WORDS, max_size=2),
            checklist=st.lists(WORDS, max_size=2),
        ),
        max_size=5,
    )
)
def test_what_is_written_as_lines_is_read_as_the_same_set(tasks: list[SetTask]) -> None:
    lines = sets.as_lines(tasks, {1: "Designer", 2: "Art director"})
    assert sets.of_lines(lines, {"designer": 1, "art director": 2}) == tasks


def test_a_set_that_is_far_too_long_is_refused() -> None:
    with pytest.raises(BadLine):
        sets.of_lines("A\n" * (sets.MOST_TASKS + 1), {})
