"""Hooks: addresses at which a telephone system, a messenger or a form service tells us what happened.

Each has a secret of its own. A service that can sign its payload signs it (HMAC-SHA256 over the raw body); one that
cannot sends the secret itself in a header. It is kept sealed, since checking a signature needs it.
"""

import base64
import binascii
import enum
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel import sealed
from agency.kernel.db import Model, db
from agency.leads.ways_in.reasons import Why

TOLERANCE = timedelta(minutes=5)
MILLISECONDS = 10**11


class HookKind(enum.Enum):
    """What stands at the other end."""

    telephony = "telephony"
    messenger = "messenger"
    form = "form"


class Proof(enum.Enum):
    """How a service shows that it is itself."""

    prefixed = "prefixed"
    hex = "hex"
    base64 = "base64"
    secret = "secret"


class Hook(Model):
    """One address for one service, with its secret and with what its fields mean to us."""

    __tablename__ = "hook"

    name: Mapped[str] = mapped_column(sa.String(120))
    kind: Mapped[HookKind]
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    sealed_secret: Mapped[str] = mapped_column(sa.Text)
    proof: Mapped[Proof] = mapped_column(default=Proof.prefixed)
    header: Mapped[str] = mapped_column(sa.String(80), default="X-Signature")
    time_header: Mapped[str] = mapped_column(sa.String(80), default="")
    mapping: Mapped[dict[str, str]] = mapped_column(default=dict)
    made_at: Mapped[datetime]
    heard_at: Mapped[datetime | None]
    off_at: Mapped[datetime | None]

    @classmethod
    def make(cls, name: str, kind: HookKind, *, at: datetime) -> tuple[Self, str]:
        """A new one, and its secret, shown this once."""
        secret = secrets.token_urlsafe(32)
        made = cls(
            name=name,
            kind=kind,
            key=secrets.token_urlsafe(18),
            sealed_secret=sealed.seal(secret),
            proof=Proof.prefixed,
            header="X-Signature",
            time_header="",
            mapping={},
            made_at=at,
        )
        db.session.add(made)
        return made, secret

    def renew_secret(self) -> str:
        """Another secret; the old one is worth nothing from now on."""
        secret = secrets.token_urlsafe(32)
        self.sealed_secret = sealed.seal(secret)
        return secret

    def objection(self, body: bytes, heads: Mapping[str, str], *, at: datetime) -> Why | None:
        """Why this was not sent by whom we gave the secret to, or long ago; None when all is well."""
        heads = {name.lower(): value for name, value in heads.items()}
        given = heads.get(self.header.lower(), "").strip()
        if not given:
            return Why.unsigned
        secret = sealed.unseal(self.sealed_secret).encode()
        if self.proof is Proof.secret:
            given = given.removeprefix("Bearer ").strip()
            return None if _same(given.encode(), secret) else Why.signature
        if self.time_header and not self._is_timely(heads.get(self.time_header.lower(), ""), at):
            return Why.stale
        expected = hmac.new(secret, self._signed(body, heads), hashlib.sha256).digest()
        return None if _same(self._bytes_of(given), expected) else Why.signature

    def _signed(self, body: bytes, heads: Mapping[str, str]) -> bytes:
        # A time stamp that is not signed along could be written anew by anybody.
        if not self.time_header:
            return body
        return heads.get(self.time_header.lower(), "").strip().encode() + b"." + body

    def _bytes_of(self, given: str) -> bytes:
        text = given.removeprefix("sha256=") if self.proof is Proof.prefixed else given
        try:
            if self.proof is Proof.base64:
                return base64.b64decode(text, validate=True)
            return bytes.fromhex(text)
        except (ValueError, binascii.Error):
            return b""

    @staticmethod
    def _is_timely(stamp: str, at: datetime) -> bool:
        try:
            seconds = float(stamp.strip())
        except ValueError:
            return False
        seconds = seconds / 1000 if seconds > MILLISECONDS else seconds
        return abs(at.timestamp() - seconds) <= TOLERANCE.total_seconds()


def by_key(key: str) -> Hook | None:
    """The hook at this address."""
    return db.session.scalar(sa.select(Hook).where(Hook.key == key))


def one(id: int) -> Hook | None:
    """One hook."""
    return db.session.get(Hook, id)


def all_of_them() -> list[Hook]:
    """Every hook, those that are on first."""
    order = sa.case((Hook.off_at.is_(None), 0), else_=1)
    return list(db.session.scalars(sa.select(Hook).order_by(order, Hook.id)))


def _same(given: bytes, expected: bytes) -> bool:
    return hmac.compare_digest(given, expected)
