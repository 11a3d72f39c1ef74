"""The owner gives us mailboxes in the browser: looked into first, read within seconds, paused, taken away."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask

from agency.demo.studio import Studio
from agency.kernel.db import begin_reading, begin_writing, db
from agency.kernel.mail import imap as kernel_imap
from agency.kernel.mail import mail_accounts, postman, postmen, signing_in
from agency.kernel.mail.accounts import Account, Role
from agency.kernel.mail.mail_accounts import MailAccount
from agency.kernel.mail.mailboxes import Mailbox, Trouble
from agency.kernel.mail.models import Letter
from agency.kernel.mail.postman import Brought
from agency.leads import from_mailbox
from agency.leads.arrivals import Arrival
from agency.leads.outcomes import Outcome
from tests.imap_servers import PASSWORD, TestMailbox
from tests.kernel.house.waiting import until
from tests.support import HouseClient, everything
from tests.token_server import CLIENT_ID, CLIENT_SECRET, TokenServer

PAGE = "/settings/mailboxes"
NEW = f"{PAGE}/new?way=password"
MONTH = timedelta(days=30)


@pytest.fixture
def database() -> str:
    """What differs between databases has tests of its own."""
    return "sqlite"


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody here has to wait for what others have time for."""
    monkeypatch.setattr(kernel_imap, "PIECE", 0.05)
    monkeypatch.setattr(postmen, "EVERY", 0.1)
    monkeypatch.setattr(postmen, "APART", 0.0)
    monkeypatch.setattr(postman, "FIRST_PAUSE", 0.1)
    monkeypatch.setattr(postman, "LONGEST_PAUSE", 0.2)
    signing_in._keys.clear()


@pytest.fixture
def nora(client: HouseClient, studio: Studio) -> HouseClient:
    """The owner's browser."""
    return client.login(studio.nora)


@pytest.fixture
def provider(mailbox: TestMailbox) -> Iterator[TokenServer]:
    """Who gives keys to the mailbox's server."""
    found = mailbox.server.provider
    if found is None:
        pytest.skip("pymap takes no keys")
    yield found
    found.refuses, found.broken, found.rotates = None, False, False


def letter(number: int, *more: str, words: str = "We need a site.") -> bytes:
    head = [
        "From: Anna <anna@oliva.example>",
        "To: hello@kvarta.example",
        f"Subject: Site {number}",
        f"Message-ID: <{number}@oliva.example>",
        *more,
    ]
    return ("\r\n".join(head) + f"\r\n\r\n{words}\r\n").encode()


def add(nora: HouseClient, mailbox: TestMailbox, **typed: object) -> MailAccount:
    """A mailbox with its login, not read yet."""
    fields = {"user": mailbox.user, "host": "127.0.0.1", "port": mailbox.wire.port}
    login = {"password": PASSWORD, "encryption": "none"}
    answer = nora.fill(NEW, form="login", **{**fields, **login, **typed})
    assert answer.status_code == 303, answer.text
    return everything(MailAccount)[-1]


def begin(nora: HouseClient, account: MailAccount, **chosen: object) -> None:
    """Say what is read, and how far back."""
    chosen = {"how_far": "everything", **chosen}
    answer = nora.fill(f"{PAGE}/{account.id}?look=1", form="reading", **chosen)
    assert answer.status_code == 303, answer.text


def said(nora: HouseClient, answer: str) -> str:
    """What the page says to somebody who comes back from the provider with this."""
    return nora.get(nora.get(f"{PAGE}/grant?{answer}").location).text


def read(app: Flask) -> list[Trouble]:
    """Every mailbox once; what stood in the way."""
    db.session.commit()
    return [
        trouble.kind
        for _, trouble in postmen.read_once(
            app.config["SETTINGS"].imap_url, app, from_mailbox.take_in
        )
    ]


def glance(model: type) -> list[object]:
    """All rows, without a lock that others would wait for."""
    db.session.rollback()
    begin_reading()
    try:
        rows = everything(model)
        for row in rows:
            db.session.expunge(row)
        return rows
    finally:
        db.session.rollback()
        begin_writing()


@contextmanager
def clock_running(app: Flask) -> Iterator[None]:
    """The postmen of a clock, who have to go home when the block ends."""
    db.session.commit()
    stop = threading.Event()
    man = threading.Thread(target=postmen.Postmen(None, app, from_mailbox.take_in).run, args=[stop])
    man.start()
    try:
        yield
    finally:
        stop.set()
        man.join(10)
        assert not man.is_alive()


