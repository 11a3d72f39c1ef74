"""Rich text: the words of an HTML letter, as somebody would type them.

A letter may hold anything, so this asks nothing of its HTML and takes one pass over it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
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
SILENT = frozenset(["head", "script", "style", "template", "title"])
SHOWN = BLOCKS | {"a", "b", "br", "font", "i", "img", "span", "td"}
# Quotations and lists within each other, as far as anybody tells them apart.
DEEPEST = 20
MOST_OF_A_TAG = 5_000
_TAG = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9:]{0,20})")
_ATTRIBUTE = re.compile(
    r"\b(href|alt)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE
)
_ENDING = re.compile(r"</(script|style)", re.IGNORECASE)
_QUOTE = re.compile(r"\b(cite|gmail_quote|moz-cite)", re.IGNORECASE)
_INVISIBLE = {0xAD: None, 0x200B: None, 0xFEFF: None, 0x200C: None, 0xA0: " "}
_SAME = re.compile(r"^(mailto:|tel:|https?://)?(www\.)?|/$|\s", re.IGNORECASE)


# The same piece is asked for again right away: for its words, and for what it passes on.
@lru_cache(maxsize=2)
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
        ending = _ENDING.search(html, opened)
        return ending.start() if ending else len(html)
    return closed + 1 if closed >= 0 else len(html)


@dataclass
class _Page:
    """What was read so far. Breaks and marks wait until words come that need them."""

    pieces: list[str] = field(default_factory=list)
    breaks: int = 0
    marker: str = ""
    depth: int = 0
    silent: list[str] = field(default_factory=list)
    quotes: list[bool] = field(default_factory=list)
    lists: list[int | None] = field(default_factory=list)
    link: tuple[str, int] = ("", 0)
    is_as_typed: bool = False

    def take_tag(self, tag: str, rest: str) -> None:
        """A tag opens or closes."""
        name, closes = tag.removeprefix("/"), tag.startswith("/")
        if name == "body" or (self.silent == ["head"] and name in SHOWN):
            self.silent.clear()  # not everybody closes a head
        if name in SILENT:
            self._hush(name, closes)
        elif self.silent:
            return
        elif name == "a":
            self._link("" if closes else _attribute(rest, "href"))
        elif name in ("td", "th") and not closes:
            self._cell()
        elif name == "br":
            self.breaks = min(2, self.breaks + 1)
        elif name == "img":
            self.say(f" {_attribute(rest, 'alt')} ")
        elif name in BLOCKS:
            self._block(name, closes, rest)

    def say(self, text: str) -> None:
        """Words, as they stand between tags."""
        if self.silent or not text:
            return
        text = unescape(text)
        if not self.is_as_typed:
            self._put(re.sub(r"[ \t\r\n\f]+", " ", text))
            return
        for number, line in enumerate(text.split("\n")):
            self.breaks += bool(number)
            self._put(line)

    def words(self) -> str:
        """All of it."""
        self._link("")
        text = "".join(self.pieces).translate(_INVISIBLE)
        tidy = re.sub(r"(?<=\S) {2,}", " ", text)
        return "\n".join(line.rstrip(" ") for line in tidy.split("\n")).strip()

    def _put(self, text: str) -> None:
        begins = self.breaks or not self.pieces
        if not text or (begins and not text.strip()):
            return
        if begins:
            depth = sum(self.quotes[:DEEPEST])
            between = "> " * min(depth, self.depth)
            blank = f"\n{between.rstrip()}" * (self.breaks - 1)
            self.pieces.append(f"{blank}\n{'> ' * depth}{self.marker}")
            self.depth = depth
            text = text if self.is_as_typed else text.lstrip(" ")
            self.breaks, self.marker = 0, ""
        self.pieces.append(text)

    def _hush(self, name: str, closes: bool) -> None:
        if not closes and name not in self.silent:
            self.silent.append(name)
        elif name in self.silent:
            del self.silent[self.silent.index(name) :]

    def _block(self, name: str, closes: bool, rest: str) -> None:
        self.breaks = max(self.breaks, 2 if name in APART and not self._in_list(name) else 1)
        if name == "blockquote":
            self._quote(closes, rest)
        elif name in ("ul", "ol"):
            self._list(name, closes)
        elif name == "li" and not closes:
            self._item()
        elif name == "pre":
            self.is_as_typed = not closes

    def _in_list(self, name: str) -> bool:
        return len(self.lists) > (name in ("ul", "ol")) or (name == "p" and bool(self.lists))

    def _quote(self, closes: bool, rest: str) -> None:
        # Programs use it to move words to the right, too; then nobody is quoted.
        if not closes:
            self.quotes.append(bool(_QUOTE.search(rest)))
        elif self.quotes:
            self.quotes.pop()

    def _list(self, name: str, closes: bool) -> None:
        if not closes:
            self.lists.append(1 if name == "ol" else None)
        elif self.lists:
            self.lists.pop()

    def _item(self) -> None:
        number = self.lists[-1] if self.lists else None
        if number is not None:
            self.lists[-1] = number + 1
        indent = "  " * min(max(0, len(self.lists) - 1), DEEPEST)
        self.marker = f"{indent}• " if number is None else f"{indent}{number}. "

    def _cell(self) -> None:
        if self.pieces and not self.breaks and not self.pieces[-1].endswith("\n"):
            self.pieces.append(" | ")

    def _link(self, address: str) -> None:
        before, start = self.link
        said = "".join(self.pieces[start:]).strip() if before else ""
        if said and _bare(said) != _bare(before):
            self.pieces.append(f" ({before})")
        worth = re.match(r"(https?|mailto|tel):", address, re.IGNORECASE)
        self.link = (address.strip() if worth else "", len(self.pieces))


def _attribute(rest: str, name: str) -> str:
    for match in _ATTRIBUTE.finditer(rest[:MOST_OF_A_TAG]):
        if match[1].lower() == name:
            return unescape(next(filter(None, match.groups()[1:]), ""))
    return ""


def _bare(address: str) -> str:
    return _SAME.sub("", address.strip()).lower()
