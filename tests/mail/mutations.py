"""Messages that nobody wrote: ours, bent and broken in the ways of servers, programs and people with bad intent."""

import random
from collections.abc import Callable, Iterator

from tests.mail.automatic import automats
from tests.mail.cases import cases
from tests.mail.passed_on import forwards

Bend = Callable[[bytes, random.Random, list[bytes]], bytes]
HEADERS = (
    b"Subject: =?utf-8?q?Site=0D=0ABcc:_victim@x.example?=\r\n",
    b"From: \x00\xff <a\r\n b@c.example>\r\n",
    b"Content-Type: text/plain; charset=unknown-8bit\r\n",
    b"Content-Type: multipart/mixed; boundary=\r\n",
    b"Content-Transfer-Encoding: x-uuencode\r\n",
    b"Message-ID: <<<>>@>\r\n",
    b"References: " + b"<a@b.example> " * 500 + b"\r\n",
    b"Date: Thu, 99 Foo 99999 99:99:99 +9999\r\n",
    b"Auto-Submitted: auto-replied\r\n",
    b"Return-Path: <>\r\n",
    b"Reply-To: hello+abcdefghijkmnpqrstuv@kvarta.example\r\n",
    b"To: " + b"a@b.example, " * 300 + b"\r\n",
)


def _cut(raw: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + raw[at + chance.randrange(300) :]


def _end_early(raw: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    return raw[: chance.randrange(len(raw) + 1)]


def _say_twice(raw: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    at, many = chance.randrange(len(raw) + 1), chance.randrange(200)
    return raw[: at + many] + raw[at : at + many] * chance.randrange(1, 30) + raw[at + many :]


def _flip(raw: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    bent = bytearray(raw)
    for _ in range(chance.randrange(1, 12) if bent else 0):
        bent[chance.randrange(len(bent))] = chance.randrange(256)
    return bytes(bent)


def _graft(raw: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    other = chance.choice(others)
    return raw[: chance.randrange(len(raw) + 1)] + other[chance.randrange(len(other) + 1) :]


def _add_a_header(raw: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    return chance.choice(HEADERS) + raw


def _other_charset(raw: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    charset = chance.choice(
        [b"utf-7", b"utf-16", b"x-nobody", b"idna", b"hex", b"cp65001", b"\xff"]
    )
    return raw.replace(b"utf-8", charset)


def _other_line_ends(raw: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    return raw.replace(b"\r\n", chance.choice([b"\n", b"\r", b"\r\r\n", b"\n\r"]))


BENDS: tuple[Bend, ...] = (
    _cut,
    _end_early,
    _say_twice,
    _flip,
    _graft,
    _add_a_header,
    _other_charset,
    _other_line_ends,
)


def mutations(seed: int, examples: int) -> Iterator[bytes]:
    """So many messages, the same ones for the same seed."""
    chance = random.Random(seed)
    made = [each.raw for each in (*cases(), *forwards(), *automats()) if len(each.raw) < 100_000]
    for _ in range(examples):
        raw = chance.choice(made)
        for _ in range(chance.randrange(1, 5)):
            raw = chance.choice(BENDS)(raw, chance, made)[:200_000]
        yield raw
