"""The mailbox of the house is read by a postman, from a real server, and nothing in it changes."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from agency.kernel.db import begin_reading, begin_writing, db
from agency.kernel.mail import imap as kernel_imap
from agency.kernel.mail import line, mailboxes, postman, postmen
from agency.kernel.mail.accounts import Account
from agency.kernel.mail.imap import MailboxTrouble, OpenFolder
from agency.kernel.mail.mailboxes import Mailbox, Trouble
from agency.kernel.mail.postman import Brought, Postman
from agency.leads import from_mailbox
from agency.leads.arrivals import Arrival
from tests.imap_servers import Dovecot, TestMailbox
from tests.kernel.house.waiting import until
from tests.support import everything

LATER = timedelta(minutes=2)


@pytest.fixture
def database() -> str:
    """What differs between databases has tests on both."""
    return "sqlite"


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second is how long a stop may go unnoticed; nobody here has to wait for it."""
    monkeypatch.setattr(kernel_imap, "PIECE", 0.1)


@dataclass(frozen=True)
class Taken:
    """A message that came in, as it is kept."""

    uid: int
    raw: bytes
    is_import: bool
    arrived_at: datetime | None
    uidvalidity: int


def letter(number: int) -> bytes:
    return (
        f"From: Anna <anna@oliva.example>\r\nMessage-ID: <{number}@oliva.example>\r\n"
        f"Subject: A web site\r\n\r\nLetter {number}\r\n"
    ).encode()


@contextmanager
def a_glance() -> Iterator[None]:
    """Look into the database without a lock, which the postman would have to wait for, and leave no transaction."""
    db.session.rollback()
    begin_reading()
    try:
        yield
    finally:
        db.session.rollback()
        begin_writing()


def taken() -> list[Taken]:
    """What came in, in its order."""
    with a_glance():
        return [
            Taken(
                each.uid or 0,
                each.raw.read(),
                each.is_import,
                each.arrived_at,
                each.uidvalidity or 0,
            )
            for each in everything(Arrival)
        ]


def remembered(url: str) -> Mailbox:
    """What we know of this mailbox."""
    with a_glance():
        found = mailboxes.find(Account.parse(url).address)
        assert found is not None
        db.session.refresh(found)
        db.session.expunge(found)
        return found


def now() -> datetime:
    return datetime.now(UTC)


def read(url: str, app: Flask, at: Callable[[], datetime] = now, **other: Any) -> str | None:
    """Read it once; what stood in the way, in a word."""
    db.session.rollback()
    keep = other.get("keep", from_mailbox.take_in)
    trouble = Postman(Account.parse(url), app, keep, at).read_once()
    return trouble and trouble.kind.value


@contextmanager
def watching(url: str, app: Flask, men: int = 1) -> Iterator[threading.Event]:
    """Postmen at work; they have to go home when the block ends."""
    db.session.rollback()
    stop = threading.Event()
    threads = [
        threading.Thread(
            target=Postman(Account.parse(url), app, from_mailbox.take_in).watch, args=[stop]
        )
        for _ in range(men)
    ]
    for thread in threads:
        thread.start()
    try:
        yield stop
    finally:
        stop.set()
        for thread in threads:
            thread.join(10)
            assert not thread.is_alive(), "the postman does not go home"


def test_the_very_bytes_come_through(app: Flask, mailbox: TestMailbox) -> None:
    cyrillic = "Нужен сайт".encode("koi8-r")
    samples = [
        letter(1),
        b"Subject: "
        + cyrillic
        + b"\r\n\r\n"
        + bytes(range(1, 10))
        + bytes(range(14, 256))
        + b"\r\n",
        b"No header at all, no end of line",
        b"Subject: only a head\r\n",
        b"\r\n",
        b"Subject: UID 7 (FLAGS \\Seen) {5}\r\n\r\n)\r\n* 1 FETCH (UID 9 BODY[] {2}\r\n",
    ]
    for raw in samples:
        mailbox.deliver(raw)
    assert read(mailbox.url, app) is None
    assert [each.raw for each in taken()] == [mailbox.server.keeps(raw) for raw in samples]
    assert [each.uid for each in taken()] == [1, 2, 3, 4, 5, 6]


def test_a_message_of_50_megabytes_comes_through(app: Flask, mailbox: TestMailbox) -> None:
    raw = b"Subject: plans\r\n\r\n" + (b"x" * 998 + b"\r\n") * 50_000
    mailbox.deliver(letter(1))
    mailbox.deliver(raw)
    mailbox.deliver(letter(3))
    assert read(mailbox.url, app) is None
    assert [len(each.raw) for each in taken()][1] == len(mailbox.server.keeps(raw))
    assert len(taken()) == 3


