"""Letters leave by a real SMTP server: taken once, refused for now, refused for good, or nobody knows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from flask import Flask

from agency.kernel import due
from agency.kernel.db import db
from agency.kernel.files import store
from agency.kernel.mail import lines, outbox
from agency.kernel.mail.compose import Correspondent, Draft
from agency.kernel.mail.models import Hitch, Known, Letter, LetterState
from agency.kernel.mail.relay import Relay
from agency.kernel.mail.transport import Parcel, Refused
from tests.house import free_port
from tests.support import NOW


@pytest.fixture
def database() -> str:
    """How letters travel does not depend on it: one database is enough."""
    return "sqlite"


RunDue = Callable[[datetime], int]
MINUTE = timedelta(minutes=1)


@dataclass
class Server:
    """An SMTP server that answers as it is told: to RCPT and after the dot. "break" breaks the line."""

    to_recipient: str = "250 OK"
    after_the_dot: str = "250 OK"
    taken: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    meanwhile: Callable[[], None] = lambda: None
    written: int = 0

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        self.meanwhile()
        answer = self.refuses.get(address, self.to_recipient)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.meanwhile()
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
    lines.hang_up()
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
    again = due.planned_for("mail.deliver", letter.id)
    assert again is not None and 0.8 * MINUTE <= again - NOW <= 1.2 * MINUTE
    run_due(again - timedelta(seconds=1))
    assert letter.state is LetterState.queued
    server.to_recipient = "250 OK"
    run_due(again)
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
    run_due(NOW + 2 * MINUTE)
    assert letter.state is LetterState.sent


def test_a_letter_is_tried_with_growing_pauses_and_given_up_after_two_days(
    server: Server, run_due: RunDue
) -> None:
    server.to_recipient = "451 try again later"
    letter = post()
    at, pauses = NOW, list[timedelta]()
    while letter.state is LetterState.queued:
        run_due(at)
        later = due.planned_for("mail.deliver", letter.id)
        pauses += [later - at] if later else []
        at = later or at
    assert letter.state is LetterState.failed
    assert outbox.awaiting_a_person() == [letter]
    assert timedelta(days=2) < at - NOW < timedelta(days=2, hours=2)
    assert pauses[:5] == sorted(pauses[:5])
    assert 48 * MINUTE <= pauses[-1] <= 72 * MINUTE
    assert len(set(pauses[5:])) > 5, "they differ, so that not all letters come at once"


def test_a_refusal_for_good_is_not_tried_again(server: Server, run_due: RunDue) -> None:
    server.to_recipient = "550 no such user"
    letter = post()
    run_due(NOW)
    assert letter.state is LetterState.failed
    assert letter.error == "550 no such user"
    server.to_recipient = "250 OK"
    run_due(NOW + timedelta(days=2))
    assert server.taken == []


def test_a_line_that_breaks_after_the_dot_leaves_the_letter_in_doubt(
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
    assert letter.known is Known.no_mailbox


def test_what_one_recipient_is_refused_does_not_keep_the_letter_from_another(
    server: Server, run_due: RunDue
) -> None:
    server.refuses = {"b@two.example": "550 no such user", "c@three.example": "451 greylisted"}
    everybody = [Correspondent(each, f"{each}") for each in ("a@one.example", *server.refuses)]
    letter = post(to=everybody)
    run_due(NOW)
    assert (letter.state, letter.error) == (LetterState.queued, "451 greylisted")
    assert letter.refusals == {"b@two.example": "550 no such user"}
    assert server.recipients == ["a@one.example"]
    server.refuses = {}
    run_due(NOW + 2 * MINUTE)
    assert letter.state is LetterState.sent
    assert server.recipients == ["a@one.example", "c@three.example"], "nobody gets it twice"
    assert server.taken[0] == server.taken[1]


def test_a_letter_that_every_recipient_is_refused_has_failed(
    server: Server, run_due: RunDue
) -> None:
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
    assert (letter.state, letter.hitch) == (LetterState.queued, Hitch.away)
    assert "refused" in (letter.error or "")


def test_when_the_server_is_back_those_that_waited_for_it_go_together(
    server: Server, app: Flask, run_due: RunDue
) -> None:
    there = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(there, smtp_url=f"smtp://127.0.0.1:{free_port()}")
    waiting = [post() for _ in range(4)]
    for minutes in (0, 2, 10, 40):
        run_due(NOW + minutes * MINUTE)
    app.config["SETTINGS"] = there
    planned = [due.planned_for("mail.deliver", each.id) for each in waiting]
    run_due(min(filter(None, planned)))
    assert {each.state for each in waiting} == {LetterState.sent}
    assert len(server.taken) == 4


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
    smtp = Relay.parse(url)
    assert (smtp.host, smtp.port, smtp.starttls) == (host, port, starttls)
    assert (smtp.user, smtp.password) == (user, password)


def test_while_the_server_is_asked_nobody_waits_for_our_lock(
    app: Flask, server: Server, run_due: RunDue
) -> None:
    """Another connection writes while the server thinks about RCPT, and about the dot."""
    letter = post()
    # Not the engine's address: that of the shared application was another test's.
    url = app.config["SETTINGS"].database_url
    other = sa.create_engine(url, connect_args=_at_once(db.engine.dialect.name))

    def write() -> None:
        with other.begin() as connection:
            if other.dialect.name == "sqlite":
                connection.exec_driver_sql("UPDATE letter SET subject = subject")
            else:
                connection.exec_driver_sql("LOCK TABLE letter IN ACCESS EXCLUSIVE MODE NOWAIT")
        server.written += 1

    server.meanwhile = write
    run_due(NOW)
    other.dispose()
    assert letter.state is LetterState.sent
    assert server.written == 2


def _at_once(dialect: str) -> dict[str, Any]:
    return {"timeout": 0} if dialect == "sqlite" else {}


def test_a_server_without_tls_gets_no_letter_that_asks_for_it(server: Server, app: Flask) -> None:
    letter = post()
    with pytest.raises(Refused) as refused:
        lines.to(app.config["SETTINGS"].smtp_url + "?starttls").deliver(Parcel.of(letter))
    assert refused.value.hitch is Hitch.tls
    assert server.taken == []
