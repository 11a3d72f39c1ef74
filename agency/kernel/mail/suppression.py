"""Suppression: addresses to which the machine does not write: their owner wants none of it, or nothing arrives there.

Asked right before each automatic letter. An address is looked up by its digest, so that the promise not to write
outlives the address itself, when that is erased.
"""

import enum
import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.batches import may_be_among
from agency.kernel.db import Model, db
from agency.kernel.mail.models import Letter

LONGEST_WORDS = 300


class Why(enum.Enum):
    """They asked for no more letters, called one spam, or their server says that nobody is there."""

    unsubscribed = "unsubscribed"
    complained = "complained"
    bounced = "bounced"

    @property
    def is_their_wish(self) -> bool:
        """Whether a person said so, and not a server."""
        return self is not Why.bounced


class Suppression(Model):
    """One reason not to write to an address, until one of us lifts it, or (without a name) they themselves."""

    __tablename__ = "suppression"
    __table_args__ = (
        sa.Index("ix_suppression_digest", "digest"),
        sa.Index(
            "uq_suppression_standing",
            "digest",
            "why",
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        ),
    )

    digest: Mapped[str] = mapped_column(sa.String(64))
    # "" once it was erased.
    address: Mapped[str] = mapped_column(sa.String(320))
    why: Mapped[Why]
    at: Mapped[datetime]
    letter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("letter.id"))
    # What their server said.
    said: Mapped[str] = mapped_column(sa.String(LONGEST_WORDS), default="")
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None]

    letter: Mapped[Letter | None] = relationship()

    def lift(self, *, at: datetime, by_id: int | None) -> None:
        """Letters may go there again: one of us says so, or they do (None)."""
        if self.lifted_at is None:
            self.lifted_at, self.lifted_by_id = at, by_id


STANDING = sa.select(Suppression.digest).where(Suppression.lifted_at.is_(None))


def suppress(
    address: str, why: Why, *, at: datetime, letter: Letter | None = None, said: str = ""
) -> bool:
    """No automatic letter to this address from now on. Whether that is news."""
    if not address or _standing(address, why) is not None:
        return False
    found = Suppression(
        digest=digest_of(address),
        address=normal(address)[:320],
        why=why,
        at=at,
        letter=letter,
        said=said[:LONGEST_WORDS],
    )
    try:
        with db.session.begin_nested():
            db.session.add(found)
    except IntegrityError:
        return False  # somebody else said so at the same moment
    return True


def reason_for(address: str) -> Why | None:
    """Why the machine must not write to this address; None when it may. What a person wants comes first."""
    return reasons_for([address]).get(normal(address))


def reasons_for(addresses: Iterable[str]) -> dict[str, Why]:
    """The same for several at once, by address in small letters."""
    return {address: each.why for address, each in standing_for(addresses).items()}


def standing_for(addresses: Iterable[str]) -> dict[str, Suppression]:
    """What stands against these addresses, by address in small letters; a person's wish before a server's word."""
    by_digest = {digest_of(each): normal(each) for each in addresses if each}
    if not by_digest:
        return {}
    chosen = sa.select(Suppression).where(
        Suppression.digest.in_(by_digest), Suppression.lifted_at.is_(None)
    )
    rows = sorted(db.session.scalars(chosen), key=lambda each: (each.why.is_their_wish, each.id))
    return {by_digest[each.digest]: each for each in rows}


def allow(address: str, whys: Collection[Why], *, at: datetime, by_id: int | None) -> bool:
    """Letters may go there again, as far as these reasons are concerned. Whether that is news."""
    digest = digest_of(address)
    if not may_be_among("suppressed", frozenset({Suppression}), digest, STANDING):
        return False
    rows = db.session.scalars(
        sa.select(Suppression).where(
            Suppression.digest == digest,
            Suppression.lifted_at.is_(None),
            Suppression.why.in_(list(whys)),
        )
    ).all()
    for each in rows:
        each.lift(at=at, by_id=by_id)
    return bool(rows)


def forget(addresses: Iterable[str]) -> None:
    """An erasure: the addresses go, the digests stay, so that nobody is written to who asked us not to."""
    digests = [digest_of(each) for each in addresses if each]
    for each in db.session.scalars(sa.select(Suppression).where(Suppression.digest.in_(digests))):
        each.address, each.said = "", ""


def latest(*, limit: int = 200) -> list[Suppression]:
    """What stands, and what was lifted, the latest first."""
    order = (Suppression.lifted_at.is_not(None), Suppression.at.desc(), Suppression.id.desc())
    return list(db.session.scalars(sa.select(Suppression).order_by(*order).limit(limit)))


def normal(address: str) -> str:
    """An address as it is compared."""
    return address.strip().lower()


def digest_of(address: str) -> str:
    """What is kept of it for good."""
    return hashlib.sha256(normal(address).encode()).hexdigest()


def _standing(address: str, why: Why) -> Suppression | None:
    chosen = sa.select(Suppression).where(
        Suppression.digest == digest_of(address),
        Suppression.why == why,
        Suppression.lifted_at.is_(None),
    )
    return db.session.scalar(chosen)
