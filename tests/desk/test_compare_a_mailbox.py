"""What lies on the server beside what we have: each absent message with its reason, and taken in by one press."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from agency.demo.studio import Studio
from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.mail import mailboxes
from agency.kernel.mail.accounts import Account
from agency.kernel.mail.mail_accounts import MailAccount
from agency.kernel.mail.mailboxes import Mailbox
from agency.leads import reconciliation
from agency.leads.arrivals import Arrival
from agency.leads.reconciliation import Absence, Known, There
from tests.desk.test_keep_mailboxes import PAGE, add, begin, letter, read
from tests.imap_servers import TestMailbox
from tests.support import HouseClient, everything, forms_of


@pytest.fixture
def database() -> str:
    """Two statements by an index: one database is enough."""
    return "sqlite"


@pytest.fixture
def nora(client: HouseClient, studio: Studio) -> HouseClient:
    """The owner's browser."""
    return client.login(studio.nora)


@pytest.fixture
def account(nora: HouseClient, mailbox: TestMailbox) -> MailAccount:
    """A mailbox that is read since a month."""
    now = datetime.now(UTC)
    mailbox.deliver(letter(1), now - timedelta(days=90))
    mailbox.deliver(letter(2), now - timedelta(days=2))
    mailbox.deliver(letter(3), now - timedelta(days=1))
    found = add(nora, mailbox)
    month_ago = (now - timedelta(days=30)).date().isoformat()
    begin(nora, found, how_far="since", since_on=month_ago, sent="")
    return found


def compare(nora: HouseClient, **query: str) -> str:
    """The page of the only folder."""
    [box] = everything(Mailbox)
    answer = nora.get(f"{PAGE}/folders/{box.id}/reconciliation", query_string=query)
    assert answer.status_code == 200
    return answer.text


def test_each_absent_message_stands_there_with_its_reason(
    app: Flask,
    nora: HouseClient,
    account: MailAccount,
    mailbox: TestMailbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert read(app) == []
    page = compare(nora)
    assert "3 messages lie there" in page and "2 of them are among ours" in page
    assert "Each of the rest has its reason" in page
    assert "Site 1" in page and "Anna" in page and "Older than the first reading went back" in page
    assert "Site 2" not in page

    mailbox.deliver(letter(4))
    assert "Not read yet" in compare(nora)
    mailbox.wire.refused = r"UID FETCH ([\d,]*,)?4[, ].*BODY\.PEEK\[\]"
    assert read(app) == []
    page = compare(nora)
    assert "1 is missing and should be here" in page
    assert "The server does not hand it over" in page and "asked for 1 time" in page
    only = compare(nora, why="refused")
    assert "Site 4" in only and "Site 1" not in only


def test_what_nobody_can_explain_is_said_loudly_and_what_came_elsewhere_is_not_absent(
    app: Flask, nora: HouseClient, account: MailAccount, mailbox: TestMailbox
) -> None:
    assert read(app) == []
    lost, moved = everything(Arrival)
    moved.mailbox_id = moved.uidvalidity = moved.uid = None
    moved.message_id = "<3@oliva.example>"
    db.session.flush()
    db.session.delete(lost)
    page = compare(nora)
    assert "1 is missing and should be here" in page
    assert "No reason known" in page and "Came by another way" in page


def test_one_press_takes_it_in_and_writes_to_nobody(
    app: Flask, nora: HouseClient, account: MailAccount, mailbox: TestMailbox
) -> None:
    assert read(app) == []
    [box] = everything(Mailbox)
    forms = [form for form in forms_of(compare(nora)) if "uid" in form.fields]
    assert [form.fields["uid"] for form in forms] == ["1"]
    pressed = nora.post(forms[0].action, data=forms[0].fields)
    assert pressed.status_code == 303
    taken = everything(Arrival)[-1]
    assert (taken.uid, taken.is_import, taken.mailbox_id) == (1, True, box.id)
    nora.post(forms[0].action, data=forms[0].fields)
    assert len(everything(Arrival)) == 3, "pressed twice, taken once"
    assert "Nothing is missing" in compare(nora)
    stale = {**forms[0].fields, "uidvalidity": "7", "uid": "2"}
    nora.post(forms[0].action, data=stale)
    assert "made anew meanwhile" in nora.get(PAGE).text


def test_what_somebody_removed_there_stays_here(
    app: Flask, nora: HouseClient, account: MailAccount, mailbox: TestMailbox
) -> None:
    assert read(app) == []
    mailbox.remove(2)
    page = compare(nora)
    assert "Here and no longer there" in page and "1 message that somebody removed" in page


def test_a_server_that_cannot_be_asked_is_said_honestly(
    app: Flask, nora: HouseClient, account: MailAccount, mailbox: TestMailbox
) -> None:
    assert read(app) == []
    account.port = 1
    page = compare(nora)
    assert "nobody knows whether anything is missing" in page and "cannot be reached" in page
    nora.post(f"{PAGE}/{account.id}/removal")
    assert "is read no more" in compare(nora)


def test_fifty_thousand_messages_are_compared_by_their_ids() -> None:
    uids = list(range(1, 50_001))
    ours = Known(1, 7, frozenset(range(20_001, 50_000)), 49_990, 49_000, None, None, {})
    found = reconciliation._reasons(There(7, uids, frozenset()), ours)
    assert len(found) == 20_001
    assert found[50_000] is Absence.coming and found[5] is Absence.older
    shown = reconciliation._chosen(found, None, 1)
    assert len(shown) == reconciliation.PAGE and shown[0] == 50_000


def test_the_alarm_stands_on_every_page_until_the_mailbox_is_read(
    client: HouseClient, studio: Studio, account: MailAccount, app: Flask
) -> None:
    words, now = "Mail does not reach us", clock.now()
    pages = (
        "/",
        "/inbox",
        "/leads",
        f"/leads/{studio.leads['harbour'].id}",
        "/boards",
        PAGE,
        "/nowhere",
    )
    assert words not in client.get("/").text, "it was added just now"
    account.begun_at = now - timedelta(minutes=6)
    for page in pages:
        assert words in client.get(page).text, page
    told = client.get("/nowhere")
    assert told.status_code == 404 and account.title in told.text
    assert f'href="{PAGE}/{account.id}"' in told.text
    client.login(studio.vera)
    told = client.get("/inbox").text
    assert words in told and "Tell the owner of the house" in told and f'href="{PAGE}' not in told
    client.delete_cookie("session")
    assert words not in client.get("/nowhere").text

    client.login(studio.timur)
    box = mailboxes.hold(account.folder().address)
    box.finish(now)
    assert words not in client.get("/").text
    box = mailboxes.hold(account.folder().address)
    box.owe(9, now)
    assert "did not hand over 1 message" in client.get("/tasks").text
    found = everything(MailAccount)[-1]
    found.pause()
    assert words not in client.get("/").text
    assert Account.parse("imap://a%40b:c@h").title == "a@b"
