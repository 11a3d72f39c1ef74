"""Messages as they come over the wire, from a few words."""

from agency.leads.incoming import Incoming, parse
from agency.leads.sorting.ourselves import Ourselves

US = Ourselves("hello@kvarta.example", (("vera@kvarta.example", 2),))
PARTNER = "Walter Brandt <walter@partner.example>"


def raw(
    words: str = "We would like a site.",
    *,
    sender: str = PARTNER,
    subject: str = "A site",
    kind: str = "text/plain; charset=utf-8",
    **headers: str,
) -> bytes:
    """The bytes of a letter; `List_Id="…"` is a header, and so is every other name."""
    more = {"To": "hello@kvarta.example", "Content-Type": kind} | headers
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
    top = "\n".join([f"From: {sender}", f"Subject: {subject}", "MIME-Version: 1.0", *lines])
    return f"{top}\n\n{words}".replace("\n", "\r\n").encode()


def letter(words: str = "We would like a site.", **more: str) -> Incoming:
    """The same, read."""
    return parse(raw(words, **more))
