"""Messages that are too large, too deep, too many, or mean harm: each gets an outcome with a reason, none is lost."""

import io
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask

from agency.kernel.db import db
from agency.leads import mails
from agency.leads.arrivals import Arrival
from agency.leads.models import Message
from agency.people.models import Member
from tests.mail.raw import ENGLISH, RUSSIAN, file, head, letter, several, text
from tests.mail.test_receive_automats_and_forwards import receive
from tests.support import NOW, everything


@pytest.fixture
def database() -> str:
    """One is enough; the fuzz goes into both."""
    return "sqlite"


def bomb() -> bytes:
    """A few kilobytes that would be many megabytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as it:
        it.writestr("zeros.txt", bytes(20_000_000))
    return packed.getvalue()


def nested(levels: int) -> bytes:
    inner = text()
    for level in range(levels):
        inner = several("mixed", [inner], boundary=f"level-{level}")
    return inner


BOMB = bomb()
SCRIPT = "<p>A site, please.</p><script>alert(1)</script><img src=x onerror=alert(2)>"
UUENCODED = "See the file.\n\nbegin 644 plan.txt\n#0V%T\n`\nend\n"
# name: subject, the message, what it must become, and words that must be readable.
BAD: dict[str, tuple[bytes, str, str]] = {
    "fifty megabytes": (
        letter(
            "Fifty megabytes",
            several("mixed", [text(), file(bytes(37_000_000), "image/tiff", "filename=plan.tif")]),
        ),
        "lead",
        ENGLISH,
    ),
    "a thousand nested parts": (letter("Nested", nested(1_000)), "lead", ""),
    "a zip bomb": (
        letter("Bomb", several("mixed", [text(), file(BOMB, "application/zip", "filename=a.zip")])),
        "lead",
        ENGLISH,
    ),
    "a charset that lies": (
        letter("Lies", text(RUSSIAN, "text/plain; charset=utf-8", charset="cp1251")),
        "lead",
        "Сможете помочь",
    ),
    "unknown-8bit": (
        letter("Unknown", text(RUSSIAN, "text/plain; charset=unknown-8bit")),
        "lead",
        "Сможете помочь",
    ),
    "a line break in a header": (
        letter("=?utf-8?q?Site=0D=0ABcc:_victim@x.example?="),
        "lead",
        ENGLISH,
    ),
    "a zero in the headers": (letter(b"A site\x00 for zeroes"), "lead", ENGLISH),
    "eight bits in the headers": (letter("Сайт".encode("koi8-r")), "lead", ENGLISH),
    "ten thousand readers": (
        letter("Crowd", to=", ".join(f"a{n}@b.example" for n in range(10_000))),
        "lead",
        ENGLISH,
    ),
    "scripts": (letter("Scripts", text(SCRIPT, "text/html")), "lead", "A site, please."),
    "nothing": (b"", "quarantine", ""),
    "an empty letter": (head(None, id="<nothing@x.example>") + b"\r\n", "quarantine", ""),
    "one header of five megabytes": (b"Subject: " + b"x" * 5_000_000, "quarantine", ""),
    "a letter with such a header": (letter("x" * 5_000_000), "lead", ENGLISH),
    "uuencode": (letter("UU", text(UUENCODED)), "lead", "begin 644 plan.txt"),
}


def test_each_gets_an_outcome_with_a_reason_and_none_is_lost(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    raws = [raw for raw, _, _ in BAD.values()]
    lines = receive(app, monkeypatch, tmp_path, raws)
    found = {name: line["outcome"] for name, line in zip(BAD, lines, strict=True)}
    assert found == {name: outcome for name, (_, outcome, _) in BAD.items()}
    assert all(line["reason"] for line in lines)
    arrived: dict[str, Arrival] = dict(zip(BAD, everything(Arrival), strict=True))
    assert [each.raw.sha256 for each in arrived.values()] == [
        sha256(raw).hexdigest() for raw in raws
    ]
    said = {message.raw_id: message for message in everything(Message)}
    for name, (_, outcome, words) in BAD.items():
        if outcome == "lead":
            assert words in said[arrived[name].raw_id].body, name
    _is_never_unpacked(said[arrived["a zip bomb"].raw_id])
    assert "alert" not in said[arrived["scripts"].raw_id].body
    _takes_no_header_along(said[arrived["a line break in a header"].raw_id])


def _is_never_unpacked(message: Message) -> None:
    (kept,) = message.files
    assert kept.read() == BOMB


def _takes_no_header_along(message: Message) -> None:
    lead, member = message.lead, Member(name="Vera")
    assert "\n" not in lead.title
    db.session.add(member)
    db.session.flush()
    answer = mails.answer(lead, words="Gladly.", subject=mails.subject_of(lead), by=member, at=NOW)
    assert answer.letter is not None
    assert answer.letter.message["Bcc"] is None
    assert answer.letter.recipients == [lead.contact.email]
