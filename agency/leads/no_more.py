"""No more letters: the way out that each reminder of the machine carries, and who stands at that door.

It is a guest link of its own kind, for one letter: random, kept as a digest, revocable. A mail program posts to it
by itself (RFC 8058), a person opens its page, and some programs write a letter instead, with the same secret
in its subject.
"""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

import sqlalchemy as sa

from agency.kernel.auth import make_link, open_link, revoke_links
from agency.kernel.db import db
from agency.kernel.mail import suppression
from agency.kernel.mail.compose import WayOut
from agency.kernel.mail.models import Letter
from agency.kernel.mail.suppression import Why
from agency.kernel.web import address_of
from agency.leads import delivery
from agency.leads.incoming import Incoming
from agency.leads.models import IS_OPEN, Lead
from agency.leads.readers import written_to
from agency.people.models import Agency

KIND = "no_more"
# What whoever leaves may say, and takes back by the same door.
WISHES = (Why.unsubscribed, Why.complained)
# Whoever says more than that in a letter wants it to be read.
FEW_WORDS = 200
_SUBJECT = re.compile(r"\s*unsubscribe[\s:]+([\w-]{32})\s*", re.IGNORECASE)
_WORD = re.compile(
    r"\s*(unsubscribe|отписаться|отписка|отпишите(?: меня)?)\s*[.!]?\s*", re.IGNORECASE
)


@dataclass(frozen=True)
class Wish:
    """A letter whose subject asks for no more reminders: by the secret of a letter of ours, or in a bare word."""

    word: str
    secret: str = ""


@dataclass(frozen=True)
class Leaver:
    """Who wants no more: the letter of ours, to which address about which lead it went. All gone after an erasure."""

    letter: Letter | None
    address: str
    lead: Lead | None

    @property
    def language(self) -> str:
        return self.lead.client.language if self.lead is not None else ""

    @property
    def is_out(self) -> bool:
        """Whether they have said that they want no more."""
        why = suppression.reason_for(self.address) if self.address else Why.unsubscribed
        return why in WISHES


def new_secret() -> str:
    """The secret of a door that nobody can guess."""
    return secrets.token_urlsafe(24)


def way_out(secret: str, house: Agency) -> WayOut:
    """The door as the letter shows it."""
    subject = quote(f"unsubscribe {secret}")
    return WayOut(
        address_of("portal.no_more", token=secret), f"mailto:{house.mail_address}?subject={subject}"
    )


def keep(secret: str, letter: Letter, *, at: datetime, contact_id: int | None) -> None:
    """Remember of which letter this door is."""
    make_link(KIND, letter.id, at=at, contact_id=contact_id, token=secret)


def leaver(secret: str, *, now: datetime) -> Leaver | None:
    """Who stands at this door; None when it opens nothing."""
    who = open_link(KIND, secret, now=now)
    letter = db.session.get(Letter, who.subject) if who is not None else None
    if letter is None:
        return None
    message = delivery.message_of(letter)
    address = next(iter(letter.recipients), "")
    return Leaver(letter, address, message.lead if message is not None else None)


def leads_of(address: str, lead: Lead | None = None) -> list[Lead]:
    """The open leads of which the machine writes to this address, and the one that a letter was about."""
    asked = Lead.id == lead.id if lead is not None else sa.false()
    is_open = sa.and_(Lead.id.in_(written_to(address)), sa.text(f"lead.{IS_OPEN}"))
    return list(
        db.session.scalars(
            sa.select(Lead).where(sa.or_(asked, is_open) if address else asked).order_by(Lead.id)
        )
    )


def close(letters: Iterable[int], *, at: datetime) -> None:
    """An erasure: the doors of these letters open nothing any more."""
    for id in letters:
        revoke_links(KIND, id, at=at)


def wish_in(incoming: Incoming) -> Wish | None:
    """What its subject asks for; None where it is about something else, or says more than that."""
    with_secret, bare = _SUBJECT.fullmatch(incoming.subject), _WORD.fullmatch(incoming.subject)
    if with_secret:
        return Wish("unsubscribe", with_secret[1])
    return Wish(bare[1]) if bare and len(incoming.words) <= FEW_WORDS else None


def leaver_by(incoming: Incoming, *, now: datetime) -> Leaver | None:
    """Who wants no more: whom the letter went to whose secret stands there, else who wrote this."""
    wish = wish_in(incoming)
    if wish is None:
        return None
    if wish.secret:
        return leaver(wish.secret, now=now)
    return Leaver(None, incoming.sender.address, None)
