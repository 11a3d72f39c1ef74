"""A step goes by itself, after the manager's word, or as a call of ours; where there is no address, somebody rings."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from agency.demo.studio import Studio
from agency.flows.call_logged import call_logged
from agency.flows.client_heard import client_heard
from agency.followups import cadences, machine, mails
from agency.followups.models import (
    Enrollment,
    Purpose,
    Step,
    StepChannel,
    TouchDecided,
    WhyAsks,
)
from agency.kernel import due, timeline
from agency.kernel.db import db
from agency.kernel.mail.models import LetterState
from agency.kernel.timeline import Actor
from agency.leads.calls import Call, Caller, Result
from agency.leads.models import Channel
from agency.leads.next_things import coming
from agency.leads.telegram.models import Bot, ChatWord
from agency.leads.telegram.outbox import TELL
from agency.leads.views.coming import NEXT
from agency.leads.ways_in import chats
from agency.people import notices
from tests.followups.conftest import FIRST, RunDue, send, text_of, touches, went_out
from tests.support import NOW, HouseClient, at, everything

Outbox = Callable[[], list[EmailMessage]]
EVENING = at("2026-03-19T19:00")
NEXT_MORNING = at("2026-03-20T10:00")


@pytest.fixture
def database() -> str:
    return "sqlite"


def on(studio: Studio, channel: StepChannel) -> Enrollment:
    """Olaria's proposal went out, on a cadence whose first step goes by this channel."""
    steps = [
        Step(
            delay=delay,
            channel=each,
            name={"en": name},
            subject={"en": name},
            words={"en": f"{name}: hello %(name)s, %(link)s"},
        )
        for delay, each, name in (("240m", channel, "First"), ("3d", StepChannel.letter, "Second"))
    ]
    cadences.publish(Purpose.proposal, steps, at=FIRST - timedelta(days=1), by=studio.vera)
    return send(studio, studio.proposal)


def to_them() -> list[str]:
    """The subjects of the machine's letters to the client; the manager gets some, too."""
    return [each.subject for each in went_out() if "ines@olarianova.example" in each.recipients]


def unread(studio: Studio) -> list[str]:
    return [each.kind for each in notices.unread(studio.vera) if each.kind.startswith("followups")]


def rang(studio: Studio, enrollment: Enrollment, result: Result, moment: datetime) -> None:
    lead = enrollment.lead
    call_logged(Call(Caller.we, result, moment, lead.contact, by=studio.vera), lead)
    db.session.commit()


def test_a_letter_that_waits_for_the_manager_goes_by_the_rules_after_the_word(
    studio: Studio, run_due: RunDue, letters: Outbox
) -> None:
    enrollment = on(studio, StepChannel.approval)
    run_due(FIRST)
    [touch] = enrollment.touches
    assert (touches(enrollment), touch.why_asks) == ([(1, "asks", FIRST)], WhyAsks.approval)
    assert went_out() == []
    assert unread(studio) == ["followups.asked"]
    subject, words = mails.to_edit(touch, now=EVENING)
    assert (subject, words) == ("First", "First: hello Inês, {link}")
    vera = Actor.member(studio.vera.id)
    touch.reword("First, by hand", "Dear Inês, %(link)s", at=EVENING, by=vera)
    # Their window is closed by now: the word is given, and the letter waits for the morning.
    machine.approve(touch, at=EVENING, by=vera)
    db.session.commit()
    assert unread(studio) == []
    with pytest.raises(TouchDecided):
        machine.approve(touch, at=EVENING, by=vera)
    run_due(EVENING)
    assert went_out() == []
    run_due(NEXT_MORNING)
    assert [each.subject for each in went_out()] == ["First, by hand"]
    assert text_of(letters()[-1]).startswith("Dear Inês, http")
    assert touches(enrollment)[1] == (2, "planned", at("2026-03-23T10:00"))
    facts = [entry.kind for entry in timeline.entries(enrollment.lead.stream)]
    assert {"followups.asked", "followups.reworded", "followups.approved"} <= set(facts)


def test_within_their_window_an_approved_letter_goes_at_once_and_a_skipped_one_never(
    studio: Studio, run_due: RunDue
) -> None:
    enrollment = on(studio, StepChannel.approval)
    run_due(FIRST)
    moment, vera = FIRST + timedelta(minutes=5), Actor.member(studio.vera.id)
    machine.approve(enrollment.touches[0], at=moment, by=vera)
    assert touches(enrollment)[0] == (1, "sent", moment)
    machine.skip(enrollment.touches[1], at=moment, by=vera)
    db.session.commit()
    run_due(moment + timedelta(days=90))
    assert len(went_out()) == 1


