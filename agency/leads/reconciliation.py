"""Reconciliation: what lies in a folder on the server against what we have of it, each absent message with its reason.

Ids are compared first, all of them in two lines of the server's; only heads of what is absent are fetched, a page at a
time. A message whose own id we know from elsewhere (another mailbox, ids of before) is not absent.
"""

import enum
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from agency.kernel.db import db
from agency.kernel.mail.accounts import HowFar
from agency.kernel.mail.fetched import Fetched
from agency.kernel.mail.imap import OpenFolder
from agency.kernel.mail.mailboxes import Mailbox
from agency.leads import incoming
from agency.leads.arrivals import Arrival

PAGE = 50
# So many heads are fetched to learn whether what we cannot explain came by another way.
MOST_HEADS = 2000
AT_ONCE = 400
PATIENCE = 15.0


class Absence(enum.Enum):
    """Why a message that lies there is not among ours, the most worrying first."""

    unknown = "unknown"
    refused = "refused"
    coming = "coming"
    older = "older"
    before = "before"
    elsewhere = "elsewhere"


@dataclass(frozen=True)
class Absent:
    """One of them. `tries` and `again_at` are of one that the server refused."""

    uid: int
    why: Absence
    at: datetime | None = None
    sender: str = ""
    subject: str = ""
    tries: int = 0
    again_at: datetime | None = None
    arrival_id: int | None = None


@dataclass(frozen=True)
class There:
    """What the server said of a folder: its ids, which of them are young enough, the heads of some."""

    uidvalidity: int
    uids: list[int]
    young: frozenset[int] | None
    heads: dict[int, Fetched] = field(default_factory=dict)
    is_whole: bool = True


@dataclass(frozen=True)
class Reconciled:
    """Both sides beside one another. `gone` are those of ours that lie there no more."""

    there: int
    taken: int
    uidvalidity: int
    counts: Counter[Absence]
    rows: list[Absent]
    gone: list[Arrival]
    gone_count: int
    before_count: int
    number: int
    last: int
    is_whole: bool

    @property
    def absent(self) -> int:
        """How many lie there and are in no way among ours."""
        return sum(count for why, count in self.counts.items() if why is not Absence.elsewhere)


@dataclass(frozen=True)
class Known:
    """What we know of a folder, read before the server is asked, so that no transaction is open meanwhile."""

    mailbox_id: int
    uidvalidity: int | None
    uids: frozenset[int]
    last_uid: int
    first_until: int
    how_far: HowFar | None
    since: datetime | None
    owed: dict[int, tuple[int, datetime]]


def known(mailbox: Mailbox) -> Known:
    """What we know of it."""
    place = Arrival.mailbox_id == mailbox.id, Arrival.uidvalidity == mailbox.uidvalidity
    uids = db.session.scalars(sa.select(Arrival.uid).where(*place))
    since = mailbox.since_on
    return Known(
        mailbox.id,
        mailbox.uidvalidity,
        frozenset(uid for uid in uids if uid is not None),
        mailbox.last_uid,
        mailbox.first_until,
        mailbox.how_far,
        datetime.combine(since, datetime.min.time()) if since else None,
        {
            int(uid): (row["tries"], datetime.fromisoformat(row["again_at"]))
            for uid, row in mailbox.owed.items()
        },
    )


def ask(folder: OpenFolder, ours: Known, why: Absence | None, number: int) -> There:
    """What lies there, with the heads of the page that is to be shown. Raises MailboxTrouble."""
    until = time.monotonic() + PATIENCE
    last = folder.uidnext - 1
    uids = folder.between(1, last)
    young = None
    if ours.since and ours.how_far is HowFar.since:
        young = frozenset(folder.between(1, ours.first_until, ours.since.date()))
    there = There(folder.uidvalidity, uids, young)
    absent = _reasons(there, ours)
    # What cannot be explained first: its own id may be known from elsewhere.
    puzzling = [uid for uid, reason in absent.items() if reason is Absence.unknown][-MOST_HEADS:]
    shown = [uid for uid in _chosen(absent, why, number) if uid not in puzzling]
    heads: dict[int, Fetched] = {}
    for wanted in (puzzling, shown):
        for start in range(0, len(wanted), AT_ONCE):
            if time.monotonic() > until:
                return There(folder.uidvalidity, uids, young, heads, is_whole=False)
            some = wanted[start : start + AT_ONCE]
            heads.update((head.uid, head) for head in folder.heads(some))
    return There(folder.uidvalidity, uids, young, heads)


