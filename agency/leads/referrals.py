"""Referrals: who brought which lead to us, and when. It is never lost, also where we do not know them yet.

A letter that somebody from outside passed on makes one, with the person; they are a partner, or nobody we know as
one. Of the referrals of a lead at most one brought it: whoever else passes a word of the same client on comes later.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from agency.clients import partners
from agency.clients.partners import Answers, Partner, PartnerPerson
from agency.kernel import timeline
from agency.kernel.db import Model, db
from agency.kernel.domains import own_domain
from agency.kernel.timeline import Actor, Entry

if TYPE_CHECKING:
    from agency.leads.models import Inquiry, Lead


class AlreadyKnown(Exception):
    """Whoever passed this lead on is a partner already."""


class Referral(Model):
    """Who brought a lead, or passed a later word about it on. `answers` is this lead's own rule, if it has one."""

    __tablename__ = "referral"
    __table_args__ = (
        sa.CheckConstraint("partner_id IS NOT NULL OR person_id IS NOT NULL", name="somebody"),
        # Whose lead it is has one answer.
        sa.Index(
            "uq_referral_brought",
            "lead_id",
            unique=True,
            sqlite_where=sa.text("brought"),
            postgresql_where=sa.text("brought"),
        ),
        sa.Index("ix_referral_partner_id", "partner_id", "arrived_at"),
    )

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    partner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partner.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partner_person.id"), index=True)
    arrived_at: Mapped[datetime]
    brought: Mapped[bool]
    # A letter of theirs says so, and not one of us.
    by_letter: Mapped[bool]
    answers: Mapped[Answers | None]

    lead: Mapped["Lead"] = relationship("Lead")
    partner: Mapped[Partner | None] = relationship()
    person: Mapped[PartnerPerson | None] = relationship()

    @property
    def is_known(self) -> bool:
        """Whether whoever it is, is a partner of ours."""
        return self.partner_id is not None or self.partner is not None

    @property
    def rule(self) -> Answers | None:
        """Whom letters go to: as said for this lead, else for the partner. None behind somebody unknown."""
        return (self.answers or self.partner.answers) if self.partner else None

    @property
    def by(self) -> str:
        """Who it was, in a word: the partner, else the person."""
        if self.partner is not None:
            return self.partner.name
        return self.person.name if self.person else ""

    @property
    def way(self) -> tuple[str, int | None]:
        """By which way the client came, to be told from others."""
        return way_of(self.partner_id, self.person_id)

    def answer(self, rule: Answers | None, *, by: Actor, at: datetime) -> None:
        """From now on letters about this lead go to these; None is what holds for the partner."""
        if rule is not self.answers:
            self.answers = rule
            said = rule.value if rule else None
            stream = ("lead", self.lead_id)
            timeline.record(stream, "leads.readers_set", at=at, by=by, answers=said)


def way_of(partner_id: int | None, person_id: int | None) -> tuple[str, int | None]:
    """The same of a partner, or a person who is nobody's."""
    return ("partner", partner_id) if partner_id else ("person", person_id)


def of(lead: "Lead") -> Referral | None:
    """Who brought this lead; None when the client came by themselves."""
    return lead.brought_by


def of_leads(ids: Collection[int]) -> dict[int, Referral]:
    """The same of many leads."""
    found = db.session.scalars(_brought().where(Referral.lead_id.in_(ids)))
    return {each.lead_id: each for each in found}


def all_of(lead: "Lead") -> list[Referral]:
    """Everybody who passed something about this lead on, the first first."""
    chosen = sa.select(Referral).where(Referral.lead_id == lead.id).options(*_whole())
    return list(db.session.scalars(chosen.order_by(Referral.arrived_at, Referral.id)))


def begin(lead: "Lead", inquiry: "Inquiry") -> Referral | None:
    """Whoever passed the inquiry on brought the lead that it made."""
    person = inquiry.passed_by
    if person is None:
        # Known without asking: the lead is new.
        set_committed_value(lead, "brought_by", None)
        return None
    referral = Referral(
        lead=lead,
        partner=_partner_of(person),
        person=person,
        arrived_at=inquiry.received_at,
        brought=True,
        by_letter=True,
    )
    return _kept(referral)


def pass_on(lead: "Lead", person: PartnerPerson, *, at: datetime) -> Referral | None:
    """A partner passed a word of this client's on to a lead that is there already: they come later, if they come.

    None when it is the partner's own lead, or whoever passed it on is no partner.
    """
    if person.partner is None or person.partner_id in {each.partner_id for each in all_of(lead)}:
        return None
    later = Referral(
        lead=lead,
        partner=person.partner,
        person=person,
        arrived_at=at,
        brought=False,
        by_letter=True,
    )
    return _kept(later)


