"""Our letters lie in the Sent folder: filed by the server that took them, else by us, once, and never in their way."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes

import pytest
from flask import Flask

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.mail import filing, postmen, sent_folders
from agency.kernel.mail.accounts import HowFar
from agency.kernel.mail.mail_accounts import Encryption, MailAccount, Way
from agency.kernel.mail.models import Filed, Letter, LetterState
from agency.leads import from_mailbox, mails
from agency.leads.arrivals import Arrival
from agency.leads.models import Message
from agency.leads.outcomes import Reason
from tests.imap_servers import PASSWORD, TestMailbox
from tests.relays import TestRelay, relay
from tests.support import NOW, everything

RunDue = Callable[[datetime], int]
WAITED = timedelta(minutes=5)


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def server(app: Flask, mailbox: TestMailbox) -> Iterator[TestRelay]:
    """A relay that files nothing, and a mailbox of ours."""
    with mailbox.opened() as box:
        box.folder.create("Sent")
    with relay() as found:
        settings = replace(app.config["SETTINGS"], smtp_url=found.url, imap_url=mailbox.url)
        app.config["SETTINGS"] = settings
        yield found


def answer(studio: Studio, words: str = "Yes.", at: datetime = NOW) -> Letter:
    lead = studio.leads["harbour"]
    letter = mails.answer(lead, words=words, subject="Site", by=studio.vera, at=at).letter
    assert letter is not None
    return letter


def sent_folder(mailbox: TestMailbox) -> list[str]:
    with mailbox.opened() as box:
        box.folder.set("Sent")
        found = [(each.obj["Message-ID"], each.flags) for each in box.fetch(mark_seen=False)]
    assert all("\\Seen" in flags for _, flags in found)
    return [id for id, _ in found]


def test_where_the_server_files_nothing_we_do_after_we_have_looked(
    server: TestRelay, mailbox: TestMailbox, run_due: RunDue, studio: Studio
) -> None:
    letter = answer(studio)
    run_due(NOW)
    assert letter.state is LetterState.sent
    for seconds in (10, 60, 299):
        run_due(NOW + timedelta(seconds=seconds))
        assert sent_folder(mailbox) == [], "it has its time to do so by itself"
    run_due(NOW + WAITED)
    assert sent_folder(mailbox) == [letter.message_id]
    assert letter.filed is Filed.by_us
    second = answer(studio, "And this.", at=NOW + WAITED)
    run_due(NOW + WAITED)
    assert sent_folder(mailbox) == [letter.message_id, second.message_id], "now that it is known"
    [known] = everything(sent_folders.SentFolder)
    assert known.waits_for_us(letter.relay) and not known.files_for(letter.relay)


def test_where_the_server_files_by_itself_nothing_is_put_there(
    server: TestRelay, mailbox: TestMailbox, run_due: RunDue, studio: Studio
) -> None:
    with mailbox.opened() as box:
        server.files = lambda raw: _put(box, raw)
        letter = answer(studio)
        run_due(NOW)
        run_due(NOW + timedelta(seconds=10))
        assert letter.filed is Filed.by_server
        calls = mailbox.wire.calls
        second = answer(studio, "And this.", at=NOW + WAITED)
        run_due(NOW + WAITED)
        assert second.filed is Filed.by_server
        assert mailbox.wire.calls == calls, "what was seen lately is not asked for each letter"
    assert len(sent_folder(mailbox)) == 2


def _put(box: object, raw: bytes) -> None:
    box.append(raw, "Sent", flag_set=["\\Seen"])  # type: ignore[attr-defined]


def test_killed_after_it_was_put_there_it_is_neither_put_twice_nor_taken_for_the_servers(
    server: TestRelay, mailbox: TestMailbox, run_due: RunDue, studio: Studio
) -> None:
    letter = answer(studio)
    run_due(NOW)
    letter.filing_since = NOW
    mailbox.deliver(letter.mime, folder="Sent")
    with mailbox.opened() as box:
        box.folder.set("Sent")
        box.flag(box.uids(), ["\\Seen"], True)
    run_due(NOW + WAITED)
    assert sent_folder(mailbox) == [letter.message_id]
    assert letter.filed is Filed.by_us
    [known] = everything(sent_folders.SentFolder)
    assert not known.files_for(letter.relay)


def test_a_mailbox_that_does_not_answer_holds_up_no_letter(
    server: TestRelay, mailbox: TestMailbox, run_due: RunDue, studio: Studio
) -> None:
    mailbox.wire.refused = "APPEND"
    letter = answer(studio)
    for at in (NOW, NOW + WAITED):
        run_due(at)
    assert letter.state is LetterState.sent
    assert len(server.taken) == 1
    [known] = everything(sent_folders.SentFolder)
    assert known.failed_at == NOW + WAITED
    assert known.error
    mailbox.wire.refused = None
    run_due(NOW + 3 * WAITED)
    assert sent_folder(mailbox) == [letter.message_id]
    assert (known.failed_at, known.error) == (None, "")


def test_our_own_copy_is_not_read_as_a_second_answer(
    app: Flask, server: TestRelay, mailbox: TestMailbox, run_due: RunDue, studio: Studio
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], imap_url=None)
    account = MailAccount(
        host="127.0.0.1",
        port=mailbox.wire.port,
        encryption=Encryption.none,
        user=mailbox.user,
        way=Way.password,
        added_at=NOW,
        version=1,
    )
    account.log_in_with(PASSWORD)
    db.session.add(account)
    account.begin(
        inboxes=["INBOX"],
        sent="Sent",
        how_far=HowFar.everything,
        since_on=None,
        marks_seen=False,
        at=NOW,
    )
    letter = answer(studio)
    for at in (NOW, NOW + WAITED):
        run_due(at)
    before = len(everything(Message))
    db.session.commit()
    assert postmen.read_once(None, app, from_mailbox.take_in, lambda: NOW + WAITED) == []
    run_due(NOW + WAITED)
    [copy] = [each for each in everything(Arrival) if each.message_id == letter.message_id]
    assert (copy.is_sent, copy.reason) == (True, Reason.own_letter)
    assert len(everything(Message)) == before
    assert message_from_bytes(copy.raw.read())["Subject"] == letter.subject


def test_without_a_mailbox_of_ours_there_is_nowhere_to_file(
    app: Flask, server: TestRelay, run_due: RunDue, studio: Studio
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], imap_url=None)
    letter = answer(studio)
    run_due(NOW)
    assert (letter.state, letter.filed) == (LetterState.sent, Filed.nowhere)
    assert filing.begin(letter.id, NOW) is None
