"""Any word from them ends the letters: by mail, noted by hand, accepted, lost, or stopped by one of us."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from agency.demo.studio import Studio
from agency.flows.client_replied import client_replied
from agency.flows.proposal_accepted import proposal_accepted
from agency.followups import machine
from agency.followups.models import Enrollment, EnrollmentState, StopReason
from agency.kernel import due
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads.models import Channel
from agency.proposals.acceptance import Acceptance
from agency.proposals.models import Proposal
from tests.followups.conftest import FIRST, RunDue, send, touches, went_out
from tests.support import NOW, HouseClient, their_word


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


LATER = NOW + timedelta(hours=1)
US = Actor.machine()


def replied(enrollment: Enrollment) -> None:
    lead = enrollment.lead
    client_replied(their_word(lead, "We talk about it on Friday.", at=LATER))


def accepted(enrollment: Enrollment) -> None:
    acceptance = Acceptance(
        name="Inês", consent="Yes", accepted_at=LATER, ip="192.0.2.1", user_agent="Tests"
    )
    proposal_accepted(enrollment.proposal, acceptance, on=LATER.date())


def stopped_by_hand(enrollment: Enrollment) -> None:
    machine.stop(enrollment.lead, StopReason.by_hand, at=LATER, by=US)


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (replied, StopReason.heard),
        (accepted, StopReason.accepted),
        (stopped_by_hand, StopReason.by_hand),
    ],
)
@both
def test_what_ends_it_crosses_out_what_was_planned(
    sent: Enrollment, run_due: RunDue, happens: Callable[[Enrollment], None], reason: StopReason
) -> None:
    happens(sent)
    db.session.commit()
    assert (sent.state, sent.reason, sent.stopped_at) == (
        EnrollmentState.stopped,
        reason,
        LATER,
    )
    assert touches(sent) == [(1, "stopped", FIRST)]
    assert due.planned_for("followups.touch", sent.touches[0].id) is None
    run_due(LATER)  # an acceptance is confirmed
    before = len(went_out())
    run_due(FIRST + timedelta(days=400))
    assert len(went_out()) == before


def lost(enrollment: Enrollment) -> None:
    enrollment.lead.lose(reason="Too dear", by=US, at=LATER)


def taken_back(enrollment: Enrollment) -> None:
    enrollment.proposal.withdraw(at=LATER)


def heard_without_a_flow(enrollment: Enrollment) -> None:
    enrollment.lead.heard(at=LATER, by=US, channel=Channel.phone)


def address_gone(enrollment: Enrollment) -> None:
    enrollment.lead.contact.email = None


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (lost, StopReason.lost),
        (taken_back, StopReason.withdrawn),
        (heard_without_a_flow, StopReason.heard),
    ],
)
def test_what_nobody_told_the_machine_is_asked_right_before_it_sends(
    sent: Enrollment, run_due: RunDue, happens: Callable[[Enrollment], None], reason: StopReason
) -> None:
    happens(sent)
    db.session.commit()
    run_due(FIRST)
    assert went_out() == []
    assert (sent.state, sent.reason) == (EnrollmentState.stopped, reason)
    assert touches(sent) == [(1, "stopped", FIRST)]


def test_a_stopped_one_never_sends_even_if_its_due_row_fires(
    sent: Enrollment, run_due: RunDue
) -> None:
    stopped_by_hand(sent)
    due.plan("followups.touch", sent.touches[0].id, FIRST)
    run_due(FIRST)
    assert went_out() == []


@both
def test_a_touch_that_is_gone_from_the_table_is_no_error(sent: Enrollment, run_due: RunDue) -> None:
    due.plan("followups.touch", 987_654, FIRST)
    run_due(FIRST - timedelta(seconds=1))
    assert machine.take(987_654) is None
    run_due(FIRST)
    assert due.failed() == []


@both
def test_a_newer_version_takes_over(studio: Studio, sent: Enrollment, run_due: RunDue) -> None:
    first = sent.proposal
    newer = Proposal(
        lead=first.lead,
        author=studio.vera,
        version=2,
        language="en",
        currency="EUR",
        title="A smaller window",
        sections=first.sections,
    )
    first.sections = []
    db.session.add(newer)
    db.session.flush()
    again = send(studio, newer, LATER)
    assert sent.reason is StopReason.replaced
    run_due(FIRST)
    assert [state for _, state, _ in touches(sent)] == ["stopped"]
    assert [state for _, state, _ in touches(again)] == ["sent", "planned"]
    assert len(went_out()) == 1


def test_the_manager_stops_them_from_the_leads_page(
    vera: HouseClient, sent: Enrollment, run_due: RunDue
) -> None:
    page = f"/leads/{sent.lead_id}"
    answer = vera.fill(page, form="stop-followups")
    assert answer.status_code == 303
    assert sent.reason is StopReason.by_hand
    run_due(FIRST)
    assert went_out() == []
    after = vera.get(page).text
    assert "stopped by hand" in after
    assert 'id="stop-followups"' not in after
    assert "Vera Lindt stopped the letters" in after


def test_an_answer_noted_by_hand_stops_them(
    vera: HouseClient, sent: Enrollment, run_due: RunDue
) -> None:
    vera.fill(f"/leads/{sent.lead_id}", form="note-form", words="She rang: next week.")
    run_due(FIRST)
    assert went_out() == []
    assert sent.reason is StopReason.heard


def test_who_may_not_write_may_not_stop(
    client: HouseClient, studio: Studio, sent: Enrollment
) -> None:
    page = f"/leads/{sent.lead_id}/followups/stop"
    assert "/login" in client.post(page).location
    assert client.login(studio.timur).post(page).status_code == 403
    assert sent.state is EnrollmentState.active


@both
def test_stopping_nothing_is_not_found(vera: HouseClient, sent: Enrollment) -> None:
    assert vera.post("/leads/987654/followups/stop").status_code == 404
