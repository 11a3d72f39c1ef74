"""Headers: the lines above a letter or above one of its parts, as they came, and what they say."""

import re
from collections.abc import Iterator
from functools import cached_property

from agency.leads.reading.charsets import decode
from agency.leads.reading.encoded_words import decoded, readable
from agency.leads.reading.parameters import Parameters, parameters

MOST_LONG = 1_000_000
MOST_MANY = 10_000
# A letter out of an mbox file has its envelope in the first line.
ENVELOPE = (b"From ", b">From ")
_LINE_END = re.compile(rb"\r{0,3}\n|\r")
_NAME = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
# What stands below a line that no header begins with shows whether it is torn off one, or the first of the words.
_KNOWN = re.compile(
    rb"(?i)(from|to|cc|bcc|subject|date|sender|reply-to|message-id|in-reply-to|references|received|return-path"
    rb"|mime-version|content-[a-z-]+|x-[a-z0-9-]+|list-[a-z-]+|auto-submitted|delivered-to|precedence|status|priority"
    rb"|importance|organization|user-agent|dkim-signature|arc-[a-z-]+|resent-[a-z-]+)[ \t]*:"
)


class Headers:
    """The headers of a letter or of a part. `raw` are their names in lower case with the bytes that they hold."""

    def __init__(self, raw: tuple[tuple[str, bytes], ...] = ()) -> None:
        self.raw = raw

    def first(self, name: str) -> bytes:
        """The bytes of the topmost header of this name."""
        return self._topmost.get(name.lower(), b"")

    def text(self, name: str) -> str:
        """What the topmost header of this name says, in one line; "" where there is none."""
        return self.spoken(self.first(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """What every header of this name says, the topmost first."""
        return tuple(self.spoken(value) for key, value in self.raw if key == name.lower())

    def unread(self, name: str) -> str:
        """The same with its encoded words as they are: addresses are told apart before names are read."""
        return self._plain(self.first(name))

    def spoken(self, value: bytes) -> str:
        """What these bytes of a header say."""
        # Most of what is asked for is not there.
        return decoded(self._plain(value)) if value else ""

    @property
    def are_known(self) -> bool:
        """Whether any of them is one that letters have; any text may begin with a word and a colon."""
        return any(_KNOWN.match(f"{name}:".encode()) for name, _ in self.raw)

    @cached_property
    def kind(self) -> Parameters:
        """What Content-Type says."""
        # Without a hint, since that is the one which it gives.
        return parameters(readable(decode(self.first("Content-Type"))))

    @cached_property
    def disposition(self) -> Parameters:
        """What Content-Disposition says."""
        return parameters(self._plain(self.first("Content-Disposition")))

    @cached_property
    def _topmost(self) -> dict[str, bytes]:
        return dict(reversed(self.raw))

    def _plain(self, value: bytes) -> str:
        # Bytes beyond ASCII are against the rules; most likely they are in the charset of the words below.
        hint = "" if value.isascii() else self.kind.get("charset")
        return readable(decode(value, hint))


def read_headers(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The headers from `start` on, and where the body begins.

    A line that no header begins with is torn off the one above when more headers follow; else the words begin.
    """
    found: list[tuple[str, bytearray]] = []
    at, torn = start, -1
    for at, line, below in _lines(raw, start, end):
        if not line:
            at = below
            break
        if at == start and line.startswith(ENVELOPE):
            continue
        named = _NAME.match(line)
        if line[:1] in b" \t" and found:
            _join(found[-1][1], line)
        elif named and (torn < 0 or _KNOWN.match(line)):
            found, torn = _with_torn(raw, found, torn, at), -1
            found.append(
                (
                    named[1].decode("ascii").lower(),
                    bytearray(line[named.end() :][:MOST_LONG].strip()),
                )
            )
        elif torn < 0:
            torn = at
    else:
        at = end
    at = torn if torn >= 0 else at
    kept = found[:MOST_MANY]
    return Headers(tuple((name, bytes(value)) for name, value in kept)), at


def _with_torn(
    raw: bytes, found: list[tuple[str, bytearray]], torn: int, at: int
) -> list[tuple[str, bytearray]]:
    if torn >= 0 and found:
        _join(found[-1][1], b" ".join(_LINE_END.split(raw[torn:at])))
    return found


def _join(value: bytearray, line: bytes) -> None:
    if len(value) < MOST_LONG:
        value += b" " + line[:MOST_LONG].strip()


def _lines(raw: bytes, start: int, end: int) -> Iterator[tuple[int, bytes, int]]:
    """Where each line begins, the line, and where the next one begins."""
    at = start
    for match in _LINE_END.finditer(raw, start, end):
        yield at, raw[at : match.start()], match.end()
        at = match.end()
    if at < end:
        yield at, raw[at:end], end
