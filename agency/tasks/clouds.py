"""Links to clouds: which one an address leads to, what the address itself tells, and the title that stands there."""

import re
import time
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from urllib.parse import unquote, urlsplit

import requests

from agency.kernel import due, outward
from agency.kernel.db import db
from agency.tasks.attached import Cloud, CloudLink

# What is due of a link whose title may be asked for.
TITLE = "tasks.link_title"
SECONDS, AT_ONCE, BYTES = 10, 4, 256 * 1024

_HOSTS: dict[Cloud, tuple[str, ...]] = {
    Cloud.google_drive: ("drive.google.com", "docs.google.com"),
    Cloud.dropbox: ("dropbox.com", "db.tt"),
    Cloud.onedrive: ("onedrive.live.com", "1drv.ms", "sharepoint.com"),
    Cloud.yandex_disk: ("yadi.sk", "disk.yandex.ru", "disk.yandex.com", "disk.360.yandex.ru"),
    Cloud.figma: ("figma.com",),
}
# Everybody's Nextcloud has a host of its own; its addresses look alike.
_NEXTCLOUD = re.compile(r"/(index\.php/)?(s/[A-Za-z0-9]{8,}|apps/files(/|$)|f/\d+$)")
# Where a cloud asks who one is: what it says there is no title of a file.
_DOORS = re.compile(r"(^|\.)(accounts\.google\.com|login\.\w|passport\.yandex|signin)")
_KEYED = re.compile(r"/(?:file|design|proto|board|slides|s|scl/fi)/[\w-]+/([^/?#]+)")


@dataclass(frozen=True)
class Seen:
    """What we saw behind a link: whether it opened, and its title where there is one."""

    opens: bool
    title: str = ""


def recognised(url: str) -> Cloud:
    """Whose address it is."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    for cloud, hosts in _HOSTS.items():
        if any(host == each or host.endswith(f".{each}") for each in hosts):
            return cloud
    return Cloud.nextcloud if _NEXTCLOUD.search(parts.path) else Cloud.elsewhere


def name_in(url: str) -> str:
    """The name of the file where the address holds it, as those of Figma and Dropbox do."""
    if recognised(url) not in (Cloud.figma, Cloud.dropbox):
        return ""
    found = _KEYED.search(urlsplit(url).path)
    return unquote(found[1]).replace("-", " ").replace("_", " ").strip()[:300] if found else ""


def ask_for_title(link: CloudLink, *, at: datetime) -> None:
    """Have the title looked up, outside of any request."""
    db.session.flush()
    due.plan(TITLE, link.id, at)


def look_up(id: int, *, now: datetime, loopback: bool = False) -> None:
    """Open a link once, and keep its title and whether it opened."""
    link = db.session.get(CloudLink, id)
    if link is None:
        return
    url = link.url
    # Nobody waits for a slow server with the database in hand.
    db.session.rollback()
    seen = _look(url, loopback)
    link = db.session.get(CloudLink, id)
    if link is not None and link.url == url:
        link.tried_at, link.opens = now, seen.opens
        if seen.title and not link.title:
            link.title = seen.title
            link.task.count()


def _look(url: str, loopback: bool) -> Seen:
    session = outward.session(loopback=loopback)
    session.max_redirects = 3
    until = time.monotonic() + SECONDS
    try:
        with session.get(url, stream=True, timeout=AT_ONCE, headers=_HEADERS) as answer:
            if not answer.ok or _DOORS.search(urlsplit(answer.url).hostname or ""):
                return Seen(opens=False)
            if "html" not in answer.headers.get("Content-Type", ""):
                return Seen(opens=True)
            return Seen(opens=True, title=_title_in(_beginning(answer, until)))
    except requests.RequestException:
        return Seen(opens=False)


_HEADERS = {"Accept": "text/html", "User-Agent": "agency (title of a shared file)"}


def _beginning(answer: requests.Response, until: float) -> bytes:
    read = b""
    for piece in answer.iter_content(8192):
        read += piece
        if len(read) >= BYTES or time.monotonic() > until or b"</title" in read.lower():
            break
    return read


def _title_in(page: bytes) -> str:
    # Looked for once from the beginning: a page may be made to keep a pattern busy for minutes.
    folded = page.lower()
    begin = folded.find(b">", folded.find(b"<title")) + 1
    end = folded.find(b"</title", begin)
    is_there = b"<title" in folded and 0 < begin <= end
    words = unescape(page[begin:end].decode("utf-8", "replace")) if is_there else ""
    return " ".join(words.replace("\x00", "").split())[:300]
