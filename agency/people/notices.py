"""Notices: what a member must learn. They stand in the bell, and go by mail and push as the member chose.

`tell` is for every package. The words of "leads.assigned" are in templates/notices/leads/_assigned.html, which
sets `title`, `line` and `href`; it is given the notice, and the lead and the members that it speaks of.
"""

from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel import batches, planning, queue
from agency.kernel.batches import once_a_batch
from agency.kernel.db import Model, db
from agency.people.choices import Way, choices_of, topic_of
from agency.people.models import Member

# What is due of a notice: it goes out by the ways that its member chose.
NOTICE = "people.notice"
# Their model knows ours.
BROWSERS = sa.table("member_browser", sa.column("member_id"))
MOST = 200


class Notice(Model):
    """One thing that a member must learn; words and addresses stay in the records that it points to."""

    __tablename__ = "notice"
    __table_args__ = (
        sa.Index("ix_notice_member_at", "member_id", "at"),
        sa.Index(
            "ix_notice_unread",
            "member_id",
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        ),
        sa.Index("ix_notice_stream", "stream", "stream_id"),
    )

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    kind: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime]
    stream: Mapped[str | None] = mapped_column(sa.String(24))
    stream_id: Mapped[int | None]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Some want to hear of some things only by mail or push.
    in_bell: Mapped[bool] = mapped_column(default=True)
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    pushed_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship()

    @property
    def templates(self) -> list[str]:
        """Where its words are: the package's own, else the plain ones."""
        package, fact = self.kind.split(".", 1)
        return [f"notices/{package}/_{fact}.html", "notices/_plain.html"]

    def read(self, *, at: datetime) -> None:
        """The member has seen it."""
        self.read_at = self.read_at or at


NOTICES = cast(sa.Table, Notice.__table__)


def tell(
    member: Member,
    kind: str,
    /,
    *,
    at: datetime,
    stream: tuple[str, int] | None = None,
    **data: int | str | bool | None,
) -> Notice:
    """Put a notice, named `package.past_tense`, into the member's bell, and let it go out by mail and push.

    `stream` is what it is about, such as ("lead", 12); `data` holds ids and figures.
    """
    name, id = stream or (None, None)
    topic, chosen = topic_of(kind), choices_of(member)
    row = {
        "member_id": member.id,
        "kind": kind,
        "at": at,
        "stream": name,
        "stream_id": id,
        "data": data,
        "in_bell": chosen.wants(topic, Way.bell),
    }
    leaves = chosen.wants(topic, Way.mail)
    leaves = leaves or (chosen.wants(topic, Way.push) and _has_browser(member))
    notice = Notice(**row)
    if batches.is_at_hand() and not leaves:
        # Nobody needs to know it before the batch is over.
        planning.hold(NOTICES, row)
        return notice
    db.session.add(notice)
    db.session.flush()
    if leaves:
        queue.later(NOTICE, notice.id, now=at)
    return notice


def _has_browser(member: Member) -> bool:
    # Most have none, and then a notice is not worth a worker's while.
    def ask() -> bool:
        question = sa.select(sa.exists().where(BROWSERS.c.member_id == member.id))
        return db.session.scalar(question) is True

    return once_a_batch(("has browser", member.id), frozenset(), ask)


def settle(stream: tuple[str, int], *kinds: str, at: datetime) -> None:
    """What these notices asked for is done: they need nobody's eye any more."""
    db.session.execute(
        sa.update(Notice)
        .where(
            Notice.stream == stream[0],
            Notice.stream_id == stream[1],
            Notice.kind.in_(kinds),
            Notice.read_at.is_(None),
        )
        .values(read_at=at)
        .execution_options(synchronize_session=False)
    )


def read_all(member: Member, *, at: datetime, until: int) -> None:
    """The member has seen everything up to the notice with this id."""
    db.session.execute(
        sa.update(Notice)
        .where(Notice.member_id == member.id, Notice.id <= until, Notice.read_at.is_(None))
        .values(read_at=at)
        .execution_options(synchronize_session=False)
    )


def how_many_unread(member_id: int | None) -> sa.ScalarSelect[int]:
    """How many wait in the bell of this member, as part of a larger question."""
    return (
        sa.select(sa.func.count())
        .select_from(Notice)
        .where(Notice.member_id == member_id, Notice.read_at.is_(None), Notice.in_bell)
        .scalar_subquery()
    )


def latest(member: Member, *, limit: int = MOST) -> list[Notice]:
    """The member's notices, the latest first."""
    return list(
        db.session.scalars(
            sa.select(Notice)
            .where(Notice.member_id == member.id, Notice.in_bell)
            .order_by(Notice.at.desc(), Notice.id.desc())
            .limit(limit)
        )
    )


def unread(member: Member) -> list[Notice]:
    """What waits in the member's bell, the oldest first."""
    found = sa.select(Notice).where(Notice.member_id == member.id, Notice.read_at.is_(None))
    return list(db.session.scalars(found.order_by(Notice.at, Notice.id).limit(MOST)))


def of(member: Member, id: int) -> Notice | None:
    """This notice, if it is theirs."""
    found = db.session.get(Notice, id)
    return found if found is not None and found.member_id == member.id else None
