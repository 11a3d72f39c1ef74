"""The browsers that a member let us tell things, and what each is told."""

import hashlib
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel import push, queue
from agency.kernel.db import Model, db
from agency.people.models import Member
from agency.people.notices import Notice

# What is due of a message: it goes to the browser's push service.
PUSH = "people.push"
MOST = 20


class BrowserRefused(Exception):
    """No browser says this."""


class MemberBrowser(Model):
    """One browser of a member, with where it listens and the keys that open what it is told."""

    __tablename__ = "member_browser"

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"), index=True)
    endpoint: Mapped[str] = mapped_column(sa.Text)
    endpoint_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    p256dh: Mapped[str] = mapped_column(sa.String(120))
    auth: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    added_at: Mapped[datetime]
    told_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship()

    @property
    def address(self) -> push.Browser:
        """Where it listens."""
        return push.Browser(self.endpoint, self.p256dh, self.auth)


class PushMessage(Model):
    """A notice on its way to one browser."""

    __tablename__ = "push_message"

    notice_id: Mapped[int] = mapped_column(sa.ForeignKey("notice.id"), index=True)
    browser_id: Mapped[int] = mapped_column(
        sa.ForeignKey("member_browser.id", ondelete="CASCADE"), index=True
    )

    notice: Mapped[Notice] = relationship()
    browser: Mapped[MemberBrowser] = relationship()


def listen(member: Member, browser: push.Browser, *, name: str, at: datetime) -> MemberBrowser:
    """This browser may be told what its member must learn. Raises BrowserRefused."""
    if not push.is_usable(browser):
        raise BrowserRefused(browser.endpoint)
    digest = hashlib.sha256(browser.endpoint.encode()).hexdigest()
    known = sa.select(MemberBrowser).where(MemberBrowser.endpoint_hash == digest)
    found = db.session.scalar(known) or MemberBrowser(endpoint_hash=digest, added_at=at)
    found.endpoint, found.p256dh, found.auth = browser.endpoint, browser.p256dh, browser.auth
    # Whoever sits at it now hears through it: it is not told what the one before may know.
    found.member, found.name = member, name[:120]
    db.session.add(found)
    db.session.flush()
    return found


def browsers_of(member: Member) -> list[MemberBrowser]:
    """The member's browsers, the latest first."""
    found = sa.select(MemberBrowser).where(MemberBrowser.member_id == member.id)
    return list(db.session.scalars(found.order_by(MemberBrowser.id.desc()).limit(MOST)))


def forget(browser: MemberBrowser) -> None:
    """It is told nothing any more."""
    db.session.execute(sa.delete(PushMessage).where(PushMessage.browser_id == browser.id))
    db.session.delete(browser)


def forget_id(id: int) -> None:
    """The same, of a browser that may be gone already."""
    found = db.session.get(MemberBrowser, id)
    if found is not None:
        forget(found)


def note_told(id: int, *, at: datetime) -> None:
    """It took what we had to say."""
    found = db.session.get(MemberBrowser, id)
    if found is not None:
        found.told_at = at


def spread(notice: Notice, *, at: datetime) -> int:
    """Put the notice on its way to each browser of its member; to how many."""
    found = browsers_of(notice.member)
    for browser in found:
        message = PushMessage(notice=notice, browser=browser)
        db.session.add(message)
        db.session.flush()
        queue.later(PUSH, message.id, now=at)
    return len(found)
