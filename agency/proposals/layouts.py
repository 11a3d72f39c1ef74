"""What a proposal's pages can look like: kinds of pages, the layouts of each kind, and styles made of them.

Plain values. A style is a whole look with an order of pages and a layout for each kind; a proposal takes it as
it is, or lists its own pages. Every layout goes with every style: all stand on one grid of twelve columns.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class PageKind(StrEnum):
    """What a page is for."""

    cover = "cover"
    opening = "opening"
    task = "task"
    team = "team"
    plan = "plan"
    estimate = "estimate"
    summary = "summary"
    references = "references"
    terms = "terms"
    accept = "accept"
    back = "back"
    words = "words"


# Pages that show what the proposal itself says stand once; these as often as somebody writes one.
WRITTEN = frozenset({PageKind.terms, PageKind.words})


class UnknownLayout(ValueError):
    """A page asks for a layout, or a proposal for a style, that there is not."""


@dataclass(frozen=True)
class Layout:
    """One way to lay out a page of a kind; `words` say in both languages what it looks like."""

    name: str
    words: Mapping[str, str]


@dataclass(frozen=True)
class Block:
    """A piece of a written page: a heading, a paragraph, or a point of a list."""

    kind: str
    text: str


@dataclass(frozen=True)
class Page:
    """A page of a proposal. Without a `layout` it wears the style's, without a `title` the usual one.

    `body` is what a written page says (its kind is in WRITTEN): paragraphs with empty lines between them;
    a paragraph that begins with "# " is a heading, one that begins with "- " a point of a list.
    """

    kind: PageKind
    layout: str = ""
    title: str = ""
    body: str = ""
    # Of which version of a text of the house its words are.
    version: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", PageKind(self.kind))  # JSON gives it back as text
        if self.layout and self.layout not in layout_names(self.kind):
            raise UnknownLayout(f"There is no layout {self.layout!r} for {self.kind}")

    @property
    def blocks(self) -> list[Block]:
        """Its body, piece by piece."""
        lines = (line.strip() for line in self.body.splitlines())
        # A heading ends with its line, a point begins with its own.
        apart = "\n".join(f"\n{line}\n" if line.startswith("# ") else line for line in lines)
        found = re.split(r"\n\s*\n|\n(?=- )", apart)
        return [_block(each) for each in found if each.strip()]


@dataclass(frozen=True)
class Style:
    """A complete look: its name in both languages, its order of pages, and the layout of each kind."""

    name: str
    words: Mapping[str, str]
    note: Mapping[str, str]
    order: Sequence[PageKind]
    layouts: Mapping[PageKind, str]

    def layout_of(self, page: Page) -> str:
        """Which layout this page wears."""
        return page.layout or self.layouts[page.kind]

    def ordinary(self) -> tuple[Page, ...]:
        """Its pages in its own order."""
        return tuple(Page(kind) for kind in self.order)


def style(name: str) -> Style:
    """The style of this name; without one, the first. Raises UnknownLayout."""
    try:
        return STYLES[name or FIRST]
    except KeyError:
        raise UnknownLayout(f"There is no style {name!r}") from None


def layout_names(kind: PageKind) -> list[str]:
    """The names of the layouts of a kind, the most ordinary first."""
    return [layout.name for layout in LAYOUTS[kind]]


def _block(text: str) -> Block:
    text = " ".join(text.split())
    if text.startswith("#"):
        return Block("heading", text.lstrip("# "))
    return Block("point", text[2:]) if text.startswith("- ") else Block("text", text)


def _layout(name: str, en: str, ru: str) -> Layout:
    return Layout(name, MappingProxyType({"en": en, "ru": ru}))


LAYOUTS: Mapping[PageKind, Sequence[Layout]] = MappingProxyType(
    {
        PageKind.cover: (
            _layout("picture", "A picture over the whole page", "Фотография во всю страницу"),
            _layout("poster", "Large type on colour, with shapes", "Крупный шрифт на цвете и узор"),
            _layout("split", "Picture above, words below", "Сверху фотография, снизу слова"),
        ),
        PageKind.opening: (
            _layout("voice", "The client’s words above a picture", "Слова клиента над фотографией"),
            _layout("quote", "A large quotation on colour", "Крупная цитата на цвете"),
            _layout("spread", "Two pages: picture, then words", "Разворот: фотография и слова"),
        ),
        PageKind.task: (
            _layout("aside", "Text with figures beside it", "Текст, сбоку цифры"),
            _layout("photo", "Tall picture, narrow text", "Высокая фотография, узкий текст"),
            _layout("figures", "Large figures, then text", "Крупные цифры, затем текст"),
        ),
        PageKind.team: (
            _layout("portraits", "Large portraits", "Крупные портреты"),
            _layout("roll", "A list with round portraits", "Список с круглыми портретами"),
        ),
        PageKind.plan: (
            _layout("chart", "Stages on a line of time", "Этапы на линии времени"),
            _layout("dates", "Large dates, stage by stage", "Крупные даты, этап за этапом"),
        ),
        PageKind.estimate: (
            _layout("sheet", "One table", "Одна таблица"),
            _layout("margin", "Sections in the margin", "Разделы на полях"),
        ),
        PageKind.summary: (
            _layout("bars", "Bars on a soft ground", "Полосы на мягком фоне"),
            _layout("colour", "The sum on colour, a table below", "Сумма на цвете, ниже таблица"),
        ),
        PageKind.references: (
            _layout("gallery", "Pictures of unlike sizes", "Картинки разного размера"),
            _layout("four", "Four to a page", "По четыре на странице"),
        ),
        PageKind.terms: (
            _layout("columns", "Two columns", "Две колонки"),
            _layout(
                "clauses", "Numbered, headings in the margin", "По пунктам, заголовки на полях"
            ),
        ),
        PageKind.accept: (
            _layout("finale", "With the faces and the back in one", "С лицами, вместе с оборотом"),
            _layout("steps", "Three steps on a page of their own", "Три шага на своей странице"),
        ),
        PageKind.back: (
            _layout("word", "Our name, large", "Наше имя крупно"),
            _layout("shapes", "A field of shapes", "Поле узора"),
        ),
        PageKind.words: (
            _layout("text", "A page of text", "Страница текста"),
            _layout("statement", "A few large words on colour", "Несколько крупных слов на цвете"),
        ),
    }
)

_K = PageKind
_STORY = (_K.cover, _K.opening, _K.task, _K.team, _K.plan, _K.estimate, _K.summary, _K.references)

FIRST = "window"
STYLES: Mapping[str, Style] = MappingProxyType(
    {
        found.name: found
        for found in (
            Style(
                FIRST,
                MappingProxyType({"en": "Shop window", "ru": "Витрина"}),
                MappingProxyType(
                    {
                        "en": "Pictures over whole pages, bold titles.",
                        "ru": "Фотографии во всю страницу, жирные заголовки.",
                    }
                ),
                (*_STORY, _K.terms, _K.accept),
                MappingProxyType({kind: LAYOUTS[kind][0].name for kind in PageKind}),
            ),
            Style(
                "poster",
                MappingProxyType({"en": "Poster", "ru": "Плакат"}),
                MappingProxyType(
                    {
                        "en": "Colour and shapes, very large type.",
                        "ru": "Цвет и узор, очень крупный шрифт.",
                    }
                ),
                (*_STORY, _K.terms, _K.accept, _K.back),
                MappingProxyType(
                    {
                        _K.cover: "poster",
                        _K.opening: "quote",
                        _K.task: "figures",
                        _K.team: "portraits",
                        _K.plan: "dates",
                        _K.estimate: "sheet",
                        _K.summary: "colour",
                        _K.references: "four",
                        _K.terms: "columns",
                        _K.accept: "steps",
                        _K.back: "shapes",
                        _K.words: "statement",
                    }
                ),
            ),
            Style(
                "journal",
                MappingProxyType({"en": "Journal", "ru": "Журнал"}),
                MappingProxyType(
                    {
                        "en": "Quiet titles, hairlines, much white.",
                        "ru": "Спокойные заголовки, тонкие линейки, много воздуха.",
                    }
                ),
                (*_STORY, _K.terms, _K.accept, _K.back),
                MappingProxyType(
                    {
                        _K.cover: "split",
                        _K.opening: "spread",
                        _K.task: "photo",
                        _K.team: "roll",
                        _K.plan: "chart",
                        _K.estimate: "margin",
                        _K.summary: "bars",
                        _K.references: "gallery",
                        _K.terms: "clauses",
                        _K.accept: "steps",
                        _K.back: "word",
                        _K.words: "text",
                    }
                ),
            ),
        )
    }
)
