"""A request that may write waits for its turn at its very beginning, whatever its thread did before."""

from contextvars import Context
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from agency.demo.studio import Studio
from agency.kernel.db import begin_reading, db
from tests.support import HouseClient


@pytest.fixture
def database() -> str:
    """Only SQLite begins differently for readers and writers."""
    return "sqlite"


def test_after_a_page_was_read_in_the_same_thread_too(
    app: Flask, studio: Studio, client: HouseClient
) -> None:
    begun: list[str] = []

    def note(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.startswith("BEGIN"):
            begun.append(statement)

    def read_then_write() -> int:
        begin_reading()
        return FlaskClient.open(client, "/dev/mail/letters", method="POST").status_code

    client.login(studio.vera)
    db.session.commit()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert Context().run(read_then_write) == 422
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert set(begun) == {"BEGIN IMMEDIATE"}
