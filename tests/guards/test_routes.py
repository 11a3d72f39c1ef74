"""Every address of the application, with who may open it. Removing or opening one takes a thought."""

from pathlib import Path

import pytest
from flask import Flask

from agency.kernel.auth import Access
from agency.kernel.web import who_may

SNAPSHOT = Path(__file__).with_name("routes.txt")


@pytest.fixture
def database() -> str:
    """These ask the application only: one database is enough."""
    return "sqlite"


def test_every_address_says_who_may_and_stands_in_the_snapshot(app: Flask) -> None:
    found = sorted(_line(app, rule) for rule in app.url_map.iter_rules())
    expected = SNAPSHOT.read_text().splitlines()
    assert found == expected, "Write the changed lines into tests/guards/routes.txt"


def test_no_view_is_unmarked(app: Flask) -> None:
    unmarked = [name for name in app.view_functions if who_may(app, name) is None]
    assert not unmarked


def test_no_address_holds_a_verb(app: Flask) -> None:
    verbs = {"add", "create", "delete", "edit", "move", "remove", "save", "send", "update"}
    for rule in app.url_map.iter_rules():
        words = set(rule.rule.strip("/").split("/"))
        assert not words & verbs, f"Name the moment as a noun: {rule.rule}"


def _line(app: Flask, rule: object) -> str:
    methods = ",".join(sorted(set(rule.methods) - {"HEAD", "OPTIONS"}))  # type: ignore[attr-defined]
    mark = who_may(app, rule.endpoint)  # type: ignore[attr-defined]
    who = mark.value if isinstance(mark, Access) else mark
    return f"{rule.rule} {methods} {rule.endpoint} {who}"  # type: ignore[attr-defined]
