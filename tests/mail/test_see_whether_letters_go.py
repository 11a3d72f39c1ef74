"""`agency doctor --mail`: a letter to ourselves goes out, is waited for, and each step is told in plain words."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from typing import Any

import pytest
from flask import Flask

from agency.demo.studio import Studio
from agency.desk import doctor
from agency.kernel.mail.findings import Finding, Grade
from tests.house import free_port
from tests.imap_servers import TestMailbox
from tests.kernel.test_judge_domains import Dns
from tests.relays import TestRelay, relay
from tests.support import NOW

TEXTS: dict[str, list[str]] = {
    "kvarta__example": ["v=spf1 mx -all"],
    "_dmarc__kvarta__example": ["v=DMARC1; p=quarantine"],
}


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def server(app: Flask, studio: Studio, mailbox: TestMailbox) -> Iterator[TestRelay]:
    """A relay that brings what it takes into our own mailbox."""
    with mailbox.opened() as box:
        for name in ("Sent", "Junk"):
            box.folder.create(name)
    with relay() as found:
        found.files = mailbox.deliver
        set_up(app, smtp_url=found.url, imap_url=mailbox.url)
        yield found


def set_up(app: Flask, **changes: Any) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], **changes)


def look(app: Flask, patience: float = 0, **texts: list[str]) -> list[Finding]:
    return list(
        doctor.mail(
            app.config["SETTINGS"],
            NOW,
            ask=Dns(**(TEXTS | texts)),
            patience=patience,
            pause=lambda seconds: None,
        )
    )


def said(found: list[Finding], words: str) -> Finding:
    [one] = [each for each in found if words in each.words]
    return one


@pytest.mark.own_app
def test_a_letter_there_and_back(app: Flask, server: TestRelay, mailbox: TestMailbox) -> None:
    def bring(raw: bytes) -> None:
        seen = b"Authentication-Results: mx.example; spf=pass smtp.mailfrom=x; dkim=fail; dmarc=pass\r\n"
        signed = b"DKIM-Signature: v=1; d=kvarta.example; s=x; b=x\r\n"
        mailbox.deliver(seen + signed + raw)
        mailbox.deliver(raw, folder="Sent")

    server.files = bring
    found = look(app)
    assert [each.grade for each in found].count(Grade.bad) == 0, found
    for words in ("the server took our letter", "arrived in INBOX", "a plus reaches", "by itself"):
        assert said(found, words).grade is Grade.good
    assert said(found, "receiving server says: fail").do
    assert said(found, "signed by kvarta.example").grade is Grade.good
    assert len(server.taken) == 2
    plain, plus = (message_from_bytes(each) for each in server.taken)
    assert "+" in plus["To"]
    assert plain["Auto-Submitted"] == "auto-generated"


@pytest.mark.own_app
def test_what_goes_wrong_on_the_way_is_told_with_what_to_do(
    app: Flask, server: TestRelay, mailbox: TestMailbox
) -> None:
    server.files = lambda raw: mailbox.deliver(raw, folder="Junk")
    spam = said(look(app), "taken for spam")
    assert (spam.grade, "Junk" in spam.words) == (Grade.bad, True)
    server.files = None
    assert said(look(app), "did not arrive").grade is Grade.bad
    server.after_the_dot = "554 5.7.1 not from you"
    refused = said(look(app), "refused our letter")
    assert "554 5.7.1 not from you" in refused.words
    server.after_the_dot = "break"
    assert said(look(app), "the line broke").do
    server.after_the_dot = "250 OK"
    server.files = mailbox.deliver
    set_up(app, imap_url=mailbox.address("imap", "127.0.0.1", free_port()))
    assert said(look(app), "cannot be read").do
    set_up(app, imap_url=None)
    assert said(look(app), "nobody can see whether it arrived").grade is Grade.told
    set_up(app, smtp_url=f"smtp://me:hush@127.0.0.1:{free_port()}")
    lost = said(look(app), "no line to")
    assert lost.do
    assert "hush" not in lost.words
    set_up(app, smtp_url=None)
    assert said(look(app), "letters stay in the house").do
    assert said(look(app, kvarta__example=[]), "SPF").grade is Grade.bad


def test_the_house_is_looked_at_without_mail(app: Flask, studio: Studio) -> None:
    found = list(doctor.house(app.config["SETTINGS"], NOW))
    assert [each.words.partition(":")[0] for each in found] == [
        "Database",
        "Redis",
        "Clock",
        "Data",
    ]
    assert said(found, "Clock").do
