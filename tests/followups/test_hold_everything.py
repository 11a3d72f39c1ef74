"""One press holds all automatic letters: they wait, every page says who holds them, and they go by the rules."""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.flows.inquiry_received import inquiry_received
from agency.followups.models import Enrollment, Touch, TouchState, Waits
from agency.kernel import due
from agency.kernel.db import db
from agency.kernel.mail import hold, outbox
from agency.kernel.mail.compose import Correspondent, Draft
from agency.kernel.mail.hold import Hold
from agency.kernel.mail.models import Letter, LetterState
from agency.leads import intake
from agency.leads.models import Channel, Inquiry, Lead
from tests.followups.conftest import FIRST, RunDue, touches, went_out
from tests.support import NOW, HouseClient, everything

SOON = NOW + timedelta(minutes=5)
Clock = Callable[[datetime], None]


def held(vera: HouseClient, **fields: str) -> None:
    assert vera.fill("/outgoing/hold", form="hold", **fields).status_code == 303


def let_go(vera: HouseClient) -> None:
    assert vera.fill("/outgoing/hold", form="let-go").status_code == 303


def test_a_follow_up_waits_and_goes_by_the_window_when_it_is_let_go(
    vera: HouseClient, studio: Studio, sent: Enrollment, run_due: RunDue, now: Clock
) -> None:
    held(vera, words="Their system is down")
    for minutes in (0, 10, 70, 250):
        run_due(FIRST + timedelta(minutes=minutes))
    assert went_out() == []
    assert touches(sent) == [(1, "planned", FIRST)]
    [touch] = everything(Touch)
    assert touch.waits_for is Waits.held
    # Porto, half past eight in the evening.
    night = FIRST + timedelta(hours=7, minutes=30)
    now(night)
    page = vera.get("/inbox").text
    assert "All automatic letters are held since" in page and "by Vera Lindt" in page
    assert "1 waits." in page and "Their system is down" in page
    assert "would go" in vera.get("/outgoing/hold").text
    let_go(vera)
    assert "All automatic letters are held" not in vera.get("/inbox").text
    run_due(night)
    assert went_out() == []
    run_due(NOW + timedelta(days=1, hours=3, minutes=18))  # Porto opens at ten
    assert len(went_out()) == 1
    [one] = everything(Hold)
    assert (one.put_by, one.lifted_by, one.lifted_at) == (studio.vera.id, studio.vera.id, night)
    assert "Their system is down" in vera.get("/outgoing/hold").text


def test_what_is_too_late_by_then_asks_and_what_is_over_is_over(
    vera: HouseClient, sent: Enrollment, run_due: RunDue, now: Clock
) -> None:
    held(vera)
    run_due(FIRST)
    now(FIRST + timedelta(days=8))
    page = vera.get("/outgoing/hold").text
    assert "is more than two working days late by now, and asks you first" in page
    let_go(vera)
    run_due(FIRST + timedelta(days=8))
    assert [state for _, state, _ in touches(sent)] == ["asks"]
    assert went_out() == []


def test_whoever_answers_meanwhile_gets_nothing(
    vera: HouseClient, sent: Enrollment, run_due: RunDue, now: Clock
) -> None:
    held(vera)
    run_due(FIRST)
    sent.lead.heard_at = FIRST + timedelta(minutes=20)
    now(FIRST + timedelta(hours=1))
    let_go(vera)
    run_due(FIRST + timedelta(hours=1))
    assert went_out() == []
    assert [state for _, state, _ in touches(sent)] == ["stopped"]


def test_a_letter_caught_in_the_outbox_waits_there_and_ours_goes(
    studio: Studio, vera: HouseClient, sent: Enrollment, run_due: RunDue, now: Clock
) -> None:
    run_due(FIRST - timedelta(seconds=1))
    touch = sent.touches[0]
    to_them, to_us = (
        outbox.post(
            Draft(
                sender=Correspondent("Vera", "studio@kvarta.example"),
                to=[Correspondent("X", address)],
                subject="S",
                text="T",
                lang="en",
                house="Kvarta",
                automatic=True,
            ),
            now=NOW,
        )
        for address in ("ines@olaria.example", studio.vera.user.email)
        if studio.vera.user is not None
    )
    touch.state, touch.sent_at, touch.letter = TouchState.sent, NOW, to_them
    hold.put(studio.nora.id, at=NOW)
    run_due(SOON)
    assert (to_them.state, to_us.state) == (LetterState.queued, LetterState.sent)
    assert vera.get("/outgoing/hold").text.count("1 finished letter leaves the outbox") == 1
    # Porto, 22:00: it waits for their morning.
    now(NOW + timedelta(hours=15))
    let_go(vera)
    run_due(NOW + timedelta(hours=15))
    assert to_them.state is LetterState.queued
    assert due.planned_for(outbox.DELIVER, to_them.id) == NOW.replace(
        hour=10, minute=0
    ) + timedelta(days=1)
    run_due(NOW + timedelta(days=1, hours=4))
    assert db.session.get(Letter, to_them.id).state is LetterState.sent  # type: ignore[union-attr]


def test_first_words_are_held_only_where_that_was_chosen(
    vera: HouseClient, run_due: RunDue, now: Clock
) -> None:
    def ask(name: str, at: datetime) -> Lead:
        inquiry = Inquiry(
            source=Channel.mail,
            received_at=at,
            sender_name=name,
            sender_address=f"{name}@{name}.example",
            subject="A site",
            words="We need a site.",
            may_hold=True,
        )
        return inquiry_received(inquiry, intake.contact_of(inquiry))

    held(vera)
    one = ask("one", NOW)
    run_due(NOW + timedelta(minutes=16))
    assert one.held_at is not None
    now(NOW + timedelta(minutes=20))
    let_go(vera)
    held(vera, answers_too="y")
    two = ask("two", NOW + timedelta(minutes=20))
    run_due(NOW + timedelta(minutes=40))
    assert two.held_at is None
    now(NOW + timedelta(minutes=45))
    let_go(vera)
    three = ask("three", NOW + timedelta(minutes=44))
    run_due(NOW + timedelta(minutes=46))
    assert two.held_at is not None
    assert three.held_at is None  # whose quarter of an hour is not over


def test_who_may_not_write_sees_it_and_may_not_lift_it(
    client: HouseClient, studio: Studio, sent: Enrollment
) -> None:
    hold.put(studio.nora.id, at=NOW)
    page = client.login(studio.timur).get("/tasks").text
    assert "All automatic letters are held" in page
    assert "/outgoing/hold" not in page
    assert client.get("/outgoing/hold").status_code == 403
    assert client.post("/outgoing/hold/end").status_code == 403
    assert db.session.scalar(sa.select(Hold.lifted_at)) is None
