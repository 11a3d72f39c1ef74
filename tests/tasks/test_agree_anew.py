"""Another version is agreed while the work goes on: a difference, confirmed line by line, and nothing before that."""

import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from agency.demo.studio import Studio
from agency.flows.card_moved import card_moved
from agency.flows.proposal_accepted import proposal_accepted
from agency.followups.models import Awaited
from agency.kernel.db import db
from agency.kernel.money import Money
from agency.kernel.timeline import Actor
from agency.leads.stages import Stage
from agency.people import costs
from agency.people import queries as people
from agency.people.notices import Notice
from agency.proposals.acceptance import Acceptance
from agency.proposals.drafting import new_draft
from agency.proposals.models import EstimateLine, Proposal
from agency.proposals.states import ProposalState
from agency.tasks.amendments import Amendment, Difference
from agency.tasks.models import Task
from agency.tasks.moving import Drop
from agency.tasks.projects import ColumnKind, Project
from agency.tasks.sold import start_project
from tests.offers import sent
from tests.support import NOW, HouseClient, everything

HOUR = 60


@pytest.fixture
def agreed(studio: Studio) -> Project:
    """Olaria's shop, won and in work."""
    studio.proposal.state = ProposalState.accepted
    studio.proposal.lead.win(by=Actor.machine(), at=NOW)
    project = start_project(studio.proposal, at=NOW)
    db.session.commit()
    return project


@pytest.fixture
def second(studio: Studio, agreed: Project) -> Proposal:
    """The next version: a line more, one with more hours for somebody else, one without the last of all."""
    draft = new_draft(agreed.lead, by=studio.vera, house=people.agency())
    assert (draft.version, draft.series) == (2, 1)
    hourly = [line for line in draft.lines if line.minutes]
    hourly[0].minutes = (hourly[0].minutes or 0) + 4 * HOUR
    hourly[0].text += ", in two rounds"
    more = hourly[1].section.add_line()
    more.text, more.member, more.minutes = "A page for the press", studio.mira, 6 * HOUR
    more.rate_minor = hourly[1].rate_minor
    hourly[-1].remove()
    db.session.flush()
    return draft


def accept(proposal: Proposal) -> Amendment:
    sent(proposal)
    proposal_accepted(
        proposal,
        Acceptance(name="Inês", consent="", accepted_at=NOW, ip="", user_agent=""),
        on=NOW.date(),
    )
    db.session.commit()
    found = sa.select(Amendment).where(Amendment.proposal_id == proposal.id)
    return db.session.scalars(found).one()


def by_key(key: str) -> Task:
    found = sa.select(Task).join(EstimateLine, EstimateLine.id == Task.line_id)
    return db.session.scalars(found.where(EstimateLine.key == key)).one()


def test_nothing_changes_before_a_manager_confirms_and_each_line_does_what_it_says(
    client: HouseClient, studio: Studio, agreed: Project, second: Proposal
) -> None:
    tasks, first_proposal = everything(Task), agreed.proposal
    (keys, lines) = ([line.key for line in first_proposal.lines], first_proposal.lines)
    hourly = [line for line in lines if line.minutes]
    changed, dropped = by_key(hourly[0].key), by_key(hourly[-1].key)
    by_hand = by_key(hourly[1].key)
    worker = next(each for each in studio.members.values() if each.id == changed.owner_id)
    changed.log(member=worker, minutes=90, on=NOW.date(), note="", at=NOW)
    dropped.log(member=worker, minutes=30, on=NOW.date(), note="", at=NOW)
    by_hand.title = "As somebody renamed it"
    as_it_was = {task.id: (task.title, task.sold_minor, task.planned_minutes) for task in tasks}
    amendment = accept(second)
    assert agreed.lead.stage is Stage.won
    kinds = [each.difference for each in amendment.lines]
    assert kinds.count(Difference.new) == kinds.count(Difference.dropped) == 1
    assert kinds.count(Difference.changed) == 1
    now = {task.id: (task.title, task.sold_minor, task.planned_minutes) for task in tasks}
    assert now == as_it_was
    assert len(everything(Task)) == len(tasks) == len(keys)
    (notice,) = [each for each in everything(Notice) if each.kind == "tasks.agreed_anew"]
    assert notice.member_id == agreed.lead.owner_id

    assert client.login(studio.timur).get(f"/amendments/{amendment.id}").status_code == 403
    vera, address = client.login(studio.vera), f"/amendments/{amendment.id}"
    assert "A shop window for clay" in vera.get("/").text
    assert "3 lines of the work wait for a word" in vera.get("/").text
    assert "agreed to something new" in vera.get("/notices").text
    page = vera.get(address).text
    for words in ("3 lines wait for your word.", "A page for the press", "Nothing on the board"):
        assert words in page
    for line in amendment.lines[:2]:
        data = {"line": line.id, "do": "confirm"}
        assert vera.post(f"{address}/decisions", data=data).status_code == 303
    twice = vera.post(f"{address}/decisions", data={"line": amendment.lines[0].id, "do": "leave"})
    assert "Somebody has decided" in vera.get(twice.location).text
    assert vera.post(f"{address}/decisions").location.endswith(f"/boards/{agreed.id}")

    assert changed.title.endswith(", in two rounds")
    assert (changed.words_version, by_hand.words_version) == (2, 1)
    assert changed.planned_minutes == as_it_was[changed.id][2] + 4 * HOUR
    assert (changed.sold_minor or 0) > (as_it_was[changed.id][1] or 0)
    assert changed.spent_minutes == 90
    assert (dropped.sold_minor, dropped.spent_minutes) == (None, 30)
    assert dropped.archived_at is not None
    assert by_hand.title == "As somebody renamed it"
    fresh = db.session.scalars(sa.select(Task).where(Task.title == "A page for the press")).one()
    assert (fresh.owner_id, fresh.planned_minutes) == (studio.mira.id, 6 * HOUR)
    assert agreed.proposal is second
    sold = sum(task.sold_minor or 0 for task in everything(Task))
    assert sold == second.total.most.minor
    assert "wait for a word" not in vera.get("/").text
    assert notice.read_at is not None
    lead = vera.get(f"/leads/{agreed.lead_id}").text
    assert "The work changes" in lead
    assert "is not wanted any more" in lead
    costs.settle(studio.mira, Money.of("40", "EUR"), from_on=NOW.date())
    owner = client.login(studio.nora).get(f"/boards/{agreed.id}/sold").text
    assert "What is left" in owner
    assert start_project(second, at=NOW) is agreed
    assert start_project(first_proposal, at=NOW) is agreed
    assert len(everything(Amendment)) == 1


