"""Parts: a letter taken apart into its tree of parts, in one pass over its bytes."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from agency.leads.reading.headers import Headers, read_headers
from agency.leads.reading.transfer import bytes_of

MOST_PARTS = 1_000
# Deeper than people's programs ever go; what lies deeper stays together, as one file.
DEEPEST = 50
BINARY = "application/octet-stream"
_CONTROLS = bytes({*range(32)} - {*b"\t\n\f\r\x1b"})
_DELIMITER = re.compile(rb"^--([^\r\n]{1,300})(?:\r{0,3}\n|\r|\Z)", re.MULTILINE)
_LAST_LINE_END = re.compile(rb"(?:\r{0,3}\n|\r)\Z")


@dataclass
class Part:
    """One part: its headers, and either parts of its own or a body from `start` to `end` of the letter."""

    headers: Headers
    raw: bytes = field(repr=False)
    start: int
    end: int
    default: str = "text/plain"
    is_inside: bool = False
    parts: list["Part"] = field(default_factory=list)

    @cached_property
    def kind(self) -> str:
        """Its content type in lower case; what names none is plain text."""
        said = self.headers.kind.value
        return said if re.fullmatch(r"[!-~]+/[!-~]+", said) else self.default

    @property
    def body(self) -> bytes:
        """What it holds, decoded."""
        way = self.headers.text("Content-Transfer-Encoding")
        return bytes_of(self.raw[self.start : self.end], way)

    @property
    def boundary(self) -> bytes:
        """What tells its parts apart; empty where it has none."""
        if not self.kind.startswith("multipart/"):
            return b""
        said = self.headers.kind.get("boundary").encode("utf-8", errors="replace")
        return said.rstrip()[:200]

    def leaves(self) -> Iterator["Part"]:
        """The parts that hold something, in their order."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


def take_apart(raw: bytes) -> Part:
    """The letter in these bytes as a tree of parts. What has no headers is words, or a file."""
    raw = _in_lines(raw)
    headers, start = read_headers(raw, len(raw) - len(raw.lstrip(b"\r\n")), len(raw))
    if not headers.are_known:
        return Part(Headers(), raw, 0, len(raw), "text/plain" if _is_text(raw) else BINARY)
    root = Part(headers, raw, start, len(raw))
    _Reader(root).read()
    return root


def _in_lines(raw: bytes) -> bytes:
    """With letters and line ends that can be told apart: a letter may be saved in UTF-16, or with CR alone."""
    if wide := _wide(raw):
        raw = raw.decode(wide, errors="replace").encode("utf-8")
    raw = raw.removeprefix(codecs.BOM_UTF8)
    return raw if b"\n" in raw else raw.replace(b"\r", b"\n")


def _wide(raw: bytes) -> str:
    """The charset in which each letter takes two bytes; in headers, one of them is nought."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    first, second = raw[:200:2], raw[1:200:2]
    if raw[:1] == b"\0" and first.count(0) > len(first) * 0.5:
        return "utf-16-be"
    return "utf-16-le" if raw[:1] != b"\0" and second.count(0) > len(second) * 0.5 else ""


def _is_text(raw: bytes) -> bool:
    sample = raw[:20_000]
    return len(sample) - len(sample.translate(None, _CONTROLS)) <= len(sample) // 50


class _Reader:
    """Walks over the delimiter lines of a letter and keeps the parts that are open, the outermost first."""

    def __init__(self, root: Part) -> None:
        self.raw = root.raw
        self.open = [root]
        self.levels: dict[bytes, list[int]] = {}
        self.count = 1
        self._note(root)

    def read(self) -> None:
        """Take the letter apart."""
        if not self.levels:
            return
        for match in _DELIMITER.finditer(self.raw, self.open[0].start):
            if match.start() >= self.open[-1].start:
                self._delimit(match)

    def _delimit(self, match: re.Match[bytes]) -> None:
        line = match[1].rstrip()
        level = self._level(line)
        if level is not None and self.count < MOST_PARTS:
            self._close(level, match.start())
            self._begin(self.open[level], match.end())
            return
        level = self._level(line.removesuffix(b"--")) if line.endswith(b"--") else None
        if level is not None:
            self._close(level, match.start())

    def _begin(self, parent: Part, at: int) -> None:
        headers, start = read_headers(self.raw, at, self._end_of_headers(at))
        digest = parent.kind == "multipart/digest"
        default = "message/rfc822" if digest else "text/plain"
        part = Part(headers, self.raw, start, len(self.raw), default, is_inside=True)
        parent.parts.append(part)
        self.open.append(part)
        self.count += 1
        self._note(part)

    def _end_of_headers(self, at: int) -> int:
        # A part may have no headers and no blank line: then they end where the next part begins.
        following = _DELIMITER.search(self.raw, at)
        while following and self._level(following[1].rstrip().removesuffix(b"--")) is None:
            following = _DELIMITER.search(self.raw, following.end())
        return following.start() if following else len(self.raw)

    def _close(self, level: int, at: int) -> None:
        """Whatever is open below this level ends here, without the line end before the delimiter."""
        for part in self.open[level + 1 :]:
            last = _LAST_LINE_END.search(self.raw, max(part.start, at - 4), at)
            part.end = max(part.start, last.start() if last else at)
            self._forget(part)
        del self.open[level + 1 :]

    def _note(self, part: Part) -> None:
        if part.boundary and len(self.open) <= DEEPEST:
            self.levels.setdefault(part.boundary, []).append(len(self.open) - 1)

    def _forget(self, part: Part) -> None:
        if part.boundary and self.levels.get(part.boundary):
            self.levels[part.boundary] = [
                level for level in self.levels[part.boundary] if self.open[level] is not part
            ]

    def _level(self, name: bytes) -> int | None:
        levels = self.levels.get(name)
        return levels[-1] if levels else None
