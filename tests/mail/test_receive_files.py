"""`agency mail receive`: a hundred message files, each taken in once, none lost."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from agency.cli import group, mail, main
from agency.kernel.db import db
from agency.leads.arrivals import Arrival
from agency.leads.models import Inquiry, Lead, Message
from agency.leads.outcomes import Outcome
from tests.house import House
from tests.mail.cases import Case, cases
from tests.support import everything

Receive = Callable[..., tuple[int, list[dict[str, Any]]]]
HUNDRED = cases()


def write(folder: Path) -> list[Path]:
    """The files, in the order in which they are to be fed."""
    folder.mkdir()
    paths = [folder / f"{number:03}.eml" for number in range(len(HUNDRED))]
    for path, case in zip(paths, HUNDRED, strict=True):
        path.write_bytes(case.raw)
    return paths


@pytest.fixture
def receive(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Receive:
    """The command on the database of this test; its exit status, and its lines."""
    monkeypatch.setattr(mail, "create_app", lambda settings: app)
    monkeypatch.setattr(mail, "ensure_current", lambda url, migrations: None)
    monkeypatch.setattr(group, "load_settings", lambda: app.config["SETTINGS"])
    # This process goes on when the command has ended.
    monkeypatch.setattr(group, "configure_logs", lambda: None)

    def run(*paths: Path) -> tuple[int, list[dict[str, Any]]]:
        db.session.commit()  # the command has a session of its own
        done = CliRunner().invoke(main, ["mail", "receive", *map(str, paths)])
        return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()]

    return run


def test_there_are_a_hundred_of_them() -> None:
    assert len(HUNDRED) == len({case.name for case in HUNDRED}) == 100


def test_each_of_them_becomes_what_it_is_and_none_is_lost(receive: Receive, tmp_path: Path) -> None:
    paths = write(tmp_path / "files")
    status, lines = receive(*paths)
    assert status == 0
    assert [line["file"] for line in lines] == list(map(str, paths))
    assert wrong(lines) == []
    arrivals = everything(Arrival)
    assert [arrival.raw.read() for arrival in arrivals] == [case.raw for case in HUNDRED]
    assert [
        word
        for case, arrival in zip(HUNDRED, arrivals, strict=True)
        for word in missing(case, arrival)
    ] == []
    assert all(lead.owner is None for lead in everything(Lead)), "nobody works here yet"
    before = len(everything(Message)), len(everything(Inquiry))

    status, lines = receive(*paths)
    assert status == 0
    assert {line["outcome"] for line in lines} == {"duplicate"}
    assert len(lines) == 100
    assert (len(everything(Message)), len(everything(Inquiry))) == before


def test_it_needs_no_more_than_a_migrated_folder(tmp_path: Path) -> None:
    house = House(tmp_path / "house")
    house.data.mkdir()
    house.agency("db", "upgrade")
    path = tmp_path / os.fsdecode(b"caf\xe9 \xd1\x87.eml")
    path.write_bytes(HUNDRED[0].raw)
    (line,) = map(json.loads, house.agency("mail", "receive", str(path)).splitlines())
    assert line == {
        "file": str(path),
        "outcome": "lead",
        "lead": 1,
        "sender": {"name": "Ana Lopes", "address": "ana@casa-do-mar.pt"},
        "client": {"name": "Ana Lopes", "address": "ana@casa-do-mar.pt"},
        "subject": "A site for tiles",
        "reason": "Nothing in it speaks against a new inquiry",
    }
    assert house.ask("SELECT owner_id FROM lead") == [(None,)]


def test_a_file_that_cannot_be_read_is_named_and_the_rest_goes_on(
    receive: Receive, tmp_path: Path
) -> None:
    good = tmp_path / "good.eml"
    good.write_bytes(HUNDRED[0].raw)
    status, lines = receive(tmp_path / "nowhere.eml", tmp_path, good)
    assert status == 1
    assert [sorted(line) for line in lines[:2]] == [["error", "file"]] * 2
    assert "No such file" in lines[0]["error"]
    assert lines[2]["outcome"] == "lead"


def wrong(lines: list[dict[str, Any]]) -> list[str]:
    """The cases whose line says something else than it should."""
    found = []
    for case, line in zip(HUNDRED, lines, strict=True):
        if line["outcome"] != case.outcome.value:
            found.append(f"{case.name}: {line['outcome']} ({line['reason']})")
        elif case.client and (line["client"] or {}).get("address") != case.client:
            found.append(f"{case.name}: client {line['client']}")
        elif case.outcome in (Outcome.lead, Outcome.forward) and line["lead"] is None:
            found.append(f"{case.name}: no lead")
        elif not line["reason"]:
            found.append(f"{case.name}: no reason")
    return found


def missing(case: Case, arrival: Arrival) -> list[str]:
    """What should be readable on the lead and is not."""
    message = next((each for each in everything(Message) if each.raw_id == arrival.raw_id), None)
    if not (case.says or case.subject or case.files) or arrival.outcome is Outcome.duplicate:
        return []
    if message is None:
        return [f"{case.name}: no message"]
    found = []
    if case.says not in message.body:
        found.append(f"{case.name}: {message.body[:80]!r}")
    if not message.subject.startswith(case.subject):
        found.append(f"{case.name}: {message.subject!r}")
    if not set(case.files) <= {file.name for file in message.files}:
        found.append(f"{case.name}: {[file.name for file in message.files]}")
    return found


def test_a_busy_database_is_no_reason_to_lose_the_rest(receive: Receive, tmp_path: Path) -> None:
    busy = [True, False]

    def out_of_reach(connection: object) -> None:
        if busy.pop(0):
            raise OperationalError("BEGIN", None, Exception("database is locked"))

    paths = write(tmp_path / "files")[:2]
    event.listen(db.engine, "begin", out_of_reach)
    try:
        busy += [False] * 1_000
        status, lines = receive(*paths)
    finally:
        event.remove(db.engine, "begin", out_of_reach)
    assert status == 1
    assert [sorted(lines[0]), lines[1]["outcome"]] == [["error", "file"], "lead"]
