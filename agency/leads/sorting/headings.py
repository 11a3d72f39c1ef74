"""Headings inside of a letter: how programs mark, in their languages, where somebody else's letter begins.

Three kinds: a mark ("---- Forwarded message ----"), a block of headers (From, Sent, To, Subject), and the line
that leads a quotation in ("On Thursday, Ana <…> wrote:"). Reads line by line, in time that grows with the text.
"""

import enum
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from agency.kernel.mail.compose import Correspondent
from agency.leads.incoming import usable_address
from agency.leads.sorting.automats import is_robot
from agency.leads.sorting.headwords import FIELDS, MARKS, MARKS_BY, ORIGINALS, WROTE

MOST_LINES = 5_000
LONGEST = 600
BLOCK = 40
NEAR = 6

_QUOTE = re.compile(r"^[ \t]?(?:>[ \t]?)+")
_RULE = re.compile(r"^[\s*_=–—-]*$")
_DASHED = re.compile(r"^[-=–—_*]{2,}\s*([^\W\d_].{3,90}?)\s*[-=–—_*]{2,}\s*(.*)$")
_LABELLED = re.compile(r"^[\s*_]{0,10}([^\W\d_][^:：<>@]{0,24}?)[\s*_`]{0,4}[:：][\s*_]{0,4}(.*)$")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_LEADS_IN = re.compile(rf"(?:{'|'.join(WROTE)})\b.*[:：]$", re.IGNORECASE)
_TIME = re.compile(
    r"^.*\b\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*(?:[AaPp]\.?[Mm]\.?|Uhr|uhr|h\b|г\.|GMT|UTC|CES?T|[+-]\d{1,2}:?\d{2}))*\W*"
)
_DATED = re.compile(r"^.*\b\d{1,4}\b\W*")
_SAID = re.compile(
    rf"^(?:\W*(?:{'|'.join(WROTE)}|от|from|пользователь|użytkownik|používateľ|időpontban|heeft|le)\b)+\W*",
    re.I,
)


class Kind(enum.Enum):
    """What the heading looks like: how sure it is that what follows was passed on."""

    mark = "mark"
    block = "block"
    intro = "intro"


class Line(NamedTuple):
    """A line without the signs of quoting, and how deep it was quoted."""

    text: str
    depth: int


@dataclass(frozen=True)
class Heading:
    """Whose letter begins: it stands on the lines from `start`, what it heads begins at `end`."""

    kind: Kind
    start: int
    end: int
    depth: int
    sender: Correspondent | None = None
    subject: str = ""
    fields: frozenset[str] = frozenset()


def lines_of(text: str) -> list[Line]:
    """The lines of a letter; headers that a program glued to its mark are taken apart."""
    lines: list[Line] = []
    for raw in text.splitlines()[:MOST_LINES]:
        if raw.startswith("===8<"):  # The Bat! cuts here
            continue
        quoted = _QUOTE.match(raw)
        sign = quoted.group() if quoted else ""
        depth = sign.count(">")
        lines += [Line(piece, depth) for piece in _unglued(raw[len(sign) :].replace("\xa0", " "))]
    return lines


def first_heading(lines: Sequence[Line], start: int = 0) -> Heading | None:
    """The first heading from this line on."""
    for at in range(start, len(lines)):
        found = _mark(lines, at) or _block(lines, at) or _intro(lines, at)
        if found is not None:
            return _with_rule_above(lines, found, start)
    return None


def is_end(line: Line) -> bool:
    """Whether a program says here that what was passed on is over."""
    dashed = _DASHED.match(line.text.strip()[:LONGEST])
    said = dashed.group(1).casefold() if dashed else ""
    return said.startswith(("конец ", "end of ", "ende der "))


def correspondent(text: str) -> Correspondent | None:
    """Who a header names: a name with an address, or a name alone."""
    text = text[:LONGEST]
    for found in _ADDRESS.finditer(text):
        address = usable_address(found.group().strip("'"))
        if address:
            name = _name(text[: found.start()])
            return Correspondent(name or address.partition("@")[0], address)
    name = _name(text)
    return Correspondent(name[:160], "") if name else None


def is_mark(line: Line) -> bool:
    """Whether a program says here that what follows was passed on."""
    phrase = _phrase(line.text)
    return phrase in MARKS or (line.text.lstrip().startswith("-") and phrase.startswith(MARKS_BY))


def _mark(lines: Sequence[Line], at: int) -> Heading | None:
    if not is_mark(lines[at]):
        return None
    depth = lines[at].depth
    for n in range(at + 1, min(at + 1 + NEAR, len(lines))):
        inner = _block(lines, n, marked=True) or _intro(lines, n, marked=True)
        if inner is not None:
            return replace(inner, kind=Kind.mark, start=at)
    return Heading(Kind.mark, at, at + 1, depth)


def _phrase(text: str) -> str:
    text = text.strip(" \t*_")[:LONGEST]
    dashed = _DASHED.match(text)
    phrase = dashed.group(1) if dashed else text.rstrip(" :：-=–—") if len(text) < 110 else ""
    return phrase.strip(" *_-=").casefold()


