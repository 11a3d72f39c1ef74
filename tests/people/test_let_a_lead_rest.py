"""A lead rests until a time or until they write; reminders ring at their time, or late; absence hands on."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from agency.demo.studio import Studio
from agency.kernel import due, timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads import queries, reminders
from agency.leads.models import Channel, Lead, Turn
from agency.leads.reminders import Reminder
from agency.leads.snoozing import WAKE, Waker
from agency.people.notices import Notice
from tests.people.conftest import Arrive
from tests.support import NOW, HouseClient, at, everything

pytestmark = pytest.mark.usefixtures("at_now")

RunDue = Callable[[datetime], int]
TOMORROW = at("2026-03-20T05:00")


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """What wakes in one transaction is asked of both kinds, anything else of one."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def vera(client: HouseClient, studio: Studio) -> HouseClient:
    return client.login(studio.vera)


@pytest.fixture
def lead(studio: Studio, arrive: Arrive) -> Lead:
    """Answered by us, and heard of again: our turn, and nothing presses."""
    made = arrive(at=NOW - timedelta(hours=20))
    made.answered(by=Actor.member(studio.vera.id), at=NOW - timedelta(hours=19))
    made.heard(at=NOW - timedelta(hours=1), by=Actor.contact(made.contact_id), channel=Channel.mail)
    db.session.flush()
    return made


def in_inbox(lead: Lead) -> bool:
    return lead in queries.of_turn(Turn.ours) + queries.of_turn(Turn.theirs)


@both
def test_a_lead_that_rests_is_out_of_the_inbox_and_comes_back_by_itself(
    vera: HouseClient, lead: Lead, run_due: RunDue
) -> None:
    vera.fill(f"/leads/{lead.id}", "resting", _press=TOMORROW.isoformat())
    assert lead.snoozed_until == TOMORROW and not in_inbox(lead)
    assert "It rests until" in vera.get(f"/leads/{lead.id}").text
    assert lead.title not in vera.get("/inbox").text or not in_inbox(lead)
    run_due(TOMORROW - timedelta(seconds=1))
    assert lead.is_snoozed
    run_due(TOMORROW)
    assert lead.woken_by is Waker.time and in_inbox(lead)
    assert queries.of_turn(Turn.ours)[0] is lead
    assert "It rested and is back: the time was over" in vera.get(f"/leads/{lead.id}").text
    assert [n.kind for n in everything(Notice)].count("leads.woken") == 1


@both
def test_their_word_wakes_it_at_once(vera: HouseClient, lead: Lead, run_due: RunDue) -> None:
    vera.fill(f"/leads/{lead.id}", "resting", _press="silent")
    assert lead.is_snoozed and lead.snoozed_until is None
    lead.heard(at=NOW, by=Actor.contact(lead.contact_id), channel=Channel.mail)
    assert lead.woken_by is Waker.client and in_inbox(lead)
    assert due.planned_for(WAKE, lead.id) is None
    lead.answered(by=Actor.machine(), at=NOW + timedelta(hours=1))
    assert lead.woken_at is None


def test_it_can_be_taken_back_and_ends_with_an_answer(vera: HouseClient, lead: Lead) -> None:
    vera.fill(f"/leads/{lead.id}", "resting", _press=TOMORROW.isoformat())
    vera.fill(f"/leads/{lead.id}", "waking")
    assert lead.woken_by is Waker.hand and due.planned_for(WAKE, lead.id) is None
    lead.snooze(None, by=Actor.machine(), at=NOW)
    lead.lose(reason="spam", by=Actor.machine(), at=NOW)
    assert not lead.is_snoozed


