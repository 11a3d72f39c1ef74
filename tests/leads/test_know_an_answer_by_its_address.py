"""An answer finds its lead by the address that our letter asked for, whatever became of the thread."""

import pytest
import sqlalchemy as sa

from agency.clients.models import Contact
from agency.demo.studio import Studio
from agency.flows.letter_received import letter_received
from agency.kernel.db import db
from agency.leads import arrivals, mails, tokens, trial
from agency.leads.arrivals import Arrival
from agency.leads.models import Lead, Message
from agency.leads.outcomes import Failure, Outcome, Reason
from tests.leads.raw import raw
from tests.mail.report import DAEMON
from tests.support import NOW, HouseClient, everything

HELLO = "hello@kvarta.example"


@pytest.fixture
def database() -> str:
    """One is enough: what is asked of it is asked elsewhere of both."""
    return "sqlite"


@pytest.fixture
def lead(studio: Studio) -> Lead:
    """A lead that one of us answered, with an address of its own for the answer."""
    studio.agency.plus_addresses = True
    found = studio.leads["harbour"]
    mails.answer(found, words="Gladly.", subject="Re: A site", by=studio.vera, at=NOW)
    db.session.commit()
    return found


def asked_at(lead: Lead) -> str:
    """Where the last letter of the lead asks its answer."""
    message = db.session.scalars(
        sa.select(Message).where(Message.lead == lead).order_by(Message.id.desc())
    ).first()
    assert message is not None
    assert message.letter is not None
    return str(message.letter.message["Reply-To"].addresses[0].addr_spec)


def receive(text: bytes) -> Arrival:
    arrival = arrivals.take_in(text, seen_at=NOW, arrived_at=NOW)
    letter_received(arrival)
    db.session.commit()
    return arrival


def found(arrival: Arrival) -> tuple[Outcome | None, Reason | None, int | None]:
    return arrival.outcome, arrival.reason, arrival.lead_id


def test_a_letter_asks_for_its_answer_at_an_address_of_its_own(lead: Lead) -> None:
    address = asked_at(lead)
    name, _, domain = address.partition("@")
    assert (name.partition("+")[0], domain) == tuple(HELLO.split("@"))
    assert name == name.lower()
    kept = everything(tokens.ThreadToken)[-1]
    assert name.partition("+")[2] not in kept.digest


@pytest.mark.parametrize("header", ["To", "Cc", "Delivered_To", "X_Original_To"])
def test_the_address_alone_is_enough(lead: Lead, header: str) -> None:
    heads = {"To": "someone@else.example"} | {header: asked_at(lead)}
    came = receive(raw("Yes, please.", sender="Rui <rui@far.example>", subject="Yes", **heads))
    assert found(came) == (Outcome.reply, Reason.bears_token, lead.id)
    assert everything(Message)[-1].body == "Yes, please."
    assert not everything(Message)[-1].is_guess


def test_it_may_be_written_in_capitals_and_decides_before_references_do(
    lead: Lead, studio: Studio
) -> None:
    other = studio.leads["olaria"]
    mails.answer(other, words="Good.", subject="Re: Tiles", by=studio.vera, at=NOW)
    named = everything(Message)[-1].message_id
    came = receive(raw("Both.", To=asked_at(lead).upper(), In_Reply_To=named, subject="Both"))
    assert found(came) == (Outcome.reply, Reason.bears_token, lead.id)


@pytest.mark.parametrize(
    "address",
    [
        "hello+abcdefghijkmnpqrstuv@kvarta.example",
        "hello+x@kvarta.example",
        "hello+@kvarta.example",
    ],
)
def test_a_made_up_one_decides_nothing(lead: Lead, address: str) -> None:
    came = receive(raw("A new site, please.", To=address, subject="New"))
    assert found(came)[:2] == (Outcome.lead, Reason.new_letter)
    assert came.lead_id != lead.id