def test_only_the_owner_sees_them(client: HouseClient, studio: Studio) -> None:
    client.login(studio.vera)
    for path in (PAGE, f"{PAGE}/new", f"{PAGE}/1", f"{PAGE}/folders/1/reconciliation"):
        assert client.get(path).status_code == 403


def test_it_is_looked_into_before_anything_is_read(
    app: Flask, nora: HouseClient, mailbox: TestMailbox
) -> None:
    now = datetime.now(UTC)
    for number, days in enumerate((1, 20, 50, 800)):
        mailbox.deliver(letter(number), now - timedelta(days=days))
    mailbox.deliver(letter(9), now - timedelta(days=2), folder="Sent")
    account = add(nora, mailbox)
    page = nora.get(f"{PAGE}/{account.id}").text
    rows = [row.split("</tr>")[0] for row in page.split("<tr>")[2:]]
    inbox = [row.split('<td class="n">')[1].split("<")[0] for row in rows]
    assert inbox == ["0", "1", "2", "3", "3", "4"]
    assert '<option selected value="Sent">' in page
    assert PASSWORD not in page
    # How far back is asked: nothing is chosen beforehand, and without an answer nothing begins.
    refused = nora.fill(f"{PAGE}/{account.id}", form="reading")
    assert refused.status_code == 422 and "Say how far back" in refused.text
    assert read(app) == [] and not everything(Arrival)


def test_added_in_the_browser_it_is_read_within_seconds_until_it_is_paused_or_removed(
    app: Flask, nora: HouseClient, mailbox: TestMailbox
) -> None:
    mailbox.deliver(letter(1))
    with clock_running(app):
        account = add(nora, mailbox)
        begin(nora, account)
        until(lambda: len(glance(Arrival)) == 1, within=20)
        mailbox.deliver(letter(2))
        until(lambda: len(glance(Arrival)) == 2, within=20)
        nora.post(f"{PAGE}/{account.id}/pause")
        until(lambda: not [each for each in threading.enumerate() if each.name == "postman"])
        mailbox.deliver(letter(3))
        assert "paused" in nora.get(PAGE).text
        nora.post(f"{PAGE}/{account.id}/resumption")
        until(lambda: len(glance(Arrival)) == 3, within=20)
        nora.post(f"{PAGE}/{account.id}/removal")
        until(lambda: not [each for each in threading.enumerate() if each.name == "postman"])
    assert not glance(MailAccount) and len(glance(Arrival)) == 3
    # Given once more it is read from its beginning, and nothing is taken twice.
    begin(nora, add(nora, mailbox))
    assert read(app) == [] and len(everything(Arrival)) == 3


def test_a_broken_one_delays_no_other(app: Flask, nora: HouseClient, mailbox: TestMailbox) -> None:
    wrong = add(nora, mailbox, user="other@studio.example", password="not it")
    gone = add(nora, mailbox, user="third@studio.example", port=1)
    for account in (wrong, gone):
        account.begin(
            inboxes=["INBOX"],
            sent="",
            how_far=mail_accounts.HowFar.everything,
            since_on=None,
            marks_seen=False,
            at=datetime.now(UTC),
        )
    begin(nora, add(nora, mailbox))
    mailbox.deliver(letter(1))
    with clock_running(app):
        until(lambda: len(glance(Arrival)) == 1, within=20)
        until(
            lambda: {box.trouble for box in glance(Mailbox)} == {Trouble.login, Trouble.line, None}
        )
    page = nora.get(PAGE).text
    assert "does not take our login" in page and "cannot be reached" in page
    assert "not it" not in page


@pytest.mark.parametrize(
    ("how_far", "taken"), [("from_now", [4]), ("since", [3, 4]), ("everything", [1, 2, 3, 4])]
)
def test_a_first_reading_goes_as_far_back_as_was_said_and_writes_to_nobody(
    app: Flask,
    nora: HouseClient,
    mailbox: TestMailbox,
    run_due: Callable[[datetime], int],
    how_far: str,
    taken: list[int],
) -> None:
    now = datetime.now(UTC)
    for number, days in ((1, 800), (2, 40), (3, 3)):
        mailbox.deliver(letter(number), now - timedelta(days=days))
        ours = letter(number + 10, "From: Nora <nora@kvarta.example>")
        mailbox.deliver(ours, now - timedelta(days=days), folder="Sent")
    account = add(nora, mailbox)
    begin(nora, account, how_far=how_far, since_on=(now - MONTH).date().isoformat())
    mailbox.deliver(letter(4))
    assert read(app) == []
    arrivals = [each for each in everything(Arrival) if not each.is_sent]
    assert [each.uid for each in arrivals] == taken
    assert all(each.is_import for each in arrivals)
    letters = len(everything(Letter))
    run_due(now + timedelta(minutes=1))
    run_due(now + timedelta(hours=2))
    assert all(each.outcome for each in everything(Arrival))
    assert [each for each in everything(Letter)[letters:] if "oliva" in str(each.recipients)] == []


