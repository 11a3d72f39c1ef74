"""What a program did with a key of its own: done once, and answered the same when it comes again."""

import hashlib
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.db import Model, db
from agency.leads.ways_in.deliveries import KEYS_KEPT, OtherBody
from agency.leads.ways_in.tokens import ApiToken


class ApiDeed(Model):
    """One thing made under an idempotency key of a token."""

    __tablename__ = "api_deed"
    __table_args__ = (sa.UniqueConstraint("token_id", "key"),)

    token_id: Mapped[int] = mapped_column(sa.ForeignKey("api_token.id"))
    key: Mapped[str] = mapped_column(sa.String(200))
    digest: Mapped[str] = mapped_column(sa.String(64))
    task_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("task.id", ondelete="SET NULL"), index=True
    )
    entry_id: Mapped[int | None]
    done_at: Mapped[datetime]


def begin(
    token: ApiToken, key: str | None, where: str, body: bytes, *, at: datetime
) -> tuple[ApiDeed | None, bool]:
    """The deed of this key, and whether it is to be done now; none without a key. Raises OtherBody."""
    if key is None:
        return None, True
    # Held, so that the same key at the same moment waits and then finds what was made.
    db.session.execute(sa.select(ApiToken.id).where(ApiToken.id == token.id).with_for_update())
    db.session.execute(sa.delete(ApiDeed).where(ApiDeed.done_at < at - KEYS_KEPT))
    digest = hashlib.sha256(where.encode() + b"\n" + body).hexdigest()
    mine = sa.select(ApiDeed).where(ApiDeed.token_id == token.id, ApiDeed.key == key)
    found = db.session.scalar(mine)
    if found is not None and found.digest != digest:
        raise OtherBody(key)
    if found is not None:
        return found, False
    made = ApiDeed(token_id=token.id, key=key, digest=digest, done_at=at)
    db.session.add(made)
    return made, True
