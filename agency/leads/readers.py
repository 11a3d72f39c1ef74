"""Readers: who gets a letter about a lead. Every way on which a letter leaves asks here, the machine's too.

A lead that a partner brought goes by the partner's rule: to the client, to the partner, or to both. Behind somebody
whom we do not know as a partner the machine writes to nobody; one of us may, and chooses to whom.
"""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa

from agency.clients.models import Contact
from agency.clients.partners import Answers, Partner, PartnerPerson
from agency.clients.queries import has_address
from agency.kernel.asked import once
from agency.kernel.db import db
from agency.kernel.mail.compose import Correspondent
from agency.kernel.timeline import ActorKind
from agency.leads import referrals
from agency.leads.models import Lead, Message
from agency.leads.referrals import Referral


class Why(enum.Enum):
    """Why a letter goes to these: nobody stands between, by a rule, by a choice, or nobody is known."""

    direct = "direct"
    partner_rule = "partner_rule"
    lead_rule = "lead_rule"
    chosen = "chosen"
    unknown = "unknown"


@dataclass(frozen=True)
class Readers:
    """To whom a letter goes: someone of the client, someone of a partner, both, or nobody; and why."""

    contact: Contact | None = None
    person: PartnerPerson | None = None
    why: Why = Why.direct
    referral: Referral | None = None

    @property
    def to(self) -> list[Correspondent]:
        """To whom it is: the client, else the partner."""
        return [address for address in self._addresses[:1] if address]

    @property
    def cc(self) -> list[Correspondent]:
        """Who gets a copy."""
        return [address for address in self._addresses[1:] if address]

    @property
    def is_nobody(self) -> bool:
        """Whether there is nobody whom we may write to, or can."""
        return not self._addresses

    @property
    def addresses(self) -> frozenset[str]:
        """All of their addresses, in small letters."""
        return frozenset(address.address.lower() for address in self._addresses)

    @property
    def names(self) -> list[str]:
        """Whom it goes to, by name."""
        people = (self.contact, self.person)
        return [each.name for each in people if each is not None and each.address is not None]

    @property
    def name(self) -> str:
        """The same in one line; where nobody can be written to, whom one would."""
        people = (self.contact, self.person)
        known = self.names or [each.name for each in people if each is not None]
        return ", ".join(known) or (self.referral.by if self.referral else "")

    @property
    def address(self) -> Correspondent | None:
        """Whom it is to; None where nobody can be written to."""
        return next(iter(self.to), None)

    @property
    def email(self) -> str:
        """Their addresses in one line."""
        return ", ".join(address.address for address in self._addresses)

    @property
    def phone(self) -> str:
        return self.contact.phone if self.contact is not None else ""

    @property
    def first_name(self) -> str:
        """How the letter greets; "" where we know no name."""
        reader = self.contact or self.person
        return reader.first_name if reader is not None else ""

    @property
    def language(self) -> str:
        """The language of whom it is to."""
        if self.contact is not None:
            return self.contact.client.language
        partner = self.referral.partner if self.referral else None
        return partner.language if partner is not None else "en"

    @property
    def choice(self) -> Answers:
        """The same as a rule would say it."""
        if self.person is None:
            return Answers.client
        return Answers.both if self.contact is not None else Answers.partner

    @property
    def speak_for_client(self) -> bool:
        """Whether what a partner's person says counts as the client's word: it does where we answer the partner."""
        rule = self.referral.rule if self.referral else None
        return rule is not None and rule.reach_partner

    def apart(self) -> Iterator["Readers"]:
        """Each of them alone, for letters that carry a key which is theirs only; whom it is to comes first."""
        if self.contact is not None and self.contact.address is not None:
            yield replace(self, person=None)
        if self.person is not None:
            yield replace(self, contact=None)

    @property
    def _addresses(self) -> list[Correspondent]:
        people = (self.contact, self.person)
        return [each.address for each in people if each is not None and each.address is not None]