def test_read_mail_is_marked_only_where_that_was_asked(
    app: Flask, nora: HouseClient, mailbox: TestMailbox
) -> None:
    mailbox.deliver(letter(1))
    account = add(nora, mailbox)
    begin(nora, account)
    assert read(app) == []
    assert not any("\\Seen" in flags for flags in mailbox.flags())
    begin(nora, account, how_far="", marks_seen="y")
    mailbox.deliver(letter(2))
    assert read(app) == []
    assert ["\\Seen" in flags for flags in mailbox.flags()] == [False, True]
    assert not mailbox.wire.heard("EXPUNGE|CLOSE|MOVE|Deleted")


def test_a_login_can_be_changed_and_a_lost_secret_typed_anew(
    app: Flask, nora: HouseClient, mailbox: TestMailbox
) -> None:
    account = add(nora, mailbox, password="wrong")
    looked = nora.get(f"{PAGE}/{account.id}").text
    assert "does not take our login" in looked and "AUTHENTICATIONFAILED" in looked
    path = f"{PAGE}/{account.id}"
    assert nora.fill(path, form="login", password=PASSWORD).status_code == 303
    begin(nora, account)
    account.password = "sealed under another key"
    assert read(app) == [Trouble.seal]
    assert "Type the password anew" in nora.get(PAGE).text
    assert nora.fill(path, form="login", password=PASSWORD).status_code == 303
    begin(nora, account, how_far="", sent="", inboxes=["INBOX"])
    assert read(app) == []
    gone = nora.post(
        f"{path}/reading", data={"inboxes": "Nowhere", "sent": "", "how_far": "everything"}
    )
    assert gone.status_code == 303 and read(app) == [Trouble.folder]


def test_what_is_typed_wrong_gets_words(nora: HouseClient, mailbox: TestMailbox) -> None:
    fields = {"user": "a@b.example", "host": "no host", "password": "x", "port": "99999"}
    refused = nora.fill(NEW, form="login", **fields)
    assert refused.status_code == 422
    assert "Enter the name of the server" in refused.text and "from 1 to 65535" in refused.text
    assert 'value="a@b.example"' in refused.text
    add(nora, mailbox)
    same = {"host": "127.0.0.1", "port": mailbox.wire.port, "encryption": "none"}
    twice = nora.fill(NEW, form="login", user=mailbox.user, password="x", **same)
    assert twice.status_code == 422 and "among ours already" in twice.text
    plain = {"client_id": "x", "authorize_url": "http://evil.example/a", "token_url": "ftp://x"}
    other = nora.fill(f"{PAGE}/new?way=other", form="login", user="b@b.example", host="h", **plain)
    assert other.text.count("begins with https://") >= 2


def test_an_account_taken_away_while_it_is_read_is_read_no_further(
    app: Flask, nora: HouseClient, mailbox: TestMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel_imap, "AT_ONCE", 1)
    for number in (1, 2, 3):
        mailbox.deliver(letter(number))
    account = add(nora, mailbox)
    begin(nora, account)
    account_id = account.id
    db.session.commit()

    def keep(brought: Sequence[Brought], mailbox: Mailbox, seen_at: datetime) -> None:
        from_mailbox.take_in(brought, mailbox, seen_at)
        found = mail_accounts.one(account_id)
        assert found is not None
        found.forget()

    assert postmen.read_once(None, app, keep) == []
    assert [each.uid for each in everything(Arrival)] == [1]
    assert not everything(MailAccount)


