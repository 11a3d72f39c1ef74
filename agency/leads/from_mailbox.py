"""What the postman brings: kept once, and sorted as soon as a worker has a hand free."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agency.kernel.db import db
from agency.kernel.mail.mailboxes import Mailbox
from agency.leads import arrivals
from agency.leads.arrivals import Arrival


def take_in(
    raw: bytes, *, seen_at: datetime, mailbox: Mailbox, uidvalidity: int, uid: int, **known: Any
) -> None:
    """Keep a message from this place of a mailbox, unless it is kept already."""
    place: dict[str, Any] = {"mailbox": mailbox, "uidvalidity": uidvalidity, "uid": uid}
    if not _is_kept(**place):
        arrivals.take_in(raw, seen_at=seen_at, sort_at=seen_at, **known, **place)


def _is_kept(mailbox: Mailbox, uidvalidity: int, uid: int) -> bool:
    # A server put back from a copy may show ids once more that we have read long ago.
    return bool(
        db.session.scalar(
            sa.select(
                sa.exists().where(
                    Arrival.mailbox_id == mailbox.id,
                    Arrival.uidvalidity == uidvalidity,
                    Arrival.uid == uid,
                )
            )
        )
    )
