"""A letter that the database will not hold is put aside, and those after it are sorted."""

import sqlite3

import psycopg
import pytest
from flask import Flask
from sqlalchemy.exc import InterfaceError, OperationalError

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.leads import arrivals, care
from agency.leads.arrivals import Arrival
from agency.leads.incoming import Incoming
from agency.leads.jobs import sort
from agency.leads.outcomes import Outcome
from tests.leads.raw import raw
from tests.support import NOW

# More bytes than an index of PostgreSQL holds, in letters that cannot be packed tighter.
ENDLESS = "".join(chr(0x20000 + step * 7919 % 40000) for step in range(900))


def _came_in(*letters: bytes) -> list[Arrival]:
    found = [arrivals.take_in(each, seen_at=NOW, arrived_at=NOW) for each in letters]
    db.session.commit()
    sort(found[-1].id, NOW)
    db.session.commit()
    return found


def test_an_id_that_no_index_holds_is_no_id(studio: Studio) -> None:
    odd, usual = _came_in(
        raw(Message_ID=f"<{ENDLESS}@x.example>", In_Reply_To=f"<{ENDLESS}@y.example>"),
        raw("Another one", sender="Ana <ana@new.example>", Message_ID="<2@x.example>"),
    )
    assert (odd.outcome, odd.message_id) == (Outcome.lead, None)
    assert usual.outcome is Outcome.lead


def test_what_the_database_will_not_hold_is_put_aside_with_its_bytes(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_much(arrival: Arrival, incoming: Incoming) -> None:
        refused = psycopg.errors.ProgramLimitExceeded("index row size 3624 exceeds the maximum")
        raise OperationalError("INSERT", {}, refused)

    first = raw(Message_ID="<1@x.example>")
    with monkeypatch.context() as patched:
        patched.setattr(Arrival, "describe", too_much)
        [odd] = _came_in(first)
    assert odd.outcome is Outcome.quarantine
    assert odd.raw.read() == first
    [usual] = _came_in(raw("Another one", Message_ID="<2@x.example>"))
    assert usual.outcome is Outcome.lead


def test_a_database_that_is_away_is_asked_again(app: Flask) -> None:
    def passes(said: Exception, kind: type[OperationalError | InterfaceError]) -> bool:
        return care.passes(kind("SELECT 1", {}, said))

    assert passes(sqlite3.OperationalError("database is locked"), OperationalError)
    assert passes(sqlite3.OperationalError("disk I/O error"), OperationalError)
    assert passes(psycopg.OperationalError("connection refused"), OperationalError)
    assert passes(psycopg.errors.DeadlockDetected("deadlock"), OperationalError)
    assert passes(psycopg.InterfaceError("the connection is closed"), InterfaceError)
    assert not passes(sqlite3.OperationalError("too many SQL variables"), OperationalError)
    assert not passes(psycopg.errors.ProgramLimitExceeded("too large"), OperationalError)
    assert not care.passes(ValueError("a lock"))