def test_a_first_reading_is_an_import_and_leaves_what_is_old(
    app: Flask, mailbox: TestMailbox
) -> None:
    days = [now() - timedelta(days=back) for back in (90, 60, 10)]
    for number, at in enumerate([*days, None], start=1):
        mailbox.deliver(letter(number), at)
    url = mailbox.url.replace("?since=all", "")
    assert read(url, app) is None
    assert [(each.uid, each.is_import) for each in taken()] == [(3, True), (4, True)]
    assert taken()[0].arrived_at == days[2].replace(microsecond=0)

    mailbox.deliver(letter(5), days[0])
    assert read(url, app) is None
    assert [(each.uid, each.is_import) for each in taken()[2:]] == [(5, False)]
    since = f"{mailbox.url.partition('?')[0]}?since={(now() - timedelta(days=70)).date()}"
    with OpenFolder(Account.parse(since)) as folder:
        assert folder.between(1, 5, Account.parse(since).since(now().date())) == [2, 3, 4]


def test_after_the_first_reading_of_an_empty_mailbox_a_letter_is_no_import(
    app: Flask, mailbox: TestMailbox
) -> None:
    assert read(mailbox.url, app) is None
    mailbox.deliver(letter(1), now() + timedelta(hours=1))
    began = now()
    assert read(mailbox.url, app) is None
    [only] = taken()
    assert not only.is_import
    # The server's clock may be ahead of ours; nothing arrives later than now.
    assert only.arrived_at is not None and began <= only.arrived_at <= now()
    assert read(mailbox.url, app) is None
    assert len(taken()) == 1


def test_who_dies_between_fetch_and_commit_loses_nothing_and_doubles_nothing(
    app: Flask, mailbox: TestMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel_imap, "AT_ONCE", 2)
    for number in range(1, 6):
        mailbox.deliver(letter(number))

    class Killed(BaseException):
        pass

    def keep(brought: Sequence[Brought], mailbox: Mailbox, seen_at: datetime) -> None:
        from_mailbox.take_in(brought, mailbox, seen_at)
        if brought[-1].uid == 4:
            raise Killed

    with pytest.raises(Killed):
        read(mailbox.url, app, keep=keep)
    assert [each.uid for each in taken()] == [1, 2]
    mailbox.deliver(letter(6))
    assert read(mailbox.url, app) is None
    imports = [(uid, True) for uid in range(1, 6)]
    assert [(each.uid, each.is_import) for each in taken()] == [*imports, (6, False)]


def test_reading_goes_on_where_it_stopped_when_the_server_comes_back(
    app: Flask, mailbox: TestMailbox
) -> None:
    mailbox.deliver(letter(1))
    assert read(mailbox.url, app) is None
    mailbox.server.stop()
    assert read(mailbox.url, app) == "line"
    assert remembered(mailbox.url).trouble is Trouble.line
    mailbox.server.start()
    mailbox.deliver(letter(2))
    assert read(mailbox.url, app) is None
    assert [(each.uid, each.is_import) for each in taken()] == [(1, True), (2, False)]
    assert remembered(mailbox.url).trouble is None


def test_a_folder_made_anew_is_read_anew_as_an_import(app: Flask, mailbox: TestMailbox) -> None:
    mailbox.folder = "Почта/Заявки & co"
    mailbox.make_anew()
    assert read(mailbox.url, app) is None
    mailbox.deliver(letter(1))
    assert read(mailbox.url, app) is None
    mailbox.make_anew()
    mailbox.deliver(letter(1))
    mailbox.deliver(letter(2))
    assert read(mailbox.url, app) is None
    assert [(each.uid, each.is_import) for each in taken()] == [(1, False), (1, True), (2, True)]
    assert len({each.uidvalidity for each in taken()}) == 2


def test_a_letter_wakes_who_waits(app: Flask, mailbox: TestMailbox) -> None:
    with watching(mailbox.url, app):
        until(lambda: mailbox.wire.heard("IDLE"))
        for number in (1, 2):
            mailbox.deliver(letter(number))
            until(lambda number=number: len(taken()) == number, within=10)
    assert not any(each.is_import for each in taken())
    assert mailbox.wire.calls == 1


