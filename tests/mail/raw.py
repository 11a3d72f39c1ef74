"""Writing messages by hand, byte by byte, as programs of many years and tempers would."""

import base64
import quopri
from collections.abc import Iterable
from hashlib import sha1

ANA = "Ana Lopes <ana@casa-do-mar.pt>"
OLGA = "=?utf-8?b?0J7Qu9GM0LPQsA==?= <olga@sugrob.ru>"
DATE = "Thu, 19 Mar 2026 10:42:00 +0000"
ENGLISH = "We sell tiles and need a new site by the summer. Can you help us?"
RUSSIAN = "Здравствуйте! Нам нужен новый сайт для чайного дома. Сможете помочь до лета?"
PDF = b"%PDF-1.7\n" + bytes(range(256))
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def head(
    subject: str | bytes | None = "A site for tiles",
    *,
    sender: str | bytes | None = ANA,
    to: str = "hello@kvarta.example",
    date: str | None = DATE,
    id: str | None = "auto",
    more: str | bytes = "",
) -> bytes:
    """The lines above the empty line; None leaves one out. An id that is "auto" comes from the subject."""
    if id == "auto":
        id = f"<{sha1(_bytes(subject or '') + _bytes(sender or '')).hexdigest()}@mail.example>"
    lines = [("From", sender), ("To", to), ("Subject", subject), ("Date", date), ("Message-ID", id)]
    made = b"".join(
        name.encode() + b": " + _bytes(value) + b"\r\n"
        for name, value in lines
        if value is not None
    )
    return made + _bytes(more)


def text(
    words: str | bytes = ENGLISH,
    kind: str = "text/plain; charset=utf-8",
    *,
    coding: str = "8bit",
    charset: str = "utf-8",
) -> bytes:
    """A part of one kind, in this charset and coding, with its own heads."""
    body = words if isinstance(words, bytes) else words.encode(charset)
    if coding == "base64":
        body = base64.encodebytes(body)
    elif coding == "quoted-printable":
        body = quopri.encodestring(body)
    heads = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {coding}\r\n" if kind else ""
    return heads.encode() + b"\r\n" + body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") + b"\r\n"


def file(data: bytes, kind: str, names: str, *, disposition: str = "attachment") -> bytes:
    """A file; `names` is the rest of its Content-Disposition."""
    heads = (
        f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: {disposition}; {names}\r\n\r\n"
    )
    return heads.encode() + base64.encodebytes(data).replace(b"\n", b"\r\n")


def several(
    kind: str, parts: Iterable[bytes], *, boundary: str = "=-part", closed: bool = True
) -> bytes:
    """Parts under one boundary, perhaps without the last line."""
    heads = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    line = f"--{boundary}\r\n".encode()
    last = f"--{boundary}--\r\n".encode() if closed else b""
    return b"".join([heads, *(line + part + b"\r\n" for part in parts), last])


def inside(letter: bytes) -> bytes:
    """A whole letter as a part of another."""
    return b"Content-Type: message/rfc822\r\n\r\n" + letter


def letter(
    subject: str | bytes | None = "A site for tiles", body: bytes | None = None, **heads: object
) -> bytes:
    """A whole message; in English, plain and in UTF-8 unless told otherwise."""
    return head(subject, **heads) + (text() if body is None else body)  # type: ignore[arg-type]


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()
