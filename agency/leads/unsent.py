"""Letters that have not left: being written, waiting for their time, or held because something has changed.

One row is a draft as it is typed, then the letter that waits for its ten seconds or for its hour. What it says becomes
a message of the lead only when it leaves, so taking it back undoes nothing: nothing has happened yet.
"""

import enum
from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from agency.clients.partners import Answers
from agency.kernel import due, timeline
from agency.kernel.db import Model, db
from agency.kernel.files import StoredFile
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.people.models import Member

# What is due of a letter that waits: it leaves.
LEAVE = "leads.leave"
# How long a letter that was sent can be taken back.
GRACE = timedelta(seconds=10)
# Whoever has not touched a draft for so long is not writing any more.
STILL_WRITING = timedelta(minutes=30)
# How long a draft that was thrown away can be had back with one press.
REGRET = timedelta(minutes=10)


class UnsentState(enum.Enum):
    """Being written, waiting for its time, held until somebody looks, or thrown away a moment ago."""

    typing = "typing"
    waiting = "waiting"
    held = "held"
    dropped = "dropped"


class HeldBack(enum.Enum):
    """Why a letter did not leave at its time."""

    heard = "heard"
    answered = "answered"
    closed = "closed"
    no_address = "no_address"
    writer_gone = "writer_gone"
    restored = "restored"


class AlreadyLeft(Exception):
    """It has left, or somebody took it back."""


class WrittenElsewhere(Exception):
    """The draft was changed meanwhile, on another page."""


class Unsent(Model):
    """A letter to the client that has not left."""

    __tablename__ = "unsent_letter"
    __table_args__ = (
        sa.Index(
            "ix_unsent_letter_one_draft",
            "lead_id",
            "member_id",
            unique=True,
            sqlite_where=sa.text("state = 'typing'"),
            postgresql_where=sa.text("state = 'typing'"),
        ),
    )

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    state: Mapped[UnsentState] = mapped_column(default=UnsentState.typing)
    subject: Mapped[str] = mapped_column(sa.String(998), default="")
    words: Mapped[str] = mapped_column(sa.Text, default="")
    # The time that was typed for it, as it was typed, and on whose clock.
    own_time: Mapped[str] = mapped_column(sa.String(16), default="")
    own_clock: Mapped[str] = mapped_column(sa.String(8), default="theirs")
    follow_up: Mapped[bool] = mapped_column(default=False)
    # To whom it goes, where its writer chose; None is whom the rule says.
    whom: Mapped[Answers | None]
    revision: Mapped[int] = mapped_column(default=1)
    began_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    pressed_at: Mapped[datetime | None]
    leaves_at: Mapped[datetime | None]
    reason: Mapped[HeldBack | None]

    lead: Mapped[Lead] = relationship()
    member: Mapped[Member] = relationship()
    files: Mapped[list[StoredFile]] = relationship(secondary="unsent_file", order_by=StoredFile.id)

    def write(self, *, subject: str, words: str, files: Iterable[StoredFile], at: datetime) -> None:
        """What stands in the form now."""
        self.subject, self.words, self.files = subject[:998], words, list(files)
        self.revision += 1
        self.saved_at = at

    def drop_for_good(self) -> None:
        """It says nothing any more, and cannot be had back."""
        due.cancel(LEAVE, self.id)
        self.state, self.subject, self.words, self.files = UnsentState.dropped, "", "", []

    def leave_at(self, leaves_at: datetime, *, at: datetime) -> None:
        """It was sent, and leaves then; whoever schedules it for later is written down."""
        self.state, self.reason = UnsentState.waiting, None
        self.pressed_at, self.leaves_at = at, max(leaves_at, at + GRACE)
        db.session.flush()
        due.plan(LEAVE, self.id, self.leaves_at)
        if self.is_scheduled:
            said = self.leaves_at.isoformat(timespec="minutes")
            self._record("leads.letter_scheduled", at=at, due_at=said)

    def leave_now(self, *, by: Member, at: datetime) -> None:
        """Somebody lets a letter that waits, or is held, go now. Raises AlreadyLeft."""
        if self.state not in (UnsentState.waiting, UnsentState.held):
            raise AlreadyLeft
        if not self.member.active:
            self.member = by
        self.leave_at(at + GRACE, at=at)

    def take_back(self, *, by: Member, at: datetime) -> None:
        """It is a draft again, of whoever took it back. Raises AlreadyLeft."""
        if self.state is UnsentState.typing:
            raise AlreadyLeft
        if self.is_scheduled and self.state is not UnsentState.dropped:
            self._record("leads.letter_called_off", at=at)
        due.cancel(LEAVE, self.id)
        other = draft_of(self.lead, by)
        if other is not None:
            # Nothing of what was typed meanwhile is lost: it stands below.
            both = [self.words, other.words]
            self.words = "\n\n".join(words for words in both if words.strip())
            self.files = list(dict.fromkeys([*self.files, *other.files]))
            db.session.delete(other)
            db.session.flush()
        self.state, self.member, self.reason = UnsentState.typing, by, None
        self.pressed_at = self.leaves_at = None
        self.revision += 1
        self.saved_at = at

    def hold(self, reason: HeldBack, *, at: datetime) -> None:
        """Its time has come and something speaks against it: it waits for somebody's word."""
        self.state, self.reason = UnsentState.held, reason
        self._record("leads.letter_held_back", at=at, by=Actor.machine(), reason=reason.value)

    def drop(self, *, at: datetime) -> None:
        """It was thrown away; the one before it is gone for good."""
        for earlier in _of(self.lead, UnsentState.dropped, self.member):
            db.session.delete(earlier)
        self.state, self.saved_at = UnsentState.dropped, at

    @property
    def is_scheduled(self) -> bool:
        """Whether it was written for a later hour, rather than sent at once."""
        if self.pressed_at is None or self.leaves_at is None:
            return False
        return self.leaves_at - self.pressed_at > GRACE

    @property
    def is_empty(self) -> bool:
        return not self.words.strip() and not self.files

    def said_at(self, now: datetime) -> datetime:
        """The instant at which it counts as said: when somebody pressed Send, if it left right then."""
        at_once = self.pressed_at is not None and now - self.pressed_at <= 6 * GRACE
        return self.pressed_at if at_once and self.pressed_at else now

    def _record(self, fact: str, *, at: datetime, by: Actor | None = None, **data: str) -> None:
        actor = by or Actor.member(self.member_id)
        timeline.record(self.lead.stream, fact, at=at, by=actor, **data)


