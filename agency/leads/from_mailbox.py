"""What the postman brings: kept once, and sorted as soon as a worker has a hand free."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from agency.kernel import due
from agency.kernel.db import db
from agency.kernel.mail.accounts import Role
from agency.kernel.mail.mailboxes import Mailbox
from agency.kernel.mail.postman import Brought
from agency.leads import arrivals
from agency.leads.arrivals import SORT, Arrival


def take_in(brought: Sequence[Brought], mailbox: Mailbox, seen_at: datetime) -> None:
    """Keep what lay in this mailbox, unless it is kept already; one plan sorts all of it."""
    kept = _kept(mailbox, [each.uid for each in brought])
    found = [
        arrivals.keep(
            each.raw,
            seen_at=seen_at,
            arrived_at=each.arrived_at,
            is_import=each.is_import,
            is_sent=mailbox.role is Role.sent,
            mailbox=mailbox,
            uidvalidity=mailbox.uidvalidity,
            uid=each.uid,
        )
        for each in brought
        if each.uid not in kept
    ]
    db.session.flush()
    if found:
        due.plan(SORT, max(each.id for each in found), seen_at)


def _kept(mailbox: Mailbox, uids: list[int]) -> set[int | None]:
    # A server put back from a copy may show ids once more that we have read long ago.
    place = Arrival.mailbox_id == mailbox.id, Arrival.uidvalidity == mailbox.uidvalidity
    return set(db.session.scalars(sa.select(Arrival.uid).where(*place, Arrival.uid.in_(uids))))
