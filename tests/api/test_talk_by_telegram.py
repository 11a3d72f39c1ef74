"""People write to the bot: each becomes a lead or goes on with one, and our answers go back there once."""

import dataclasses
import json
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from flask import Flask

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.mail.models import LetterState
from agency.kernel.timeline import ActorKind
from agency.leads import ways_back
from agency.leads.models import Channel, Lead, Turn
from agency.leads.telegram import connecting, outbox, reminding, wire
from agency.leads.telegram.answering import NoChat
from agency.leads.telegram.models import Bot, ChatWord
from agency.leads.ways_back import WayBack
from agency.leads.ways_in.chats import Chat
from agency.leads.ways_in.deliveries import Delivery, Standing
from agency.leads.ways_in.reasons import Why
from agency.people.notices import Notice
from tests.support import NOW, HouseClient, everything

RunDue = Callable[[datetime], int]
TOKEN = "123456:ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OTHER_TOKEN = "654321:ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ANA = {
    "id": 77,
    "first_name": "Ana",
    "last_name": "Prado",
    "username": "ana",
    "language_code": "ru",
}


class Telegram(ThreadingHTTPServer):
    """A small Telegram: it says who the bot is, takes words, gives files, and fails when told to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.said: list[Any] = []
        self.files: dict[str, bytes] = {"photo-1": b"\xff\xd8\xff a photo"}

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def asked_of(self, method: str) -> list[dict[str, Any]]:
        return [what for name, what in self.asked if name == method]

    def handle_error(self, *_: Any) -> None:
        """A line that broke on purpose is no news."""


class _Door(BaseHTTPRequestHandler):
    server: Telegram

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        token, _slash, method = self.path.removeprefix("/bot").partition("/")
        what = json.loads(body) if self.headers["Content-Type"] == "application/json" else {}
        self.server.asked.append((method, what))
        if token not in (TOKEN, OTHER_TOKEN):
            return self._say(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        planned = self.server.said.pop(0) if method == "sendMessage" and self.server.said else None
        if planned == "hang up":
            self.close_connection = True
            return self.connection.close()
        if planned is not None:
            return self._say(planned["error_code"], {"ok": False, **planned})
        results: dict[str, Any] = {
            "getMe": {"first_name": "Kvarta", "username": "kvarta_bot"},
            "getFile": {"file_path": f"photos/{what.get('file_id')}"},
        }
        found = results.get(method, {"message_id": 1000 + len(self.server.asked)})
        return self._say(200, {"ok": True, "result": found})

    def do_GET(self) -> None:
        data = self.server.files.get(self.path.rpartition("/")[2], b"")
        self.send_response(200 if data else 404)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _say(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Silent."""


@pytest.fixture
def database() -> str:
    """One database is enough."""
    return "sqlite"


@pytest.fixture
def telegram(app: Flask) -> Iterator[Telegram]:
    """A real server on this machine, which the house takes for Telegram."""
    server = Telegram()
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    ).start()
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(settings, telegram_api=server.base)
    yield server
    app.config["SETTINGS"] = settings
    server.shutdown()
    server.server_close()


@dataclasses.dataclass
class Writer:
    """Whoever writes to the bot, through Telegram."""

    client: HouseClient
    path: str
    secret: str
    count: int = 0

    def write(
        self, text: str = "", *, id: int | None = None, edit: bool = False, **more: Any
    ) -> Any:
        self.count += 1
        message = {
            "message_id": more.pop("message_id", self.count),
            "date": int(NOW.timestamp()),
            "chat": {"id": 77, "type": "private"},
            "from": ANA,
            **({"text": text} if text else {}),
            **more,
        }
        key = "edited_message" if edit else "message"
        return self.send({"update_id": id or 500 + self.count, key: message})

    def send(self, update: Any, secret: str | None = None) -> Any:
        heads = {"X-Telegram-Bot-Api-Secret-Token": secret or self.secret}
        body = update if isinstance(update, bytes) else json.dumps(update).encode()
        return self.client.post(self.path, data=body, headers=heads)


@pytest.fixture
def writer(telegram: Telegram, client: HouseClient, studio: Studio) -> Writer:
    """The bot is connected."""
    return connected(TOKEN, telegram, client)


def connected(token: str, telegram: Telegram, client: HouseClient) -> Writer:
    connecting.connect(token, at=NOW)
    db.session.commit()
    hook = telegram.asked_of("setWebhook")[-1]
    return Writer(client, "/" + hook["url"].split("/", 3)[3], hook["secret_token"])


def _lead() -> Lead:
    (found,) = [lead for lead in everything(Lead) if lead.source is Channel.telegram]
    return found


