"""Overlaps: the same client came to us by two ways, and somebody may say that they brought them first.

Nothing is decided by the machine: it shows both with their dates, and one of us says that they have seen it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from agency.clients.models import Contact
from agency.clients.partners import PartnerPerson
from agency.kernel import timeline
from agency.kernel.db import Model, db
from agency.kernel.timeline import Actor, Entry
from agency.leads import referrals
from agency.leads.models import Lead
from agency.leads.referrals import Referral, way_of
from agency.people.models import Member

# A client with more leads than this is somebody's key account, and whose they are is long known.
MOST = 50
DIRECT = ("direct", None)
# What came before of the same client: known by the client itself, an address, its domain, or a phone. Built once,
# asked of every lead, and only of what tells the ways apart.
EARLIER = (
    sa.select(Lead.id, Referral.partner_id, Referral.person_id)
    .join(Contact, Contact.id == Lead.contact_id)
    .outerjoin(Referral, sa.and_(Referral.lead_id == Lead.id, Referral.brought))
    .where(
        sa.or_(
            Contact.client_id == sa.bindparam("client"),
            Contact.mail_key == sa.bindparam("mail"),
            Contact.domain == sa.bindparam("domain"),
            Contact.phone_key == sa.bindparam("phone"),
        ),
        Lead.id != sa.bindparam("lead"),
        Lead.received_at <= sa.bindparam("received_at"),
    )
    .order_by(Lead.received_at, Lead.id)
    .limit(MOST)
)


class Overlap(Model):
    """This lead's client was here before, by another way. `later` is who passed a word on to a lead that was there."""

    __tablename__ = "overlap"
    __table_args__ = (sa.UniqueConstraint("lead_id", "earlier_id", "later_id"),)

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    earlier_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    later_id: Mapped[int | None] = mapped_column(sa.ForeignKey("referral.id"))
    noted_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    seen_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))

    lead: Mapped[Lead] = relationship(foreign_keys=lead_id)
    earlier: Mapped[Lead] = relationship(foreign_keys=earlier_id)
    later: Mapped[Referral | None] = relationship()
    seen_by: Mapped[Member | None] = relationship()

    def see(self, *, by: Member, at: datetime) -> None:
        """One of us has seen it, and it warns nobody any more."""
        if self.seen_at is None:
            self.seen_at, self.seen_by = at, by
            actor = Actor.member(by.id)
            timeline.record(self.lead.stream, "leads.overlap_seen", at=at, by=actor)


@dataclass(frozen=True)
class Came:
    """One way by which a client came: who brought them ("" for nobody), when, and on which lead."""

    by: str
    at: datetime
    lead: Lead
    is_known: bool = True


@dataclass(frozen=True)
class Warning:
    """An overlap as it is told: what came first, what came after it."""

    overlap: Overlap
    first: Came
    after: Came


def look(lead: Lead, *, at: datetime) -> Overlap | None:
    """Whether this lead's client came before by another way; the earliest such lead is noted, once."""
    earlier = _earlier_by_another_way(lead)
    return _note(lead, earlier, at=at) if earlier is not None else None


def note_later(later: Referral, *, at: datetime) -> Overlap:
    """Somebody passes on a word of a client whose lead another way brought."""
    return _note(later.lead, later.lead, later=later, at=at)


def of_lead(lead: Lead) -> list[Warning]:
    """What nobody has seen yet on this lead, as one tells it."""
    return list(_told([lead.id]).get(lead.id, []))


def of_leads(ids: Collection[int]) -> dict[int, Warning]:
    """The first thing that nobody has seen yet, of each of these leads."""
    return {id: warnings[0] for id, warnings in _told(ids).items()}


def one(id: int) -> Overlap | None:
    """One overlap, held until the end of the transaction."""
    return db.session.get(Overlap, id, with_for_update=True)


def for_timeline(entries: Iterable[Entry]) -> dict[str, dict[int, Warning]]:
    """The overlaps that entries of leads speak of, by id, seen or not."""
    spoken = [each for each in entries if each.kind == "leads.came_by_two_ways"]
    ids = {each.data["overlap"] for each in spoken}
    told = _told({each.stream_id for each in spoken}, seen_too=True) if ids else {}
    found = (each for warnings in told.values() for each in warnings)
    return {"overlaps": {each.overlap.id: each for each in found if each.overlap.id in ids}}


def _told(ids: Collection[int], *, seen_too: bool = False) -> dict[int, list[Warning]]:
    chosen = sa.select(Overlap).where(Overlap.lead_id.in_(ids)).order_by(Overlap.id)
    if not seen_too:
        chosen = chosen.where(Overlap.seen_at.is_(None))
    found = list(db.session.scalars(chosen.options(*_whole())))
    if not found:
        return {}
    brought = referrals.of_leads({id for each in found for id in (each.lead_id, each.earlier_id)})
    told: dict[int, list[Warning]] = {}
    for each in found:
        told.setdefault(each.lead_id, []).append(_warning(each, brought))
    return told


def _warning(overlap: Overlap, brought: dict[int, Referral]) -> Warning:
    first = _came(overlap.earlier, brought.get(overlap.earlier_id))
    if overlap.later is not None:
        later = overlap.later
        after = Came(later.by, later.arrived_at, overlap.lead, later.is_known)
    else:
        after = _came(overlap.lead, brought.get(overlap.lead_id))
    return Warning(overlap, first, after)


def _came(lead: Lead, referral: Referral | None) -> Came:
    if referral is None:
        return Came("", lead.received_at, lead)
    return Came(referral.by, referral.arrived_at, lead, referral.is_known)


def _note(lead: Lead, earlier: Lead, *, at: datetime, later: Referral | None = None) -> Overlap:
    found = db.session.scalar(
        sa.select(Overlap)
        .where(Overlap.lead_id == lead.id, Overlap.earlier_id == earlier.id)
        .where(Overlap.later_id.is_(None) if later is None else Overlap.later_id == later.id)
    )
    if found is None:
        found = Overlap(lead=lead, earlier=earlier, later=later, noted_at=at)
        db.session.add(found)
        db.session.flush()
        by = Actor.machine()
        timeline.record(lead.stream, "leads.came_by_two_ways", at=at, by=by, overlap=found.id)
    return found


def _earlier_by_another_way(lead: Lead) -> Lead | None:
    """The earliest of the client's other leads, if it came by another way; else the earliest that did."""
    contact = lead.contact
    known = {
        "lead": lead.id,
        "received_at": lead.received_at,
        "client": contact.client_id,
        # What we do not know of them is nobody else's either.
        "mail": contact.mail_key or None,
        "domain": contact.domain or None,
        "phone": contact.phone_key or None,
    }
    mine = referrals.of(lead)
    way = mine.way if mine else DIRECT
    ways = (
        (id, way_of(*by) if any(by) else DIRECT) for id, *by in db.session.execute(EARLIER, known)
    )
    found = next((id for id, other in ways if other != way), None)
    return db.session.get_one(Lead, found) if found is not None else None


def _whole() -> tuple[sa.orm.interfaces.ORMOption, ...]:
    return (
        joinedload(Overlap.lead),
        joinedload(Overlap.earlier),
        joinedload(Overlap.later).joinedload(Referral.partner),
        joinedload(Overlap.later).joinedload(Referral.person).lazyload(PartnerPerson.partner),
        joinedload(Overlap.seen_by),
    )
