"""A card that waits for the client: its clock stops, their word is asked for, and their answer brings it back."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.flows.card_answered import card_answered
from agency.flows.card_moved import card_moved
from agency.flows.client_replied import client_replied
from agency.followups.models import Awaited, Enrollment, EnrollmentState, Purpose, StopReason
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.people.notices import Notice
from agency.tasks.models import Task
from agency.tasks.moving import Drop
from agency.tasks.projects import ColumnKind, Project
from agency.tasks.sold import start_project
from tests.support import NOW, HouseClient, everything, their_word

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def project(studio: Studio) -> Project:
    """Olaria's shop, agreed yesterday."""
    yesterday = NOW - timedelta(days=1)
    studio.proposal.lead.win(by=Actor.machine(), at=yesterday)
    started = start_project(studio.proposal, at=yesterday)
    db.session.commit()
    return started


def put(studio: Studio, task: Task, kind: ColumnKind, *, after: timedelta = timedelta()) -> None:
    assert task.project is not None
    drop = Drop(version=task.version, column_id=task.project.column(kind).id)
    assert card_moved(task.id, drop, by=studio.timur, at=NOW + after) is not None
    db.session.commit()


def kind_of(task: Task) -> ColumnKind:
    assert task.column is not None
    return task.column.kind


def enrollments(project: Project) -> list[Enrollment]:
    found = sa.select(Enrollment).where(Enrollment.awaited_id.is_not(None))
    return list(db.session.scalars(found.where(Enrollment.lead_id == project.lead_id)))


def test_their_answer_brings_it_back_on_top_and_nothing_more_is_asked(
    studio: Studio, project: Project
) -> None:
    task, other, third = everything(Task)[:3]
    put(studio, other, ColumnKind.work)
    put(studio, task, ColumnKind.work)
    put(studio, third, ColumnKind.checking)
    put(studio, task, ColumnKind.waiting)
    (running,) = enrollments(project)
    assert running.purpose is Purpose.word
    assert running.reason_to_stop() is None  # a won lead does not stop it
    assert running.awaited is not None
    assert running.awaited.what == task.title
    assert running.next_touch is not None

    early = their_word(project.lead, "About something else", at=NOW - timedelta(minutes=5))
    client_replied(early)
    assert kind_of(task) is ColumnKind.waiting  # they said that before it was asked

    client_replied(their_word(project.lead, "The second one, please", at=LATER))
    db.session.commit()
    assert kind_of(task) is ColumnKind.work
    assert task.order_key < other.order_key
    assert (task.waiting_since, task.waited_minutes) == (None, 120)
    assert kind_of(third) is ColumnKind.checking
    assert (running.state, running.awaited.came_at) == (EnrollmentState.stopped, LATER)
    (notice,) = [each for each in everything(Notice) if each.kind == "tasks.word_came"]
    assert (notice.member_id, notice.data) == (task.owner_id, {"task": task.id})
    client_replied(their_word(project.lead, "Really", at=LATER + timedelta(hours=1)))
    assert len([each for each in everything(Notice) if each.kind == "tasks.word_came"]) == 1


def test_moved_out_by_hand_it_is_not_waited_for_any_more_and_may_wait_again(
    studio: Studio, project: Project
) -> None:
    task = everything(Task)[0]
    put(studio, task, ColumnKind.waiting)
    put(studio, task, ColumnKind.checking, after=timedelta(hours=1))
    (first,) = enrollments(project)
    assert (first.state, first.reason) == (EnrollmentState.stopped, StopReason.by_hand)
    put(studio, task, ColumnKind.waiting, after=timedelta(hours=2))
    second = enrollments(project)[-1]
    assert second is not first
    assert second.state is EnrollmentState.active
    task.put_aside(by=Actor.machine(), at=LATER)
    assert second.reason_to_stop() is StopReason.arrived  # nobody has told it, and it asks


def test_in_the_archive_it_waits_no_more_and_whoever_says_that_it_came_has_it_back(
    client: HouseClient, studio: Studio, project: Project
) -> None:
    one, two = everything(Task)[:2]
    for task in (one, two):
        put(studio, task, ColumnKind.waiting)
    two.owner = studio.vera
    vera = client.login(studio.vera)
    vera.post(f"/tasks/{one.id}/shelf", data={"to": "archive"})
    first, second = enrollments(project)
    assert (first.reason, second.reason) == (StopReason.by_hand, None)
    awaited = second.awaited
    assert awaited is not None
    assert vera.post(f"/awaited/{awaited.id}/arrival").status_code == 303
    assert kind_of(two) is ColumnKind.next
    assert "has answered" in vera.get("/notices").text
    assert "is back from the client" in vera.get(f"/leads/{project.lead_id}").text
    assert (second.reason, awaited.came_at) == (StopReason.arrived, NOW)


def test_what_they_say_of_one_on_their_page_brings_back_this_one_alone_and_tells_who_is_still_here(
    studio: Studio, project: Project
) -> None:
    one, two = everything(Task)[:2]
    one.owner, one.plans, studio.mira.active = studio.mira, [], False
    for task in (one, two):
        put(studio, task, ColumnKind.waiting)
    card_answered(one, by=Actor.contact(project.lead.contact_id), at=LATER)
    db.session.commit()
    assert [kind_of(one), kind_of(two)] == [ColumnKind.next, ColumnKind.waiting]
    assert [each.came_at is None for each in everything(Awaited)] == [False, True]
    (notice,) = [each for each in everything(Notice) if each.kind == "tasks.word_came"]
    assert notice.member is project.lead.owner


def test_where_it_came_from_may_be_gone(studio: Studio, project: Project) -> None:
    task = everything(Task)[0]
    put(studio, task, ColumnKind.waiting)
    task.returns_to_id = None
    client_replied(their_word(project.lead, "Fine", at=LATER))
    assert kind_of(task) is ColumnKind.work
