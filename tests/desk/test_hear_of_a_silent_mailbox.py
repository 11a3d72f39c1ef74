"""Mail that does not reach the house is shown to those who can do something about it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from agency.demo.studio import Studio
from agency.kernel import clock
from agency.kernel.mail import mailboxes
from agency.kernel.mail.mailboxes import Trouble
from tests.support import HouseClient

ADDRESS = "hello@studio.example@mail.example/INBOX"
TITLE = "hello@studio.example"


@pytest.fixture
def database() -> str:
    """One row, read by its address: one database is enough."""
    return "sqlite"


@pytest.fixture
def with_mailbox(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "imaps://hello%40studio.example:hush@mail.example"
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], imap_url=url))


def test_without_a_mailbox_nothing_is_said(client: HouseClient, studio: Studio) -> None:
    assert "Mail that does not reach us" not in client.login(studio.nora).get("/").text


def test_an_unread_mailbox_is_shown_with_since_when_and_why(
    with_mailbox: None, client: HouseClient, studio: Studio
) -> None:
    client.login(studio.nora)
    never = client.get("/").text
    assert f"<b>{TITLE}</b>" in never
    assert "never" in never and "may not be running" in never

    now = clock.now()
    box = mailboxes.hold(ADDRESS)
    box.finish(now - timedelta(minutes=4))
    assert TITLE not in client.get("/").text

    box = mailboxes.hold(ADDRESS)
    box.finish(now - timedelta(minutes=6))
    box.fail(Trouble.login, "[AUTHENTICATIONFAILED] Who are you?")
    client.login(studio.vera)
    shown = client.get("/").text
    assert "does not take our login" in shown
    assert "Who are you?" in shown and "hush" not in shown


def test_what_a_server_keeps_back_is_counted(
    with_mailbox: None, client: HouseClient, studio: Studio
) -> None:
    now = clock.now()
    box = mailboxes.hold(ADDRESS)
    box.finish(now)
    for uid in (7, 8):
        box.owe(uid, now)
    client.login(studio.nora)
    shown = client.get("/").text
    assert "did not hand over 2 messages" in shown and "last read" not in shown
    mailboxes.hold(ADDRESS).take(7)
    assert "did not hand over 1 message;" in client.get("/").text
    mailboxes.hold(ADDRESS).take(8)
    assert TITLE not in client.get("/").text
