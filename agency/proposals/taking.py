"""Lines taken into an estimate, from the library of the house or from another proposal: at today's rates, by today's
people; what is not as it was then is said."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import gettext as _

from agency.kernel.db import db
from agency.kernel.money import Money
from agency.people.models import Member, Role
from agency.proposals.estimate import EstimateSection
from agency.proposals.house_lines import HouseLine
from agency.proposals.lines import EstimateLine, LineContent
from agency.proposals.models import Proposal
from agency.proposals.rates import RatesOfTheDay

SECTION = 120


@dataclass(frozen=True)
class Remark:
    """What is not as it was: "rate", "no_rate", "gone", "price", "discount", "language"; with what it was and is."""

    kind: str
    then: Any = None
    now: Any = None


@dataclass(frozen=True)
class Offer:
    """A line as it would be taken: what it says, who does it, at which rate; its section; what is to be said of it."""

    key: str
    content: LineContent
    section: str = ""
    member: Member | None = None
    role: Role | None = None
    rate: Money | None = None
    remarks: Sequence[Remark] = field(default_factory=tuple)
    house_line_id: int | None = None
    came_from_id: int | None = None


@dataclass(frozen=True)
class Taken:
    """What was added: the lines, and the sections that are new."""

    lines: Sequence[EstimateLine]
    sections: Sequence[EstimateSection]


def of_house(line: HouseLine, proposal: Proposal, rates: RatesOfTheDay) -> Offer:
    """A line of the library as it would stand in this proposal."""
    remarks = [] if line.text.get(proposal.language) else [Remark("language")]
    rate = rates.of_role(line.role) if line.role is not None and line.minutes else None
    if line.role is not None and line.minutes and rate is None:
        remarks.append(Remark("no_rate"))
    price, lost = _price(line.fixed, proposal)
    content = LineContent(
        text=line.says(proposal.language),
        role_id=line.role_id,
        minutes=line.minutes,
        most_minutes=line.most_minutes,
        fixed_minor=price,
        unit=line.unit if price is not None else "",
    )
    return Offer(
        key=f"h{line.id}",
        content=content,
        section=line.belongs_to(proposal.language),
        role=line.role,
        rate=rate,
        remarks=(*remarks, *lost),
        house_line_id=line.id,
    )


def of_earlier(
    line: EstimateLine, proposal: Proposal, rates: RatesOfTheDay, here: Collection[int]
) -> Offer:
    """A line of another proposal as it would stand in this one; `here` are the ids of whoever works here today."""
    remarks = []
    member, role = line.member, line.role
    if member is not None and member.id not in here:
        role = member.role
        remarks.append(Remark("gone", then=member, now=role))
        member = None
    price, lost = _price(line.fixed, proposal)
    content = replace(
        line.content,
        member_id=member.id if member else None,
        role_id=role.id if role and not member else None,
        fixed_minor=price,
        off_hundredths=0,
        off_minor=0,
    )
    if price is None:
        content = replace(content, quantity=1, most_quantity=None, unit="")
    rate = None
    if content.minutes and (member or role):
        rate = rates.of(member) if member else rates.of_role(role) if role else None
        remarks += _of_rate(line.rate, rate)
    if line.discount:
        remarks.append(Remark("discount", then=line.discount))
    return Offer(
        key=f"l{line.id}",
        content=content,
        section=line.section.title,
        member=member,
        role=role if member is None else None,
        rate=rate,
        remarks=(*remarks, *lost),
        house_line_id=line.house_line_id,
        came_from_id=line.id,
    )


def take(proposal: Proposal, offers: Sequence[Offer], *, into: str) -> Taken:
    """Add these at the end of a section ("s12"), or each to the section of its name, which is made where there is none.

    Raises ProposalFrozen or TooManyLines, and then adds nothing.
    """
    proposal.must_be_draft()
    proposal.must_have_room(len(offers))
    before = list(proposal.sections)
    target = next((each for each in before if f"s{each.id}" == into), None)
    lines = [_add(target or _section(proposal, each.section), each) for each in offers]
    db.session.flush()
    return Taken(lines, [each for each in proposal.sections if each not in before])


def _add(section: EstimateSection, offer: Offer) -> EstimateLine:
    line = section.add_line()
    line.write(offer.content, member=offer.member, role=offer.role)
    line.take_rate(offer.rate)
    line.house_line_id, line.came_from_id = offer.house_line_id, offer.came_from_id
    return line


def _section(proposal: Proposal, title: str) -> EstimateSection:
    wanted = title.strip().casefold()
    for section in proposal.sections:
        if section.title.strip().casefold() == wanted:
            return section
    if not wanted and proposal.sections:
        return proposal.sections[-1]
    return proposal.add_section((title.strip() or str(_("Work")))[:SECTION])


def _price(price: Money | None, proposal: Proposal) -> tuple[int | None, list[Remark]]:
    """Its minor units; none, and a word about it, where it is in another currency."""
    if price is None:
        return None, []
    if price.currency != proposal.currency:
        return None, [Remark("price", then=price)]
    return price.minor, []


def _of_rate(then: Money | None, now: Money | None) -> list[Remark]:
    if now is None:
        return [Remark("no_rate")]
    return [Remark("rate", then=then, now=now)] if then is not None and then != now else []