def name(lead: "Lead", partner: Partner, *, by: Actor, at: datetime) -> Referral:
    """One of us says who brought this lead, whatever stood there before."""
    take_back(lead)
    found = next((each for each in all_of(lead) if each.partner_id == partner.id), None)
    if found is None:
        found = Referral(
            lead=lead,
            partner=partner,
            person=partner.main_person,
            arrived_at=lead.received_at,
            by_letter=False,
        )
    found.brought = True
    timeline.record(lead.stream, "leads.referred", at=at, by=by, partner=partner.id)
    return _kept(found)


def nobody(lead: "Lead", *, by: Actor, at: datetime) -> None:
    """One of us says that nobody brought this lead: the client came by themselves."""
    if of(lead) is not None:
        take_back(lead)
        timeline.record(lead.stream, "leads.referred", at=at, by=by, partner=None)


def make_partner(
    referral: Referral, name: str, *, language: str, by: Actor, at: datetime
) -> Partner:
    """Whoever passed this lead on is a partner from now on, and so are those of their house. Raises AlreadyKnown.

    What they passed on before becomes theirs too.
    """
    person = referral.person
    if referral.is_known or person is None:
        raise AlreadyKnown(referral.by)
    partner = Partner(name=(name or person.house_name)[:160], language=language, added_at=at)
    domain = own_domain(person.email)
    if domain:
        partner.domains.append(partners.PartnerDomain(domain=domain))
    db.session.add(partner)
    db.session.flush()
    person.partner = partner
    db.session.flush()
    adopt(partner)
    timeline.record(partner.stream, "clients.partner_added", at=at, by=by, lead=referral.lead_id)
    stream = ("lead", referral.lead_id)
    timeline.record(stream, "leads.partner_named", at=at, by=by, partner=partner.id)
    return partner


def adopt(partner: Partner) -> None:
    """Whoever is recognised as theirs is theirs, and what those passed on before, too."""
    domains = [each.domain for each in partner.domains]
    homeless = db.session.scalars(
        sa.select(PartnerPerson).where(
            PartnerPerson.partner_id.is_(None),
            sa.or_(
                sa.false(),
                *(PartnerPerson.email.endswith(f"{at}{each}") for each in domains for at in "@."),
            ),
        )
    )
    for person in homeless:
        person.partner = partner
    db.session.flush()
    theirs = sa.select(PartnerPerson.id).where(PartnerPerson.partner_id == partner.id)
    orphaned = sa.and_(Referral.person_id.in_(theirs), Referral.partner_id.is_(None))
    db.session.execute(_setting(orphaned, partner_id=partner.id))
    nameless = sa.and_(Referral.partner_id == partner.id, Referral.person_id.is_(None))
    if partner.main_person is not None:
        db.session.execute(_setting(nameless, person_id=partner.main_person.id))


def take_back(lead: "Lead") -> None:
    """Nobody brought it, as far as we know; what letters say of others stays as a later word."""
    brought = of(lead)
    if brought is not None:
        if brought.by_letter:
            brought.brought = False
        else:
            db.session.delete(brought)
        db.session.flush()
        db.session.expire(lead, ["brought_by"])


# Others say with the same word whether a partner had to do with it.
FACTS = frozenset({"leads.referred", "leads.partner_named"})


def for_timeline(entries: Iterable[Entry]) -> dict[str, dict[int, Partner]]:
    """The partners that entries speak of, by id."""
    ours = (each.data for each in entries if each.kind in FACTS)
    ids = {data["partner"] for data in ours if data.get("partner") is not None}
    if not ids:
        return {"partners": {}}
    found = db.session.scalars(sa.select(Partner).where(Partner.id.in_(ids)))
    return {"partners": {each.id: each for each in found}}


def _partner_of(person: PartnerPerson) -> Partner | None:
    # One that we work with no more brings nothing more.
    return person.partner if person.partner is not None and person.partner.active else None


def _kept(referral: Referral) -> Referral:
    db.session.add(referral)
    db.session.flush()
    db.session.expire(referral.lead, ["brought_by"])
    return referral


def _brought() -> sa.Select[Referral]:
    return sa.select(Referral).where(Referral.brought).options(*_whole())


def _whole() -> tuple[sa.orm.interfaces.ORMOption, ...]:
    return (
        joinedload(Referral.partner),
        joinedload(Referral.person).lazyload(PartnerPerson.partner),
    )


def _setting(where: sa.ColumnElement[bool], **values: int) -> sa.Update:
    return sa.update(Referral).where(where).values(**values)
