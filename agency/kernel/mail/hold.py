"""The hold: all automatic letters wait, because one of us said so, or because the database came from a backup.

Dated rows say who held and why, and who lifted it. Whatever writes by itself asks right before it does; so does the
outbox for what is queued. Nothing is dropped: it waits, and goes by the rules of time when the hold is lifted.

Letters to our own people, and what one of us writes, are never held.
"""

import enum
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.db import Model, db
from agency.kernel.mail.models import Letter, LetterState

# Lifting a hold plans anew what it held; looking again is only in case somebody forgot.
LOOK_AGAIN = timedelta(hours=1)
# Whoever has a login is one of us; the logins' model stands above the mail.
_LOGINS = sa.table("user", sa.column("email"))
_OPEN = sa.text("lifted_at IS NULL")


class WhyHeld(enum.Enum):
    """One of us held them, or the database is older than what it had lived through."""

    by_hand = "by_hand"
    restored = "restored"


class Hold(Model):
    """All automatic letters held: since when, by whom, why, and when somebody let them go.

    `gone_since` and `gone_until` bound the time that a restored database knows nothing of.
    """

    __tablename__ = "mail_hold"
    __table_args__ = (
        sa.Index(
            "ix_mail_hold_open",
            "why",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    why: Mapped[WhyHeld]
    put_at: Mapped[datetime]
    # Members are none of the kernel's business: their ids, as in the timeline.
    put_by: Mapped[int | None]
    words: Mapped[str] = mapped_column(sa.String(200), default="")
    # Whether the first word that we have their message waits, too.
    answers_too: Mapped[bool] = mapped_column(default=True)
    gone_since: Mapped[datetime | None]
    gone_until: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[int | None]


def is_on(*, answers: bool = False) -> bool:
    """Whether automatic letters are held; with `answers`, whether the holding letters are held as well."""
    held = sa.select(Hold.id).where(_OPEN, Hold.answers_too if answers else sa.true()).exists()
    return db.session.scalar(sa.select(held)) is True


def how_many() -> sa.ScalarSelect[int]:
    """How many holds are on, to be asked together with other figures."""
    return sa.select(sa.func.count(Hold.id)).where(_OPEN).scalar_subquery()


def open_holds() -> list[Hold]:
    """What holds them now, the first one first."""
    return list(db.session.scalars(sa.select(Hold).where(_OPEN).order_by(Hold.put_at, Hold.id)))


def put(
    by: int | None,
    *,
    at: datetime,
    words: str = "",
    answers_too: bool = True,
    why: WhyHeld = WhyHeld.by_hand,
    gone: tuple[datetime | None, datetime] | None = None,
) -> Hold:
    """Hold all automatic letters from now on; of the same kind of hold there is one at a time."""
    found = next((each for each in open_holds() if each.why is why), None)
    if found is None:
        made = Hold(why=why, put_at=at, put_by=by, words=words.strip()[:200])
        made.answers_too = answers_too
        try:
            with db.session.begin_nested():
                db.session.add(made)
            found = made
        except IntegrityError:  # somebody else did at the same moment
            found = next(each for each in open_holds() if each.why is why)
    if gone is not None:
        found.gone_since, found.gone_until = gone
    db.session.flush()
    return found


def lift(by: int | None, *, at: datetime) -> list[Hold]:
    """Let them go: every hold that is on ends. What they held has to be planned anew."""
    lifted = open_holds()
    for each in lifted:
        each.lifted_at, each.lifted_by = at, by
    db.session.flush()
    return lifted


def past(limit: int = 10) -> list[Hold]:
    """Holds that were lifted, the latest first."""
    lifted = sa.select(Hold).where(Hold.lifted_at.is_not(None))
    return list(db.session.scalars(lifted.order_by(Hold.put_at.desc()).limit(limit)))


def stops(letter: Letter) -> bool:
    """Whether this letter waits in the outbox: asked right before it is claimed for sending."""
    if not letter.automatic or not is_on() or _stays_among_us(letter):
        return False
    return is_on(answers=True) if is_an_answer(letter) else True


def look_again(now: datetime) -> datetime:
    """When to look again at what is held, should lifting the hold not do so before."""
    return now + LOOK_AGAIN


def doubt_queued(*, at: datetime) -> int:
    """After a restore: what the outbox still holds to others may have left. None of it goes before that is known."""
    waiting = sa.select(Letter).where(Letter.state.in_((LetterState.queued, LetterState.sending)))
    unsure = [each for each in db.session.scalars(waiting) if not _stays_among_us(each)]
    for letter in unsure:
        letter.mark_uncertain(WhyHeld.restored.value, at)
    return len(unsure)


def is_an_answer(letter: Letter) -> bool:
    """Whether it answers what came in that moment (RFC 3834), as a holding letter does."""
    return letter.message.get("Auto-Submitted", "").strip().lower() == "auto-replied"


def _stays_among_us(letter: Letter) -> bool:
    """Whether only our own people get it, or our own mailbox does."""
    ours = {_bare(letter.sender)}
    ours |= _of_users([each.lower() for each in letter.recipients])
    return all(_bare(each) in ours for each in letter.recipients)


def _of_users(addresses: Sequence[str]) -> set[str]:
    email = sa.func.lower(_LOGINS.c.email)
    found = sa.select(email).where(email.in_(addresses))
    return {_bare(each) for each in db.session.scalars(found)}


def _bare(address: str) -> str:
    """Without the part behind a plus: a trial goes to our own mailbox under such an address."""
    local, _, domain = parseaddr(address)[1].lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
