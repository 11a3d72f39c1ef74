"""Letters leave by a real SMTP server: taken once, refused for now, refused for good, or nobody knows."""

import smtplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from agency.kernel.db import db
from agency.kernel.due import RETRIES
from agency.kernel.files import store
from agency.kernel.mail import outbox
from agency.kernel.mail.compose import Correspondent, Draft
from agency.kernel.mail.models import Letter, LetterState
from agency.kernel.mail.transport import Parcel, Refused, Smtp
from tests.house import free_port
from tests.support import NOW

RunDue = Callable[[datetime], int]
MINUTE = timedelta(minutes=1)


@dataclass
class Server:
    """An SMTP server that answers as it is told: to RCPT and after the dot. "break" breaks the line."""

    to_recipient: str = "250 OK"
    after_the_dot: str = "250 OK"
    taken: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope.content)
        self.recipients += envelope.rcpt_tos
        if self.after_the_dot == "break":
            server.transport.abort()
            return "250 never heard"
        return self.after_the_dot

    @property
    def messages(self) -> list[EmailMessage]:
        read = [message_from_bytes(each, policy=policy.default) for each in self.taken]
        return [each for each in read if isinstance(each, EmailMessage)]


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings = replace(app.config["SETTINGS"], smtp_url=f"smtp://127.0.0.1:{controller.port}")
    app.config["SETTINGS"] = settings
    yield handler
    controller.stop()


def post(**changes: Any) -> Letter:
    given: dict[str, Any] = {
        "sender": Correspondent("Вера Линдт", "hello@kvarta.example"),
        "to": [Correspondent("Inês Carvalho", "ines@olarianova.example")],
        "subject": "Магазин для керамики",
        "text": "Good morning Inês,\n\n.\n.. a line that begins with dots\n\nVera",
        "lang": "en",
        "house": "Kvarta",
    }
    return outbox.post(Draft(**{**given, **changes}), now=NOW)


def test_a_letter_arrives_with_its_thread_in_text_and_html(server: Server, run_due: RunDue) -> None:
    letter = post(in_reply_to="<2@olaria>", references=("<1@olaria>",))
    run_due(NOW)
    assert letter.state is LetterState.sent
    assert not letter.stayed_home
    [message] = server.messages
    assert server.recipients == ["ines@olarianova.example"]
    assert message["Message-ID"] == letter.message_id
    assert message["In-Reply-To"] == "<2@olaria>"
    assert message["References"] == "<1@olaria> <2@olaria>"
    assert message["Subject"] == "Магазин для керамики"
    assert {part.get_content_type() for part in message.iter_parts()} == {"text/plain", "text/html"}


