"""Tokens: the address to which a letter of ours asks its answer, so that the answer finds its lead by itself.

"hello+k7m2…@studio.example" is the house's own mailbox, where that takes such addresses. What stands after the plus
is random, one for each letter, and kept as a digest: nobody can guess it, and a copy of the database tells none.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.db import Model, db
from agency.kernel.mail.compose import Correspondent
from agency.kernel.mail.models import Letter
from agency.leads.incoming import Incoming
from agency.people.models import Agency

# Letters that survive every change of case, and none that is taken for another: 20 of them are 100 bits.
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
LENGTH = 20
# Where servers write to which address a letter was sent.
PLACES = ("Delivered-To", "X-Original-To", "X-Delivered-To", "Envelope-To", "X-Envelope-To")
MOST_PLACES = 20
MOST_TOKENS = 10
# RFC 5321, 4.5.3.1.1: what stands before the @ has room for this many.
LONGEST_NAME = 64
_TOKEN = re.compile(rf"\+([{ALPHABET}]{{{LENGTH}}})@", re.IGNORECASE)


class ThreadToken(Model):
    """What shows that a message answers this letter of ours; the letter's message knows the lead."""

    __tablename__ = "thread_token"

    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    letter_id: Mapped[int] = mapped_column(sa.ForeignKey("letter.id"), index=True)


def new_token() -> str:
    """A token that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def address_with(token: str, house: Agency) -> Correspondent | None:
    """Where an answer is to go, when the house's mailbox takes such addresses and its name leaves room."""
    return address_for(token, house) if house.plus_addresses else None


def address_for(token: str, house: Agency) -> Correspondent | None:
    """The house's own address with this token; None where its name leaves no room."""
    name, _, domain = house.mail_address.partition("@")
    if len(name) + 1 + LENGTH > LONGEST_NAME:
        return None
    return Correspondent(house.name, f"{name}+{token}@{domain}")


def keep(token: str, letter: Letter) -> None:
    """Remember of which letter this token is."""
    db.session.add(ThreadToken(digest=digest_of(token), letter_id=letter.id))


def digest_of(token: str) -> str:
    """What is kept of a token. Digests are looked up, tokens never compared, so that time tells nothing."""
    return hashlib.sha256(token.lower().encode()).hexdigest()


def place_of(incoming: Incoming) -> str:
    """The header in which a token stands."""
    named = (name for name in PLACES if any(map(_TOKEN.search, incoming.headers(name))))
    in_head = any(map(_TOKEN.search, incoming.recipients))
    return "To" if in_head else next(named, "To")


def digests_in(incoming: Incoming) -> list[str]:
    """The digests of whatever looks like a token in the addresses that this message was sent to."""
    return digests_of(_places(incoming))


def digests_of(texts: Iterable[str]) -> list[str]:
    """The digests of whatever looks like a token in these texts."""
    found = dict.fromkeys(token.lower() for text in texts for token in _TOKEN.findall(text))
    return [digest_of(token) for token in list(found)[:MOST_TOKENS]]


def _places(incoming: Incoming) -> Iterator[str]:
    yield from incoming.recipients
    for name in PLACES:
        yield from incoming.headers(name)[:MOST_PLACES]
