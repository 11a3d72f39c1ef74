"""Identity: what two copies of the same message share, whatever way each of them came."""

import hashlib
import json
from collections.abc import Iterator

from agency.leads.incoming import Incoming, parse

DEEPEST = 5
TEXT = ("text/", "message/")


def identity_of(incoming: Incoming, raw: bytes) -> str:
    """What two copies of a message share: their bytes, or Message-ID with sender, date and body.

    The body counts as it reads: servers on the way may code it anew, and end its lines as they like.
    """
    if incoming.message_id is None:
        return digest_of(raw)
    date = incoming.date.isoformat() if incoming.date else incoming.header("Date").strip()
    said = [incoming.message_id, incoming.sender.address.lower(), date, *_body(incoming)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def digest_of(raw: bytes) -> str:
    """The digest of the bytes, with line ends that do not count."""
    return hashlib.sha256(_even(raw)).hexdigest()


def _body(incoming: Incoming, depth: int = 0) -> Iterator[str]:
    yield from (_even(text.encode()).decode() for text in incoming.texts)
    for file in incoming.files:
        if file.content_type != "message/rfc822":
            text = file.content_type.startswith(TEXT)
            yield file.content_type
            yield hashlib.sha256(_even(file.data) if text else file.data).hexdigest()
    for raw in incoming.enclosed if depth < DEEPEST else ():
        inner = parse(raw)
        yield inner.message_id or ""
        yield from _body(inner, depth + 1)


def _even(text: bytes) -> bytes:
    return b"\n".join(line.rstrip() for line in text.splitlines()).rstrip()
