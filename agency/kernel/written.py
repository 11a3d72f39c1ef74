"""Words that people write in Markdown, as HTML that is safe to show.

markdown-it-py (CommonMark, kept by Executable Books) takes no HTML and no pictures; nh3 lets through what is named
here and nothing else, so that a fault of one is caught by the other.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token
from markupsafe import Markup

TAGS = {
    *("p", "br", "hr", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote"),
    *("strong", "em", "s", "code", "pre", "a", "b"),
}
SCHEMES = {"http", "https", "mailto", "tel"}
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
# A page has its own title and heads of its parts; what is written starts below them.
_HEADS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6"}


def to_html(words: str, names: Sequence[str] = ()) -> Markup:
    """The words as HTML; "@Name" of one of these names stands out, bare addresses are links."""
    drawn = _WRITER.render(words, {"mention": _mention_of(names)})
    return Markup(
        nh3.clean(
            drawn,
            tags=TAGS,
            attributes={"a": {"href"}, "ol": {"start"}, "b": {"class"}},
            url_schemes=SCHEMES,
            link_rel="noopener noreferrer nofollow",
            strip_comments=True,
        )
    )


def mentioned(words: str, names: Iterable[str]) -> set[str]:
    """Which of these names stand in the words after an @; the longest that fits counts."""
    pattern = _mention_of(names)
    if pattern is None:
        return set()
    known = {name.casefold(): name for name in names}
    # A pattern takes more letters for each other than folding does: ı for i, in words like “@Tımur”.
    called = (known.get(each.group(1).casefold()) for each in pattern.finditer(words))
    return {name for name in called if name is not None}


def _mention_of(names: Iterable[str]) -> re.Pattern[str] | None:
    longest = sorted({name for name in names if name}, key=len, reverse=True)
    if not longest:
        return None
    return re.compile(rf"(?<!\w)@({'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE)


def _text(writer: Any, tokens: Sequence[Token], at: int, _options: Any, env: dict[str, Any]) -> str:
    text = tokens[at].content
    found, end = [], 0
    for address in () if env.get("is_linked") else _ADDRESS.finditer(text):
        href = address.group().rstrip(".,;:!?)…")
        found.append(_with_mentions(text[end : address.start()], env))
        found.append(f'<a href="{escapeHtml(href)}">{escapeHtml(href)}</a>')
        end = address.start() + len(href)
    return "".join([*found, _with_mentions(text[end:], env)])


def _with_mentions(text: str, env: dict[str, Any]) -> str:
    drawn, pattern = escapeHtml(text), env.get("mention")
    return pattern.sub(r'<b class="mention">@\1</b>', drawn) if pattern else drawn


def _link_open(
    writer: Any, tokens: Sequence[Token], at: int, options: Any, env: dict[str, Any]
) -> str:
    # Noted as they come: to look back from every word would take a long text minutes.
    env["is_linked"] = True
    return str(writer.renderToken(tokens, at, options, env))


def _link_close(
    writer: Any, tokens: Sequence[Token], at: int, options: Any, env: dict[str, Any]
) -> str:
    env["is_linked"] = False
    return str(writer.renderToken(tokens, at, options, env))


def _head(writer: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    tokens[at].tag = _HEADS.get(tokens[at].tag, tokens[at].tag)
    return str(writer.renderToken(tokens, at, options, env))


def _writer() -> MarkdownIt:
    writer = MarkdownIt("commonmark", {"html": False, "breaks": True})
    writer.enable("strikethrough").disable("image")
    writer.add_render_rule("text", _text)
    writer.add_render_rule("link_open", _link_open)
    writer.add_render_rule("link_close", _link_close)
    writer.add_render_rule("heading_open", _head)
    writer.add_render_rule("heading_close", _head)
    return writer


_WRITER = _writer()
