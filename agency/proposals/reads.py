"""Reads: who opened a proposal, how often, how long which part, and from whom they have it; for us alone."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from agency.kernel.asked import once
from agency.kernel.auth import GuestLink
from agency.kernel.db import db
from agency.kernel.i18n import pick
from agency.proposals.colleagues import Colleague
from agency.proposals.links import COPY_KIND, KIND, PARTNER_KIND, PRINTED_KIND
from agency.proposals.models import Proposal
from agency.proposals.readings import READ, SECTIONS, Reading
from agency.proposals.states import ProposalState
from agency.proposals.visits import Visit

# The price is what one comes back to; the rest is said only when it is read more often.
PRICE = ("sum", "estimate")
TWICE = 2
# Somebody who was silent so long and reads again is worth a call.
SILENT_FOR = timedelta(days=3)


@dataclass
class Reader:
    """One person as far as links tell: all letters to the client are one, each colleague has a link of their own."""

    name: str
    colleague: Colleague | None = None
    passed_by: str = ""
    is_copy: bool = False
    times: int = 0
    last_at: datetime | None = None
    # Seconds by section, as the page calls them.
    seconds: dict[str, int] = field(default_factory=dict)

    @property
    def minutes(self) -> int:
        """How long in all; whoever has read at all has read for one."""
        return -(-sum(self.seconds.values()) // 60)

    def add(self, visit: Visit) -> None:
        """Another link of theirs was opened."""
        self.times += visit.times
        self.last_at = max(filter(None, (self.last_at, visit.last_at)))


@dataclass(frozen=True)
class Part:
    """One section of the page: how long it was read by all of them, and how often."""

    name: str
    seconds: int
    times: int

    @property
    def minutes(self) -> int:
        return -(-self.seconds // 60)


@dataclass(frozen=True)
class Reads:
    """All that is known of how a proposal was read."""

    readers: list[Reader]
    parts: list[Part]

    @property
    def longest(self) -> int:
        """The seconds of the part that was read longest."""
        return max((each.seconds for each in self.parts), default=0)


def of(proposal: Proposal) -> Reads:
    """Who read it and what: as many statements for many readers as for one."""
    readings = list(
        db.session.scalars(sa.select(Reading).where(Reading.proposal_id == proposal.id))
    )
    return Reads(_readers(proposal, readings), _parts(readings))


def hint(proposal: Proposal) -> str:
    """What to know before one rings, in one sentence: "They read the price twice and have not answered."; else ""."""
    if proposal.state is not ProposalState.sent or _has_answered(proposal):
        return ""
    section, times = once(("read often", proposal.id), lambda: _read_often(proposal.id))
    if section in PRICE:
        said = ngettext(
            "They came back to the price and read it in %(num)d visit.",
            "They came back to the price and read it in %(num)d visits.",
            times,
        )
    elif section:
        said = ngettext(
            "They read “%(part)s” in %(num)d visit.",
            "They read “%(part)s” in %(num)d visits.",
            times,
            part=pick(SECTIONS[section]),
        )
    else:
        return ""
    silent = _("They have not answered.")
    return f"{said} {silent}"


def _has_answered(proposal: Proposal) -> bool:
    return proposal.sent_at is not None and proposal.lead.heard_at > proposal.sent_at


def _read_often(proposal_id: int) -> tuple[str, int]:
    """The section that somebody read in most visits, the price first; "" where nothing was read twice."""
    rows = db.session.execute(
        sa.select(Reading.section, sa.func.max(Reading.times))
        .where(Reading.proposal_id == proposal_id, Reading.seconds >= READ)
        .group_by(Reading.section)
    )
    often = {section: times for section, times in rows if times >= TWICE}
    ordered = [*(each for each in PRICE if each in often), *sorted(often, key=lambda s: -often[s])]
    return (ordered[0], often[ordered[0]]) if ordered else ("", 0)


def _readers(proposal: Proposal, readings: list[Reading]) -> list[Reader]:
    passed = {each.link_id: each for each in proposal.colleagues}
    by_link: dict[int, Reader] = {}
    found: dict[object, Reader] = {}
    visits = db.session.execute(
        sa.select(Visit, GuestLink.kind)
        .join(GuestLink, GuestLink.id == Visit.link_id)
        .where(Visit.proposal_id == proposal.id)
        .order_by(Visit.id)
    ).all()
    kinds = {visit.link_id: kind for visit, kind in visits}
    for visit, kind in visits:
        one = passed.get(visit.link_id)
        who: object = one.link_id if one is not None else kind
        reader = found.get(who) or _reader(proposal, kinds, visit.link_id, passed)
        found[who] = by_link[visit.link_id] = reader
        reader.add(visit)
    for link_id in passed:
        if link_id not in by_link:
            found[link_id] = by_link[link_id] = _reader(proposal, kinds, link_id, passed)
    for each in readings:
        if each.link_id in by_link:
            seconds = by_link[each.link_id].seconds
            seconds[each.section] = seconds.get(each.section, 0) + each.seconds
    return list(found.values())


def _reader(
    proposal: Proposal, kinds: dict[int, str], link_id: int, passed: dict[int, Colleague]
) -> Reader:
    one = passed.get(link_id)
    if one is not None:
        by = passed.get(one.from_link_id or 0)
        is_partner = kinds.get(one.from_link_id or 0) == PARTNER_KIND
        whose = _partner(proposal) if is_partner else proposal.lead.contact.name
        return Reader(one.name, one, by.name if by is not None else whose)
    kind = kinds[link_id]
    if kind == KIND:
        return Reader(proposal.lead.contact.name)
    if kind == PRINTED_KIND:
        return Reader(_("Somebody who has the pages"))
    return Reader(_partner(proposal), is_copy=kind == COPY_KIND)


def _partner(proposal: Proposal) -> str:
    brought = proposal.lead.brought_by
    return brought.by if brought is not None else str(_("The partner"))


def _parts(readings: list[Reading]) -> list[Part]:
    found = []
    for section, names in SECTIONS.items():
        mine = [each for each in readings if each.section == section]
        if mine:
            seconds = sum(each.seconds for each in mine)
            found.append(Part(pick(names), seconds, sum(each.times for each in mine)))
    return found
