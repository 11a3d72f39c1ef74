"""A letter that is more than two working days late goes only when the manager says so."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from agency.demo.studio import Studio
from agency.followups.models import Enrollment
from agency.kernel.db import db
from tests.followups.conftest import FIRST, RunDue, touches, went_out
from tests.support import HouseClient, at


@pytest.fixture
def database() -> str:
    """What is decided does not depend on it: one database is enough."""
    return "sqlite"


# Two working days after Thursday 13:00 is Monday 13:00.
STALE = at("2026-03-23T13:00") + timedelta(seconds=1)


@pytest.fixture
def late(sent: Enrollment, run_due: RunDue) -> Enrollment:
    """The house slept until the letter was too late to go unasked."""
    run_due(STALE)
    return sent


def test_two_working_days_late_it_still_goes(sent: Enrollment, run_due: RunDue) -> None:
    run_due(STALE - timedelta(seconds=1))
    assert touches(sent)[0][1] == "sent"


def test_later_than_that_it_asks(late: Enrollment, vera: HouseClient) -> None:
    assert went_out() == []
    assert touches(late) == [(1, "asks", FIRST)]
    page = vera.get(f"/leads/{late.lead_id}").text
    assert "More than two working days late. Should it still go?" in page
    assert "waits for your word" in page


def test_the_manager_lets_it_go(
    late: Enrollment, vera: HouseClient, now: Callable[[datetime], None]
) -> None:
    moment = at("2026-03-24T11:00")
    now(moment)
    assert vera.post(f"/followups/{late.touches[0].id}/release").status_code == 303
    assert len(went_out()) == 1
    assert touches(late) == [(1, "sent", moment), (2, "planned", at("2026-03-27T11:00"))]
    page = vera.get(f"/leads/{late.lead_id}").text
    assert "let “Did it arrive?” go" in page


def test_the_manager_leaves_it_out(
    late: Enrollment, vera: HouseClient, now: Callable[[datetime], None], run_due: RunDue
) -> None:
    now(at("2026-03-24T11:00"))
    vera.post(f"/followups/{late.touches[0].id}/omission")
    assert went_out() == []
    assert touches(late) == [(1, "skipped", FIRST), (2, "planned", at("2026-03-27T11:00"))]
    assert "left out by hand" in vera.get(f"/leads/{late.lead_id}").text
    run_due(at("2026-03-27T11:00"))
    assert len(went_out()) == 1


def test_an_answer_that_comes_meanwhile_ends_the_question(
    late: Enrollment, vera: HouseClient
) -> None:
    vera.fill(f"/leads/{late.lead_id}", form="note-form", words="They rang.")
    assert touches(late) == [(1, "stopped", FIRST)]
    answer = vera.post(f"/followups/{late.touches[0].id}/release")
    assert answer.status_code == 303
    assert "went out or was called off already" in vera.get(answer.location).text
    assert went_out() == []


@pytest.mark.parametrize("decision", ["release", "omission"])
def test_deciding_twice_decides_once(
    late: Enrollment, vera: HouseClient, now: Callable[[datetime], None], decision: str
) -> None:
    now(at("2026-03-24T11:00"))
    address = f"/followups/{late.touches[0].id}/{decision}"
    for _ in range(2):
        answer = vera.post(address)
    assert "went out or was called off already" in vera.get(answer.location).text
    assert len(went_out()) == (decision == "release")
    assert [n for n, _, _ in touches(late)] == [1, 2]


def test_a_letter_may_be_sent_before_its_time(
    sent: Enrollment, vera: HouseClient, now: Callable[[datetime], None], run_due: RunDue
) -> None:
    early = at("2026-03-19T11:00")
    now(early)
    vera.post(f"/followups/{sent.touches[0].id}/release")
    run_due(early)
    run_due(FIRST)
    assert len(went_out()) == 1
    assert touches(sent)[0] == (1, "sent", early)


@pytest.mark.parametrize("decision", ["release", "omission"])
def test_only_a_manager_decides(
    late: Enrollment, client: HouseClient, studio: Studio, decision: str
) -> None:
    address = f"/followups/{late.touches[0].id}/{decision}"
    assert "/login" in client.post(address).location
    assert client.login(studio.timur).post(address).status_code == 403
    assert client.login(studio.vera).post(f"/followups/987654/{decision}").status_code == 404
    db.session.expire_all()
    assert touches(late) == [(1, "asks", FIRST)]
