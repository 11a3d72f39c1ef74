"""A real house for the bench: a data folder with many rows, and the product's own web server on it."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import flask_migrate
import sqlalchemy as sa
from fractional_indexing import generate_n_keys_between

from agency.app import create_app
from agency.config import load_settings
from agency.demo import cast
from agency.demo.studio import Studio, build
from agency.kernel import clock
from agency.kernel.db import db
from agency.leads.models import Lead, Stage, Turn
from agency.tasks.hours import TaskPlan, TimeEntry
from agency.tasks.labels import BLOCKED_BY, LABELS_OF, Label
from agency.tasks.models import Task
from agency.tasks.pieces import Subtask
from agency.tasks.projects import ColumnKind
from agency.tasks.sold import start_project


@dataclass
class Desk:
    """Somebody logged in at a running house."""

    port: int
    cookie: str
    board: int

    def get(self, path: str, *, expect: int = 200) -> bytes:
        """The page, over a connection that is kept."""
        return self._ask("GET", path, None, {}, expect)

    def post(self, path: str, fields: Mapping[str, str], token: str) -> bytes:
        """What a script of a page sends, and its answer."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": token,
            "HX-Request": "true",
        }
        return self._ask("POST", path, urlencode(fields), headers, 200)

    def _ask(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str], expect: int
    ) -> bytes:
        connection = self._connection()
        connection.request(method, path, body, {"Cookie": self.cookie, **headers})
        response = connection.getresponse()
        answer = response.read()
        if response.status != expect:
            raise RuntimeError(f"{path} answered {response.status}")
        return answer

    def _connection(self) -> http.client.HTTPConnection:
        if not hasattr(self, "_kept"):
            self._kept = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        return self._kept


@contextmanager
def running(folder: Path, rows: int) -> Iterator[Desk]:
    """A house with this many leads in its inbox and this many tasks on its board, and Vera at the desk."""
    port = free_port()
    environ = environ_of(folder, port)
    board = fill(environ, rows)
    server = subprocess.Popen(
        [sys.executable, "-m", "agency.cli", "web"],
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until_it_answers(port)
        yield Desk(port, log_in(port), board)
    finally:
        server.terminate()
        server.wait(30)


def environ_of(folder: Path, port: int) -> dict[str, str]:
    """The settings of a house in this folder, with nothing of the house in which we are."""
    environ = {**os.environ, "AGENCY_DATA": str(folder), "PORT": str(port)}
    for name in ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "IMAP_URL", "BASE_URL"):
        environ.pop(name, None)
    return environ


def fill(environ: dict[str, str], rows: int) -> int:
    """So many leads in the inbox and tasks on a board; the board's id."""
    app = create_app(load_settings(environ))
    with app.app_context():
        flask_migrate.upgrade(directory=str(app.config["MIGRATIONS"]))
        studio = build(clock.now())
        db.session.flush()
        _add_leads(studio, rows)
        project = _add_tasks(studio, rows)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return project


def _add_leads(studio: Studio, rows: int) -> None:
    pattern = studio.leads["harbour"]
    values = [
        {
            "title": f"Inquiry number {number}",
            "client_id": pattern.client_id,
            "contact_id": pattern.contact_id,
            "owner_id": studio.vera.id,
            "source": pattern.source,
            "stage": Stage.new,
            "received_at": studio.now - timedelta(minutes=number),
            "first_response_due_at": studio.now + timedelta(minutes=15 - number),
            "heard_at": studio.now - timedelta(minutes=number),
            "turn": Turn.ours,
            "turn_since": studio.now - timedelta(minutes=number),
            "lost_reason": "",
        }
        for number in range(rows)
    ]
    db.session.execute(sa.insert(Lead), values)


def _add_tasks(studio: Studio, rows: int) -> int:
    project = start_project(studio.proposal, at=studio.now)
    kinds = list(ColumnKind)
    keys = generate_n_keys_between("b00", None, rows)
    tasks = [
        Task(
            project_id=project.id,
            column_id=project.column(kinds[number % len(kinds)]).id,
            title=f"Task number {number}",
            section="Build",
            category=3,
            order_key=key,
            version=1,
            sold_minor=12_000,
            moved_at=studio.now,
        )
        for number, key in enumerate(keys)
    ]
    db.session.add_all(tasks)
    db.session.flush()
    plans = [{"task_id": task.id, "member_id": studio.timur.id, "minutes": 120} for task in tasks]
    db.session.execute(sa.insert(TaskPlan), plans)
    _lay_on(studio, [task.id for task in tasks])
    return project.id


def _lay_on(studio: Studio, ids: list[int]) -> None:
    """What cards of a board in use wear: owners, due days, hours, pieces, labels, and one that waits for another."""
    today = studio.now.date()
    labels = [Label(name=f"Label {number}", category=number + 1) for number in range(5)]
    db.session.add_all(labels)
    db.session.flush()
    db.session.execute(
        sa.update(Task)
        .where(Task.id.in_(ids))
        .values(owner_id=studio.timur.id, due_on=today + timedelta(days=3))
    )
    entries = [
        {"task_id": id, "member_id": studio.timur.id, "minutes": 45, "on": today, "note": ""}
        for id in ids[::2]
    ]
    for each in entries:
        each["logged_at"] = studio.now
    pieces = [
        {"task_id": id, "title": f"Piece {number}", "position": number}
        for id in ids[::4]
        for number in range(3)
    ]
    worn = [{"task_id": id, "label_id": labels[id % 5].id} for id in ids[::3]]
    waits = [{"task_id": id, "blocker_id": id + 1} for id in ids[::20]]
    for table, rows in (
        (TimeEntry, entries),
        (Subtask, pieces),
        (LABELS_OF, worn),
        (BLOCKED_BY, waits),
    ):
        db.session.execute(sa.insert(table), rows)


def log_in(port: int) -> str:
    """The cookie of somebody who has logged in there."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/login")
    response = connection.getresponse()
    page, cookie = response.read().decode(), _cookie(response)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    fields = {
        "csrf_token": token.group(1) if token else "",
        "email": "vera@kvarta.example",
        "password": cast.PASSWORD,
    }
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/login", urlencode(fields), headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status not in (302, 303):
        raise RuntimeError(f"Logging in answered {answer.status}")
    return _cookie(answer)


def _cookie(response: http.client.HTTPResponse) -> str:
    found = [
        header.split(";")[0]
        for name, header in response.getheaders()
        if name.lower() == "set-cookie" and header.startswith("session=")
    ]
    return found[-1] if found else ""


def until_it_answers(port: int, seconds: float = 60) -> None:
    """Wait until somebody listens on this port."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The web server did not start")


def free_port() -> int:
    """A port that nobody has at the moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port