def test_a_letter_that_came_before_the_wait_is_no_reason_to_wait(mailbox: TestMailbox) -> None:
    if not isinstance(mailbox.server, Dovecot):
        pytest.skip("pymap does not tell of what came before")
    with OpenFolder(Account.parse(mailbox.url)) as folder:
        assert folder.after(0) == []
        mailbox.deliver(letter(1))
        waiting = threading.Thread(target=folder.wait, args=[600, threading.Event()], daemon=True)
        waiting.start()
        waiting.join(30)
        assert not waiting.is_alive()
        folder.refresh()
        assert folder.after(0) == [1]


def test_without_idle_he_looks_again_and_again(
    app: Flask, mailbox: TestMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel_imap, "POLL", 0.05)
    mailbox.wire.hidden = b" IDLE"
    with watching(mailbox.url, app):
        until(lambda: mailbox.wire.heard("NOOP") > 3)
        mailbox.deliver(letter(1))
        until(lambda: len(taken()) == 1, within=10)
    assert not mailbox.wire.heard("IDLE")


def test_he_comes_back_after_the_line_broke(
    app: Flask, mailbox: TestMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postman, "FIRST_PAUSE", 0.05)
    with watching(mailbox.url, app):
        until(lambda: mailbox.wire.heard("IDLE"))
        mailbox.wire.cut()
        mailbox.deliver(letter(1))
        until(lambda: len(taken()) == 1, within=10)
        until(lambda: mailbox.wire.heard("IDLE") == 2)
        mailbox.server.stop()
        until(lambda: remembered(mailbox.url).trouble is Trouble.line)
        mailbox.server.start()
        mailbox.deliver(letter(2))
        until(lambda: len(taken()) == 2, within=10)
        until(lambda: remembered(mailbox.url).trouble is None)


def test_who_is_on_a_dead_line_is_not_waited_for(
    app: Flask, mailbox: TestMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postmen, "CLOSING", 0.1)
    monkeypatch.setattr(line, "TIMEOUT", 1.0)
    db.session.rollback()
    mailbox.wire.silent.set()
    with postmen.at_work(mailbox.url, app, from_mailbox.take_in, threading.Event()):
        until(lambda: mailbox.wire.calls)
    [man] = [each for each in threading.enumerate() if each.name == "postman"]
    assert man.daemon
    man.join(10)
    assert remembered(mailbox.url).error == "timed out"


def test_what_stands_in_the_way_is_told_without_secrets(app: Flask, mailbox: TestMailbox) -> None:
    port = mailbox.wire.port
    wrong = mailbox.address("imap", "127.0.0.1", port, password="not my word")
    assert read(wrong, app) == "login"
    told = remembered(wrong)
    assert told.trouble is Trouble.login
    assert told.address == f"{mailbox.user}@127.0.0.1:{port}/INBOX"
    assert "not my word" not in told.error and told.error
    assert told.is_silent(now())

    foreign = mailbox.address("imap", "127.0.0.1", port, password="пароль")
    assert read(foreign, app) == "login"
    assert read(mailbox.url.replace("INBOX", "Nowhere"), app) == "folder"
    assert read(mailbox.address("imap", "127.0.0.1", 1), app) == "line"
    assert read(mailbox.url, app) is None
    assert remembered(mailbox.url).trouble is None
    assert not remembered(mailbox.url).is_silent(now())
    assert remembered(mailbox.url).is_silent(now() + timedelta(minutes=6))


def test_nothing_is_marked_or_removed(app: Flask, mailbox: TestMailbox) -> None:
    mailbox.deliver(letter(1))
    mailbox.deliver(letter(2))
    assert read(mailbox.url, app) is None
    assert len(taken()) == 2
    assert ["\\Seen" in flags for flags in mailbox.flags()] == [False, False]
    assert mailbox.wire.heard("EXAMINE") == 1
    assert not mailbox.wire.heard("SELECT|STORE|EXPUNGE|CLOSE|BODY\\[")


@pytest.mark.parametrize("how", ["refused", "torn"])
def test_a_message_that_cannot_be_had_holds_up_nobody(
    app: Flask, mailbox: TestMailbox, how: str
) -> None:
    for number in (1, 2, 3):
        mailbox.deliver(letter(number))
    setattr(mailbox.wire, how, r"UID FETCH ([\d,]*,)?2[, ].*BODY")
    began = now()
    assert read(mailbox.url, app) is None
    assert [each.uid for each in taken()] == [1, 3]
    assert remembered(mailbox.url).owed["2"]["tries"] == 1

    asked = mailbox.wire.heard("FETCH")
    assert read(mailbox.url, app) is None
    assert mailbox.wire.heard("FETCH") == asked, "asked again at once"
    assert read(mailbox.url, app, lambda: began + LATER) is None
    assert remembered(mailbox.url).owed["2"]["tries"] == 2

    setattr(mailbox.wire, how, None)
    assert read(mailbox.url, app, lambda: began + timedelta(hours=1)) is None
    assert [each.uid for each in taken()] == [1, 3, 2]
    assert remembered(mailbox.url).owed == {}


