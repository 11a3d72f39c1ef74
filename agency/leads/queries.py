"""Reads for the pages of leads. How many statements a page takes does not depend on how many leads there are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, lazyload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from agency.clients.models import Client, Contact
from agency.clients.partners import PartnerPerson
from agency.kernel.db import db
from agency.kernel.mail.models import Letter
from agency.kernel.timeline import ActorKind, Entry
from agency.leads import othermail
from agency.leads.arrivals import Arrival
from agency.leads.finding import leads_with
from agency.leads.models import IN_WORK, IS_OPEN, Channel, Lead, Message, MessageFile, Stage, Turn
from agency.leads.referrals import Referral
from agency.people.models import Member

MOST = 100
PAGE = 50

# What a page's filter asks of leads.
Narrowed = Sequence[sa.ColumnElement[bool]]

# The condition word for word as in the indexes, so that they serve it.
is_open = sa.text(f"lead.{IS_OPEN}")


def is_awake() -> sa.ColumnElement[bool]:
    """The condition under which a lead does not rest: only then it stands in the inbox."""
    return Lead.snoozed_at.is_(None)


def woken_first() -> sa.ColumnElement[int]:
    """What stands on top of a pile: leads that rested until now."""
    return sa.case((Lead.woken_at.is_not(None), 0), else_=1)


@dataclass(frozen=True)
class Figures:
    """The state of the inbox in figures, and of the month's leads."""

    late: int = 0
    running: int = 0
    promised: int = 0
    ours: int = 0
    theirs: int = 0
    month: int = 0
    month_by_brief: int = 0
    other_mail: int = 0

    @property
    def unanswered(self) -> int:
        return self.late + self.running + self.promised


@dataclass(frozen=True)
class Page:
    """One page of a long list."""

    leads: list[Lead]
    number: int
    total: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // PAGE))


def figures(
    *,
    now: datetime,
    month_from: datetime,
    owner: Member | None = None,
    narrowed: Narrowed = (),
) -> Figures:
    """The figures of everybody's inbox, or of one owner's; the month and other mail are always everybody's."""
    open_here: tuple[sa.ColumnElement[bool] | sa.TextClause, ...] = (is_open, *narrowed)
    unanswered = Lead.first_response_at.is_(None)
    in_month = Lead.received_at >= month_from
    row = db.session.execute(
        sa.select(
            _how_many(owner, *open_here, is_late(now)),
            _how_many(owner, *open_here, unanswered, Lead.first_response_due_at >= now),
            _how_many(owner, *open_here, unanswered, _is_promised_instead(now)),
            _how_many(owner, *open_here, Lead.turn == Turn.ours, ~unanswered, is_awake()),
            _how_many(owner, *open_here, Lead.turn == Turn.theirs, ~unanswered, is_awake()),
            _how_many(None, in_month),
            _how_many(None, in_month, Lead.source == Channel.brief),
            othermail.how_many_wait(now),
        )
    ).one()
    return Figures(*row)


def is_late(now: datetime) -> sa.ColumnElement[bool]:
    """The condition under which an open lead is owed its first answer, and every time for it is over."""
    over = sa.or_(Lead.promised_at.is_(None), Lead.promised_at < now)
    return sa.and_(Lead.first_response_at.is_(None), Lead.first_response_due_at < now, over)


def unanswered(
    owner: Member | None = None, *, now: datetime, narrowed: Narrowed = ()
) -> list[Lead]:
    """Open leads that nobody has answered yet, the most urgent first."""
    waiting = (Lead.first_response_at.is_(None), *narrowed)
    found = _some(owner, *waiting, order=[Lead.first_response_due_at.asc()])
    return sorted(found, key=lambda lead: lead.owed_at(now) or lead.first_response_due_at)


def of_turn(turn: Turn, owner: Member | None = None, *, narrowed: Narrowed = ()) -> list[Lead]:
    """Open, answered leads where it is this side's turn: ours longest first, theirs latest first."""
    order = Lead.turn_since.asc() if turn is Turn.ours else Lead.turn_since.desc()
    answered = (Lead.turn == turn, Lead.first_response_at.is_not(None), is_awake(), *narrowed)
    return _some(owner, *answered, order=[woken_first(), order])


def open_among(ids: Collection[int]) -> list[Lead]:
    """Those of these leads that are open."""
    return list(db.session.scalars(sa.select(Lead).where(is_open, Lead.id.in_(ids))))


def wrote_in_work() -> tuple[sa.TextClause | sa.ColumnElement[bool], ...]:
    """The conditions under which the client of a won lead has said something since that nobody answered."""
    return sa.text(f"lead.{IN_WORK.replace('AND ', 'AND lead.')}"), Lead.heard_at > Lead.closed_at


def file_counts(leads: Collection[Lead]) -> dict[int, int]:
    """How many files came or went with the messages of each lead."""
    rows = db.session.execute(
        sa.select(Message.lead_id, sa.func.count())
        .join(MessageFile, MessageFile.message_id == Message.id)
        .where(Message.lead_id.in_([lead.id for lead in leads]))
        .group_by(Message.lead_id)
    )
    return dict(rows.all())


