"""Partners: agencies that pass work on to us, and their people; how one is recognised by an address."""

import enum
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from agency.kernel.batches import may_be_among, once_a_batch
from agency.kernel.db import Model, db
from agency.kernel.domains import own_domain
from agency.kernel.mail.compose import Correspondent


class Answers(enum.Enum):
    """Whom our letters about a partner's lead go to."""

    client = "client"
    partner = "partner"
    both = "both"

    @property
    def reach_client(self) -> bool:
        return self is not Answers.partner

    @property
    def reach_partner(self) -> bool:
        return self is not Answers.client


class Partner(Model):
    """An agency that passes work on to us. Unless it says otherwise, we never write past it."""

    __tablename__ = "partner"

    name: Mapped[str] = mapped_column(sa.String(160))
    answers: Mapped[Answers] = mapped_column(default=Answers.partner)
    language: Mapped[str] = mapped_column(sa.String(2), default="en")
    terms: Mapped[str] = mapped_column(sa.Text, default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    # Who of us has its leads, where somebody does; the member is known one row up.
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    active: Mapped[bool] = mapped_column(default=True)
    added_at: Mapped[datetime]

    people: Mapped[list["PartnerPerson"]] = relationship(
        back_populates="partner", order_by="PartnerPerson.id"
    )
    domains: Mapped[list["PartnerDomain"]] = relationship(
        order_by="PartnerDomain.id", cascade="all, delete-orphan"
    )

    @property
    def stream(self) -> tuple[str, int]:
        """Where its own timeline is: what was decided about it."""
        return ("partner", self.id)

    @property
    def main_person(self) -> "PartnerPerson | None":
        """Who of them is written to where nobody else is named."""
        return next(iter(self.people), None)


class PartnerDomain(Model):
    """A mail domain by which a partner's people are recognised; never one where anybody has an address."""

    __tablename__ = "partner_domain"

    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partner.id"), index=True)
    domain: Mapped[str] = mapped_column(sa.String(255), unique=True)


class PartnerPerson(Model):
    """Somebody who passed work on to us; without a partner as long as we do not know them as one."""

    __tablename__ = "partner_person"

    partner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partner.id"), index=True)
    # The address, where we know no name; that in small letters.
    name: Mapped[str] = mapped_column(sa.String(160))
    email: Mapped[str] = mapped_column(sa.String(320), unique=True)

    partner: Mapped[Partner | None] = relationship(back_populates="people", lazy="joined")

    @property
    def has_name(self) -> bool:
        """Whether we know more than the address."""
        return self.name != self.email[:160]

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.has_name else ""

    @property
    def house_name(self) -> str:
        """What their house may be called, as their domain says; else they themselves."""
        domain = own_domain(self.email)
        return domain.partition(".")[0].replace("-", " ").title() if domain else self.name

    @property
    def address(self) -> Correspondent:
        """Where letters reach them."""
        return Correspondent(self.name if self.has_name else "", self.email)


# Built once: it is asked of every message.
BY_ADDRESS = sa.select(PartnerPerson).where(PartnerPerson.email == sa.bindparam("address"))
ADDRESSES = sa.select(PartnerPerson.email)


def person_at(address: str) -> PartnerPerson | None:
    """Whoever has this address among those who passed something on to us."""
    address = address.strip().lower()
    if not may_be_among("partner people", frozenset({PartnerPerson}), address, ADDRESSES):
        return None
    return db.session.scalar(BY_ADDRESS, {"address": address})


def partner_at(address: str) -> Partner | None:
    """The partner whose address this is, by the person or by the domain; None for one we work with no more."""
    person = person_at(address)
    if person is not None and person.partner is not None:
        return person.partner if person.partner.active else None
    theirs = once_a_batch("partner domains", frozenset({Partner, PartnerDomain}), _domains)
    # The nearest one first.
    found = next((theirs[each] for each in domains_of(address) if each in theirs), None)
    return db.session.get(Partner, found) if found is not None else None


def _domains() -> dict[str, int]:
    """The domains of those whom we work with, and whose they are. A house has some dozens of them."""
    rows = db.session.execute(
        sa.select(PartnerDomain.domain, Partner.id)
        .join(Partner, Partner.id == PartnerDomain.partner_id)
        .where(Partner.active)
    )
    return dict(rows.all())


def recognised(sender: Correspondent) -> PartnerPerson | None:
    """The partner's person who wrote this, kept when we see them for the first time; None for everybody else."""
    partner = partner_at(sender.address) if sender.address else None
    return known_as(sender, partner) if partner is not None else None


def known_as(sender: Correspondent, partner: Partner | None) -> PartnerPerson:
    """This person, at this partner; without one it is somebody who passed something on, and no more."""
    email, name = sender.address.strip().lower(), sender.name.strip()[:160]
    person = person_at(email)
    if person is None:
        person = PartnerPerson(name=name or email[:160], email=email)
        db.session.add(person)
    if partner is not None and person.partner is None:
        person.partner = partner
    if name and not person.has_name:
        person.name = name
    db.session.flush()
    return person


def domains_of(address: str) -> list[str]:
    """The domain of this address and those above it, "mail.north.example" and "north.example"; none if shared."""
    labels = own_domain(address).split(".")
    above = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    return [domain for domain in above if own_domain(f"@{domain}")]


def partner(id: int) -> Partner | None:
    """One partner, with its people and domains."""
    return db.session.scalar(
        sa.select(Partner)
        .where(Partner.id == id)
        .options(joinedload(Partner.people).lazyload(PartnerPerson.partner))
        .options(joinedload(Partner.domains))
    )


def partners() -> list[Partner]:
    """All of them, those that we work with first, by name."""
    order = (Partner.active.desc(), sa.func.lower(Partner.name), Partner.id)
    return list(db.session.scalars(sa.select(Partner).order_by(*order)))


def taken_domains(domains: Collection[str], *, but: int | None) -> dict[str, str]:
    """Those of these domains that are another partner's, with its name."""
    rows = db.session.execute(
        sa.select(PartnerDomain.domain, Partner.name)
        .join(Partner, Partner.id == PartnerDomain.partner_id)
        .where(PartnerDomain.domain.in_(domains), Partner.id != (but or 0))
    )
    return dict(rows.all())


def taken_addresses(addresses: Collection[str], *, but: int | None) -> dict[str, str]:
    """Those of these addresses that are of another partner's people, with its name."""
    rows = db.session.execute(
        sa.select(PartnerPerson.email, Partner.name)
        .join(Partner, Partner.id == PartnerPerson.partner_id)
        .where(PartnerPerson.email.in_(addresses), Partner.id != (but or 0))
    )
    return dict(rows.all())


def set_people(partner: Partner, people: Collection[Correspondent]) -> None:
    """These are the partner's people, in this order. Whoever is left out is theirs no more; what they sent is."""
    kept = [known_as(each, partner) for each in people]
    for person, said in zip(kept, people, strict=True):
        person.partner, person.name = partner, said.name[:160] or person.name
    for person in [each for each in partner.people if each not in kept]:
        person.partner = None
    db.session.flush()
    db.session.expire(partner, ["people"])


def set_domains(partner: Partner, domains: Collection[str]) -> None:
    """By these domains the partner's people are recognised."""
    known = {each.domain: each for each in partner.domains}
    partner.domains = [known.get(each) or PartnerDomain(domain=each) for each in domains]
    db.session.flush()
