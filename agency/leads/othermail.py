"""Other mail: what came in and became no lead, so that nothing that came in is invisible."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload

from agency.kernel.db import db
from agency.kernel.mail.models import Letter
from agency.kernel.timeline import Entry
from agency.leads.arrivals import Arrival
from agency.leads.finding import other_mail_with
from agency.leads.models import Lead
from agency.leads.outcomes import Outcome
from agency.leads.shown import Kind, Shown
from agency.leads.sorting import judging
from agency.leads.ways_in import listing

# Sorting takes a second; what waits longer is shown, so that it cannot get lost on the way.
UNREAD_AFTER = timedelta(minutes=2)
RECENT = timedelta(days=30)
PAGE = 50


@dataclass(frozen=True)
class Counts:
    """How much waits, and how much of the rest came in lately."""

    unread: int = 0
    look: int = 0
    bulk: int = 0
    auto_reply: int = 0
    bounce: int = 0
    duplicate: int = 0
    sent: int = 0
    # By other ways than mail: briefs and forms in doubt, and what could not be understood.
    brought: int = 0


@dataclass(frozen=True)
class Beside:
    """The ids of the messages that stand before and after one."""

    previous: int | None = None
    next: int | None = None


@dataclass(frozen=True)
class Page:
    """One page of a long list."""

    rows: list[Shown]
    number: int
    total: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // PAGE))


def find(kind: Kind | None, words: str = "", *, now: datetime, page: int = 1) -> Page:
    """Other mail of this kind or of all, with all of these words: what waits first, then the latest."""
    # What we wrote ourselves would bury the rest; it is found under its own name, or by its words.
    kinds = [kind] if kind else [each for each in Kind if words or each is not Kind.sent]
    wanted = [sa.or_(*(_is(each, now) for each in kinds))]
    if words:
        wanted.append(Arrival.id.in_(other_mail_with(words)))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Arrival).where(*wanted)) or 0
    number = min(max(1, page), max(1, -(-total // PAGE)))
    chosen = (
        sa.select(Arrival)
        .where(*wanted)
        .options(joinedload(Arrival.lead).joinedload(Lead.client))
        .order_by(sa.case((_waits(now), 0), else_=1), Arrival.seen_at.desc(), Arrival.id.desc())
    )
    found = db.session.scalars(chosen.limit(PAGE).offset((number - 1) * PAGE))
    return Page([Shown(each) for each in found], number, total)


def counts(*, now: datetime) -> Counts:
    """How much there is: of what waits all, of the rest what was seen lately."""
    lately = Arrival.seen_at >= now - RECENT
    columns = [
        _how_many(_is(kind, now), sa.true() if kind.waits else lately).label(kind.name)
        for kind in Kind
        if kind is not Kind.dismissed
    ]
    columns.append(listing.how_many_wait().label("brought"))
    return Counts(**db.session.execute(sa.select(*columns)).mappings().one())


def how_many_wait(now: datetime) -> sa.ColumnElement[int]:
    """How much somebody should look at, by mail and by other ways, to be asked along with other figures."""
    return _how_many(_waits(now)) + listing.how_many_wait()


def one(id: int) -> Shown | None:
    """One message that came in, with the lead that it belongs to."""
    found = db.session.scalar(
        sa.select(Arrival)
        .where(Arrival.id == id)
        .options(joinedload(Arrival.raw), joinedload(Arrival.lead).joinedload(Lead.client))
    )
    return Shown(found) if found else None


def to_decide(id: int) -> Arrival | None:
    """One message, held until the end of the transaction, so that two people cannot decide about it at once."""
    return db.session.scalar(
        sa.select(Arrival)
        .where(Arrival.id == id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def beside(arrival: Arrival, *, now: datetime) -> Beside:
    """The messages before and after this one in the list of those that wait for a look."""
    if not (Shown(arrival).kind or Kind.bulk).waits:
        return Beside()
    return Beside(_waiting(arrival, now, later=True), _waiting(arrival, now, later=False))


def waiting_after(arrival: Arrival, *, now: datetime) -> int | None:
    """The next one to look at, when this one is done; the list goes from the latest to the earliest."""
    return _waiting(arrival, now, later=False) or _waiting(arrival, now, later=True)


def first_of(shown: Shown) -> Arrival | None:
    """The message that this one is a copy of."""
    if shown.kind is not Kind.duplicate:
        return None
    return judging.first_copy(judging.identity_of(shown.said, shown.raw))


def for_timeline(entries: Iterable[Entry]) -> dict[str, Any]:
    """What facts on a timeline mention: `arrivals` and `returned` letters by id; what `passed_on` the lead."""
    entries = list(entries)
    came = _ids(entries, "arrival")
    returned = _ids([each for each in entries if each.kind == "leads.bounced"], "letter")
    arrivals = {id: Shown(each) for id, each in _arrivals(came).items()}
    forwards = (each.data["arrival"] for each in entries if each.kind == "leads.forwarded")
    return {
        "arrivals": arrivals,
        "returned": _letters(returned),
        "passed_on": next((arrivals[id] for id in forwards if id in arrivals), None),
    }


def _is(kind: Kind, now: datetime) -> sa.ColumnElement[bool]:
    if kind is Kind.unread:
        return sa.and_(Arrival.outcome.is_(None), Arrival.seen_at < now - UNREAD_AFTER)
    if kind is Kind.look:
        return sa.and_(Arrival.outcome == Outcome.quarantine, Arrival.dismissed_at.is_(None))
    if kind is Kind.dismissed:
        return sa.and_(Arrival.outcome == Outcome.quarantine, Arrival.dismissed_at.is_not(None))
    return Arrival.outcome == Outcome[kind.name]


def _waits(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(*(_is(kind, now) for kind in Kind if kind.waits))


def _waiting(arrival: Arrival, now: datetime, *, later: bool) -> int | None:
    here, there = (Arrival.seen_at, Arrival.id), (arrival.seen_at, arrival.id)
    place = sa.tuple_(*here) > there if later else sa.tuple_(*here) < there
    order = [each.asc() if later else each.desc() for each in here]
    return db.session.scalar(
        sa.select(Arrival.id).where(_waits(now), place).order_by(*order).limit(1)
    )


def _how_many(*where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(Arrival).where(*where).scalar_subquery()


def _ids(entries: Iterable[Entry], name: str) -> set[int]:
    return {each.data[name] for each in entries if each.data.get(name) is not None}


def _arrivals(ids: set[int]) -> dict[int, Arrival]:
    if not ids:
        return {}
    chosen = sa.select(Arrival).where(Arrival.id.in_(ids)).options(joinedload(Arrival.raw))
    return {each.id: each for each in db.session.scalars(chosen)}


def _letters(ids: set[int]) -> dict[int, Letter]:
    if not ids:
        return {}
    chosen = sa.select(Letter).where(Letter.id.in_(ids)).options(defer(Letter.mime))
    return {each.id: each for each in db.session.scalars(chosen)}