def test_what_is_left_as_it_is_stays_and_a_later_version_takes_over_what_nobody_confirmed(
    client: HouseClient, studio: Studio, agreed: Project, second: Proposal
) -> None:
    before = [(task.title, task.sold_minor) for task in everything(Task)]
    first = accept(second)
    vera = client.login(studio.vera)
    line = first.lines[0]
    vera.post(f"/amendments/{first.id}/decisions", data={"line": line.id, "do": "leave"})
    third = new_draft(agreed.lead, by=studio.vera, house=people.agency())
    later = accept(third)
    assert first.settled_at is not None
    assert [each.member_id for each in first.lines].count(None) == 2
    assert len(later.lines) == 3
    assert "part of a later agreement" in vera.get(f"/amendments/{first.id}").text
    assert [(task.title, task.sold_minor) for task in everything(Task)] == before


def test_two_who_begin_the_work_at_one_instant_begin_it_once(app: Flask, studio: Studio) -> None:
    id, found, ready = studio.proposal.id, [], threading.Barrier(2)
    db.session.commit()
    db.session.remove()

    def begin() -> None:
        with app.app_context():
            proposal = db.session.get_one(Proposal, id)
            db.session.rollback()
            ready.wait(timeout=20)
            found.append(start_project(proposal, at=NOW).id)
            db.session.commit()

    threads = [threading.Thread(target=begin) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 2
    assert len(set(found)) == 1
    lines = len(db.session.get_one(Proposal, id).counted)
    assert len(everything(Task)) == lines
    assert len(everything(Project)) == 1


def test_a_card_that_lies_with_the_client_and_is_wanted_no_more_waits_for_nobody(
    client: HouseClient, studio: Studio, agreed: Project, second: Proposal
) -> None:
    gone = {line.key for line in studio.proposal.lines} - {line.key for line in second.lines}
    task, amendment = by_key(gone.pop()), accept(second)
    drop = Drop(version=task.version, column_id=agreed.column(ColumnKind.waiting).id)
    card_moved(task.id, drop, by=studio.vera, at=NOW)
    (awaited,) = everything(Awaited)
    assert awaited.came_at is None
    client.login(studio.vera).post(f"/amendments/{amendment.id}/decisions")
    assert task.archived_at is not None
    assert awaited.came_at == NOW


def test_what_is_agreed_for_a_board_that_was_brought_from_elsewhere_brings_its_currency(
    studio: Studio,
) -> None:
    lead = studio.proposal.lead
    brought = Project(lead=lead, title="As it was", currency="USD", started_at=NOW)
    db.session.add(brought)
    db.session.flush()
    assert start_project(studio.proposal, at=NOW) is brought
    (amendment,) = everything(Amendment)
    assert {each.difference for each in amendment.lines} == {Difference.new}
    assert brought.currency == studio.proposal.currency == "EUR"