def find(
    words: str = "", stage: Stage | None = None, page: int = 1, *, narrowed: Narrowed = ()
) -> Page:
    """Leads whose title, client or contact has all of these words, the latest first."""
    chosen = sa.select(Lead).where(*narrowed)
    if words:
        chosen = chosen.where(Lead.id.in_(leads_with(words)))
    if stage is not None:
        chosen = chosen.where(Lead.stage == stage)
    counted = chosen.with_only_columns(sa.func.count(), maintain_column_froms=True)
    total = db.session.scalar(counted) or 0
    number = min(max(1, page), max(1, -(-total // PAGE)))
    shown = chosen.options(*shown_in_rows()).order_by(Lead.received_at.desc(), Lead.id.desc())
    leads = db.session.scalars(shown.limit(PAGE).offset((number - 1) * PAGE))
    return Page(list(leads), number, total)


def how_many_open(views: Sequence[Narrowed]) -> list[int]:
    """How many open leads each of these views shows, asked at once."""
    if not views:
        return []
    counted = (_how_many(None, is_open, *narrowed) for narrowed in views)
    return list(db.session.execute(sa.select(*counted)).one())


def all_of(narrowed: Narrowed, *, only_open: bool, limit: int) -> list[int]:
    """The ids of every lead of a view, the latest first."""
    found = sa.select(Lead.id).where(*narrowed).order_by(Lead.id.desc())
    return list(db.session.scalars((found.where(is_open) if only_open else found).limit(limit)))


def pulse() -> str:
    """A sign that changes whenever something was said, decided or taken in; served by primary keys alone."""
    newest = (
        sa.select(sa.func.max(model.id)).scalar_subquery()
        for model in (Entry, Message, Lead, Arrival)
    )
    row = db.session.execute(sa.select(*newest)).one()
    return "-".join(str(id or 0) for id in row)


def lead(id: int) -> Lead | None:
    """One lead with whoever belongs to it."""
    return db.session.scalar(
        sa.select(Lead)
        .where(Lead.id == id)
        .options(
            joinedload(Lead.client).selectinload(Client.contacts).lazyload(Contact.client),
            joinedload(Lead.contact).lazyload(Contact.client),
            joinedload(Lead.owner),
            *_who_brought(),
        )
    )


def messages(lead: Lead) -> list[Message]:
    """All that was said, the latest first, with files and the state of letters, without letters' bytes."""
    return list(
        db.session.scalars(
            sa.select(Message)
            .where(Message.lead_id == lead.id)
            .options(
                joinedload(Message.contact).lazyload(Contact.client),
                joinedload(Message.person).joinedload(PartnerPerson.partner),
                joinedload(Message.member),
                joinedload(Message.letter).defer(Letter.mime, raiseload=True),
                selectinload(Message.files),
            )
            .order_by(Message.at.desc(), Message.id.desc())
        )
    )


def last_of_theirs(lead: Lead) -> Message | None:
    """What they said last, with its files."""
    return db.session.scalar(
        sa.select(Message)
        .where(Message.lead_id == lead.id, Message.author_kind == ActorKind.contact)
        .options(joinedload(Message.contact).lazyload(Contact.client), selectinload(Message.files))
        .order_by(Message.at.desc(), Message.id.desc())
        .limit(1)
    )


def lead_of_letter(letter: Letter) -> Lead | None:
    """The lead that a letter of ours belongs to; None for letters about something else."""
    return db.session.scalar(
        sa.select(Lead)
        .join(Message, Message.lead_id == Lead.id)
        .where(Message.letter_id == letter.id)
    )


def last_words_of(member: Member, lead: Lead) -> int:
    """The id of the last message that this member wrote on the lead by hand; 0 before the first."""
    return (
        db.session.scalar(
            sa.select(sa.func.max(Message.id)).where(
                Message.lead_id == lead.id,
                Message.member_id == member.id,
                Message.author_kind == ActorKind.member,
            )
        )
        or 0
    )


def _is_promised_instead(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Lead.first_response_due_at < now, Lead.promised_at >= now)


def _some(owner: Member | None, *where: sa.ColumnElement[bool], order: Sequence[Any]) -> list[Lead]:
    # First which, then what of them: putting all open leads in order with all that a row shows takes long.
    which = sa.select(Lead.id).where(is_open, *where, *of_owner(owner))
    first = which.order_by(*order, Lead.id).limit(MOST).subquery()
    chosen = sa.select(Lead).join(first, first.c.id == Lead.id).options(*shown_in_rows())
    return list(db.session.scalars(chosen.order_by(*order, Lead.id)))


def shown_in_rows() -> tuple[ORMOption, ...]:
    """All that a row of a list shows of a lead."""
    return (
        joinedload(Lead.client),
        joinedload(Lead.contact).lazyload(Contact.client),
        joinedload(Lead.owner).options(
            joinedload(Member.photo), lazyload(Member.role), lazyload(Member.user)
        ),
        *_who_brought(),
        selectinload(Lead.unseen_overlaps),
    )


def _who_brought() -> tuple[ORMOption, ...]:
    brought = joinedload(Lead.brought_by)
    return (
        brought.joinedload(Referral.partner),
        brought.joinedload(Referral.person).lazyload(PartnerPerson.partner),
    )


def of_owner(owner: Member | None) -> tuple[sa.ColumnElement[bool], ...]:
    """The conditions under which a lead is this owner's; everybody's where none is given."""
    # What nobody owns is everybody's. An OR would lead SQLite through all leads of the owner, open or not.
    return () if owner is None else (sa.func.coalesce(Lead.owner_id, owner.id) == owner.id,)


def _how_many(
    owner: Member | None, *where: sa.ColumnElement[bool] | sa.TextClause
) -> sa.ScalarSelect[int]:
    counted = sa.select(sa.func.count()).select_from(Lead).where(*where, *of_owner(owner))
    return counted.scalar_subquery()