def test_lines_of_dots_and_long_lines_arrive_whole(server: Server, run_due: RunDue) -> None:
    words = ".\n..\n" + "слово " * 400 + "\n." + "x" * 5_000
    post(text=words)
    run_due(NOW)
    body = server.messages[0].get_body(preferencelist=("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").strip() == words
    assert max(map(len, server.taken[0].split(b"\r\n"))) <= 998


def test_a_file_arrives_byte_by_byte(app: Flask, server: Server, run_due: RunDue) -> None:
    data = bytes(range(256)) * 40
    post(
        attachments=[store(data, name="tiles.bin", content_type="application/octet-stream", at=NOW)]
    )
    run_due(NOW)
    [attached] = server.messages[0].iter_attachments()
    assert attached.get_payload(decode=True) == data


def test_a_letter_is_sent_once_however_often_the_clock_passes(
    server: Server, run_due: RunDue
) -> None:
    post()
    for minutes in (0, 1, 60, 60 * 24):
        run_due(NOW + minutes * MINUTE)
    assert len(server.taken) == 1


def test_a_refusal_for_now_is_tried_again_and_the_letter_leaves(
    server: Server, run_due: RunDue
) -> None:
    server.to_recipient = "451 try again later"
    letter = post()
    run_due(NOW)
    assert letter.state is LetterState.queued
    assert letter.error == "451 try again later"
    assert server.taken == []
    run_due(NOW + RETRIES[0] - timedelta(seconds=1))
    assert letter.state is LetterState.queued
    server.to_recipient = "250 OK"
    run_due(NOW + RETRIES[0])
    assert letter.state is LetterState.sent
    assert letter.error is None
    assert len(server.taken) == 1


def test_a_refusal_after_the_dot_is_a_refusal_and_not_a_doubt(
    server: Server, run_due: RunDue
) -> None:
    server.after_the_dot = "452 no room"
    letter = post()
    run_due(NOW)
    assert letter.state is LetterState.queued
    server.after_the_dot = "250 OK"
    run_due(NOW + RETRIES[0])
    assert letter.state is LetterState.sent


def test_a_letter_refused_for_hours_waits_for_a_person(server: Server, run_due: RunDue) -> None:
    server.to_recipient = "451 try again later"
    letter = post()
    at = NOW
    run_due(at)
    for pause in RETRIES:
        at += pause
        run_due(at)
    assert letter.state is LetterState.failed
    assert outbox.awaiting_a_person() == [letter]


def test_a_refusal_for_good_is_not_tried_again(server: Server, run_due: RunDue) -> None:
    server.to_recipient = "550 no such user"
    letter = post()
    run_due(NOW)
    assert letter.state is LetterState.failed
    assert letter.error == "550 no such user"
    server.to_recipient = "250 OK"
    run_due(NOW + timedelta(days=2))
    assert server.taken == []


def test_a_line_that_breaks_after_the_dot_leaves_the_letter_to_a_person(
    server: Server, run_due: RunDue
) -> None:
    server.after_the_dot = "break"
    letter = post()
    run_due(NOW)
    assert letter.state is LetterState.uncertain
    server.after_the_dot = "250 OK"
    run_due(NOW + timedelta(days=2))
    assert len(server.taken) == 1, "it was sent blindly again"
    assert outbox.awaiting_a_person() == [letter]


def test_one_refused_recipient_refuses_the_whole_letter(server: Server, run_due: RunDue) -> None:
    server.to_recipient = "550 no such user"
    letter = post(to=[Correspondent("A", "a@one.example"), Correspondent("B", "b@two.example")])
    run_due(NOW)
    assert letter.state is LetterState.failed
    assert server.taken == []


def test_without_anybody_at_the_other_end_the_letter_waits(app: Flask, run_due: RunDue) -> None:
    nobody = f"smtp://127.0.0.1:{free_port()}"
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url=nobody)
    letter = post()
    run_due(NOW)
    assert letter.state is LetterState.queued
    assert "refused" in (letter.error or "")


@pytest.mark.parametrize(
    ("url", "host", "port", "starttls", "user", "password"),
    [
        ("smtp://mail.example", "mail.example", 25, False, "", ""),
        ("smtps://mail.example", "mail.example", 465, False, "", ""),
        ("smtp://mail.example?starttls", "mail.example", 587, True, "", ""),
        ("smtp://u%40x:p%3Aw@mail.example:2525", "mail.example", 2525, False, "u@x", "p:w"),
    ],
)
def test_the_address_of_a_server_says_how_to_reach_it(
    url: str, host: str, port: int, starttls: bool, user: str, password: str
) -> None:
    smtp = Smtp(url)
    assert (smtp.host, smtp.port, smtp.starttls) == (host, port, starttls)
    assert (smtp.user, smtp.password) == (user, password)


def test_while_the_server_is_asked_nobody_waits_for_our_lock(
    server: Server, run_due: RunDue, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_meanwhile, close = list[bool](), smtplib.SMTP.close

    def watched(line: smtplib.SMTP) -> None:
        open_meanwhile.append(db.session().in_transaction())
        close(line)

    monkeypatch.setattr(smtplib.SMTP, "close", watched)
    letter = post()
    run_due(NOW)
    assert letter.state is LetterState.sent
    assert open_meanwhile and not any(open_meanwhile)


def test_a_server_without_tls_gets_no_letter_that_asks_for_it(server: Server, app: Flask) -> None:
    letter = post()
    smtp = Smtp(app.config["SETTINGS"].smtp_url + "?starttls")
    with pytest.raises(Refused):
        smtp.deliver(Parcel.of(letter))
    assert server.taken == []