class UnsentFile(Model):
    """A file that goes with a letter that has not left."""

    __tablename__ = "unsent_file"
    __table_args__ = (sa.UniqueConstraint("unsent_id", "file_id"),)

    unsent_id: Mapped[int] = mapped_column(sa.ForeignKey("unsent_letter.id", ondelete="CASCADE"))
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"))


def of_lead(lead: Lead) -> list[Unsent]:
    """All of them on a lead, the next to leave first."""
    return list(
        db.session.scalars(
            sa.select(Unsent)
            .where(Unsent.lead_id == lead.id)
            .options(selectinload(Unsent.files), joinedload(Unsent.member))
            .order_by(Unsent.leaves_at, Unsent.id)
        )
    )


def draft_of(lead: Lead, member: Member) -> Unsent | None:
    """What this member is writing to them."""
    return next(iter(_of(lead, UnsentState.typing, member)), None)


def take(id: int) -> Unsent | None:
    """One of them as it stands now, held until the end of the transaction."""
    return db.session.scalar(
        sa.select(Unsent)
        .where(Unsent.id == id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def save(
    lead: Lead,
    by: Member,
    *,
    subject: str,
    words: str,
    files: Iterable[StoredFile],
    revision: int,
    at: datetime,
) -> Unsent | None:
    """Keep what was typed; None where there is nothing to keep. Raises WrittenElsewhere.

    `revision` is that of the draft that the page has shown, 0 where it has shown none.
    """
    # Two windows of one member that begin at the same moment queue up here.
    db.session.execute(sa.select(Lead.id).where(Lead.id == lead.id).with_for_update(key_share=True))
    draft, files = draft_of(lead, by), list(files)
    if draft is not None and draft.revision != revision:
        if (draft.words, draft.subject) != (words, subject):
            raise WrittenElsewhere
        # The same words by another way, as when a page that is left says them once more.
        files = list(dict.fromkeys([*draft.files, *files]))
    if not words.strip() and not files:
        if draft is not None:
            db.session.delete(draft)
        return None
    if draft is None:
        if is_on_its_way(lead, by, words):
            return None  # a late word of a page whose letter was sent meanwhile
        draft = Unsent(lead=lead, member=by, revision=0, began_at=at)
        db.session.add(draft)
    draft.write(subject=subject, words=words, files=files, at=at)
    db.session.flush()
    return draft


def leaves_soon(lead_id: int, now: datetime) -> datetime | None:
    """When an answer that somebody has just sent is gone, or None: until then no machine speaks for them."""
    at = db.session.scalar(
        sa.select(sa.func.max(Unsent.leaves_at, type_=Unsent.leaves_at.type)).where(
            Unsent.lead_id == lead_id,
            Unsent.state == UnsentState.waiting,
            Unsent.leaves_at <= now + GRACE,
            Unsent.leaves_at > now - 6 * GRACE,
        )
    )
    return max(at, now) + timedelta(seconds=2) if at is not None else None


def is_on_its_way(lead: Lead, by: Member, words: str) -> bool:
    """Whether they have sent the very same words, which wait to leave: a button was pressed twice."""
    return any(each.words == words for each in _of(lead, UnsentState.waiting, by))


def _of(lead: Lead, state: UnsentState, member: Member) -> list[Unsent]:
    return list(
        db.session.scalars(
            sa.select(Unsent).where(
                Unsent.lead_id == lead.id, Unsent.member_id == member.id, Unsent.state == state
            )
        )
    )