def compare(there: There, ours: Known, why: Absence | None, number: int) -> Reconciled:
    """Both sides beside one another; reads only."""
    absent = _reasons(there, ours)
    read = {uid: incoming.parse(head.raw) for uid, head in there.heads.items()}
    met = _met([each.message_id for each in read.values() if each.message_id])
    for uid, each in read.items():
        if each.message_id in met:
            absent[uid] = Absence.elsewhere
    chosen = _chosen(absent, why, number)
    counted = len(absent) if why is None else sum(each is why for each in absent.values())
    rows = [_absent(uid, absent[uid], there, ours, read.get(uid), met) for uid in chosen]
    same = there.uidvalidity == ours.uidvalidity
    gone_uids = sorted(ours.uids - set(there.uids)) if same else []
    return Reconciled(
        there=len(there.uids),
        taken=len(there.uids) - len(absent),
        uidvalidity=there.uidvalidity,
        counts=Counter(absent.values()),
        rows=rows,
        gone=_gone(ours, gone_uids[-PAGE:]),
        gone_count=len(gone_uids),
        before_count=_of_before(ours),
        number=number,
        last=max(1, -(-counted // PAGE)),
        is_whole=there.is_whole,
    )


def _reasons(there: There, ours: Known) -> dict[int, Absence]:
    """Every absent message with its reason, the most worrying first, then the latest."""
    same = there.uidvalidity == ours.uidvalidity
    found = {
        uid: _reason(uid, there, ours) if same else Absence.coming
        for uid in there.uids
        if not (same and uid in ours.uids)
    }
    order = list(Absence)
    return dict(sorted(found.items(), key=lambda item: (order.index(item[1]), -item[0])))


def _reason(uid: int, there: There, ours: Known) -> Absence:
    if uid in ours.owed:
        return Absence.refused
    if uid > ours.last_uid:
        return Absence.coming
    if uid <= ours.first_until and ours.how_far is HowFar.from_now:
        return Absence.before
    if uid <= ours.first_until and (there.young is None or uid not in there.young):
        # What was read before we kept how far back it went is older, too.
        return Absence.unknown if ours.how_far is HowFar.everything else Absence.older
    return Absence.unknown


def _chosen(absent: dict[int, Absence], why: Absence | None, number: int) -> list[int]:
    wanted = [uid for uid, reason in absent.items() if why is None or reason is why]
    return wanted[(number - 1) * PAGE : number * PAGE]


def _absent(
    uid: int,
    why: Absence,
    there: There,
    ours: Known,
    read: incoming.Incoming | None,
    met: dict[str, int],
) -> Absent:
    head = there.heads.get(uid)
    tries, again_at = ours.owed.get(uid, (0, None))
    who = read.sender if read else None
    return Absent(
        uid,
        why,
        at=(head.arrived_at if head else None) or (read.date if read else None),
        sender=(who.name or who.address) if who else "",
        subject=read.subject if read else "",
        tries=tries,
        again_at=again_at,
        arrival_id=met.get(read.message_id or "") if read else None,
    )


def _met(ids: Sequence[str]) -> dict[str, int]:
    """Which of these messages came by whatever way, and as what."""
    found: dict[str, int] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        rows = db.session.execute(
            sa.select(Arrival.message_id, sa.func.min(Arrival.id))
            .where(Arrival.message_id.in_(some))
            .group_by(Arrival.message_id)
        )
        found.update((message_id, id) for message_id, id in rows if message_id is not None)
    return found


def _gone(ours: Known, uids: list[int]) -> list[Arrival]:
    place = Arrival.mailbox_id == ours.mailbox_id, Arrival.uidvalidity == ours.uidvalidity
    chosen = sa.select(Arrival).where(*place, Arrival.uid.in_(uids))
    return list(
        db.session.scalars(chosen.options(joinedload(Arrival.lead)).order_by(Arrival.id.desc()))
    )


def _of_before(ours: Known) -> int:
    """How many we have under ids that the server has given up."""
    return (
        db.session.scalar(
            sa.select(sa.func.count()).where(
                Arrival.mailbox_id == ours.mailbox_id, Arrival.uidvalidity != ours.uidvalidity
            )
        )
        or 0
    )
