"""Tokens of the API: shown once, known again by their digest, taken back at any time."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model, db
from agency.people.models import Member

PREFIX = "agency_"
HINT = 4
# A busy site writes this down no oftener.
USED_EVERY = timedelta(minutes=1)


class ApiToken(Model):
    """A key to the API. `hint` is its end, to tell it from others."""

    __tablename__ = "api_token"

    name: Mapped[str] = mapped_column(sa.String(120))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    hint: Mapped[str] = mapped_column(sa.String(8))
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    # Sites that only bring inquiries have no business with our boards.
    for_tasks: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    made_by: Mapped[Member | None] = relationship()

    @classmethod
    def make(
        cls, name: str, *, by: Member, at: datetime, for_tasks: bool = False
    ) -> tuple[Self, str]:
        """A new one, and the secret, which is kept nowhere."""
        secret = PREFIX + secrets.token_urlsafe(32)
        made = cls(
            name=name,
            token_hash=digest(secret),
            hint=secret[-HINT:],
            made_at=at,
            made_by=by,
            for_tasks=for_tasks,
        )
        db.session.add(made)
        return made, secret

    def revoke(self, at: datetime) -> None:
        """It opens nothing from now on."""
        self.revoked_at = self.revoked_at or at

    def use(self, at: datetime) -> None:
        """Somebody came with it."""
        if self.used_at is None or at - self.used_at >= USED_EVERY:
            self.used_at = at


def find(secret: str) -> ApiToken | None:
    """The token with this secret, revoked or not."""
    # Looked up by its digest: how long that takes tells nothing about the secret.
    return db.session.scalar(sa.select(ApiToken).where(ApiToken.token_hash == digest(secret)))


def one(id: int) -> ApiToken | None:
    """One token."""
    return db.session.get(ApiToken, id)


def all_of_them() -> list[ApiToken]:
    """Every token there was: those that open something first, the latest first."""
    order = sa.case((ApiToken.revoked_at.is_(None), 0), else_=1)
    return list(db.session.scalars(sa.select(ApiToken).order_by(order, ApiToken.id.desc())))


def digest(secret: str) -> str:
    """How a token is kept."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