def test_what_one_clock_met_before_the_other_is_not_passed_over(
    app: Flask, mailbox: TestMailbox
) -> None:
    account = Account.parse(mailbox.url)
    with OpenFolder(account) as empty:
        mailbox.deliver(letter(1))
        with OpenFolder(account) as other:
            # Another clock has met the letter, and dies before it takes it in.
            mailboxes.hold(account.address).open(other.uidvalidity, other.uidnext)
            db.session.commit()
        assert Postman(Account.parse(mailbox.url), app, from_mailbox.take_in)._look(empty)
    assert [(each.uid, each.is_import) for each in taken()] == [(1, True)]


def test_whoever_still_has_the_old_folder_open_passes_over_nothing_of_the_new_one(
    app: Flask, mailbox: TestMailbox
) -> None:
    account = Account.parse(mailbox.url)
    mailbox.deliver(letter(1))
    with OpenFolder(account) as old:
        mailboxes.hold(account.address).open(old.uidvalidity, old.uidnext)
        db.session.commit()

        def keep(brought: Sequence[Brought], mailbox: Mailbox, seen_at: datetime) -> None:
            mailbox.open(old.uidvalidity + 1, 5)

        man = Postman(Account.parse(mailbox.url), app, keep)
        with pytest.raises(MailboxTrouble, match="made anew"):
            man._look(old)
    assert remembered(mailbox.url).last_uid < 5


def test_a_message_that_somebody_removed_meanwhile_is_nobodys_loss(mailbox: TestMailbox) -> None:
    for number in (1, 2, 3):
        mailbox.deliver(letter(number))
    with OpenFolder(Account.parse(mailbox.url)) as folder:
        uids = folder.after(0)
        mailbox.remove(2)
        batches = list(folder.fetch(uids))
        assert [each.uid for batch in batches for each in batch.found] == [1, 3]
        assert [batch.refused for batch in batches] == [[]] * len(batches)
        assert [uid for batch in batches for uid in batch.asked] == [1, 2, 3]


def test_batches_stay_within_their_bounds(
    mailbox: TestMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel_imap, "AT_ONCE", 3)
    monkeypatch.setattr(kernel_imap, "BYTES_AT_ONCE", 1000)
    for size in (10, 10, 10, 10, 900, 900, 2000, 10):
        mailbox.deliver(b"Subject: x\r\n\r\n" + b"y" * size)
    with OpenFolder(Account.parse(mailbox.url)) as folder:
        asked = [batch.asked for batch in folder.fetch(folder.after(0))]
        assert asked == [[1, 2, 3], [4, 5], [6], [7], [8]]
        alone = [batch.asked for batch in folder.fetch([1, 2, 3, 4], frozenset({2}))]
        assert alone == [[1], [2], [3, 4]]


class TestTogether:
    @pytest.fixture(params=["sqlite", "postgresql"])
    def database(self, request: pytest.FixtureRequest) -> str:
        """Who waits for whom differs between them."""
        return str(request.param)

    def test_two_on_one_mailbox_take_each_letter_once(
        self, app: Flask, mailbox: TestMailbox
    ) -> None:
        with watching(mailbox.url, app, men=2):
            for number in range(1, 9):
                mailbox.deliver(letter(number))
            until(lambda: len(taken()) == 8, within=20)
        assert sorted(each.uid for each in taken()) == list(range(1, 9))
        assert remembered(mailbox.url).last_uid == 8


def test_by_tls_the_certificate_has_to_be_trusted(
    app: Flask, mailbox: TestMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    if mailbox.server.tls_port is None:
        pytest.skip("pymap has no certificate here")
    direct = mailbox.address("imaps", "localhost", mailbox.server.tls_port)
    begun = mailbox.address("imap+starttls", "localhost", mailbox.server.port)
    assert [read(url, app) for url in (direct, begun)] == ["certificate", "certificate"]
    monkeypatch.setenv("SSL_CERT_FILE", str(mailbox.server.certificate))
    assert read(begun, app) is None
    with watching(direct, app):
        until(lambda: remembered(direct).read_at)
        mailbox.deliver(letter(1))
        until(lambda: len(taken()) == 1, within=10)
    other = mailbox.address("imaps", "127.0.0.1", mailbox.server.tls_port)
    with pytest.raises(MailboxTrouble, match="IP address mismatch"):
        OpenFolder(Account.parse(other))
