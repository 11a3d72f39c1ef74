"""The pages of a proposal as somebody arranges them: the order of its style, or an order, layouts and words of its own.

Kept as JSON, and as nothing at all while it is the style's own: then another style brings its own order. The cover
opens, the acceptance and the back close; with that the terms stand before whoever agrees to them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from agency.proposals.layouts import WRITTEN, PageKind, Style, layout_names

MOST_PAGES = 40
# Without these it would not be an offer.
ALWAYS = frozenset({PageKind.cover, PageKind.estimate, PageKind.summary, PageKind.accept})
_FIRST, _LAST = (PageKind.cover,), (PageKind.accept, PageKind.back)
USUAL = tuple(kind for kind in PageKind if kind is not PageKind.words)


class TooManyPages(Exception):
    """A page more than a proposal can have."""


@dataclass(frozen=True)
class Leaf:
    """A page as it is arranged. Without a `layout` it wears the style's; `passage` is the text it was taken from.

    Terms hold no words of their own: they are those of the house, on the day on which it is sent.
    """

    kind: PageKind
    layout: str = ""
    title: str = ""
    body: str = ""
    passage: int | None = None
    is_out: bool = False

    @property
    def stays(self) -> bool:
        """Whether it cannot be left out."""
        return self.kind in ALWAYS

    @property
    def is_fixed(self) -> bool:
        """Whether its place is given."""
        return self.kind in (*_FIRST, *_LAST)

    @property
    def is_own(self) -> bool:
        """Whether somebody writes it for this proposal."""
        return self.kind is PageKind.words


def arranged(style: Style, kept: Iterable[Mapping[str, Any]]) -> list[Leaf]:
    """The pages as they were kept, else the style's; what neither has stands there left out."""
    leaves = [_leaf(each) for each in kept] or _ordinary(style)
    there = {leaf.kind for leaf in leaves}
    leaves += [Leaf(kind, is_out=kind not in ALWAYS) for kind in USUAL if kind not in there]
    return settled(leaves)


def settled(leaves: Iterable[Leaf]) -> list[Leaf]:
    """The cover first, the acceptance and the back last; what cannot be left out is in."""
    found = [replace(leaf, is_out=leaf.is_out and not leaf.stays) for leaf in leaves]
    first = [leaf for kind in _FIRST for leaf in found if leaf.kind is kind]
    last = [leaf for kind in _LAST for leaf in found if leaf.kind is kind]
    return [*first, *(leaf for leaf in found if not leaf.is_fixed), *last]


def to_keep(style: Style, leaves: Sequence[Leaf]) -> list[dict[str, Any]]:
    """As they are kept: nothing where they are the style's own."""
    plain = [replace(leaf, layout=_other(style, leaf)) for leaf in settled(leaves)]
    if plain == arranged(style, ()):
        return []
    return [_row(leaf) for leaf in plain]


def moved(leaves: Sequence[Leaf], at: int, by: int) -> tuple[list[Leaf], int]:
    """One of them so many places on, and where it stands then; it stays among those that can be moved."""
    free = [place for place, leaf in enumerate(leaves) if not leaf.is_fixed]
    if at not in free:
        return list(leaves), at
    to = min(max(at + by, free[0]), free[-1])
    others = [leaf for place, leaf in enumerate(leaves) if place != at]
    return [*others[:to], leaves[at], *others[to:]], to


def with_page(leaves: Sequence[Leaf], page: Leaf) -> tuple[list[Leaf], int]:
    """With one more before the terms, else before the acceptance, and where it stands. Raises TooManyPages."""
    if len(leaves) >= MOST_PAGES:
        raise TooManyPages
    ends = (PageKind.terms, PageKind.accept)
    at = next((at for at, leaf in enumerate(leaves) if leaf.kind in ends), len(leaves))
    return [*leaves[:at], page, *leaves[at:]], at


def wears(style: Style, leaf: Leaf) -> str:
    """The layout that it has in this style."""
    return leaf.layout or style.layouts[leaf.kind]


def _ordinary(style: Style) -> list[Leaf]:
    return [Leaf(kind) for kind in style.order]


def _other(style: Style, leaf: Leaf) -> str:
    """Its layout where it is another than the style's: then it stays when the style changes."""
    return "" if leaf.layout == style.layouts[leaf.kind] else leaf.layout


def _leaf(row: Mapping[str, Any]) -> Leaf:
    kind = PageKind(row["kind"])
    layout = row.get("layout", "")
    return Leaf(
        kind,
        # A layout that there is no more is as if none was chosen.
        layout if layout in layout_names(kind) else "",
        row.get("title", ""),
        row.get("body", ""),
        row.get("passage"),
        bool(row.get("out")),
    )


def _row(leaf: Leaf) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": leaf.kind.value}
    if leaf.layout:
        row["layout"] = leaf.layout
    if leaf.kind in WRITTEN:
        row |= {"title": leaf.title, "body": leaf.body, "passage": leaf.passage}
    return row | ({"out": True} if leaf.is_out else {})
