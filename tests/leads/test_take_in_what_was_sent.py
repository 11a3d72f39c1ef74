"""What a member wrote from their own mail program, found in a Sent folder: our answer, a copy, or nobody's lead."""

from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from agency.demo.studio import Studio
from agency.flows.letter_received import letter_received
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.due import Due
from agency.kernel.mail.models import Letter
from agency.kernel.timeline import ActorKind
from agency.leads import arrivals, promises
from agency.leads.arrivals import Arrival
from agency.leads.models import Channel, Inquiry, Lead, Message, Stage, Turn
from agency.leads.outcomes import Outcome, Reason
from tests.leads.conftest import MakeLead
from tests.leads.raw import raw
from tests.support import NOW, HouseClient, everything

VERA = "Vera Lindt <vera@kvarta.example>"
PETER = "Peter Aldous <peter@harbourline.example>"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def database() -> str:
    """What is sorted how does not depend on it."""
    return "sqlite"


@pytest.fixture
def harbour(studio: Studio) -> Lead:
    """A lead that waits for its first answer, with one message of theirs that has an id."""
    lead = studio.leads["harbour"]
    lead.messages[-1].message_id = "<first@harbourline.example>"
    db.session.flush()
    return lead


def take(message: bytes, at: datetime = NOW, *, is_sent: bool, **known: bool) -> Arrival:
    """A message that the postman brought at this instant, sorted."""
    arrival = arrivals.keep(message, seen_at=NOW, arrived_at=at, is_sent=is_sent, **known)
    db.session.flush()
    letter_received(arrival)
    return arrival


def sent(
    number: int, *, at: datetime = NOW, to: str = PETER, is_import: bool = False, **headers: str
) -> Arrival:
    """A letter of Vera's from her own mail program, as it lies in her Sent folder."""
    headers = {"To": to, "Date": format_datetime(at), "sender": VERA, **headers}
    message = raw("Good morning!", Message_ID=f"<sent-{number}@kvarta.example>", **headers)
    return take(message, at, is_sent=True, is_import=is_import)


def ours_on(lead: Lead) -> Message:
    """The last that one of us said on it."""
    return [each for each in everything(Message) if each.lead_id == lead.id and each.member_id][-1]


def received(id: str, at: datetime, **headers: str) -> Arrival:
    headers = {"sender": "Ines <ines@fresh.example>", "Message_ID": id, **headers}
    return take(raw("We need a site.", **headers), at, is_sent=False, is_import=True)


def test_an_answer_in_the_thread_counts_as_ours_at_the_time_it_was_sent(
    harbour: Lead, studio: Studio
) -> None:
    said_at = NOW - MINUTE
    arrival = sent(1, at=said_at, In_Reply_To="<first@harbourline.example>")
    assert (arrival.outcome, arrival.reason) == (Outcome.reply, Reason.names_letter)
    assert arrival.lead is harbour
    assert harbour.first_response_at == said_at
    assert (harbour.turn, harbour.turn_since) == (Turn.theirs, said_at)
    assert harbour.stage is Stage.talking
    message = ours_on(harbour)
    assert (message.member, message.author_kind) == (studio.vera, ActorKind.member)
    assert message.contact is harbour.contact and not message.is_guess
    facts = [entry.kind for entry in timeline.entries(harbour.stream)]
    assert {"leads.first_response", "leads.answered"} <= set(facts)


def test_it_keeps_a_promise(harbour: Lead) -> None:
    harbour.hold(promised_at=NOW + 60 * MINUTE, at=NOW - 2 * MINUTE)
    sent(1, In_Reply_To="<first@harbourline.example>")
    assert harbour.promised_at is None
    assert "leads.promise_kept" in [entry.kind for entry in timeline.entries(harbour.stream)]


def test_what_left_before_their_last_word_is_no_answer_to_it(harbour: Lead) -> None:
    harbour.heard_at = NOW - MINUTE
    sent(1, at=NOW - 2 * MINUTE, In_Reply_To="<first@harbourline.example>")
    assert harbour.first_response_at == NOW - 2 * MINUTE
    assert harbour.turn is Turn.ours


def test_what_left_before_they_wrote_at_all_stops_nothing(harbour: Lead) -> None:
    before = harbour.received_at - MINUTE
    inside = sent(1, at=before, is_import=True, In_Reply_To="<first@harbourline.example>")
    assert inside.lead is harbour
    alone = sent(2, at=before, is_import=True)
    assert (alone.outcome, alone.reason) == (Outcome.sent, Reason.sent_without_lead)
    assert harbour.waits_for_first_response and harbour.turn is Turn.ours


def test_a_new_thread_goes_to_their_only_open_lead(harbour: Lead, a_lead: MakeLead) -> None:
    alone = sent(1, at=NOW)
    assert (alone.outcome, alone.reason) == (Outcome.reply, Reason.sent_only_lead)
    assert alone.lead is harbour and harbour.first_response_at == NOW


def test_of_several_open_leads_it_goes_to_the_latest_as_a_guess_that_stops_no_clock(
    harbour: Lead, studio: Studio
) -> None:
    inquiry = Inquiry(
        source=Channel.mail, received_at=NOW - MINUTE, sender_name="Peter", subject="Another"
    )
    other = Lead.from_inquiry(
        inquiry, contact=harbour.contact, owner=studio.vera, answering=studio.agency.answering
    )
    db.session.add(other)
    db.session.flush()
    guessed = sent(1)
    assert guessed.reason is Reason.sent_latest_lead and guessed.lead is other
    assert other.messages[0].is_guess
    assert other.waits_for_first_response and harbour.waits_for_first_response


