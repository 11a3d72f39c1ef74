"""Mailbox: what we have read of a mailbox of ours, so that reading goes on where it stopped."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.db import Model


class Mailbox(Model):
    """One folder on an IMAP server. `address` names it without secrets: "hello@imap.studio.example/INBOX"."""

    __tablename__ = "mailbox"

    address: Mapped[str] = mapped_column(sa.String(400), unique=True)
    # Ids of messages count only under the validity that the server gave with them (RFC 3501, 2.3.1.1).
    uidvalidity: Mapped[int | None] = mapped_column(sa.BigInteger)
    last_uid: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    read_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(sa.Text, default="")
