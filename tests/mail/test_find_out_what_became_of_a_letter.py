"""A letter in doubt is looked for where its server files what it takes; it goes again only where it surely is not."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from agency.demo.studio import Studio
from agency.kernel import due
from agency.kernel.db import db
from agency.kernel.mail import lines, mail_accounts, outbox, sent_folders
from agency.kernel.mail.compose import Correspondent, Draft
from agency.kernel.mail.models import Evidence, Filed, Known, Letter, LetterState
from agency.kernel.mail.transport import Parcel
from agency.kernel.timeline import ActorKind, Entry
from agency.leads import arrivals, mails
from agency.people.notices import Notice
from tests.imap_servers import TestMailbox
from tests.relays import TestRelay, relay
from tests.support import NOW, everything, their_word

RunDue = Callable[[datetime], int]
DOUBT, SECOND = timedelta(minutes=10), timedelta(seconds=1)


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def server(app: Flask, mailbox: TestMailbox) -> Iterator[TestRelay]:
    """A relay that files, and a mailbox of ours where it does."""
    with relay() as found:
        found.files = lambda raw: mailbox.deliver(raw, folder="Sent")
        settings = replace(app.config["SETTINGS"], smtp_url=found.url, imap_url=mailbox.url)
        app.config["SETTINGS"] = settings
        yield found


@pytest.fixture
def known_to_file(server: TestRelay, run_due: RunDue) -> TestRelay:
    """It was seen to file: a letter left an hour ago and was found."""
    run_until_done(run_due, post("The first one", at=NOW - timedelta(hours=1)))
    return server


def post(
    subject: str = "A web shop", *, at: datetime = NOW, to: str = "ines@olaria.example"
) -> Letter:
    return outbox.post(
        Draft(
            sender=Correspondent("Vera Lindt", "hello@kvarta.example"),
            to=[Correspondent("", to)],
            subject=subject,
            text="Good morning",
            lang="en",
            house="Kvarta",
        ),
        now=at,
    )


def run_until_done(run_due: RunDue, letter: Letter) -> None:
    for seconds in (0, 10, 60):
        run_due(letter.queued_at + timedelta(seconds=seconds))


def in_doubt(letter: Letter, server: TestRelay, run_due: RunDue, *, taken: bool) -> Letter:
    """The line breaks after the dot."""
    server.after_the_dot, server.takes = "break", taken
    run_due(NOW)
    server.after_the_dot, server.takes = "250 OK", True
    assert letter.state is LetterState.uncertain
    return letter


def test_one_that_lies_in_the_sent_folder_has_left(
    known_to_file: TestRelay, run_due: RunDue
) -> None:
    letter = in_doubt(post(), known_to_file, run_due, taken=True)
    run_due(NOW + DOUBT - SECOND)
    assert letter.state is LetterState.uncertain, "the relay is waited out"
    run_due(NOW + DOUBT)
    assert (letter.state, letter.evidence) == (LetterState.sent, Evidence.sent_folder)
    run_due(NOW + timedelta(days=30))
    assert len(known_to_file.taken) == 2
    assert everything(Notice) == []


def test_one_that_is_surely_absent_goes_again_with_the_same_bytes(
    known_to_file: TestRelay, run_due: RunDue
) -> None:
    letter = in_doubt(post(), known_to_file, run_due, taken=False)
    before = letter.mime
    run_due(NOW + DOUBT)
    assert (letter.state, letter.evidence) == (LetterState.sent, Evidence.taken)
    assert known_to_file.ids.count(letter.message_id) == 1
    assert letter.mime == before


def test_killed_while_it_was_handed_over_it_is_looked_for_too(
    known_to_file: TestRelay, run_due: RunDue
) -> None:
    """Once killed before the server had it, once after; nobody can tell these apart but by looking."""
    lost, got = post("Lost"), post("Got")
    known_to_file.files(got.mime)  # type: ignore[misc]
    db.session.commit()
    for each in (lost, got):
        due.cancel("mail.deliver", each.id)
        assert outbox.claim(each.id, now=NOW, relay=f"127.0.0.1:{known_to_file.port}") is each
        due.plan("mail.deliver", each.id, NOW)
    run_due(NOW + timedelta(seconds=30))
    assert lost.state is got.state is LetterState.sending, "somebody may have them in hand"
    run_due(NOW + timedelta(seconds=60))
    assert lost.state is got.state is LetterState.uncertain
    run_due(NOW + timedelta(seconds=60) + DOUBT)
    assert lost.state is got.state is LetterState.sent
    assert known_to_file.ids.count(lost.message_id) == 1
    assert known_to_file.ids.count(got.message_id) == 0, "the server had it already"


def test_where_nothing_was_seen_to_be_filed_absence_says_nothing(
    server: TestRelay, run_due: RunDue, studio: Studio
) -> None:
    server.files = None
    harbour = studio.leads["harbour"]
    message = mails.answer(harbour, words="Yes.", subject="Site", by=studio.vera, at=NOW)
    letter = in_doubt(message.letter, server, run_due, taken=True)  # type: ignore[arg-type]
    run_due(NOW + DOUBT)
    assert (letter.state, letter.known) == (LetterState.uncertain, Known.not_filed)
    told = [each for each in everything(Notice) if each.kind == "leads.letter_in_doubt"]
    assert {each.member for each in told} == {harbour.owner, studio.vera} - {None}
    for days in range(1, 30):
        run_due(NOW + timedelta(days=days))
    assert server.ids.count(letter.message_id) == 1, "it was sent blindly again"
    assert sum(each.kind == "leads.letter_in_doubt" for each in everything(Notice)) == len(told)


def test_a_server_that_stopped_filing_is_not_believed_any_more(
    known_to_file: TestRelay, mailbox: TestMailbox, run_due: RunDue
) -> None:
    """Somebody emptied the folder, or switched it off: no witness of its filing is left."""
    with mailbox.opened() as box:
        box.folder.set("Sent")
        box.delete(box.uids())
    letter = in_doubt(post(), known_to_file, run_due, taken=False)
    run_due(NOW + DOUBT)
    assert (letter.state, letter.known) == (LetterState.uncertain, Known.not_filed)


def test_what_another_relay_takes_is_not_expected_there(
    known_to_file: TestRelay, run_due: RunDue, app: Flask
) -> None:
    with relay() as other:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url=other.url)
        letter = in_doubt(post(), other, run_due, taken=True)
        run_due(NOW + DOUBT)
        assert (letter.state, letter.known) == (LetterState.uncertain, Known.not_filed)


def test_a_folder_that_cannot_be_read_is_asked_again(
    known_to_file: TestRelay, mailbox: TestMailbox, run_due: RunDue
) -> None:
    letter = in_doubt(post(), known_to_file, run_due, taken=False)
    mailbox.wire.refused = "EXAMINE"
    run_due(NOW + DOUBT)
    assert (letter.state, letter.known) == (LetterState.uncertain, Known.unreadable)
    mailbox.wire.refused = None
    run_due(NOW + 2 * DOUBT)
    assert letter.state is LetterState.sent
    assert known_to_file.ids.count(letter.message_id) == 1


def test_a_letter_to_ourselves_is_found_in_our_own_mailbox(
    server: TestRelay, mailbox: TestMailbox, run_due: RunDue
) -> None:
    server.files = mailbox.deliver
    letter = in_doubt(post(to=mailbox.user), server, run_due, taken=True)
    run_due(NOW + DOUBT)
    assert (letter.state, letter.evidence) == (LetterState.sent, Evidence.inbox)


def test_an_answer_a_copy_or_a_report_shows_that_it_left(
    app: Flask, run_due: RunDue, studio: Studio
) -> None:
    lead = studio.leads["harbour"]
    found = [
        mails.answer(lead, words="Yes.", subject="Site", by=studio.vera, at=NOW).letter
        for _ in range(4)
    ]
    answered, returned, guessed, copied = (each for each in found if each is not None)
    for each in (answered, returned, guessed, copied):
        each.mark_uncertain("the line broke", NOW)
    db.session.add(their_word(lead, "Thanks", subject="Re", references=[answered.message_id]))
    for letter, more in ((returned, {}), (guessed, {"guess": True})):
        data = {"letter": letter.id, **more}
        db.session.add(
            Entry(
                stream="lead",
                stream_id=lead.id,
                kind="leads.bounced",
                at=NOW,
                actor_kind=ActorKind.machine,
                data=data,
            )
        )
    arrivals.keep(b"Subject: Yes\r\n\r\n", seen_at=NOW, message_id=copied.message_id)
    run_due(NOW + DOUBT)
    states = [each.state for each in (answered, returned, copied)]
    assert states == [LetterState.sent] * 3
    assert (guessed.state, guessed.known) == (LetterState.uncertain, Known.no_mailbox)


def test_one_that_had_left_before_is_never_sent_again_by_what_is_found(
    known_to_file: TestRelay, run_due: RunDue
) -> None:
    """It came back for now and went once more: its first copy in the folder says nothing of the second."""
    letter = post()
    run_until_done(run_due, letter)
    letter.state = LetterState.queued
    outbox.look(letter.id, NOW)
    in_doubt(letter, known_to_file, run_due, taken=False)
    run_due(NOW + DOUBT)
    assert (letter.state, letter.known) == (LetterState.uncertain, Known.sent_before)


def test_what_a_late_sender_found_out_counts(known_to_file: TestRelay, run_due: RunDue) -> None:
    """It was believed dead, and was only slow: its 250 is the truth, whatever was thought meanwhile."""
    letter = post()
    db.session.commit()
    outbox.claim(letter.id, now=NOW)
    parcel = Parcel.of(letter)
    letter.mark_uncertain("interrupted", NOW)
    letter.mark_absent()
    outbox.settle(parcel, outbox.send(parcel, lines.to(known_to_file.url)), now=NOW)
    run_due(NOW + timedelta(days=1))
    assert letter.state is LetterState.sent
    assert known_to_file.ids.count(letter.message_id) == 1


def test_two_accounts_and_none_of_them_the_senders_tell_nothing(
    app: Flask, server: TestRelay, mailbox: TestMailbox
) -> None:
    letter = post()
    letter.relay = "relay.example:25"
    assert sent_folders.account_of(letter) is not None
    other = mail_accounts.MailAccount(
        host="imap.example",
        port=993,
        encryption=mail_accounts.Encryption.tls,
        user="vera@kvarta.example",
        way=mail_accounts.Way.password,
        inboxes=["INBOX"],
        sent="Sent",
        added_at=NOW,
        begun_at=NOW,
    )
    db.session.add(other)
    assert sent_folders.account_of(letter) is None
    letter.relay = "vera@kvarta.example@relay.example:25"
    found = sent_folders.account_of(letter)
    assert found is not None and (found.user, found.folder) == (other.user, "Sent")
    assert letter.filed is not Filed.by_us
