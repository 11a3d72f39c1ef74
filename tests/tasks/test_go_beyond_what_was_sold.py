"""What goes beyond what was sold is collected, offered once in a further estimate, and becomes work when agreed."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.flows.proposal_accepted import proposal_accepted
from agency.followups.models import Enrollment
from agency.kernel.db import db
from agency.kernel.money import Money
from agency.kernel.timeline import Actor
from agency.leads.stages import Stage
from agency.people import costs
from agency.people import queries as people
from agency.proposals.acceptance import Acceptance
from agency.proposals.drafting import new_draft
from agency.proposals.models import Proposal
from agency.proposals.states import ProposalState
from agency.tasks.amendments import Amendment, Difference
from agency.tasks.hours import TaskPlan, TimeEntry
from agency.tasks.models import Task
from agency.tasks.pieces import CheckItem
from agency.tasks.projects import BoardColumn, ColumnKind, Project
from agency.tasks.sold import start_project
from tests.offers import sent
from tests.support import NOW, HouseClient, everything
from tests.tasks.test_read_the_boards import plain

HOUR = 60


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def project(studio: Studio) -> Project:
    """Olaria's shop, won; somebody works beyond it: a task of five hours, and one hour and a half on a sold one."""
    studio.proposal.state = ProposalState.accepted
    studio.proposal.lead.win(by=Actor.machine(), at=NOW - timedelta(days=1))
    project = start_project(studio.proposal, at=NOW - timedelta(days=1))
    extra = Task(
        project=project,
        column=project.column(ColumnKind.next),
        title="A poster for the fair",
        owner=studio.mira,
        order_key="b00",
        moved_at=NOW,
        is_out_of_scope=True,
        plans=[TaskPlan(member=studio.mira, minutes=5 * HOUR)],
    )
    db.session.add(extra)
    sold = everything(Task)[0]
    for minutes, note in ((60, "a third round"), (30, "and a fourth")):
        entry = sold.log(member=studio.timur, minutes=minutes, on=NOW.date(), note=note, at=NOW)
        entry.is_out_of_scope = True
    sold.log(member=studio.timur, minutes=45, on=NOW.date(), note="as sold", at=NOW)
    db.session.commit()
    return project


def test_managers_see_it_on_the_board_and_make_one_draft_of_it(
    client: HouseClient, studio: Studio, project: Project
) -> None:
    address = f"/boards/{project.id}"
    assert "beyond what was sold" not in client.login(studio.timur).get(address).text
    assert client.post(f"{address}/further-estimate").status_code == 403
    vera = client.login(studio.vera)
    card = people.rate_card(NOW.date(), "EUR")
    mira, timur = card.of(studio.mira), card.of(studio.timur)
    assert mira is not None
    assert timur is not None
    whole = mira.for_minutes(300) + timur.for_minutes(90)
    words = plain(vera.get(address).text)
    assert (
        f"2 things beyond what was sold , 6.5 h , about {whole.format('en')}".replace("\xa0", " ")
        in words
    )
    answer = vera.post(f"{address}/further-estimate")
    draft = everything(Proposal)[-1]
    assert answer.location.endswith(f"/proposals/{draft.id}")
    assert (draft.version, draft.series, draft.lead_id) == (2, 2, project.lead_id)
    lines = {line.text: line for line in draft.lines}
    title = everything(Task)[0].title
    assert set(lines) == {"A poster for the fair", f"{title}: a third round; and a fourth"}
    poster = lines["A poster for the fair"]
    assert (poster.minutes, poster.member_id, poster.rate) == (300, studio.mira.id, mira)
    assert "beyond what was sold" not in vera.get(address).text
    again = vera.post(f"{address}/further-estimate")
    assert "Nothing waits to be offered" in vera.get(again.location).text
    assert len(everything(Proposal)) == len({each.id for each in everything(Proposal)})
    poster.remove()
    db.session.commit()
    assert "1 thing beyond what was sold" in vera.get(address).text
    vera.post(f"{address}/further-estimate")
    assert len([line for line in draft.lines if line.text == "A poster for the fair"]) == 1


