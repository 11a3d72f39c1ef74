"""Content: the words of a letter, the letters inside of it, and its files, out of the tree of its parts."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from agency.leads.reading.charsets import decode
from agency.leads.reading.flowed import joined
from agency.leads.reading.parts import Part, take_apart
from agency.leads.reading.rich import as_plain

PLAIN, HTML, LETTER = "text/plain", "text/html", "message/rfc822"
STATUS = "message/delivery-status"
# More than anybody reads; the whole is kept as it came.
MOST_WORDS = 2_000_000
MOST_OF_A_HEAD = 20_000
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{1,40})", re.IGNORECASE)
_PAGE = re.compile(rb"\s{0,100}<(!doctype html|html)\b", re.IGNORECASE)
_NOT_STORED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class FilePart(NamedTuple):
    """A file as it came with a letter: its name if it has one, its kind, its bytes."""

    name: str
    kind: str
    data: bytes


def words_of(part: Part) -> str:
    """What a part says. Of alternatives the first plain one that says anything counts, else the HTML."""
    if is_file(part):
        return ""
    if not part.parts:
        return _said(part)
    inner = [(each, words_of(each)) for each in part.parts]
    if part.kind == "multipart/alternative":
        plain = (words for each, words in inner if words and kind_of(each) == PLAIN)
        return next(plain, "") or next((words for _, words in inner if words), "")
    return "\n\n".join(words for _, words in inner if words)


def texts_of(root: Part, kind: str) -> list[str]:
    """The texts of this kind as they stand in the letter, none of them left out."""
    return [text_of(part) for part in root.leaves() if kind_of(part) == kind and not is_file(part)]


def text_of(part: Part) -> str:
    """The text of one part, with line ends of one sort and nothing that no database takes."""
    data, said = part.body, part.headers.kind.get("charset")
    if kind_of(part) == HTML and not said and (meta := _CHARSET.search(data[:4000])):
        said = meta[1].decode("ascii")
    text = decode(data[:MOST_WORDS], said).replace("\r\n", "\n").replace("\r", "\n")
    return _NOT_STORED.sub("", text).encode("utf-8", errors="replace").decode("utf-8")


def enclosed_in(root: Part) -> list[bytes]:
    """The letters inside of this one, byte for byte."""
    return [part.body for part in root.leaves() if part.kind == LETTER]


def status_in(root: Part) -> str:
    """What a mail server reports, for machines; "" in any other letter."""
    return next((text_of(part) for part in root.leaves() if part.kind == STATUS), "")


def files_in(root: Part) -> Iterator[FilePart]:
    """Everything that is not the words."""
    for part in root.leaves():
        if is_file(part) and part.kind != STATUS:
            yield FilePart(_name(part) or _made_up(part), part.kind, part.body)


def is_file(part: Part) -> bool:
    """Whether a part is something to be opened rather than read along."""
    if part.parts or (kind_of(part) in (PLAIN, HTML) and not part.is_inside):
        return False
    if part.headers.disposition.get("filename"):
        return True
    return part.headers.disposition.value == "attachment" or kind_of(part) not in (PLAIN, HTML)


def kind_of(part: Part) -> str:
    """Its kind; one whose parts cannot be told apart is read as it stands, and a page that hides as a page."""
    if not part.headers.kind.value and _PAGE.match(part.raw, part.start, part.end):
        return HTML
    return PLAIN if part.kind.startswith("multipart/") and not part.parts else part.kind


def _said(part: Part) -> str:
    text = text_of(part)
    if kind_of(part) == HTML:
        return as_plain(text)
    if part.headers.kind.get("format").lower() == "flowed":
        text = joined(text, without_blank=part.headers.kind.get("delsp").lower() == "yes")
    return text.strip()


def _name(part: Part) -> str:
    said = part.headers.disposition.get("filename") or part.headers.kind.get("name")
    return said.replace("\\", "/").rpartition("/")[2].strip()


def _made_up(part: Part) -> str:
    """What a file without a name is called: a letter by its subject; "" where nothing says."""
    if part.kind != LETTER:
        return ""
    subject = take_apart(part.body[:MOST_OF_A_HEAD]).headers.text("Subject")
    bare = re.sub(r"[^\w.,-]+", " ", subject).strip()[:80]
    return f"{bare}.eml" if bare else ""
