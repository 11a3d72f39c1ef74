"""A message as it was sent: who it names, and its layout made safe, with the pictures that came inside of it."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from markupsafe import Markup

from agency.kernel import filetypes
from agency.leads.models import Message
from agency.leads.reading import content, safe
from agency.leads.reading.parts import Part, take_apart

NAMED = ("From", "To", "Cc", "Reply-To", "Date", "Subject")
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
MOST_OF_PICTURES = 12_000_000
MOST_OF_A_HEADER = 2_000


@dataclass(frozen=True)
class AsSent:
    """A letter to be shown in its own layout; `words` where it has none.

    `hidden` counts the pictures from elsewhere that were left out; `is_cut` says that its end is missing.
    """

    headers: list[tuple[str, str]]
    html: Markup
    words: str = ""
    hidden: int = 0
    is_cut: bool = False


def raw_of(message: Message) -> bytes | None:
    """The bytes of a message that came or went by mail; None for any other."""
    if message.raw is not None and message.raw.path.exists():
        return message.raw.read()
    return message.letter.mime if message.letter is not None else None


def read(raw: bytes, *, with_pictures: bool = False) -> AsSent:
    """The letter in these bytes. Never shows what could run, nor asks anybody for anything unless told to."""
    root = take_apart(raw)
    headers = [
        (name, text[:MOST_OF_A_HEADER]) for name in NAMED if (text := root.headers.text(name))
    ]
    pages = content.texts_of(root, content.HTML)
    if not pages:
        words = content.words_of(root)
        cut = words[: safe.MOST_READ]
        return AsSent(headers, Markup(""), words=cut, is_cut=len(cut) < len(words))
    cleaned = [
        safe.clean(page, _pictures_of(root), with_pictures=with_pictures) for page in pages[:20]
    ]
    html = Markup("<hr>").join(Markup(each.html) for each in cleaned)
    return AsSent(
        headers,
        html,
        words="" if html.strip() else content.words_of(root)[: safe.MOST_READ],
        hidden=sum(each.hidden for each in cleaned),
        is_cut=any(each.is_cut for each in cleaned),
    )


def _pictures_of(root: Part) -> Callable[[str], str | None]:
    """Looks up the letter's own pictures by their content id, as addresses that hold them, up to a size."""
    parts = {
        part.headers.text("Content-ID").strip("<> "): part
        for part in root.leaves()
        if part.headers.text("Content-ID")
    }
    found: dict[str, str | None] = {}
    left = MOST_OF_PICTURES

    def look_up(id: str) -> str | None:
        nonlocal left
        id = unquote(id)
        if id not in found:
            data = parts[id].body if id in parts else b""
            kind = filetypes.content_type(data, "")
            fits = kind in PICTURES and len(data) <= left
            left -= len(data) if fits else 0
            code = base64.b64encode(data).decode("ascii") if fits else ""
            found[id] = f"data:{kind};base64,{code}" if fits else None
        return found[id]

    return look_up
