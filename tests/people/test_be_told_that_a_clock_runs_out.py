"""A clock of a lead runs out: its owner is reminded before, the agency's owners learn of it after."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from agency.demo.studio import Studio
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.kernel.worktime import WorkingCalendar, promise_reminder_at
from agency.leads.models import Lead
from agency.people import absences
from agency.people.absences import AwayFor
from agency.people.notices import Notice
from tests.people.conftest import Arrive
from tests.support import NOW, HouseClient, at, everything

RunDue = Callable[[datetime], int]
LATER = timedelta(days=3)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """What is planned and done once is asked of both kinds, anything else of one."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def told(kind: str) -> list[tuple[str, datetime]]:
    return [(each.member.first_name, each.at) for each in everything(Notice) if each.kind == kind]


def facts(lead: Lead, kind: str) -> list[dict[str, Any]]:
    return [entry.data for entry in timeline.entries(lead.stream) if entry.kind == kind]


@both
def test_the_owner_is_reminded_at_ten_minutes_and_the_house_at_fifteen_once_each(
    studio: Studio, arrive: Arrive, run_due: RunDue
) -> None:
    # 20:53 in Yerevan: seven minutes of today and eight of tomorrow, so three tomorrow for the ten.
    lead = arrive(at=at("2026-03-19T16:53"))
    run_due(at("2026-03-20T05:02:59"))
    assert told("leads.first_response_near") == []
    for moment in ("05:03", "05:07:59", "05:08", "09:00"):
        run_due(at(f"2026-03-20T{moment}"))
    assert told("leads.first_response_near") == [("Vera", at("2026-03-20T05:03"))]
    assert told("leads.first_response_missed") == [("Nora", at("2026-03-20T05:08"))]
    assert facts(lead, "leads.reminded")[0]["member"] == studio.vera.id
    assert facts(lead, "leads.escalated")[0]["about"] == "first_response"


def end_by_answer(lead: Lead) -> None:
    lead.answered(by=Actor.machine(), at=NOW + timedelta(minutes=9))


def end_by_loss(lead: Lead) -> None:
    lead.lose(reason="spam", by=Actor.machine(), at=NOW + timedelta(minutes=9))


@pytest.mark.parametrize("end", [end_by_answer, end_by_loss])
def test_nobody_is_told_when_there_is_nothing_left_to_do(
    arrive: Arrive, run_due: RunDue, end: Callable[[Lead], None]
) -> None:
    end(arrive())
    run_due(NOW + LATER)
    assert {each.kind for each in everything(Notice)} == {"leads.given"}


def test_the_machines_own_promise_does_not_spare_the_house(arrive: Arrive, run_due: RunDue) -> None:
    lead = arrive()
    lead.hold(promised_at=NOW + timedelta(hours=5), at=NOW + timedelta(minutes=14))
    run_due(NOW + timedelta(minutes=15))
    assert told("leads.first_response_missed")


def test_what_asked_for_an_answer_leaves_the_bell_with_the_answer(
    client: HouseClient, studio: Studio, arrive: Arrive, run_due: RunDue
) -> None:
    lead = arrive()
    run_due(NOW + timedelta(minutes=15))
    client.login(studio.nora)
    assert client.get("/notices/figure").json == {"unread": 1}
    assert "Nobody has answered Quiet Harbour" in client.get("/notices").text
    lead.answered(by=Actor.member(studio.vera.id), at=NOW + timedelta(minutes=16))
    assert client.get("/notices/figure").json == {"unread": 0}


def test_whoever_stands_in_is_reminded_and_where_nobody_does_every_manager(
    studio: Studio, arrive: Arrive, run_due: RunDue
) -> None:
    arrive()
    absence = absences.take_leave(
        studio.vera, date(2026, 3, 19), date(2026, 3, 20), kind=AwayFor.leave, stand_in=studio.nora
    )
    run_due(NOW + timedelta(minutes=10))
    assert [name for name, _ in told("leads.first_response_near")] == ["Nora"]
    absence.stand_in = None
    arrive("Loud Harbour").owner = studio.vera
    run_due(NOW + timedelta(minutes=11))
    assert [name for name, _ in told("leads.first_response_near")] == ["Nora", "Nora"]


