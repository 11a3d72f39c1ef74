"""Who may: logins with an access for staff, links for guests.

A guest link is a random secret in an address; the database keeps only its SHA-256, and it can be revoked.
"""

import enum
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_security import FSQLALiteUserDatastore, RoleMixin, Security, UserMixin, hash_password
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel import door, limits
from agency.kernel.db import Model, db
from agency.kernel.mail.security import OutboxMail

limiter = Limiter(get_remote_address, headers_enabled=True)
security = Security(mail_util_cls=OutboxMail)


class Access(enum.Enum):
    """What a login may do: each includes the ones after it."""

    owner = "owner"
    manager = "manager"
    member = "member"

    def includes(self, other: "Access") -> bool:
        order = list(Access)
        return order.index(self) <= order.index(other)


@dataclass(frozen=True)
class AccessName(RoleMixin):
    """An access as Flask-Security wants to see it."""

    name: str
    permissions: list[str] | None = None


class User(UserMixin, Model):
    """A login: address, password hash and access. The person behind it is a Member."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(255), unique=True)
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(
        sa.String(64), unique=True, default=lambda: secrets.token_hex(32)
    )
    access: Mapped[Access] = mapped_column(default=Access.member)

    @property
    def roles(self) -> list[AccessName]:  # type: ignore[override]
        return [AccessName(self.access.value)]

    @classmethod
    def make(cls, *, email: str, password: str, access: Access) -> "User":
        """A login with its password hashed (Argon2)."""
        return cls(email=email.strip().lower(), password=hash_password(password), access=access)


# Built once: every page of the staff asks who is there.
_BY_MARK = sa.select(User).where(User.fs_uniquifier == sa.bindparam("mark"))


class Logins(FSQLALiteUserDatastore):
    """Where Flask-Security finds the logins."""

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> User | None:
        """The one login of which this is true."""
        if kwargs.keys() == {"fs_uniquifier"}:
            return db.session.scalar(_BY_MARK, {"mark": kwargs["fs_uniquifier"]})
        return cast("User | None", super().find_user(case_insensitive, **kwargs))


class GuestLink(Model):
    """A secret address that opens one thing for somebody without a login."""

    __tablename__ = "guest_link"
    __table_args__ = (sa.Index("ix_guest_link_subject", "kind", "subject"),)

    kind: Mapped[str] = mapped_column(sa.String(24))
    subject: Mapped[int]
    contact_id: Mapped[int | None]
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    def revoke(self, at: datetime) -> None:
        """It opens nothing from now on."""
        self.revoked_at = self.revoked_at or at


# Built once: briefs are handed in many at a time.
_OPENED = sa.select(GuestLink.token_hash, GuestLink.subject).where(
    GuestLink.token_hash.in_(sa.bindparam("digests", expanding=True)),
    GuestLink.kind == sa.bindparam("kind"),
    GuestLink.revoked_at.is_(None),
    sa.or_(GuestLink.expires_at.is_(None), GuestLink.expires_at > sa.bindparam("now")),
)


@dataclass(frozen=True)
class Guest:
    """Whoever opened a link: what it opens, and whom it was given to."""

    kind: str
    subject: int
    contact_id: int | None
    link_id: int
    until: datetime | None = None


def make_link(
    kind: str,
    subject: int,
    *,
    at: datetime,
    contact_id: int | None = None,
    expires_at: datetime | None = None,
    token: str | None = None,
) -> str:
    """Make a guest link and give its secret, which is kept nowhere.

    `token` is a secret that was handed out before, sealed, so that sending twice makes one link.
    """
    token = token or secrets.token_urlsafe(24)
    db.session.add(
        GuestLink(
            kind=kind,
            subject=subject,
            contact_id=contact_id,
            token_hash=_digest(token),
            created_at=at,
            expires_at=expires_at,
        )
    )
    db.session.flush()
    return token


def open_link(kind: str, token: str, *, now: datetime) -> Guest | None:
    """Who stands before this door, or None when it opens nothing (any more)."""
    link = _link(kind, token)
    return _guest(link) if link is not None and not _has_ended(link, now) else None


def open_any(kinds: Iterable[str], token: str, *, now: datetime) -> Guest | None:
    """Likewise, whichever of these kinds the door is of."""
    found = sa.select(GuestLink).where(
        GuestLink.token_hash == _digest(token), GuestLink.kind.in_(kinds)
    )
    # Whoever looks again sees it as it is by now.
    link = db.session.scalar(found.execution_options(populate_existing=True))
    return _guest(link) if link is not None and not _has_ended(link, now) else None


def what_they_open(
    line: Connection, kind: str, tokens: Iterable[str], *, now: datetime
) -> dict[str, int]:
    """What each of these secrets opens; one that opens nothing (any more) is left out."""
    digests = {_digest(each): each for each in tokens}
    found = line.execute(_OPENED, {"digests": list(digests), "kind": kind, "now": now})
    return {digests[digest]: subject for digest, subject in found}


def ended_link(kind: str, token: str, *, now: datetime) -> Guest | None:
    """Who stands before a door that was theirs and is shut now: run out, or taken back."""
    link = _link(kind, token)
    return _guest(link) if link is not None and _has_ended(link, now) else None


def _link(kind: str, token: str) -> GuestLink | None:
    return db.session.scalar(
        sa.select(GuestLink).where(GuestLink.token_hash == _digest(token), GuestLink.kind == kind)
    )


def _has_ended(link: GuestLink, now: datetime) -> bool:
    return link.revoked_at is not None or (link.expires_at is not None and link.expires_at <= now)


def _guest(link: GuestLink) -> Guest:
    return Guest(link.kind, link.subject, link.contact_id, link.id, link.expires_at)


def revoke_links(kind: str, subject: int, *, at: datetime) -> None:
    """Close every door to this thing."""
    db.session.execute(
        sa.update(GuestLink)
        .where(GuestLink.kind == kind, GuestLink.subject == subject, GuestLink.revoked_at.is_(None))
        .values(revoked_at=at)
    )


def init_auth(app: Flask) -> None:
    """Login by Flask-Security, with its letters through our outbox; limits against guessing."""
    secure = app.config["SETTINGS"].base_url.startswith("https://")
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_SALT=app.config["SETTINGS"].secret_key,
        SECURITY_FRESHNESS=timedelta(minutes=-1),  # no page asks for the password twice
        SECURITY_JOIN_USER_ROLES=False,  # access is a column, not a table of roles
        SECURITY_RECOVERABLE=True,
        SECURITY_RESET_PASSWORD_WITHIN=timedelta(hours=2),
        SECURITY_LOGIN_URL="/login",
        SECURITY_LOGOUT_URL="/logout",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_RESET_URL="/password",
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_POST_LOGOUT_VIEW="/login",
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_PASSWORD_LENGTH_MIN=10,
        SECURITY_SEND_PASSWORD_RESET_NOTICE_EMAIL=True,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False, "test_environment": True},
        SECURITY_EMAIL_SENDER="no-reply@localhost",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=secure,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SECURE=secure,
        WTF_CSRF_TIME_LIMIT=None,
        RATELIMIT_STORAGE_URI=app.config.get("RATELIMIT_STORAGE_URI", f"{limits.SCHEME}://"),
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        RATELIMIT_KEY_PREFIX="agency:limits",
    )
    app.config.update(door.configuration())
    datastore: Any = Logins(db, User, AccessName)
    security.init_app(app, datastore)
    limiter.init_app(app)
    for endpoint in ("security.login", "security.forgot_password", "security.reset_password"):
        guard: Any = limiter.limit("20 per minute;100 per hour", methods=["POST"])
        app.view_functions[endpoint] = guard(app.view_functions[endpoint])


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
