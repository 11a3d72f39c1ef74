"""How long lines really took: of the last five that are finished, beside the line and where it is chosen."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import sqlalchemy as sa

from agency.demo import remembering
from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.proposals.beside import beside
from agency.proposals.experience import Done, Record
from agency.proposals.house_lines import HouseLine
from agency.proposals.models import EstimateLine, Proposal, ProposalState
from agency.tasks import for_estimates
from agency.tasks.models import Task
from agency.tasks.moving import Drop, move
from agency.tasks.projects import ColumnKind
from agency.tasks.sold import start_project
from tests.offers import a_draft
from tests.support import NOW, HouseClient, Statements


def test_the_last_five_are_told_by_their_medians() -> None:
    hours = ((8, 40), (12, 12), (12, 17), (12, 20), (10, 17), (14, 18))
    done = [
        Done("Basket", None, sold * 60, took * 60, NOW + timedelta(days=number))
        for number, (sold, took) in enumerate(hours)
    ]
    assert Record.of(done) == Record(5, 12 * 60, 17 * 60), "the oldest is not among them"
    assert Record.of([]) is None
    assert Record(1, 600, 661).is_over and not Record(1, 600, 660).is_over


def test_only_what_is_finished_and_was_worked_on_counts(studio: Studio, draft: Proposal) -> None:
    sold = a_draft(studio.leads["northgate"], studio.timur, lines=4)
    sold.state, lines = ProposalState.accepted, sold.sections[0].lines
    line = HouseLine(
        text={"ru": "Работа"}, section={}, tags=[], currency="EUR", unit="", kept_on=NOW.date()
    )
    db.session.add(line)
    db.session.flush()
    lines[0].house_line_id = line.id
    project = start_project(sold, at=NOW)
    tasks = {task.line_id: task for task in db.session.scalars(sa.select(Task)) if task.line_id}
    for number in (0, 1):
        _log(tasks[lines[number].id], studio, 150)
    for number in (0, 2):
        task = tasks[lines[number].id]
        drop = Drop(task.version, project.column(ColumnKind.done).id)
        move(task.id, drop, by=Actor.member(studio.timur.id), at=NOW)
    texts = [each.text for each in lines]
    [found] = for_estimates.finished(house_lines=[], texts=texts)
    assert (found.text, found.sold, found.took) == ("Part 1", 120, 150)
    assert for_estimates.finished(house_lines=[line.id], texts=[]) == [found]
    assert for_estimates.finished(house_lines=[], texts=[]) == []
    here = draft.sections[0].lines
    here[0].text, here[1].house_line_id, here[2].text = "Part 1", line.id, "Part 3"
    db.session.flush()
    known = beside(draft).records
    assert known == {here[0].id: Record(1, 120, 150), here[1].id: Record(1, 120, 150)}
    tasks[lines[0].id].throw_away(by=Actor.machine(), at=NOW)
    assert for_estimates.finished(house_lines=[], texts=texts) == []


@pytest.mark.parametrize("database", ["sqlite"])
def test_the_demo_shows_it_where_lines_are_chosen_and_written_at_the_same_cost_for_any_number(
    studio: Studio,
    vera: HouseClient,
    draft: Proposal,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    remembering.remember(studio)
    address = f"/proposals/{draft.id}"
    assert "last 4: sold 12 h, took 17 h" in vera.get(f"{address}/library").text
    assert "sold 14" not in vera.get(f"{address}/library?q=Three+names").text, "nothing, not 0"
    with count_statements() as before:
        page = vera.get(address).text
    assert "the last 4 like this: sold 12 h, took 17 h" in page
    house = db.session.scalars(sa.select(HouseLine)).all()
    section = draft.sections[0]
    section.lines.extend(
        EstimateLine(position=20 + n, text=each.says("en"), minutes=60, house_line_id=each.id)
        for n, each in enumerate(house)
        if each.minutes
    )
    with count_statements() as after:
        assert vera.get(address).text.count("in the library") >= 10
    assert after.count <= before.count + 1, "one for all that came from the library"
    settings = vera.get("/settings/lines").text
    assert "last 4, sold for 12 h" in settings and settings.count("Three names, checked") == 1


def _log(task: Task, studio: Studio, minutes: int) -> None:
    task.log(member=studio.timur, minutes=minutes, on=NOW.date(), note="", at=NOW)