class TestByPermission:
    """XOAUTH2: a provider's permission instead of a password."""

    @pytest.fixture
    def account(
        self, nora: HouseClient, mailbox: TestMailbox, provider: TokenServer
    ) -> MailAccount:
        fields = {"user": mailbox.user, "host": "127.0.0.1", "port": mailbox.wire.port}
        where = {"authorize_url": f"{provider.url}/authorize", "token_url": f"{provider.url}/token"}
        app = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "encryption": "none"}
        answer = nora.fill(f"{PAGE}/new?way=other", form="login", **fields, **where, **app)
        assert answer.status_code == 303, answer.text
        return everything(MailAccount)[-1]

    def connect(self, nora: HouseClient, account: MailAccount) -> str:
        """The owner presses Connect, allows it there, and comes back."""
        away = nora.get(f"{PAGE}/{account.id}/grant").location
        back = requests.get(away, allow_redirects=False, timeout=10).headers["Location"]
        parts = urlsplit(back)
        answer = nora.get(f"{parts.path}?{parts.query}")
        assert answer.status_code == 303
        return away

    def test_the_owner_connects_and_the_mailbox_is_read(
        self,
        app: Flask,
        nora: HouseClient,
        account: MailAccount,
        mailbox: TestMailbox,
        provider: TokenServer,
    ) -> None:
        assert "Not connected yet" in nora.get(f"{PAGE}/{account.id}").text
        asked = parse_qs(urlsplit(self.connect(nora, account)).query)
        assert asked["code_challenge_method"] == ["S256"] and asked["state"]
        mailbox.deliver(letter(1))
        provider.rotates = True
        begin(nora, account)
        assert read(app) == [] and len(everything(Arrival)) == 1
        # One key serves everybody in this process for an hour; a new grant is kept.
        refreshed = [form for form in provider.asked if form["grant_type"] == "refresh_token"]
        assert read(app) == []
        assert refreshed == [
            form for form in provider.asked if form["grant_type"] == "refresh_token"
        ]
        signing_in._keys.clear()
        assert read(app) == []
        stored = account.refresh_token + account.client_secret
        assert CLIENT_SECRET not in stored and not any(token in stored for token in provider.grants)

    def test_a_permission_that_was_taken_back_says_connect_again(
        self,
        app: Flask,
        nora: HouseClient,
        account: MailAccount,
        mailbox: TestMailbox,
        provider: TokenServer,
    ) -> None:
        self.connect(nora, account)
        begin(nora, account)
        provider.grants.clear()
        signing_in._keys.clear()
        assert read(app) == [Trouble.grant]
        page = nora.get(PAGE).text
        assert "takes our permission no more" in page and "Connect it again" in page
        assert "Token has been revoked" in page
        self.connect(nora, account)
        assert read(app) == []
        # A key that its server no more takes is asked for afresh.
        provider.keys.clear()
        assert read(app) == [Trouble.login] and read(app) == []
        provider.broken = True
        signing_in._keys.clear()
        assert read(app) == [Trouble.provider]

    def test_what_did_not_begin_here_is_not_believed(
        self, nora: HouseClient, account: MailAccount, provider: TokenServer
    ) -> None:
        assert "This did not begin here" in said(nora, "code=x&state=y")
        away = nora.get(f"{PAGE}/{account.id}/grant").location
        nora.get(f"{PAGE}/grant?code=x&state=wrong")
        state = parse_qs(urlsplit(away).query)["state"][0]
        again = said(nora, f"code=x&state={state}")
        assert "This did not begin here" in again, "good for one answer only"
        away = nora.get(f"{PAGE}/{account.id}/grant").location
        state = parse_qs(urlsplit(away).query)["state"][0]
        denied = said(nora, f"error=access_denied&state={state}")
        assert "did not allow it (access_denied)" in denied
        assert everything(MailAccount)[-1].refresh_token == ""
        nora.get(f"{PAGE}/{account.id}/grant")
        assert "This did not begin here" in said(nora, "code=x&state=%D1%8F")
        away = nora.get(f"{PAGE}/{account.id}/grant").location
        state = parse_qs(urlsplit(away).query)["state"][0]
        account.client_secret = "sealed under another key"
        db.session.commit()
        assert "type the client secret anew" in said(nora, f"code=x&state={state}")


def test_each_folder_keeps_its_role(app: Flask, nora: HouseClient, mailbox: TestMailbox) -> None:
    mailbox.deliver(letter(1, "From: Nora <nora@kvarta.example>"), folder="Sent")
    mailbox.deliver(letter(2))
    begin(nora, add(nora, mailbox))
    assert read(app) == []
    assert {(box.folder, box.role) for box in everything(Mailbox)} == {
        ("INBOX", Role.inbox),
        ("Sent", Role.sent),
    }
    assert sorted((each.uid, each.is_sent) for each in everything(Arrival)) == [
        (1, False),
        (1, True),
    ]
    assert Account.parse(mailbox.url).role is Role.inbox
    assert Outcome.sent.value == "sent"