def test_the_first_word_begins_a_lead_and_the_next_go_on_with_it(
    writer: Writer, run_due: RunDue
) -> None:
    photo = [{"file_id": "small", "file_size": 1}, {"file_id": "photo-1", "file_size": 11}]
    assert writer.write("Здравствуйте, нужен сайт").status_code == 200
    run_due(NOW)
    lead = _lead()
    assert (lead.contact.name, lead.client.language) == ("Ana Prado", "ru")
    assert lead.waits_for_first_response
    writer.write(photo=photo, caption="Вот так")
    writer.write("И блог", id=777)
    writer.write("И блог", id=777)
    run_due(NOW)
    assert [each.body for each in lead.messages][:2] == ["И блог", "Вот так"]
    assert [each.name for each in lead.messages[1].files] == ["photo.jpg"]
    writer.write("И магазин", edit=True, message_id=3)
    writer.write(contact={"phone_number": "37410551234", "first_name": "Ana", "user_id": 77})
    run_due(NOW)
    assert lead.contact.phone == "+37410551234"
    assert len(everything(Chat)) == 1 and len(lead.messages) == 5
    assert sum(each.state is Standing.repeated for each in everything(Delivery)) == 1
    writer.client.login(lead.owner)
    assert "wrote this anew" in writer.client.get(f"/leads/{lead.id}").text


def test_another_bot_counts_for_itself(
    writer: Writer, telegram: Telegram, client: HouseClient, run_due: RunDue
) -> None:
    writer.write("A site please")
    run_due(NOW)
    again = connected(TOKEN, telegram, client)
    again.write("A site please")
    other = connected(OTHER_TOKEN, telegram, client)
    other.write("And a shop")
    run_due(NOW)
    assert sorted(each.body for each in _lead().messages) == ["A site please", "And a shop"]
    states = [each.state for each in everything(Delivery)]
    assert states == [Standing.understood, Standing.repeated, Standing.understood]


def test_who_presses_start_is_greeted_and_owes_nobody_an_answer(
    writer: Writer, telegram: Telegram, run_due: RunDue
) -> None:
    writer.write("/start")
    run_due(NOW)
    (said,) = telegram.asked_of("sendMessage")
    assert said["chat_id"] == "77" and "Kvarta" in said["text"]
    assert not [lead for lead in everything(Lead) if lead.source is Channel.telegram]
    writer.write("Hello, a site please")
    run_due(NOW)
    assert _lead().waits_for_first_response


def test_groups_noise_and_wrong_secrets_are_kept_with_the_reason(
    writer: Writer, run_due: RunDue
) -> None:
    writer.write("Hi all", chat={"id": -5, "type": "supergroup"})
    writer.send({"update_id": 1, "poll": {}})
    writer.send(b"no json")
    writer.write(dice={"value": 3})
    run_due(NOW)
    assert [(each.state, each.reason) for each in everything(Delivery)] == [
        (Standing.ignored, Why.group),
        (Standing.ignored, Why.no_word),
        (Standing.aside, Why.not_read),
        (Standing.aside, Why.no_word),
    ]
    assert writer.send({"update_id": 2}, secret="guess").status_code == 401
    assert everything(Delivery)[-1].reason is Why.signature
    assert writer.client.post("/hooks/telegram/guess").status_code == 404


def test_an_answer_goes_back_by_telegram_and_stops_the_clock(
    writer: Writer, telegram: Telegram, run_due: RunDue, studio: Studio
) -> None:
    writer.write("Нужен сайт")
    run_due(NOW)
    lead = _lead()
    assert ways_back.way_back(lead) is WayBack.telegram
    assert ways_back.way_back(studio.leads["olaria"]) is WayBack.mail
    writer.client.login(studio.vera)
    page = f"/leads/{lead.id}"
    assert writer.client.fill(page, "chat", words=" ").status_code == 422
    assert writer.client.fill(page, "chat", words="Добрый день! " + "да " * 2000).status_code == 303
    assert lead.first_response_at is not None and lead.turn is Turn.theirs
    run_due(NOW)
    run_due(NOW + timedelta(seconds=5))
    sent = telegram.asked_of("sendMessage")
    assert len(sent) == 2 and sent[0]["text"].startswith("Добрый день!")
    assert all(each.state is LetterState.sent for each in everything(ChatWord))


def test_what_did_not_arrive_is_tried_again_or_shown_to_a_person(
    writer: Writer, telegram: Telegram, run_due: RunDue, studio: Studio
) -> None:
    writer.write("Нужен сайт")
    run_due(NOW)
    lead, page = _lead(), f"/leads/{_lead().id}"
    writer.client.login(studio.vera)
    slow = {"error_code": 429, "description": "Too Many", "parameters": {"retry_after": 30}}
    telegram.said = [slow, {"error_code": 500, "description": "Internal"}]
    writer.client.fill(page, "chat", words="Один")
    for minutes in (0, 1, 3):
        run_due(NOW + timedelta(minutes=minutes))
    assert everything(ChatWord)[-1].state is LetterState.sent
    assert len(telegram.asked_of("sendMessage")) == 3
    telegram.said = ["hang up"]
    writer.client.fill(page, "chat", words="Два")
    run_due(NOW)
    run_due(NOW + timedelta(hours=1))
    assert everything(ChatWord)[-1].state is LetterState.uncertain
    assert len(telegram.asked_of("sendMessage")) == 4, "never sent twice by itself"
    assert "Nobody knows whether this arrived" in writer.client.get(page).text
    writer.client.post(f"/chat-words/{everything(ChatWord)[-1].id}/release")
    run_due(NOW + timedelta(hours=1))
    assert everything(ChatWord)[-1].state is LetterState.sent
    telegram.said = [{"error_code": 403, "description": "bot was blocked by the user"}]
    writer.client.fill(page, "chat", words="Три")
    run_due(NOW + timedelta(hours=1))
    assert "bot was blocked by the user" in writer.client.get(page).text
    assert ways_back.way_back(lead) is WayBack.call
    writer.client.post(f"/chat-words/{everything(ChatWord)[-1].id}/arrival")
    assert everything(ChatWord)[-1].state is LetterState.sent