def readers_of(lead: Lead, *, automatic: bool, choice: Answers | None = None) -> Readers:
    """Who gets a letter about this lead, of the machine or of one of us. People may choose otherwise than the rule."""
    referral = referrals.of(lead)
    contact = lead.contact if automatic else _last_writer(lead) or lead.contact
    if referral is None:
        return Readers(contact)
    rule, why = _rule(referral, None if automatic else choice)
    if rule is None and automatic:
        return Readers(why=Why.unknown, referral=referral)
    rule = rule or Answers.client
    person = _person(lead, referral, automatic=automatic) if rule.reach_partner else None
    return Readers(contact if rule.reach_client else None, person, why, referral)


def chosen(form: Mapping[str, str]) -> Answers | None:
    """Whom one of us chose for a letter, as the form said; None where nothing was chosen."""
    return next((each for each in Answers if each.value == form.get("whom")), None)


def answers_client(readers: Readers) -> bool:
    """Whether a letter to these answers whoever waits for one: the client, or the partner who speaks for them."""
    rule = readers.referral.rule if readers.referral else None
    if rule is None:
        return not readers.is_nobody
    to_client = rule.reach_client and readers.contact is not None
    return to_client or (rule.reach_partner and readers.person is not None)


def counts_as_clients(message: Message) -> bool:
    """Whether a message is the client's own word, which ends follow-ups: also a partner's who speaks for them."""
    if message.person is None:
        return True
    readers = readers_of(message.lead, automatic=True)
    mine = readers.referral is not None and readers.referral.partner_id == message.person.partner_id
    return mine and readers.speak_for_client


def written_to(address: str) -> sa.Select[int]:
    """The leads of which the machine writes to this address."""
    to_partner = sa.func.coalesce(Referral.answers, Partner.answers)
    return (
        sa.select(Lead.id)
        .join(Contact, Contact.id == Lead.contact_id)
        .outerjoin(Referral, sa.and_(Referral.lead_id == Lead.id, Referral.brought))
        .outerjoin(Partner, Partner.id == Referral.partner_id)
        .outerjoin(PartnerPerson, PartnerPerson.id == Referral.person_id)
        .where(
            sa.or_(
                sa.and_(
                    has_address([address]),
                    sa.or_(Referral.id.is_(None), to_partner != Answers.partner),
                ),
                sa.and_(PartnerPerson.email == address, to_partner != Answers.client),
            )
        )
    )


def lock(readers: Readers) -> None:
    """Let two letters of the machine to one address leave one after the other, not side by side."""
    at_partners = PartnerPerson.email.in_(readers.addresses)
    for model, theirs in ((Contact, has_address(readers.addresses)), (PartnerPerson, at_partners)):
        chosen = sa.select(model.id).where(theirs).order_by(model.id)
        db.session.execute(chosen.with_for_update(key_share=True))


def _rule(referral: Referral, choice: Answers | None) -> tuple[Answers | None, Why]:
    if choice is not None and choice is not referral.rule:
        return choice, Why.chosen
    if referral.rule is None:
        return None, Why.unknown
    return referral.rule, Why.lead_rule if referral.answers else Why.partner_rule


def _person(lead: Lead, referral: Referral, *, automatic: bool) -> PartnerPerson | None:
    """Who of the partner: who wrote last of them, where one of us answers; else who brought the lead."""
    if automatic or referral.partner_id is None:
        return referral.person
    chosen = (
        sa.select(PartnerPerson)
        .join(Message, Message.person_id == PartnerPerson.id)
        .where(
            Message.lead_id == lead.id,
            Message.author_kind == ActorKind.contact,
            PartnerPerson.partner_id == referral.partner_id,
        )
        .order_by(Message.at.desc(), Message.id.desc())
        .limit(1)
    )
    last = once(("last of partner", lead.id), lambda: db.session.scalar(chosen))
    return last or referral.person


def _last_writer(lead: Lead) -> Contact | None:
    """Who of the client wrote last and can be written to."""
    chosen = (
        sa.select(Contact)
        .join(Message, Message.contact_id == Contact.id)
        .where(
            Message.lead_id == lead.id,
            Message.author_kind == ActorKind.contact,
            Message.person_id.is_(None),
            Contact.email.is_not(None),
        )
        .order_by(Message.at.desc(), Message.id.desc())
        .limit(1)
    )
    return once(("last writer", lead.id), lambda: db.session.scalar(chosen))
