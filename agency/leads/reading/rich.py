"""Rich text: the words of an HTML letter, as somebody would type them.

A letter may hold anything, so this asks nothing of its HTML and takes one pass over it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

MOST_READ = 2_000_000
_IN_TABLES_AND_LISTS = ("dd", "dl", "dt", "li", "ol", "table", "tr", "ul")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "header")
_PIECES = ("address", "article", "center", "div", "figure", "footer", "main", "nav", "section")
BLOCKS = frozenset(
    {
        *_IN_TABLES_AND_LISTS,
        *_HEADINGS,
        *_PIECES,
        "blockquote",
        "fieldset",
        "form",
        "hr",
        "p",
        "pre",
    }
)
# A paragraph stands apart from what is around it.
APART = frozenset(
    ["blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"]
)
SILENT = frozenset(["head", "noscript", "script", "style", "template", "title"])
DEEPEST = 20
_TAG = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9:]{0,20})")
_ATTRIBUTE = re.compile(
    r"\b(href|alt|type|class|start)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE
)
_QUOTE = re.compile(r"\b(cite|gmail_quote|moz-cite)", re.IGNORECASE)
_SAME = re.compile(r"^(mailto:|tel:|https?://)?(www\.)?|/$|\s", re.IGNORECASE)


def as_plain(html: str) -> str:
    """The words of a piece of HTML, paragraph by paragraph; a link keeps its address, a quotation its marks."""
    page = _Page()
    for tag, text in _pieces(html[:MOST_READ]):
        if tag:
            page.take_tag(tag, text)
        else:
            page.say(text)
    return page.words()


def _pieces(html: str) -> Iterator[tuple[str, str]]:
    """Tags as ("/p" or "p", its attributes), words as ("", words). Never looks twice at the same place."""
    at, last = 0, len(html)
    while at < last:
        opened = html.find("<", at)
        opened = last if opened < 0 else opened
        if opened > at:
            yield "", html[at:opened]
        named = _TAG.match(html, opened + 1)
        after = _after(html, opened, named)
        if named:
            yield (named[1] + named[2]).lower(), html[named.end() : after - 1]
        elif opened < last and html[opened + 1 : opened + 2] not in ("!", "?", "/"):
            yield "", "<"
            after = opened + 1
        at = after


def _after(html: str, opened: int, named: re.Match[str] | None) -> int:
    """Where the tag or the comment that opens here is over; what nobody closes goes on to the end."""
    if html.startswith("<!--", opened):
        closed = html.find("-->", opened)
        return closed + 3 if closed >= 0 else len(html)
    closed = html.find(">", opened)
    for _ in range(3):  # a bracket within quotes closes nothing
        if closed < 0 or not named or html.count('"', opened, closed) % 2 == 0:
            break
        closed = html.find(">", closed + 1)
    if named and named[2].lower() in ("script", "style") and not named[1]:
        ending = html.find(f"</{named[2]}", opened)
        return ending if ending >= 0 else len(html)
    return closed + 1 if closed >= 0 else len(html)


@dataclass
class _Page:
    """What was read so far, line by line."""

    lines: list[list[str]] = field(default_factory=lambda: [[]])
    silent: list[str] = field(default_factory=list)
    quotes: list[bool] = field(default_factory=list)
    lists: list[int | None] = field(default_factory=list)
    link: tuple[str, int, int] | None = None
    is_as_typed: bool = False

    def take_tag(self, tag: str, rest: str) -> None:
        """A tag opens or closes."""
        name, closes = tag.removeprefix("/"), tag.startswith("/")
        if name == "body":
            self.silent.clear()  # not everybody closes a head
        if name in SILENT:
            self._hush(name, closes)
        if self.silent:
            return
        if name == "a":
            self._end_link()
            self._begin_link(rest if not closes else "")
        elif name == "blockquote":
            self._quote(rest, closes)
        elif name in ("ul", "ol"):
            self._list(name, closes)
        elif name in ("td", "th") and not closes:
            self._cell()
        elif name in BLOCKS or name == "br":
            self._break(name)
        if name == "li" and not closes:
            self._item()
        if name == "img":
            self.say(_attribute(rest, "alt"))
        if name == "pre":
            self.is_as_typed = not closes

    def say(self, text: str) -> None:
        """Words."""
        if self.silent or not text:
            return
        text = unescape(text)
        if self.is_as_typed:
            for number, line in enumerate(text.split("\n")):
                if number:
                    self._new_line()
                self.lines[-1].append(line)
            return
        self.lines[-1].append(re.sub(r"[ \t\r\n\f]+", " ", text))

    def words(self) -> str:
        """All of it."""
        self._end_link()
        lines = [_tidy("".join(pieces)) for pieces in self.lines]
        text = "\n".join(lines).replace("\u00ad", "").replace("\u200b", "").replace("\u00a0", " ")
        return re.sub(r"\n(?:[> ]*\n){2,}", "\n\n", text).strip()

    def _hush(self, name: str, closes: bool) -> None:
        if not closes:
            self.silent.append(name)
        elif name in self.silent:
            del self.silent[self.silent.index(name) :]

    def _begin_link(self, rest: str) -> None:
        if target := _attribute(rest, "href"):
            self.link = (target, len(self.lines) - 1, len(self.lines[-1]))

    def _end_link(self) -> None:
        """A link says where it leads, unless its words do already."""
        if self.link is None:
            return
        (target, line, piece), self.link = self.link, None
        words = "".join(self.lines[line][piece:])
        words += "".join("".join(each) for each in self.lines[line + 1 :])
        leads_out = target.lower().startswith(("http:", "https:", "mailto:", "tel:"))
        if leads_out and words.strip() and _same(target) != _same(words):
            self.lines[-1].append(f" ({target.removeprefix('mailto:')})")

    def _quote(self, rest: str, closes: bool) -> None:
        if closes:
            self.quotes = self.quotes[:-1]
            self._break("blockquote")
            return
        self._break("blockquote")
        if len(self.quotes) < DEEPEST:
            self.quotes = [*self.quotes, bool(_QUOTE.search(rest))]
        self.lines[-1] = [self._marks()] if self._marks() else []

    def _list(self, name: str, closes: bool) -> None:
        if closes:
            self.lists = self.lists[:-1]
        elif len(self.lists) < DEEPEST:
            self.lists = [*self.lists, 1 if name == "ol" else None]
        self._break("div" if self.lists else name)

    def _item(self) -> None:
        number = self.lists[-1] if self.lists else None
        indent = "  " * (len(self.lists) - 1)
        self.lines[-1].append(f"{indent}{f'{number}.' if number else '–'} ")
        if number:
            self.lists = [*self.lists[:-1], number + 1]

    def _cell(self) -> None:
        if self._has_words():
            self.lines[-1].append("\t")

    def _break(self, name: str) -> None:
        if name == "br" or self._has_words():
            self._new_line()
        if name in APART and len(self.lines) > 1 and self._said(self.lines[-2]):
            self._new_line()

    def _new_line(self) -> None:
        self.lines.append([self._marks()] if self._marks() else [])

    def _marks(self) -> str:
        return "> " * sum(self.quotes)

    def _has_words(self) -> bool:
        return self._said(self.lines[-1])

    def _said(self, pieces: list[str]) -> bool:
        return bool("".join(pieces).strip("> \t"))


def _attribute(rest: str, wanted: str) -> str:
    for name, *values in _ATTRIBUTE.findall(rest):
        if name.lower() == wanted:
            return unescape("".join(values)).strip()
    return ""


def _same(text: str) -> str:
    """What two ways of writing an address share."""
    return _SAME.sub("", text.strip().lower())


def _tidy(line: str) -> str:
    return re.sub(r" *\t[ \t]*", "  ", line).strip(" ")