def test_one_that_was_being_sent_when_its_sender_died_is_for_a_person(
    writer: Writer, run_due: RunDue
) -> None:
    writer.write("Нужен сайт")
    run_due(NOW)
    word = outbox.post(everything(Chat)[0], "Да", at=NOW)
    word.state = LetterState.sending
    run_due(NOW)
    assert everything(ChatWord)[-1].state is LetterState.uncertain


def test_a_step_goes_by_telegram_once_and_what_may_have_arrived_asks_a_person(
    writer: Writer, telegram: Telegram, run_due: RunDue, studio: Studio
) -> None:
    writer.write("Нужен сайт")
    run_due(NOW)
    lead = _lead()
    lead.owner = studio.vera
    owed = lead.turn
    message = reminding.send_automatic(lead, "Есть ли вопросы?", by=studio.vera, at=NOW)
    run_due(NOW)
    assert telegram.asked_of("sendMessage")[-1]["text"] == "Есть ли вопросы?"
    assert (message.author_kind, lead.turn) == (ActorKind.machine, owed), "no answer of ours"
    told = [each.kind for each in everything(Notice)]
    telegram.said = ["hang up"]
    reminding.send_automatic(lead, "Всё ещё актуально?", by=studio.vera, at=NOW)
    for hours in (0, 1, 30):
        run_due(NOW + timedelta(hours=hours))
    assert len(telegram.asked_of("sendMessage")) == 2, "never said again by itself"
    assert everything(ChatWord)[-1].state is LetterState.uncertain
    died = reminding.send_automatic(lead, "И последнее", by=studio.vera, at=NOW)
    everything(ChatWord)[-1].state = LetterState.sending
    run_due(NOW + timedelta(hours=31))
    assert everything(ChatWord)[-1].state is LetterState.uncertain
    asked = [each.kind for each in everything(Notice)][len(told) :]
    assert asked.count("leads.chat_in_doubt") == 2
    assert (
        "Nobody knows whether this arrived"
        in writer.client.login(studio.vera).get(f"/leads/{died.lead_id}").text
    )
    lead.contact.email = "ana@prado.example"
    assert reminding.chat_for(lead) is None, "who gave an address gets letters"
    lead.contact.email = None
    everything(Chat)[0].blocked_at = NOW
    with pytest.raises(NoChat):
        reminding.send_automatic(lead, "Там?", by=studio.vera, at=NOW)


def test_while_telegram_is_asked_nobody_waits_for_our_lock(
    writer: Writer, telegram: Telegram, run_due: RunDue, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, open_meanwhile = wire.call, list[bool]()

    def watched(*args: Any, **what: Any) -> Any:
        open_meanwhile.append(db.session().in_transaction())
        return ask(*args, **what)

    monkeypatch.setattr(wire, "call", watched)
    writer.write(photo=[{"file_id": "photo-1", "file_size": 10}])
    run_due(NOW)
    [picture] = _lead().messages[0].files
    outbox.post(everything(Chat)[0], "Да", at=NOW)
    outbox.post(everything(Chat)[0], "", at=NOW, file=picture)
    db.session.commit()
    run_due(NOW)
    run_due(NOW + timedelta(seconds=5))
    assert [name for name, _ in telegram.asked[-3:]] == ["getFile", "sendMessage", "sendDocument"]
    assert open_meanwhile == [False, False, False]


def test_the_owner_connects_the_bot_and_its_token_is_shown_nowhere(
    telegram: Telegram, client: HouseClient, studio: Studio
) -> None:
    assert client.login(studio.vera).get("/settings/telegram").status_code == 403
    client.login(studio.nora)
    page = "/settings/telegram"
    assert client.fill(page, "bot-form", token="123").status_code == 422
    wrong = client.fill(page, "bot-form", token="123456:" + "x" * 30)
    assert wrong.status_code == 422 and "Unauthorized" in wrong.text
    assert client.fill(page, "bot-form", token=TOKEN).status_code == 303
    shown = client.get(page).text
    assert "@kvarta_bot" in shown and TOKEN not in shown
    assert TOKEN not in everything(Bot)[0].sealed_token
    assert client.fill(page, "disconnection").status_code == 303
    assert telegram.asked_of("deleteWebhook") and not everything(Bot)[0].is_connected


def test_a_server_that_is_away_is_no_breakage(app: Flask, studio: Studio) -> None:
    app.config["SETTINGS"] = dataclasses.replace(
        app.config["SETTINGS"], telegram_api="http://127.0.0.1:9"
    )
    with pytest.raises(wire.Refused):
        wire.call(TOKEN, "getMe")
