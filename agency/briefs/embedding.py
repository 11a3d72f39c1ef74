"""A brief on the agency's own site: which sites may show it in a frame, and the lines that put it there."""

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from flask_babel import gettext as _

MOST_ORIGINS = 20
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
# Where a site is made, before it is anywhere else.
_AT_HOME = frozenset({"localhost", "127.0.0.1"})


class NotAnOrigin(ValueError):
    """What was typed is the address of no site; the message says what to write."""


def origin_of(typed: str) -> str:
    """The site of an address: of "kvarta.example/contact", https://kvarta.example. Raises NotAnOrigin."""
    text = typed.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host.encode("idna").decode().lower()
    except (ValueError, UnicodeError):
        raise _refusal(text) from None
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in _AT_HOME)
    if not is_safe or parts.username is not None or not _is_host(host):
        raise _refusal(text)
    usual = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, usual) else "")


def origins_in(typed: str) -> list[str]:
    """The sites in a text, one a line, each once. Raises NotAnOrigin."""
    found = list(dict.fromkeys(origin_of(line) for line in typed.splitlines() if line.strip()))
    if len(found) > MOST_ORIGINS:
        raise NotAnOrigin(_("%(most)d sites is the most.", most=MOST_ORIGINS))
    return found


def ancestors(origins: Iterable[str]) -> str:
    """The words of a content security policy that let these sites frame a page, besides our own."""
    return " ".join(("frame-ancestors 'self'", *origins))


def script(link: str, slug: str) -> str:
    """The line for the site's page: a script that puts the brief where it stands."""
    home = link.rpartition("/")[0]
    return f'<script src="{home}/embed.js" data-brief="{slug}" async></script>'


def frame(link: str, title: str) -> str:
    """The same without a script, where a site allows none: of a height that somebody has to guess."""
    quoted = title.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return (
        f'<iframe src="{link}" title="{quoted}" width="100%" height="1200" loading="lazy"></iframe>'
    )


def _is_host(host: str) -> bool:
    if host in _AT_HOME:
        return True
    try:
        # An address of version 6 would stand in brackets, and its zone may hold anything.
        ipaddress.IPv4Address(host)
    except ValueError:
        labels = host.split(".")
        return len(host) <= 253 and len(labels) > 1 and all(map(_LABEL.fullmatch, labels))
    return False


def _refusal(typed: str) -> NotAnOrigin:
    return NotAnOrigin(
        _(
            "“%(typed)s” is no address of a site. Write it like https://www.example.com.",
            typed=typed[:80],
        )
    )