def test_an_automats_letter_to_it_is_no_word_on_the_lead_and_still_tied_to_it(lead: Lead) -> None:
    said = len(everything(Message))
    came = receive(
        raw("I am away until 28 March.", To=asked_at(lead), Auto_Submitted="auto-replied")
    )
    assert found(came) == (Outcome.auto_reply, Reason.auto_header, lead.id)
    assert len(everything(Message)) == said


def test_a_returned_letter_is_known_by_it(lead: Lead) -> None:
    words = f"552 mailbox is full\n\n--- The letter:\nReply-To: Kvarta <{asked_at(lead)}>\n"
    came = receive(raw(words, sender=DAEMON, subject="failure notice", Return_Path="<>"))
    assert (came.outcome, came.lead_id, came.failure) == (Outcome.bounce, lead.id, Failure.soft)


def test_a_letter_that_names_nothing_is_guessed_by_whom_it_did_not_reach(lead: Lead) -> None:
    address = lead.contact.email
    words = f"<{address}>: 550 5.1.1 No such user here"
    came = receive(
        raw(
            words,
            sender=DAEMON,
            subject="failure notice",
            Return_Path="<>",
            Date="Thu, 19 Mar 2026 07:00:00 +0000",
        )
    )
    assert (came.outcome, came.lead_id, came.failure) == (Outcome.bounce, lead.id, Failure.hard)


def test_where_it_is_off_letters_ask_for_nothing(studio: Studio) -> None:
    mails.answer(studio.leads["harbour"], words="Hm.", subject="Re: A", by=studio.vera, at=NOW)
    assert everything(Message)[-1].letter.message["Reply-To"] is None
    assert everything(tokens.ThreadToken) == []


def test_a_subject_alone_is_a_guess_and_says_so(
    lead: Lead, client: HouseClient, studio: Studio
) -> None:
    subject = f"Re: {lead.messages[0].subject.removeprefix('Re: ')}"
    came = receive(raw("Me again.", sender=str(lead.contact.email), subject=subject))
    assert found(came) == (Outcome.reply, Reason.same_subject, lead.id)
    assert everything(Message)[-1].is_guess
    page = client.login(studio.vera).get(f"/leads/{lead.id}").text
    assert "since it names no letter of ours: a guess" in page


def test_what_an_automat_sends_again_and_again_is_no_thread(lead: Lead) -> None:
    subject = f"Re: {lead.messages[0].subject.removeprefix('Re: ')}"
    robot = Contact(client=lead.client, name="Robot", email="no-reply@harbour.example")
    db.session.add(robot)
    came = receive(raw("Backup done.", sender="no-reply@harbour.example", subject=subject))
    assert came.lead_id is None
    assert came.outcome is not Outcome.reply


def test_the_owner_tries_it_and_turns_it_on(client: HouseClient, studio: Studio) -> None:
    client.login(studio.nora)
    client.fill("/settings/sorting", form="trial")
    assert "has not come in yet" in client.get("/settings/sorting").text
    letter = everything(tokens.ThreadToken)[-1]
    sent = db.session.get(mails.Letter, letter.letter_id)
    assert sent is not None
    assert "+" in sent.recipients[0]
    came = receive(sent.mime)
    assert came.outcome is Outcome.duplicate  # our own letter starts nothing
    assert trial.last() is not None
    assert "Your mailbox takes such letters" in client.get("/settings/sorting").text
    client.fill("/settings/sorting", form="plus-addresses")
    assert studio.agency.plus_addresses
    client.fill("/settings/sorting", form="plus-addresses")
    assert not studio.agency.plus_addresses


def test_a_manager_may_look_and_not_turn(client: HouseClient, studio: Studio) -> None:
    client.login(studio.vera)
    assert "The owner turns it on and off" in client.get("/settings/sorting").text
    assert client.post("/settings/sorting/plus-addresses", data={"on": "1"}).status_code == 403
    assert client.post("/settings/sorting/trials").status_code == 403
    assert client.login(studio.timur).get("/settings/sorting").status_code == 403
