"""What was sold becomes a board: one task a line, with its hours and its frozen price."""

from agency.demo.studio import Studio
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.money import Money
from agency.tasks.models import Task
from agency.tasks.projects import ColumnKind, Project
from agency.tasks.sold import start_project
from tests.support import NOW, everything
from tests.tasks.conftest import tasks_in


def test_every_line_of_the_estimate_is_a_task_in_its_order(
    studio: Studio, project: Project
) -> None:
    tasks = tasks_in(project, ColumnKind.next)
    assert [task.title for task in tasks] == [line.text for line in studio.proposal.lines]
    assert [task.section for task in tasks] == [
        line.section.title for line in studio.proposal.lines
    ]


def test_hours_are_planned_for_whoever_the_estimate_names(studio: Studio, project: Project) -> None:
    for task in everything(Task):
        line = task.line
        expected = {line.member_id: line.minutes} if line.minutes else {}
        assert {plan.member_id: plan.minutes for plan in task.plans} == expected
    assert sum(task.planned_minutes for task in everything(Task)) == 270 * 60


def test_the_prices_of_the_tasks_are_the_price_sold(studio: Studio, project: Project) -> None:
    sold = Money.total((task.sold for task in everything(Task)), "EUR")
    assert sold == studio.proposal.total.most == Money.of("17026", "EUR")


def test_a_fixed_price_becomes_a_task_without_hours(project: Project) -> None:
    fixed = [task for task in everything(Task) if task.line.is_fixed]
    assert fixed
    assert all(not task.plans and task.sold.minor for task in fixed)


def test_a_board_has_five_columns_and_asks_not_to_begin_everything_at_once(
    project: Project,
) -> None:
    kinds = [column.kind for column in project.columns]
    assert kinds == list(ColumnKind)
    assert [column.soft_limit for column in project.columns] == [None, 4, None, None, None]
    assert all(set(column.name) == {"en", "ru"} for column in project.columns)


def test_the_price_stays_what_it_was_when_the_rate_card_changes(
    studio: Studio, project: Project
) -> None:
    before = [task.sold for task in everything(Task)]
    for line in studio.proposal.lines:
        line.rate_minor = 1 if line.rate_minor else None
    db.session.commit()
    assert [task.sold for task in everything(Task)] == before


def test_beginning_twice_gives_the_same_board(studio: Studio, project: Project) -> None:
    count = len(everything(Task))
    assert start_project(studio.proposal, at=NOW) is project
    assert len(everything(Task)) == count


def test_the_timeline_says_that_the_work_begins(studio: Studio, project: Project) -> None:
    (entry,) = [
        each
        for each in timeline.entries(studio.leads["olaria"].stream)
        if each.kind == "tasks.project_started"
    ]
    assert entry.data == {"project": project.id, "tasks": 18}
