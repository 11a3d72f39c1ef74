"""Whose lead it is: a partner's, a service's, next in turn or by load among those who work now; never nobody's."""

import threading
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from agency.demo.studio import Studio
from agency.kernel import timeline
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.leads import assignment
from agency.leads.inquiries import Channel, Inquiry
from agency.leads.models import Lead
from agency.people import absences
from agency.people.absences import AwayFor
from agency.people.models import Member, Sharing
from agency.people.notices import Notice
from tests.people.conftest import Arrive
from tests.support import NOW, at, everything


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """What two do at the same moment is asked of both kinds, anything else of one."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def managers(studio: Studio) -> list[Member]:
    """Vera, Mira and Timur answer leads."""
    found = [studio.vera, studio.mira, studio.timur]
    for member in found:
        assert member.user is not None
        member.user.access, member.turn = Access.manager, 0
    db.session.flush()
    return found


def why(lead: Lead) -> tuple[str, int]:
    [given] = [each.data for each in timeline.entries(lead.stream) if each.kind == "leads.given"]
    return given["why"], given["among"]


def test_leads_go_round_and_each_new_owner_is_told_why(
    studio: Studio, managers: list[Member], arrive: Arrive
) -> None:
    leads = [arrive(f"Client {number}") for number in range(6)]
    vera, mira, timur = managers
    assert [lead.owner for lead in leads] == [vera, mira, timur] * 2
    assert why(leads[0]) == ("turn", 3)
    told = [each.member for each in everything(Notice) if each.kind == "leads.given"]
    assert told == [vera, mira, timur] * 2


def test_by_load_whoever_has_the_fewest_open_leads_is_next(
    studio: Studio, managers: list[Member], arrive: Arrive
) -> None:
    studio.agency.sharing = Sharing.load
    for lead in studio.leads.values():
        lead.owner = studio.vera
    db.session.flush()
    owners = [arrive(f"Client {number}").owner for number in range(4)]
    assert owners.count(studio.vera) == 0 and set(owners) == {studio.mira, studio.timur}
    assert why(everything(Lead)[-1]) == ("load", 3)


def test_a_service_that_somebody_takes_is_theirs(
    studio: Studio, managers: list[Member], arrive: Arrive
) -> None:
    website = studio.services["website"]
    website.members = [studio.timur, studio.ilya]  # Ilya does not answer clients
    for _ in range(2):
        lead = arrive(service=website)
        assert lead.owner is studio.timur and why(lead) == ("service", 1)
    assert arrive().owner is not studio.timur


def test_only_those_who_work_at_that_hour_are_asked_and_at_night_who_opens_first(
    studio: Studio, managers: list[Member], arrive: Arrive
) -> None:
    vera, mira, timur = managers
    mira.hours, timur.hours = {"thu": [["14:00", "18:00"]]}, {"fri": [["09:00", "10:00"]]}
    assert [arrive().owner for _ in range(2)] == [vera, vera]  # Thursday, 10:42
    night = arrive(at=at("2026-03-19T19:00"))  # 23:00; Vera and Timur open at nine
    assert night.owner in (vera, timur) and why(night)[0] == "opens_next"
    assert {arrive(at=at("2026-03-19T11:00")).owner for _ in range(2)} == {vera, mira}


def test_whoever_is_away_gets_nothing_and_still_no_lead_is_nobodys(
    studio: Studio, managers: list[Member], arrive: Arrive
) -> None:
    day = date(2026, 3, 19)
    for member in managers:
        absences.take_leave(member, day, day, kind=AwayFor.leave, stand_in=None)
    assert arrive().owner is studio.nora  # the owner is there
    absences.take_leave(studio.nora, day, day, kind=AwayFor.leave, stand_in=None)
    assert arrive().owner in managers  # all are away: somebody has it all the same
    tomorrow = arrive(at=NOW + timedelta(days=1))
    assert tomorrow.owner in managers


@both
def test_two_at_the_same_moment_go_to_two_people(
    app: Flask, studio: Studio, managers: list[Member]
) -> None:
    db.session.commit()
    ready, owners = threading.Barrier(2), []

    def take() -> None:
        with app.app_context():
            inquiry = Inquiry(source=Channel.mail, received_at=NOW, sender_name="A", subject="B")
            ready.wait(timeout=20)
            choice = assignment.choose(inquiry)
            assert choice.owner is not None
            owners.append(choice.owner.id)
            db.session.rollback() if len(owners) > 9 else db.session.commit()

    for _ in range(2):
        pair = [threading.Thread(target=take) for _ in range(2)]
        for one in pair:
            one.start()
        for one in pair:
            one.join(timeout=30)
    assert len(owners) == 4
    assert max(owners.count(member.id) for member in managers) == 2
    assert len(set(owners[:3])) == 3


def test_somebody_who_left_has_nothing_and_everything_has_somebody_else(
    studio: Studio, managers: list[Member], arrive: Arrive
) -> None:
    mine = [arrive(f"Client {number}") for number in range(3)]
    assert assignment.next_owner(now=NOW) is not None
    vera = managers[0]
    vera.active = False
    db.session.flush()
    for lead in mine:
        lead.owner = vera
    db.session.flush()
    assignment.pass_on(mine, None, by=timeline.Actor.machine(), at=NOW, without=vera)
    assert all(lead.owner is not vera and lead.owner is not None for lead in mine)


def test_next_is_told_without_deciding(studio: Studio, managers: list[Member]) -> None:
    first: datetime = NOW
    asked = {assignment.next_owner(now=first) for _ in range(3)}
    assert asked == {managers[0]}