def test_a_first_reading_stops_only_the_clock_of_what_it_really_answers(harbour: Lead) -> None:
    sent(1, is_import=True)
    assert harbour.waits_for_first_response
    sent(2, is_import=True, In_Reply_To="<first@harbourline.example>")
    assert harbour.first_response_at == NOW


def test_whom_one_of_us_only_asks_for_advice_is_not_answered(harbour: Lead) -> None:
    asked = sent(1, to="Max <max@printer.example>", In_Reply_To="<first@harbourline.example>")
    assert asked.lead is harbour and harbour.waits_for_first_response
    assert ours_on(harbour).contact is None


def test_what_is_no_leads_stays_to_be_found_and_makes_none(
    client: HouseClient, studio: Studio
) -> None:
    leads = len(everything(Lead))
    nobody = sent(1, to="Shop <orders@shop.example>")
    assert (nobody.outcome, nobody.reason) == (Outcome.sent, Reason.sent_to_nobody)
    assert nobody.detail == "orders@shop.example"
    among = sent(2, to="hello@kvarta.example")
    assert among.reason is Reason.sent_among_us
    away = sent(3, to=PETER, Auto_Submitted="auto-replied")
    assert away.outcome is Outcome.auto_reply and away.lead is None
    broken = take(b"\xff\xfe nothing", is_sent=True)
    assert broken.outcome is not None and broken.outcome is not Outcome.lead
    assert len(everything(Lead)) == leads
    client.login(studio.vera)
    shown = client.get("/arrivals?kind=sent").text
    assert "Written by us to somebody who is no contact of ours: orders@shop.example" in shown
    assert f"/arrivals/{nobody.id}" not in client.get("/arrivals").text
    assert client.get(f"/arrivals/{nobody.id}").status_code == 200


def test_copies_are_told_from_answers(harbour: Lead) -> None:
    letter = Letter(
        message_id="<ours@kvarta.example>",
        sender=VERA,
        recipients=[PETER],
        subject="A site",
        mime=b"",
        queued_at=NOW,
    )
    db.session.add(letter)
    copy = raw("Good morning!", sender=VERA, To=PETER, Message_ID="<ours@kvarta.example>")
    own = take(copy, is_sent=True)
    assert (own.outcome, own.reason) == (Outcome.duplicate, Reason.own_letter)
    first = sent(1, In_Reply_To="<first@harbourline.example>")
    again = sent(1, In_Reply_To="<first@harbourline.example>")
    assert (first.outcome, again.outcome) == (Outcome.reply, Outcome.duplicate)
    assert again.lead is harbour and len(harbour.messages) == 2


@pytest.mark.parametrize("order", ["there and back", "sent first", "inbox first"])
def test_a_first_reading_ends_alike_in_whatever_order_folders_are_read(
    studio: Studio, order: str
) -> None:
    began = NOW - timedelta(days=3)
    said = [began + number * 60 * MINUTE for number in range(4)]
    fresh = "Ines <ines@fresh.example>"

    def theirs_1() -> None:
        received("<t1@fresh.example>", said[0])

    def ours_1() -> None:
        sent(1, at=said[1], to=fresh, is_import=True, In_Reply_To="<t1@fresh.example>")

    def theirs_2() -> None:
        received(
            "<t2@fresh.example>",
            said[2],
            In_Reply_To="<sent-1@kvarta.example>",
            References="<t1@fresh.example> <sent-1@kvarta.example>",
        )

    def ours_2() -> None:
        sent(
            2,
            at=said[3],
            to=fresh,
            is_import=True,
            In_Reply_To="<t2@fresh.example>",
            References="<t1@fresh.example> <sent-1@kvarta.example> <t2@fresh.example>",
        )

    steps = {
        "there and back": (theirs_1, ours_1, theirs_2, ours_2),
        "sent first": (ours_1, ours_2, theirs_1, theirs_2),
        "inbox first": (theirs_1, theirs_2, ours_1, ours_2),
    }
    letters = len(everything(Letter))
    for step in steps[order]:
        step()
    [lead] = [each for each in everything(Lead) if each.contact.email == "ines@fresh.example"]
    assert [each.at for each in reversed(lead.messages)] == said
    assert lead.first_response_at == said[1]
    assert (lead.turn, lead.turn_since) == (Turn.theirs, said[3])
    # A first reading writes to nobody.
    assert len(everything(Letter)) == letters
    assert promises.HOLDING not in {row.kind for row in due_of(lead)}


def due_of(lead: Lead) -> list[Due]:
    return [
        row for row in everything(Due) if row.subject == lead.id and row.state.value == "scheduled"
    ]


def test_the_hour_of_sending_is_the_date_within_reason(harbour: Lead) -> None:
    times = {
        # what its Date says, when the server got it, what counts
        1: (NOW - MINUTE, NOW, NOW - MINUTE),
        2: (NOW + timedelta(days=1), NOW, NOW),
        3: (NOW - timedelta(hours=5), NOW, NOW),
    }
    for number, (date, at, counts) in times.items():
        message = raw(
            "Hi", sender=VERA, To=PETER, Message_ID=f"<{number}@x>", Date=format_datetime(date)
        )
        assert take(message, at, is_sent=True).arrived_at == counts
    old = raw("Hi", sender=VERA, To=PETER, Date=format_datetime(NOW - timedelta(days=900)))
    moved = take(old, NOW, is_sent=True, is_import=True)
    assert moved.arrived_at == NOW - timedelta(days=900)


def test_a_member_is_known_by_address_else_by_name(harbour: Lead, studio: Studio) -> None:
    name = f"{studio.timur.name} <hello@kvarta.example>"
    sent(1, In_Reply_To="<first@harbourline.example>", sender=name)
    assert ours_on(harbour).member is studio.timur
    sent(2, In_Reply_To="<first@harbourline.example>", sender="hello@kvarta.example")
    assert ours_on(harbour).member is harbour.owner
