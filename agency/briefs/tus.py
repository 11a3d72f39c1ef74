"""The tus protocol (1.0: core, creation, termination, expiration) as far as it is spoken in headers.

It is how a file travels in pieces: https://tus.io/protocols/resumable-upload
"""

import base64
import binascii
from datetime import datetime

from werkzeug.datastructures import Headers
from werkzeug.http import http_date

from agency.briefs.uploads import LARGEST_MB, MB

VERSION = "1.0.0"
PIECE = "application/offset+octet-stream"
# What our own page sends at once is 1 MB; nobody needs to send more at once than twice that.
LARGEST_PIECE = 2 * MB
OFFERS = {
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,termination,expiration",
    "Tus-Max-Size": str(LARGEST_MB * MB),
}


class NotTus(Exception):
    """A request that the protocol does not know; its HTTP status."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(str(status))


def must_speak_it(headers: Headers) -> None:
    """This version of it. Raises NotTus."""
    if headers.get("Tus-Resumable") != VERSION:
        raise NotTus(412)


def number(headers: Headers, name: str) -> int:
    """A whole number that a header says. Raises NotTus."""
    said = headers.get(name, "")
    if not said.isascii() or not said.isdigit() or len(said) > 15:
        raise NotTus(400)
    return int(said)


def metadata(said: str) -> dict[str, str]:
    """What an upload is announced with: `filename ZmlsZQ==,question cTE=`. Raises NotTus."""
    found = {}
    for pair in said.split(","):
        name, _space, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError):
            raise NotTus(400) from None
    return found


def answer(*, arrived: int | None = None, until: datetime | None = None) -> dict[str, str]:
    """The headers of an answer: how much has come, and until when it waits for more."""
    more = {"Upload-Offset": str(arrived)} if arrived is not None else {}
    if until is not None:
        more["Upload-Expires"] = http_date(until)
    return {"Tus-Resumable": VERSION, "Cache-Control": "no-store", **more}