@pytest.mark.parametrize(
    ("result", "goes_on"),
    [(Result.missed, True), (Result.voice, True), (Result.talked, False)],
)
def test_a_reminder_to_call_is_done_when_the_call_is_noted(
    studio: Studio, run_due: RunDue, result: Result, goes_on: bool
) -> None:
    enrollment = on(studio, StepChannel.call)
    run_due(FIRST)
    lead = enrollment.lead
    assert (touches(enrollment), to_them()) == ([(1, "calls", FIRST)], [])
    assert unread(studio) == ["followups.call_due"]
    assert coming([lead.id], NEXT)[lead.id].at == FIRST
    rang(studio, enrollment, result, FIRST + timedelta(hours=1))
    assert unread(studio) == []
    if goes_on:
        assert touches(enrollment)[:1] == [(1, "sent", FIRST + timedelta(hours=1))]
        assert touches(enrollment)[1][:2] == (2, "planned")
    else:
        # They have spoken to us: no letter asks them again.
        assert touches(enrollment) == [(1, "stopped", FIRST)]


def test_who_has_no_address_is_rung_up_and_written_to_once_there_is_one(
    studio: Studio, run_due: RunDue, sent: Enrollment
) -> None:
    address, sent.lead.contact.email = sent.lead.contact.email, None
    db.session.commit()
    run_due(FIRST)
    assert (touches(sent), sent.touches[0].why_asks) == (
        [(1, "calls", FIRST)],
        WhyAsks.no_address,
    )
    rang(studio, sent, Result.missed, FIRST + timedelta(hours=1))
    sent.lead.contact.email = address
    db.session.commit()
    run_due(sent.touches[1].due_at)
    assert [state for _, state, _ in touches(sent)] == ["sent", "sent", "planned"]
    assert len(to_them()) == 1


def test_who_came_by_telegram_and_gave_no_address_is_asked_there(
    studio: Studio, run_due: RunDue, sent: Enrollment
) -> None:
    _in_telegram(sent)
    run_due(FIRST)
    assert [state for _, state, _ in touches(sent)] == ["sent", "planned"]
    assert to_them() == []
    [word] = everything(ChatWord)
    assert word.text.startswith("Hello Inês") and "/p/" in word.text


def test_what_lies_ready_for_a_chat_is_not_said_after_an_answer(
    studio: Studio, run_due: RunDue, sent: Enrollment
) -> None:
    _in_telegram(sent)
    touch = machine.take(sent.touches[0].id)
    assert touch is not None
    machine.release(touch, now=FIRST)
    client_heard(sent.lead, at=FIRST + timedelta(minutes=1), channel=Channel.phone)
    db.session.commit()
    [word] = everything(ChatWord)
    assert (word.state, due.planned_for(TELL, word.id)) == (LetterState.withdrawn, None)
    assert [state for _, state, _ in touches(sent)] == ["stopped", "stopped"]
    facts = [entry.kind for entry in timeline.entries(sent.lead.stream)]
    assert facts.count("followups.called_back") == 1


def _in_telegram(enrollment: Enrollment) -> None:
    lead, bot = enrollment.lead, Bot()
    lead.contact.email, lead.source = None, Channel.telegram
    bot.connect("77:token-of-the-bot", username="kvarta_bot", name="Kvarta", at=NOW)
    db.session.add(bot)
    chats.remember(chats.TELEGRAM, "77", lead.contact)
    db.session.commit()


def test_the_manager_sees_what_to_do_on_the_leads_page(
    vera: HouseClient, studio: Studio, run_due: RunDue
) -> None:
    enrollment = on(studio, StepChannel.call)
    run_due(FIRST)
    page = vera.get(f"/leads/{enrollment.lead_id}").text
    assert "First" in page
    assert vera.get("/notices").status_code == 200


def test_the_manager_reads_changes_and_lets_it_go(
    vera: HouseClient, studio: Studio, run_due: RunDue, now: Callable[[datetime], None]
) -> None:
    enrollment = on(studio, StepChannel.approval)
    run_due(FIRST)
    now(FIRST + timedelta(minutes=5))
    lead, [touch] = f"/leads/{enrollment.lead_id}", enrollment.touches
    page = f"/followups/{touch.id}/words"
    assert page in vera.get(lead).text
    assert "First: hello Inês, {link}" in vera.get(page).text
    wrong = vera.fill(page, form="wording", words="Dear {nobody}, {link}")
    assert wrong.status_code == 422
    assert "Nothing fills {nobody} here" in wrong.text
    vera.fill(page, form="wording", subject="By hand", words="Dear Inês, {link}", go="1")
    assert [each.subject for each in went_out()] == ["By hand"]
    told = vera.get(lead).text
    assert "words of its own" in told and "may go" in told
    vera.fill(page, form="wording", subject="Again", words="Too late, {link}")
    assert touch.own_subject == "By hand"
