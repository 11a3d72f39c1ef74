"""`agency mail receive`: whoever wrote what was passed on is the client, and programs are never anybody's client."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from agency.cli import group, mail, main
from agency.demo import cast
from agency.kernel.db import db
from agency.leads.arrivals import Arrival
from agency.leads.incoming import parse
from agency.leads.models import Lead, Message
from agency.leads.outcomes import Outcome
from agency.leads.sorting.forwards import passed_on
from agency.leads.sorting.ourselves import Ourselves
from agency.people.models import Agency
from tests.mail.automatic import automats
from tests.mail.passed_on import forwards
from tests.support import everything

FORWARDS, AUTOMATS = list(forwards()), list(automats())
# The rest is only read: to make leads of them all would tell no more.
FED = [each for each in FORWARDS if "Thunderbird" not in each.name or "English" in each.name]
PROGRAMS = [each for each in AUTOMATS if each.outcome is not Outcome.lead]


@pytest.fixture
def database() -> str:
    """One is enough: the hundred of the other file go into both."""
    return "sqlite"


def receive(
    app: Flask, monkeypatch: pytest.MonkeyPatch, folder: Path, raws: list[bytes]
) -> list[dict[str, Any]]:
    """The lines that the command prints for these messages."""
    monkeypatch.setattr(mail, "create_app", lambda settings: app)
    monkeypatch.setattr(mail, "ensure_current", lambda url, migrations: None)
    monkeypatch.setattr(group, "load_settings", lambda: app.config["SETTINGS"])
    # This process goes on when the command has ended.
    monkeypatch.setattr(group, "configure_logs", lambda: None)
    paths = [folder / f"{number:03}.eml" for number in range(len(raws))]
    for path, raw in zip(paths, raws, strict=True):
        path.write_bytes(raw)
    db.session.add(Agency(id=1, **cast.KVARTA))
    db.session.commit()  # the command has a session of its own
    done = CliRunner().invoke(main, ["mail", "receive", *map(str, paths)])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_there_are_enough_of_them() -> None:
    assert len({each.name for each in FORWARDS}) == len(FORWARDS)
    assert len(FED) >= 45
    assert len({each.name for each in AUTOMATS}) == len(AUTOMATS)
    assert len(PROGRAMS) >= 45


def test_whoever_wrote_what_was_passed_on_is_read_in_every_language() -> None:
    us = Ourselves(cast.KVARTA["mail_address"])
    read = {each.name: passed_on(parse(each.raw), us) for each in FORWARDS}
    found = {name: it and (it.sender and it.sender.address) for name, it in read.items()}
    assert found == {each.name: each.client for each in FORWARDS}


def test_whoever_wrote_what_was_passed_on_is_the_client(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = receive(app, monkeypatch, tmp_path, [each.raw for each in FED])
    found = [(line["outcome"], (line["client"] or {}).get("address")) for line in lines]
    assert found == [("forward", each.client) for each in FED]
    assert all(line["sender"]["address"] == "walter@partner.example" for line in lines)
    said = [message.body for message in everything(Message)]
    lost = [each.name for each, body in zip(FED, said, strict=True) if each.says not in body]
    assert lost == []


def test_programs_become_what_they_are_and_start_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = receive(app, monkeypatch, tmp_path, [each.raw for each in AUTOMATS])
    wrong = [
        f"{each.name}: {line['outcome']} ({line['reason']})"
        for each, line in zip(AUTOMATS, lines, strict=True)
        if line["outcome"] != each.outcome.value or not line["reason"]
    ]
    assert wrong == []
    arrived: list[Arrival] = everything(Arrival)
    read = {
        each.name: (arrival.absent_until, arrival.failure)
        for each, arrival in zip(AUTOMATS, arrived, strict=True)
    }
    assert read == {each.name: (each.back, each.failure) for each in AUTOMATS}
    people = [each for each in AUTOMATS if each.outcome is Outcome.lead]
    assert len(everything(Lead)) == len(people)