def test_a_clock_that_runs_cannot_be_slept_through(vera: HouseClient, arrive: Arrive) -> None:
    fresh, promised = arrive(), arrive("Promised")
    promised.answered(by=Actor.machine(), at=NOW)
    promised.promise(NOW + timedelta(hours=3), by=Actor.machine(), at=NOW)
    for lead in (fresh, promised):
        assert 'id="resting"' not in vera.get(f"/leads/{lead.id}").text
        vera.post(f"/leads/{lead.id}/rest", data={"at": TOMORROW.isoformat()})
        assert not lead.is_snoozed
        assert "They wait for an answer from us" in vera.get(f"/leads/{lead.id}").text


def test_a_time_that_is_over_lets_nothing_rest(vera: HouseClient, lead: Lead) -> None:
    page = vera.post(f"/leads/{lead.id}/rest", data={"at": "own", "own": "2026-03-19T09:00"})
    assert page.status_code == 422 and "still to come" in page.text
    assert not lead.is_snoozed


def test_a_reminder_rings_once_at_its_time_and_is_done_or_put_off(
    vera: HouseClient, studio: Studio, lead: Lead, run_due: RunDue
) -> None:
    vera.fill(f"/leads/{lead.id}", "reminder", words="Ring Ana", own="2026-03-20T10:00")
    [reminder] = everything(Reminder)
    assert (reminder.at, reminder.member_id) == (at("2026-03-20T06:00"), studio.vera.id)
    assert "Ring Ana" in vera.get(f"/leads/{lead.id}").text
    run_due(at("2026-03-20T05:59"))
    assert reminder.rang_at is None
    for _ in range(2):
        run_due(at("2026-03-20T06:00"))
    assert [n.kind for n in everything(Notice)].count("leads.reminder_due") == 1
    assert "Ring Ana" in vera.get("/notices").text
    vera.post(f"/reminders/{reminder.id}/delay", data={"until": "hour"})
    assert reminder.at == NOW + timedelta(hours=1) and reminder.rang_at is None
    vera.post(f"/reminders/{reminder.id}/completion")
    run_due(TOMORROW)
    assert [n.kind for n in everything(Notice)].count("leads.reminder_due") == 1
    assert reminders.of_lead(lead) == []


def test_a_house_that_was_asleep_rings_late_and_says_when_it_was_due(
    vera: HouseClient, studio: Studio, lead: Lead, run_due: RunDue
) -> None:
    reminders.remind(lead, studio.vera, NOW, "Ring Ana", by=Actor.member(studio.vera.id), now=NOW)
    run_due(NOW + timedelta(hours=9))
    assert "to be told at 10:42, but the house was asleep" in vera.get("/notices").text


def test_a_reminder_for_silence_has_nothing_to_say_once_they_write(
    studio: Studio, lead: Lead, run_due: RunDue
) -> None:
    by = Actor.member(studio.vera.id)
    reminders.remind(lead, studio.vera, TOMORROW, "Ask", by=by, now=NOW, only_if_silent=True)
    stays = reminders.remind(lead, studio.vera, TOMORROW, "Ring", by=by, now=NOW)
    reminders.dissolve(lead, at=NOW)
    assert reminders.of_lead(lead) == [stays]


def test_somebody_elses_reminder_is_theirs(client: HouseClient, studio: Studio, lead: Lead) -> None:
    made = reminders.remind(
        lead, studio.vera, TOMORROW, "Ring", by=Actor.member(studio.vera.id), now=NOW
    )
    client.login(studio.timur)
    assert client.post(f"/reminders/{made.id}/completion").status_code == 403
    assert client.login(studio.nora).post(f"/reminders/{made.id}/completion").status_code == 303
    assert made.done_at == NOW


def test_a_reminder_needs_a_time(vera: HouseClient, lead: Lead) -> None:
    page = vera.fill(f"/leads/{lead.id}", "reminder", words="Ring Ana", own="")
    assert page.status_code == 422 and 'value="Ring Ana"' in page.text
    assert everything(Reminder) == [] and "leads.reminder_set" not in [
        entry.kind for entry in timeline.entries(lead.stream)
    ]
