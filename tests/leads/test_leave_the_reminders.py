"""No more reminders: by the letter's header, its link, a letter of a mail program; and back again."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from agency.demo.studio import Studio
from agency.flows.letter_received import letter_received
from agency.followups.models import Enrollment, EnrollmentState, StopReason
from agency.kernel import timeline
from agency.kernel.auth import GuestLink
from agency.kernel.db import db
from agency.kernel.mail import suppression
from agency.kernel.mail.models import Letter
from agency.kernel.mail.suppression import Suppression, Why
from agency.leads import arrivals, mails, no_more
from agency.leads.models import Lead
from agency.leads.outcomes import Outcome, Reason
from agency.leads.readers import readers_of
from agency.leads.unwanted import reason_not_to
from agency.people.notices import Notice
from tests.followups.conftest import FIRST, send
from tests.leads.raw import raw
from tests.support import NOW, HouseClient, everything

RunDue = Callable[[datetime], int]
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def enrollment(studio: Studio) -> Enrollment:
    return send(studio, studio.proposal)


@pytest.fixture
def reminder(enrollment: Enrollment, run_due: object) -> Letter:
    run_due(FIRST)  # type: ignore[operator]
    [letter] = [each for each in everything(Letter) if each.automatic]
    return letter


def door_of(letter: Letter) -> str:
    """The path behind the header, without the house."""
    found = re.search(
        r"<https?://[^/]+(/letters/[\w-]+/end)>", str(letter.message["List-Unsubscribe"])
    )
    assert found is not None
    return found[1]


def address_of(lead: Lead) -> str:
    assert lead.contact.email is not None
    return lead.contact.email


def test_a_reminder_comes_from_its_manager_in_the_thread_of_the_offer_with_a_way_out(
    enrollment: Enrollment, reminder: Letter, studio: Studio
) -> None:
    offer = next(each for each in everything(Letter) if not each.automatic)
    message = reminder.message
    assert message["In-Reply-To"] == offer.message_id
    assert offer.message_id in message["References"]
    assert message["From"].addresses[0].display_name == studio.vera.name
    assert message["From"].addresses[0].addr_spec == studio.agency.mail_address
    assert message["Auto-Submitted"] == "auto-generated"
    assert (
        f"<mailto:{studio.agency.mail_address}?subject=unsubscribe%20"
        in message["List-Unsubscribe"]
    )
    said, shown = reminder.text, message.get_body(preferencelist=("html",)).get_content()
    assert door_of(reminder) in said
    assert door_of(reminder) in shown
    assert message["Reply-To"] is None, "until a trial letter to such an address has come back"
    # Whatever one of us writes, and what brings what they agreed to, is no reminder.
    assert offer.message["List-Unsubscribe"] is None


def test_a_reminder_asks_its_answer_to_an_address_of_its_own_where_that_was_seen_to_work(
    studio: Studio, run_due: RunDue
) -> None:
    studio.agency.plus_addresses = True
    enrollment = send(studio, studio.proposal)
    run_due(FIRST)
    offer, reminder = everything(Letter)
    asked = [str(each.message["Reply-To"].addresses[0].addr_spec) for each in (offer, reminder)]
    assert all(each.startswith("hello+") for each in asked)
    assert asked[0] != asked[1]
    answer = raw("Gladly.", sender="<somebody@new.example>", subject="Hm", To=asked[1])
    arrival = arrivals.take_in(answer, seen_at=FIRST + timedelta(hours=1))
    arrivals.sort_now(arrival, letter_received)
    assert (arrival.reason, arrival.lead) == (Reason.bears_token, enrollment.lead)
    assert enrollment.reason is StopReason.heard


def test_one_click_by_a_mail_program_works_at_once_and_twice_is_once(
    enrollment: Enrollment, reminder: Letter, client: HouseClient, studio: Studio
) -> None:
    door, lead = door_of(reminder), enrollment.lead
    assert client.get(door).status_code == 200
    assert suppression.reason_for(address_of(lead)) is None, "scanners open every link"
    for _ in range(2):
        answer = client.post(door, data=ONE_CLICK)
        assert (answer.status_code, answer.text) == (200, "")
    db.session.refresh(enrollment)
    assert (enrollment.state, enrollment.reason) == (
        EnrollmentState.stopped,
        StopReason.unsubscribed,
    )
    assert suppression.reason_for(address_of(lead).upper()) is Why.unsubscribed
    assert reason_not_to(readers_of(lead, automatic=True)) is Why.unsubscribed
    assert len(everything(Suppression)) == 1
    kinds = [each.kind for each in timeline.entries(lead.stream)]
    assert kinds.count("leads.declined_reminders") == 1
    told = [each for each in everything(Notice) if each.kind == "leads.declined_reminders"]
    assert [each.member for each in told] == [lead.owner]
    # People write on.
    assert mails.answer(lead, words="Yes.", subject="Re", by=studio.vera, at=NOW).letter is not None
    assert "None go there from now on." in client.login(studio.vera).get(f"/leads/{lead.id}").text


@pytest.mark.own_app
@pytest.mark.usefixtures("limits")
def test_whoever_holds_a_door_cannot_go_in_and_out_all_day(
    reminder: Letter, client: HouseClient
) -> None:
    door = door_of(reminder)
    turns = [f"{door[:-3]}return" if turn % 2 else door for turn in range(12)]
    answers = [client.post(each).status_code for each in turns]
    assert answers == [303] * 10 + [429] * 2
    told = [each for each in everything(Notice) if each.kind == "leads.declined_reminders"]
    assert len(told) <= 5
    assert client.post("/letters/another/end").status_code == 404, "other doors are open"


def test_a_person_stops_them_by_a_button_and_takes_it_back_in_their_language(
    enrollment: Enrollment, reminder: Letter, client: HouseClient
) -> None:
    door = door_of(reminder)
    left = client.fill(door, "end")
    assert left.status_code == 303
    page = client.get(left.location)
    assert "No more reminders" in page.text
    assert address_of(enrollment.lead) in page.text
    back = client.fill(left.location, "return")
    assert back.status_code == 303
    assert suppression.reason_for(address_of(enrollment.lead)) is None
    [kept] = everything(Suppression)
    assert kept.lifted_at is not None
    assert kept.lifted_by_id is None
    assert client.get("/letters/" + "x" * 32 + "/end").status_code == 404
    assert client.post("/letters/" + "x" * 32 + "/end", data=ONE_CLICK).status_code == 404
    enrollment.lead.client.language = "ru"
    assert '<html lang="ru">' in client.get(door).text
    assert '<html lang="en">' in client.get(f"{door}?lang=en").text


@pytest.mark.parametrize("by_secret", [True, False])
def test_a_mail_programs_letter_ends_them_and_is_no_lead(
    enrollment: Enrollment, reminder: Letter, by_secret: bool
) -> None:
    leads = len(everything(Lead))
    secret = door_of(reminder).split("/")[2]
    address = address_of(enrollment.lead)
    # A colleague's program has the secret too; without one it has to be themselves.
    sender, subject = (
        ("else@olarianova.example", f"unsubscribe {secret}")
        if by_secret
        else (address, "Unsubscribe")
    )
    came = raw("", sender=sender, subject=subject)
    arrival = arrivals.take_in(came, seen_at=FIRST + timedelta(hours=1))
    arrivals.sort_now(arrival, letter_received)
    assert (arrival.outcome, arrival.reason) == (Outcome.auto_reply, Reason.ends_reminders)
    assert suppression.reason_for(address) is Why.unsubscribed
    assert enrollment.reason is StopReason.unsubscribed
    assert len(everything(Lead)) == leads
    stranger = raw("", sender="nobody@elsewhere.example", subject="unsubscribe")
    other = arrivals.take_in(stranger, seen_at=FIRST + timedelta(hours=2))
    arrivals.sort_now(other, letter_received)
    assert other.reason is not Reason.ends_reminders


def test_the_promise_outlives_an_erasure_as_a_digest_alone(
    enrollment: Enrollment, reminder: Letter, client: HouseClient, app: Flask
) -> None:
    door, address = door_of(reminder), address_of(enrollment.lead)
    client.post(door, data=ONE_CLICK)
    suppression.forget([address])
    no_more.close([reminder.id], at=FIRST)
    db.session.commit()
    [kept] = everything(Suppression)
    assert (kept.address, kept.said) == ("", "")
    assert suppression.reason_for(address) is Why.unsubscribed
    assert client.get(door).status_code == 404
    assert all(door.split("/")[2] not in each.token_hash for each in everything(GuestLink))


def test_who_gets_no_letters_stands_in_the_settings_and_is_let_off_with_a_record(
    enrollment: Enrollment, reminder: Letter, client: HouseClient, studio: Studio
) -> None:
    client.login(studio.vera)
    assert "Nobody." in client.get("/settings/no-letters").text
    address, lead = address_of(enrollment.lead), enrollment.lead
    client.post(door_of(reminder), data=ONE_CLICK)
    page = client.get("/settings/no-letters").text
    assert address in page
    assert lead.title in page
    [kept] = everything(Suppression)
    assert client.fill("/settings/no-letters", f"lifting-{kept.id}").status_code == 303
    db.session.refresh(kept)
    assert kept.lifted_by_id == studio.vera.id
    assert suppression.reason_for(address) is None
    assert f"lifted by {studio.vera.name}" in client.get("/settings/no-letters").text
    kinds = [each.kind for each in timeline.entries(lead.stream)]
    assert kinds.count("leads.letters_allowed") == 1
    client.login(studio.timur)
    assert client.get("/settings/no-letters").status_code == 403
    assert client.post(f"/settings/no-letters/{kept.id}/lifting").status_code == 403