def test_a_lead_of_nobody_is_every_managers(
    studio: Studio, arrive: Arrive, run_due: RunDue
) -> None:
    arrive().owner = None
    run_due(NOW + timedelta(minutes=10))
    assert {name for name, _ in told("leads.first_response_near")} == {"Vera", "Nora"}


def test_nobody_counts_minutes_for_what_lay_there_before(
    studio: Studio, arrive: Arrive, run_due: RunDue
) -> None:
    arrive(at=NOW - timedelta(days=400), is_past=True)
    run_due(NOW)
    assert everything(Notice) == []


def test_a_house_that_was_asleep_tells_late_rather_than_never(
    client: HouseClient, studio: Studio, arrive: Arrive, run_due: RunDue
) -> None:
    arrive()
    run_due(NOW + timedelta(hours=3))
    assert told("leads.first_response_near") == [("Vera", NOW + timedelta(hours=3))]
    assert "due since" in client.login(studio.vera).get("/notices").text


@both
def test_a_promise_is_recalled_half_an_hour_before_and_told_of_when_it_breaks(
    studio: Studio, arrive: Arrive, run_due: RunDue
) -> None:
    lead, promised = arrive(), NOW + timedelta(hours=4)
    end_by_answer(lead)
    lead.promise(promised, by=Actor.member(studio.vera.id), at=NOW + timedelta(minutes=20))
    for minutes in (-31, -30, 0, 60):
        run_due(promised + timedelta(minutes=minutes))
    assert told("leads.promise_near") == [("Vera", promised - timedelta(minutes=30))]
    assert told("leads.promise_missed") == [("Nora", promised)]
    assert facts(lead, "leads.escalated")[0]["about"] == "promise"


def test_a_promise_that_was_kept_or_moved_is_not_recalled_at_its_old_time(
    studio: Studio, arrive: Arrive, run_due: RunDue
) -> None:
    kept, moved = arrive("Kept"), arrive("Moved")
    by = Actor.member(studio.vera.id)
    for lead in (kept, moved):
        end_by_answer(lead)
        lead.promise(NOW + timedelta(hours=4), by=by, at=NOW + timedelta(minutes=20))
    kept.answered(by=by, at=NOW + timedelta(hours=1))
    moved.promise(NOW + timedelta(hours=8), by=by, at=NOW + timedelta(hours=1))
    run_due(NOW + timedelta(hours=7))
    assert told("leads.promise_near") == []
    run_due(NOW + timedelta(hours=7, minutes=30))
    run_due(NOW + timedelta(hours=9))
    assert [name for name, _ in told("leads.promise_near")] == ["Vera"]
    assert len(told("leads.promise_missed")) == 1
    db.session.refresh(moved)
    assert moved.promised_at is not None


def test_the_reminder_of_a_promise_counts_in_our_hours() -> None:
    ours = WorkingCalendar({"thu": [("09:00", "18:00")], "fri": [("09:00", "18:00")]}, "UTC")

    def reminded(promised: str, made: str) -> datetime | None:
        return promise_reminder_at(at(promised), ours, made_at=at(made))

    assert reminded("2026-03-19T14:00", "2026-03-19T10:00") == at("2026-03-19T13:30")
    # Promised for their evening, when we are closed: half an hour before we close.
    assert reminded("2026-03-19T22:00", "2026-03-19T10:00") == at("2026-03-19T17:30")
    # Ten minutes after we open: twenty of them were yesterday.
    assert reminded("2026-03-20T09:10", "2026-03-19T10:00") == at("2026-03-19T17:40")
    assert reminded("2026-03-19T10:20", "2026-03-19T10:00") == at("2026-03-19T10:10")
    assert reminded("2026-03-19T10:10", "2026-03-19T10:00") is None
