"""Safe: the HTML of a letter with its layout kept, and nothing in it that runs, sends, or is fetched from elsewhere.

nh3 (ammonia) parses it as browsers do and lets through what is named here. The page that shows it forbids the rest
once more, by its policy and by its sandbox.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import nh3

MOST_READ = 2_000_000
# Deeper than any layout; programs that draw it have their limits too.
DEEPEST = 200
_LAYOUT = ("table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption", "col", "colgroup")
_BLOCKS = (
    "p",
    "div",
    "center",
    "blockquote",
    "pre",
    "hr",
    "br",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_WORDS = ("a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark")
_MORE_WORDS = ("q", "s", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "wbr")
TAGS = {
    *_LAYOUT,
    *_BLOCKS,
    *_HEADINGS,
    *_WORDS,
    *_MORE_WORDS,
    "img",
    "address",
    "section",
    "article",
}
# Gone with all that is in them; of any other unknown tag the words stay.
SILENT = {
    *("script", "style", "title", "template", "noscript", "svg", "math", "iframe", "object"),
    *("audio", "video", "canvas", "select", "textarea", "noframes", "frameset"),
}
_EVERYWHERE = {"align", "valign", "bgcolor", "width", "height", "dir", "lang", "style", "title"}
ATTRIBUTES = {
    "*": _EVERYWHERE,
    "a": {"href"},
    "img": {"src", "alt", "border", "hspace", "vspace"},
    "table": {"border", "cellpadding", "cellspacing", "bordercolor"},
    "td": {"colspan", "rowspan", "nowrap"},
    "th": {"colspan", "rowspan", "nowrap", "scope"},
    "font": {"color", "face", "size"},
    "ol": {"start", "type"},
    "col": {"span"},
}
_SIDES = ("top", "right", "bottom", "left")
_BOXES = {f"{box}-{side}" for box in ("margin", "padding", "border") for side in _SIDES}
STYLES = {
    *("color", "background", "background-color", "font", "font-family", "font-size", "font-style"),
    *("font-weight", "line-height", "letter-spacing", "text-align", "text-decoration"),
    *("text-indent", "text-transform", "vertical-align", "white-space", "word-break"),
    *("margin", "padding", "border", "border-color", "border-style", "border-width"),
    *("border-radius", "border-collapse", "border-spacing", "table-layout", "list-style-type"),
    *("width", "max-width", "min-width", "height", "max-height", "min-height", "display", "float"),
    *("clear", "direction", "overflow-wrap"),
    *_BOXES,
}
_FUNCTION = re.compile(r"([a-z-]*)\s*\(", re.IGNORECASE)
_HARMLESS = frozenset(["rgb", "rgba", "hsl", "hsla", "calc"])
_INLINE = re.compile(r"data:image/(png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]+\Z", re.IGNORECASE)
_LINK = re.compile(r"(https?|mailto|tel):", re.IGNORECASE)
_ELSEWHERE = re.compile(r"https?://", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# What holds nothing, and what the next of its kind closes.
_EMPTY = frozenset(
    {
        *("br", "hr", "img", "wbr", "col", "meta", "link", "input", "base", "area", "option"),
        *("p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dd", "dt"),
    }
)


@dataclass
class Safe:
    """HTML that can be shown, how many pictures from elsewhere are not, and whether its end is missing."""

    html: str
    hidden: int = 0
    is_cut: bool = False


def clean(html: str, inside: Callable[[str], str | None], *, with_pictures: bool = False) -> Safe:
    """The HTML made safe. `inside` gives a picture of the letter's own, by its content id, as a data: address."""
    safe = Safe("", is_cut=len(html) > MOST_READ)
    html = html[:MOST_READ]
    if _is_bottomless(html):
        return Safe("", is_cut=True)

    def look(tag: str, name: str, value: str) -> str | None:
        if name == "style":
            return _harmless_style(value)
        if tag == "a" and name == "href":
            return value if _LINK.match(value.strip()) else None
        if name == "src":
            return _picture(value.strip())
        return value

    def _picture(address: str) -> str | None:
        if address[:4].lower() == "cid:":
            return inside(address[4:])
        if _ELSEWHERE.match(address):
            safe.hidden += not with_pictures
            return address if with_pictures else None
        return address if _INLINE.match(address) else None

    safe.html = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=SILENT,
        attributes=ATTRIBUTES,
        attribute_filter=look,
        filter_style_properties=STYLES,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return safe


def _harmless_style(value: str) -> str:
    """The declarations that name colours and lengths only: whatever else a function does, it may fetch."""
    if "\\" in value or "@" in value or "/*" in value:
        return ""
    return ";".join(each for each in value.split(";") if _is_harmless(each))


def _is_harmless(declaration: str) -> bool:
    return all(name.lower() in _HARMLESS for name in _FUNCTION.findall(declaration))


def _is_bottomless(html: str) -> bool:
    """Whether its tags lie in each other deeper than anybody lays out a letter."""
    depth, opened = 0, Counter[str]()
    for closes, found in _TAG.findall(html):
        name = found.lower()
        if name in _EMPTY or (closes and not opened[name]):
            continue  # what closes nothing does not lead up again
        opened[name] += -1 if closes else 1
        depth += -1 if closes else 1
        if depth > DEEPEST:
            return True
    return False
