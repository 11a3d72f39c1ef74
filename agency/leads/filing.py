"""Filing: a lead that was no lead of its own goes into the one that it belongs to, and can be taken out again.

Its messages, its inquiry, what came in for it and what we meant to do about it move; the lead that is left empty is
closed and names the other. A letter that waits to leave is somebody's to decide about before.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from agency.kernel import timeline
from agency.kernel.db import Model, db
from agency.kernel.timeline import Actor, ActorKind, Entry
from agency.leads.arrivals import Arrival
from agency.leads.models import IS_OPEN, Channel, Inquiry, Lead, Message, Stage, Turn
from agency.leads.reminders import Reminder
from agency.leads.unsent import Unsent, UnsentState

# What goes along; `along` names what other packages hang on a lead.
MOVES: tuple[Any, ...] = (Message, Inquiry, Arrival, Reminder)
YOUNG = frozenset({Stage.new, Stage.talking})
FACTS = frozenset(
    {
        "leads.filed",
        "leads.took_in",
        "leads.taken_out",
        "leads.gave_back",
        "leads.split_off",
        "leads.split_from",
    }
)
MOST = 5


class CannotFile(Exception):
    """Only a young lead goes into another, and none into one that went into another itself."""


class LetterWaits(CannotFile):
    """A letter on it waits to leave, or is held: what it was to say may be said already where it would go."""


class Filing(Model):
    """One lead put into another: what moved, by table and id, and how both stood before."""

    __tablename__ = "filing"

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    into_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    filed_at: Mapped[datetime]
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    undone_at: Mapped[datetime | None]
    moved: Mapped[dict[str, Any]] = mapped_column(default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)

    lead: Mapped[Lead] = relationship(foreign_keys=lead_id)
    into: Mapped[Lead] = relationship(foreign_keys=into_id)


def may_be_filed(lead: Lead) -> bool:
    """Whether it may turn out to be no lead of its own: a brief that was filled in is one."""
    return lead.stage in YOUNG and lead.source is not Channel.brief


def file(
    lead: Lead, into: Lead, *, by: Actor, at: datetime, along: Sequence[type[Model]] = ()
) -> Filing:
    """Put a young lead into another. Raises CannotFile, or LetterWaits."""
    _hold(lead, into)
    if lead.id == into.id or not may_be_filed(lead) or filing_of(into) is not None:
        raise CannotFile
    if _a_letter_waits(lead):
        raise LetterWaits
    before = {"lead": _how_it_stands(lead), "into": _how_it_stands(into)}
    moved = {model.__tablename__: _move(model, lead, into) for model in (*MOVES, *along)}
    if lead.turn is Turn.ours:
        into.heard(at=lead.heard_at, by=Actor.contact(lead.contact_id), channel=Channel.mail)
    lead.put_away(at=at)
    filing = Filing(
        lead=lead,
        into=into,
        filed_at=at,
        member_id=by.id if by.kind is ActorKind.member else None,
        before=before | {"left": _how_it_stands(into)},
        moved=moved,
    )
    db.session.add(filing)
    timeline.record(lead.stream, "leads.filed", at=at, by=by, lead=into.id)
    timeline.record(into.stream, "leads.took_in", at=at, by=by, lead=lead.id)
    return filing


def take_out(filing: Filing, *, by: Actor, at: datetime, along: Sequence[type[Model]] = ()) -> Lead:
    """It was a lead of its own after all: what moved goes back, and it stands as it stood. Raises CannotFile."""
    lead, into, before = filing.lead, filing.into, filing.before
    _hold(lead, into)
    if filing.undone_at is not None:
        raise CannotFile
    for model in (*MOVES, *along):
        _put(model, filing.moved.get(model.__tablename__, []), into, lead)
    lead.stand_again(Stage(before["lead"]["stage"]))
    if _how_it_stands(into) == before["left"]:  # nobody has said anything there since
        into.turn = Turn(before["into"]["turn"])
        into.turn_since = datetime.fromisoformat(before["into"]["turn_since"])
        into.heard_at = datetime.fromisoformat(before["into"]["heard_at"])
    filing.undone_at = at
    timeline.record(lead.stream, "leads.taken_out", at=at, by=by, lead=into.id)
    timeline.record(into.stream, "leads.gave_back", at=at, by=by, lead=lead.id)
    return lead


def filing_of(lead: Lead) -> Filing | None:
    """The filing by which it went into another lead, if it stands."""
    return db.session.scalar(
        sa.select(Filing)
        .where(Filing.lead_id == lead.id, Filing.undone_at.is_(None))
        .options(joinedload(Filing.into))
    )


def others_of(lead: Lead) -> list[Lead]:
    """The open and the won leads of the same client, the latest first: where it may belong."""
    if not may_be_filed(lead):
        return []
    chosen = sa.or_(sa.text(f"lead.{IS_OPEN}"), Lead.stage == Stage.won)
    return list(
        db.session.scalars(
            sa.select(Lead)
            .where(Lead.client_id == lead.client_id, Lead.id != lead.id, chosen)
            .order_by(sa.case((Lead.stage == Stage.won, 1), else_=0), Lead.received_at.desc())
            .limit(MOST)
        )
    )


def part(lead: Lead, now: datetime) -> dict[str, Any]:
    """Its part of a lead's page: where it may belong, and where it was put."""
    found = filing_of(lead) if lead.stage is Stage.lost else None
    return {"belongs": others_of(lead), "filing": found}


def for_timeline(entries: Iterable[Entry]) -> dict[str, dict[int, Lead]]:
    """The leads that facts of filings mention, by id."""
    ids = {each.data["lead"] for each in entries if each.kind in FACTS}
    found = db.session.scalars(sa.select(Lead).where(Lead.id.in_(ids))) if ids else ()
    return {"filed": {each.id: each for each in found}}


def _hold(lead: Lead, into: Lead) -> None:
    # In one order, so that two people who press at once wait for each other.
    for each in sorted((lead, into), key=lambda one: one.id):
        each.keep_still()


def _how_it_stands(lead: Lead) -> dict[str, str]:
    return {
        "stage": lead.stage.value,
        "turn": lead.turn.value,
        "turn_since": lead.turn_since.isoformat(),
        "heard_at": lead.heard_at.isoformat(),
    }


def _move(model: Any, lead: Lead, into: Lead) -> list[int]:
    ids = list(db.session.scalars(sa.select(model.id).where(model.lead_id == lead.id)))
    _put(model, ids, lead, into)
    return ids


def _put(model: Any, ids: list[int], old: Lead, new: Lead) -> None:
    if ids:
        # What went elsewhere since stays there.
        theirs = sa.and_(model.id.in_(ids), model.lead_id == old.id)
        db.session.execute(sa.update(model).where(theirs).values(lead_id=new.id))
        db.session.expire_all()


def _a_letter_waits(lead: Lead) -> bool:
    waiting = sa.select(Unsent.id).where(
        Unsent.lead_id == lead.id, Unsent.state.in_((UnsentState.waiting, UnsentState.held))
    )
    return db.session.scalar(sa.select(waiting.exists())) is True
