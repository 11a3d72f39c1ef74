"""One line to the server is kept between letters; a dead one is found out in time, and no server holds us for long."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from agency.kernel.mail import lines
from agency.kernel.mail.lines import Lines
from agency.kernel.mail.models import Hitch
from agency.kernel.mail.relay import Relay
from agency.kernel.mail.transport import Parcel, Refused, Unsure
from tests.house import free_port
from tests.imap_servers import CERTIFICATE
from tests.relays import TestRelay, relay
from tests.wire import Wire

PARCEL = Parcel("hello@kvarta.example", ("ines@olaria.example",), b"Subject: Hi\r\n\r\nYes\r\n")
BRIEF = timedelta(seconds=1)


@pytest.fixture(scope="module")
def server() -> Iterator[TestRelay]:
    with relay() as found:
        yield found


def test_letters_go_one_after_another_on_one_line(server: TestRelay) -> None:
    to = Lines(Relay.parse(server.url))
    server.sessions.clear()
    for _ in range(5):
        to.deliver(PARCEL)
    assert len(server.sessions) == 5
    assert len(set(server.sessions)) == 1
    to.close()


def test_threads_that_send_at_once_have_a_line_each(server: TestRelay) -> None:
    to = Lines(Relay.parse(server.url))
    server.taken.clear()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: to.deliver(PARCEL), range(20)))
    assert len(server.taken) == 20
    to.close()


def test_a_line_that_died_is_found_out_before_anything_is_on_it(
    server: TestRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = Wire(server.port)
    to = Lines(Relay.parse(f"smtp://127.0.0.1:{wire.port}"))
    server.taken.clear()
    to.deliver(PARCEL)
    wire.cut()
    to.deliver(PARCEL)  # just used, so nobody asked it: the first command finds out
    wire.cut()
    monkeypatch.setattr(lines, "YOUNG", 0.0)
    to.deliver(PARCEL)  # idle for a while: it was asked first
    monkeypatch.setattr(lines, "MOST_LETTERS", 1)
    calls = wire.calls
    to.deliver(PARCEL)  # worn out
    assert wire.calls == calls + 1
    assert len(server.taken) == 4
    to.close()
    wire.close()


def test_a_child_leaves_the_line_of_its_parent_alone(
    server: TestRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = Lines(Relay.parse(server.url))
    server.sessions.clear()
    to.deliver(PARCEL)
    monkeypatch.setattr("os.getpid", lambda: -1)
    to.deliver(PARCEL)
    assert len(set(server.sessions)) == 2


@contextmanager
def talking(*said: bytes, drips: bytes = b"") -> Iterator[str]:
    """A server that says these words, each after the next line of ours, and then `drips` for ever, or hangs."""
    door, over = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def talk() -> None:
        with suppress(OSError):
            line, _ = door.accept()
            line.settimeout(10)
            for number, words in enumerate(said):
                if number:
                    line.recv(65536)
                line.sendall(words)
            while not over.wait(0.05):
                line.sendall(drips)

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    yield f"smtp://127.0.0.1:{door.getsockname()[1]}"
    over.set()
    door.close()
    thread.join()


HELLO, OK, GO = b"220 hi\r\n", b"250 ok\r\n", b"354 go\r\n"


@pytest.mark.parametrize(
    ("said", "drips"),
    [
        ((), b""),
        ((), b"220-still here\r\n"),
        ((HELLO, OK), b""),
        ((HELLO, OK), b"2"),
        ((HELLO, OK, OK, OK), b"250-and then\r\n"),
    ],
    ids=["says nothing", "greets for ever", "hangs", "drips bytes", "drips lines"],
)
def test_a_server_that_hangs_before_the_dot_is_given_up_and_the_letter_tried_again(
    said: tuple[bytes, ...], drips: bytes
) -> None:
    # It would go on for ever: that this ends at all is the deadline's doing.
    with talking(*said, drips=drips) as url, pytest.raises(Refused) as refused:
        Lines(Relay.parse(url).within(BRIEF)).deliver(PARCEL)
    assert (refused.value.hitch, refused.value.for_good) == (Hitch.slow, False)


def test_a_server_that_hangs_after_the_dot_leaves_a_doubt() -> None:
    with talking(HELLO, OK, OK, OK, GO, b"", drips=b"2") as url, pytest.raises(Unsure):
        Lines(Relay.parse(url).within(BRIEF)).deliver(PARCEL)


def test_a_server_that_does_not_answer_is_left_in_peace_for_a_while(server: TestRelay) -> None:
    wire = Wire(server.port)
    wire.silent.set()
    to = Lines(Relay.parse(f"smtp://127.0.0.1:{wire.port}").within(BRIEF))
    for _ in range(3):
        with pytest.raises(Refused) as refused:
            to.open()
        assert refused.value.hitch is Hitch.slow
    assert wire.calls == 1, "other work waits behind it"
    wire.close()


def test_what_is_wrong_is_told_apart(tmp_path: Path) -> None:
    subprocess.run(CERTIFICATE.split(), cwd=tmp_path, check=True, capture_output=True)
    safe = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    safe.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    controller = Controller(
        TestRelay(),
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=safe,
        authenticator=lambda *_: AuthResult(success=False, handled=False),
        auth_require_tls=False,
    )
    controller.start()
    place = f"127.0.0.1:{controller.port}"
    wrong: dict[str, Hitch] = {
        f"smtp://vera:se%3Acret@{place}": Hitch.login,
        f"smtp://{place}?starttls": Hitch.certificate,
        f"smtps://{place}": Hitch.tls,
        f"smtp://127.0.0.1:{free_port()}": Hitch.away,
    }
    for url, hitch in wrong.items():
        with pytest.raises(Refused) as refused:
            Lines(Relay.parse(url)).open()
        assert (refused.value.hitch, refused.value.for_good) == (hitch, False), url
        assert "se:cret" not in str(refused.value)
    controller.stop()


def test_a_server_that_wants_a_login_first_refuses_no_letter_for_good() -> None:
    answers: dict[bytes, tuple[Hitch | None, bool]] = {
        b"530 Authentication required\r\n": (Hitch.login, False),
        b"421 Going home\r\n": (Hitch.answer, False),
        b"550 We do not know this sender\r\n": (None, True),
    }
    for answer, expected in answers.items():
        with talking(HELLO, OK, answer) as url, pytest.raises(Refused) as refused:
            Lines(Relay.parse(url)).deliver(PARCEL)
        assert (refused.value.hitch, refused.value.for_good) == expected


def test_an_address_that_no_command_can_carry_is_refused_for_good(server: TestRelay) -> None:
    to, text = Lines(Relay.parse(server.url)), b"Subject: Hi\r\n\r\n"
    for address in ("a@b.example>\r\nRCPT TO:<x@y.example", "иван@kvarta.example"):
        with pytest.raises(Refused) as refused:
            to.deliver(Parcel("hello@kvarta.example", (address,), text))
        assert refused.value.for_good
    to.deliver(Parcel("hello@kvarta.example", ("ivan@кварта.example",), text))
    to.close()
