"""Encoded words (RFC 2047): letters beyond ASCII in headers, also as programs get them wrong."""

import binascii
import re

from agency.leads.reading.charsets import decode
from agency.leads.reading.transfer import from_base64

# The charset may name a language, and a Q word may hold the blanks that it should not.
_WORD = re.compile(
    r"=\?([^?*\s]{1,60})(?:\*[^?\s]{0,60})?\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*){0,5})\?="
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


def decoded(text: str) -> str:
    """The text with its encoded words read, in one line. Words next to each other may share a character."""
    pieces: list[str] = []
    pending: list[tuple[str, str]] = []
    charset, at = "", 0
    for match in _WORD.finditer(text):
        between = text[at : match.start()]
        same = pending and not between.strip() and match[1].lower() == charset
        if not same:
            pieces.append(decode(_bytes(pending), charset))
            pieces.append("" if pending and not between.strip() else between)
            pending, charset = [], match[1].lower()
        pending.append((match[2].lower(), match[3]))
        at = match.end()
    pieces += [decode(_bytes(pending), charset), text[at:]]
    return readable("".join(pieces)).strip()


def readable(text: str) -> str:
    """Without what no database takes and no line of text holds: NUL, controls, halves of surrogate pairs."""
    return _CONTROL.sub(" ", text).encode("utf-8", errors="replace").decode("utf-8")


def _bytes(words: list[tuple[str, str]]) -> bytes:
    """What words next to each other stand for; base64 may have been cut anywhere."""
    raw, open_end = b"", b""
    for way, coded in words:
        said = coded.encode("utf-8", errors="replace")
        if way == "q":
            raw += from_base64(open_end) + binascii.a2b_qp(said.replace(b" ", b"_"), header=True)
            open_end = b""
        elif len(open_end + said) % 4 and not said.endswith(b"="):
            open_end += said
        else:
            raw += from_base64(open_end + said)
            open_end = b""
    return raw + from_base64(open_end)