def test_agreed_it_has_a_price_of_its_own_and_takes_its_hours_along(
    client: HouseClient, studio: Studio, project: Project
) -> None:
    vera, sold = client.login(studio.vera), everything(Task)[0]
    before = {task.id: task.sold_minor for task in everything(Task)}
    vera.post(f"/boards/{project.id}/further-estimate")
    draft = everything(Proposal)[-1]
    sent(draft)
    assert project.lead.stage is Stage.won
    asked = db.session.scalars(sa.select(Enrollment).where(Enrollment.proposal == draft)).one()
    assert asked.reason_to_stop() is None  # it is followed up although the lead is won
    said = Acceptance(name="Inês", consent="", accepted_at=NOW, ip="", user_agent="")
    assert proposal_accepted(draft, said, on=NOW.date()) is project
    db.session.commit()
    amendment = db.session.scalars(sa.select(Amendment)).one()
    assert {line.difference for line in amendment.lines} == {Difference.new}
    assert {task.id: task.sold_minor for task in everything(Task)} == before
    vera.post(f"/amendments/{amendment.id}/decisions")
    poster = db.session.scalars(sa.select(Task).where(Task.title == "A poster for the fair")).one()
    assert not poster.is_out_of_scope
    assert poster.sold is not None
    assert poster.planned_minutes == 5 * HOUR
    rounds = everything(Task)[-1]
    assert [entry.minutes for entry in rounds.entries] == [30, 60]
    assert [entry.note for entry in sold.entries] == ["as sold"]
    assert sum(entry.minutes for entry in everything(TimeEntry)) == 135
    total = poster.sold + (rounds.sold or Money(0, "EUR"))
    assert total == draft.total.most
    assert project.proposal is studio.proposal
    assert project.payments[-1]["most"] == draft.total.most.minor
    assert all(
        task.sold_minor == before[task.id] for task in everything(Task) if before.get(task.id)
    )


def test_what_is_left_is_for_owners_alone_and_counts_the_cost_of_the_day(
    client: HouseClient, studio: Studio, project: Project
) -> None:
    rate = Money.of("40", "EUR")
    costs.settle(studio.timur, rate, from_on=NOW.date() - timedelta(days=30))
    costs.settle(studio.timur, Money.of("80", "EUR"), from_on=NOW.date() + timedelta(days=1))
    db.session.commit()
    address = f"/boards/{project.id}/sold"
    owner = plain(client.login(studio.nora).get(address).text)
    assert "What is left" in owner
    assert "The work has cost € 90" in owner  # 2.25 h
    assert "Nobody has said what an hour of" in owner
    for who, sees_extras in ((studio.vera, True), (studio.timur, False)):
        page = client.login(who).get(address).text
        assert ("beyond what was sold" in page) is sees_extras
        assert "By section" in page
        for secret in ("What is left", "has cost", "Left at the end", "Only owners"):
            assert secret not in page
    assert "has cost" not in client.login(studio.vera).get(f"/boards/{project.id}").text


def test_hours_that_run_ahead_of_what_is_ticked_off_are_said_in_words(
    client: HouseClient, studio: Studio, project: Project
) -> None:
    task = next(each for each in everything(Task) if each.planned_minutes >= 8 * HOUR)
    half = task.planned_minutes // 2
    task.log(member=studio.timur, minutes=half, on=NOW.date(), note="", at=NOW)
    for position in range(4):
        done_at = NOW if position == 0 else None
        task.checklist.append(CheckItem(words="x", position=position, done_at=done_at))
    db.session.commit()
    timur = client.login(studio.timur)
    used = round(100 * task.spent_minutes / task.planned_minutes)
    words = plain(timur.get(f"/boards/{project.id}").text)
    assert f"Hours run ahead: {used} % used, 25 % done" in words
    assert "The hours of 1 task run ahead of what is ticked off." in words
    assert "Look at these" in timur.get(f"/boards/{project.id}/sold").text
    for item in task.checklist:
        item.done_at = NOW
    db.session.commit()
    assert "run ahead" not in timur.get(f"/boards/{project.id}").text


def test_another_version_of_it_goes_to_the_board_that_was_sold_and_changes_its_own_payments(
    client: HouseClient, studio: Studio, project: Project
) -> None:
    vera, said = client.login(studio.vera), {"name": "Inês", "consent": "", "ip": ""}
    columns = [BoardColumn(kind=ColumnKind.next, name={"en": "Next"}, position=1)]
    brought = {"title": "As it was elsewhere", "currency": "EUR", "started_at": NOW}
    db.session.add(Project(lead=project.lead, columns=columns, **brought))
    before = project.payments
    vera.post(f"/boards/{project.id}/further-estimate")
    for version in (2, 3):
        draft = new_draft(project.lead, by=studio.vera, house=people.agency())
        assert (draft.version, draft.series) == (version, 2)
        draft.lines[0].minutes = version * HOUR
        sent(draft)
        accepted = Acceptance(**said, accepted_at=NOW, user_agent="")
        assert proposal_accepted(draft, accepted, on=NOW.date()) is project
        db.session.commit()
        vera.post(f"/amendments/{everything(Amendment)[-1].id}/decisions")
    assert [each["most"] for each in project.payments] == [
        *(each["most"] for each in before),
        draft.total.most.minor,
    ]