def _block(lines: Sequence[Line], at: int, *, marked: bool = False) -> Heading | None:
    if not _field(lines[at].text)[0]:
        return None
    found, end = _fields(lines, at)
    fields = frozenset(found)
    sender = correspondent(found.get("from", ""))
    if sender is None or not fields & {"date", "to", "subject"}:
        return None
    if not marked and not (
        (sender.address and fields & {"date", "to"}) or {"subject", "to"} <= fields
    ):
        return None
    answers = correspondent(found.get("reply", ""))
    robot = answers is not None and bool(answers.address) and is_robot(sender.address)
    return Heading(
        Kind.block,
        at,
        end,
        lines[at].depth,
        sender=answers if robot else sender,
        subject=" ".join(found.get("subject", "").split()),
        fields=fields,
    )


def _fields(lines: Sequence[Line], at: int) -> tuple[dict[str, str], int]:
    found: dict[str, str] = {}
    last, end = "", at
    for n in range(at, min(at + BLOCK, len(lines))):
        text = lines[n].text.strip()
        field, value = _field(text)
        if field and (field not in found or field == "other"):
            found[field], last, end = value, field, n + 1
        elif text and not field and _goes_on(lines, n, last, found):
            found[last], end = f"{found[last]} {text}", n + 1
        elif text or not _more_fields(lines, n + 1, found):
            break
    return found, end


def _goes_on(lines: Sequence[Line], n: int, last: str, found: dict[str, str]) -> bool:
    text = lines[n].text.strip()
    if last in ("to", "cc", "from") and "@" in text:
        return found[last].endswith((",", ";")) or text.startswith(("<", "[")) or not found[last]
    return n > 0 and bool(lines[n - 1].text.strip()) and _more_fields(lines, n + 1, found)


def _more_fields(lines: Sequence[Line], start: int, found: dict[str, str]) -> bool:
    """Whether a header that was not there yet stands on one of the next lines that have words."""
    spoken = [line.text for line in lines[start : start + 3] if line.text.strip()][:2]
    fields = [_field(text)[0] for text in spoken]
    return any(field and field not in found for field in fields)


def _field(text: str) -> tuple[str, str]:
    labelled = _LABELLED.match(text[:LONGEST])
    if labelled is None:
        return "", ""
    return FIELDS.get(labelled.group(1).strip(" *_`").lower(), ""), labelled.group(2).strip(" *_")


def _intro(lines: Sequence[Line], at: int, *, marked: bool = False) -> Heading | None:
    text = ""
    for n in range(at, min(at + 3, len(lines))):
        piece = lines[n].text.strip()
        if not piece or len(text) + len(piece) > LONGEST or lines[n].depth != lines[at].depth:
            return None
        text = f"{text} {piece}".strip()
        if piece.endswith((":", "：")):
            sender = _writer(text, marked=marked)
            return Heading(Kind.intro, at, n + 1, lines[at].depth, sender) if sender else None
        if not re.search(r"\d", text) or piece.endswith((".", "!", "?")):
            return None
    return None


def _writer(text: str, *, marked: bool) -> Correspondent | None:
    address = _ADDRESS.search(text)
    if address is None or _field(text)[0]:
        return None
    closing = text[address.end() :].strip(" <>()[]:：")
    dated = re.search(r"\d", text[: address.start()])
    if not _LEADS_IN.search(text) and not (not closing and (dated or marked)):
        return None
    usable = usable_address(address.group().strip("'"))
    if usable is None:
        return None
    return Correspondent(_introduced(text[: address.start()]) or usable.partition("@")[0], usable)


def _introduced(text: str) -> str:
    text = text.strip(" <([\t")
    quoted = re.search(r"[\"«„“]([^\"«»„“”]{1,160})[\"»“”]\s*$", text)
    if quoted:
        return _name(quoted.group(1))
    text = _TIME.sub("", text, count=1)
    return _name(_SAID.sub("", _DATED.sub("", text.rpartition(",")[2], count=1), count=1))


def _name(text: str) -> str:
    text = re.sub(r"[<\[(]?\s*mailto:\s*$", "", text.strip(), flags=re.IGNORECASE)
    text = " ".join(text.split()).strip(" \t<>[]()\"'«»„“”‘’*_,;:")
    return "" if "@" in text else text[:160]


def _with_rule_above(lines: Sequence[Line], found: Heading, start: int) -> Heading:
    """Headers often stand under a rule, or under "Original message": what we wrote ends above of that."""
    top = found.start
    while top > start and (
        _RULE.match(lines[top - 1].text[:LONGEST]) or _phrase(lines[top - 1].text) in ORIGINALS
    ):
        top -= 1
    return replace(found, start=top)


def _unglued(text: str) -> Iterator[str]:
    dashed = _DASHED.match(text.strip()[:LONGEST])
    if dashed is None or not dashed.group(2) or dashed.group(1).casefold() not in MARKS:
        yield text
        return
    yield text.strip()[: dashed.start(2)]
    yield from _GLUED.split(text.strip()[dashed.start(2) :][:LONGEST])


def _glue() -> re.Pattern[str]:
    labels = {label[:1].upper() + label[1:] for label in FIELDS} | {"CC"}
    long = "|".join(re.escape(label) for label in labels if len(label) > 3)
    short = "|".join(re.escape(label) for label in labels if len(label) <= 3)
    return re.compile(rf"(?<=\S)\s*(?=(?:{long})\s?[:：])|(?<=[^\w\s])\s*(?=(?:{short})\s?[:：])")


_GLUED = _glue()
