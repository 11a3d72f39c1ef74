"""Whether there is time for what an estimate asks: hours per person against what they have free in the planned weeks.

Free is their working time, less absences, what is planned for them on boards and what other open offers ask of them.
Lines of a trade count against everybody of the trade together. It warns, it forbids nothing.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from agency.kernel.db import db
from agency.people import queries as people
from agency.people.absences import absences
from agency.people.capacity import Asked, Days, Workdays, workdays
from agency.people.models import Member, Role
from agency.proposals.boards import boards
from agency.proposals.estimate import EstimateSection
from agency.proposals.lines import EstimateLine
from agency.proposals.models import Proposal
from agency.proposals.states import ProposalState
from agency.proposals.weeks import planned_weeks

HOUR = 60


@dataclass(frozen=True)
class Need:
    """What is asked of a person or of a trade, and what they have: working time, and what is taken of it; minutes."""

    who: Member | Role
    asked: int
    open: int
    on_boards: int = 0
    in_offers: int = 0
    is_gone: bool = False  # they left us

    @property
    def is_trade(self) -> bool:
        return isinstance(self.who, Role)

    @property
    def taken(self) -> int:
        return self.on_boards + self.in_offers

    @property
    def free(self) -> int:
        return max(self.open - self.taken, 0)

    @property
    def lacks(self) -> int:
        """How much more is asked than there is."""
        return max(self.asked - self.free, 0)


@dataclass(frozen=True)
class Capacity:
    """The planned weeks of a proposal, and everybody who is needed in them."""

    days: Days
    is_said: bool  # somebody said these weeks, or its stages do
    is_over: bool
    needs: Sequence[Need] = field(default_factory=tuple)

    @property
    def short(self) -> list[Need]:
        """Who has less than is asked of them."""
        return [each for each in self.needs if each.lacks]

    @property
    def scale(self) -> int:
        """The longest of the bars."""
        return max((max(each.open, each.taken + each.asked) for each in self.needs), default=0)


def capacity_of(proposal: Proposal, *, today: date) -> Capacity:
    """As it stands today. Five statements, however many lines and boards there are."""
    days = planned_weeks(proposal, today)
    ahead = Days(max(days.from_on, today), days.until_on) if days.until_on >= today else None
    is_said = proposal.planned_from is not None or bool(proposal.stages)
    asked, trades = _asked(proposal)
    if ahead is None or not (asked or trades):
        return Capacity(days, is_said, ahead is None)
    here = people.members()
    known = workdays(here, people.agency(), absences(since=today))
    others = offered(today=today, besides=proposal.lead_id)
    load = _Load(ahead, known, boards().planned(today=today), others)
    needs = [load.of(who, minutes) for who, minutes in asked.items()]
    needs += [load.of_trade(role, minutes, asked) for role, minutes in trades.items()]
    needs.sort(key=lambda each: (-each.lacks, -each.asked))
    return Capacity(days, is_said, False, needs)


def _asked(proposal: Proposal) -> tuple[dict[Member, int], dict[Role, int]]:
    """Minutes by member and by trade, at most."""
    members: dict[Member, int] = defaultdict(int)
    trades: dict[Role, int] = defaultdict(int)
    for line in proposal.counted:
        most = 0 if line.is_fixed else line.least_and_most[1]
        if most and line.member is not None:
            members[line.member] += most
        elif most and line.role is not None:
            trades[line.role] += most
    return members, trades


@dataclass
class _Load:
    """What lies on everybody in the planned weeks."""

    days: Days
    known: Mapping[int, Workdays]
    on_boards: Sequence[Asked]
    in_offers: Sequence[Asked]

    def of(self, who: Member, asked: int = 0) -> Need:
        """What is asked of one member, beside what they have."""
        theirs = self.known.get(who.id)
        if theirs is None:
            return Need(who, asked, 0, is_gone=True)
        boards, offers = (
            sum(theirs.share(each, self.days) for each in load if each.member_id == who.id)
            for load in (self.on_boards, self.in_offers)
        )
        return Need(who, asked, _hours(theirs.minutes(self.days)), _hours(boards), _hours(offers))

    def of_trade(self, role: Role, asked: int, by_name: Mapping[Member, int]) -> Need:
        """What is asked of a trade, beside what all of it have left."""
        all_of_it = [each.member for each in self.known.values() if each.member.role_id == role.id]
        needs = [self.of(each, by_name.get(each, 0)) for each in all_of_it]
        left = sum(max(each.free - each.asked, 0) for each in needs)
        nobodys = [each for each in self.in_offers if each.role_id == role.id]
        anybody = self.known[all_of_it[0].id] if all_of_it else None
        offers = sum(anybody.share(each, self.days) for each in nobodys) if anybody else 0
        return Need(role, asked, left, in_offers=min(_hours(offers), left))


def _hours(minutes: int) -> int:
    """To the hour: what is spread over weeks is no more exact than that."""
    return round(minutes / HOUR) * HOUR


def offered(*, today: date, besides: int | None = None) -> list[Asked]:
    """What offers that still wait for a word ask, each in its own weeks; `besides` is a lead whose own do not count."""
    rows = db.session.execute(
        sa.select(
            EstimateSection.proposal_id,
            EstimateLine.member_id,
            EstimateLine.role_id,
            sa.func.sum(sa.func.coalesce(EstimateLine.most_minutes, EstimateLine.minutes)),
        )
        .join(EstimateSection, EstimateSection.id == EstimateLine.section_id)
        .where(
            EstimateSection.proposal_id.in_(_waiting(besides, today)),
            EstimateLine.minutes > 0,
            sa.or_(EstimateSection.variant == "", EstimateSection.taken),
            sa.or_(~EstimateLine.is_optional, EstimateLine.taken),
        )
        .group_by(EstimateSection.proposal_id, EstimateLine.member_id, EstimateLine.role_id)
    ).all()
    ids = {row.proposal_id for row in rows}
    others = {
        each.id: planned_weeks(each, today)
        for each in db.session.scalars(sa.select(Proposal).where(Proposal.id.in_(ids)))
    }
    return [
        Asked(int(minutes), others[id], member_id=member, role_id=None if member else role)
        for id, member, role, minutes in rows
        if others[id].until_on >= today
    ]


def _waiting(besides: int | None, today: date) -> sa.Select[int]:
    return sa.select(Proposal.id).where(
        Proposal.state == ProposalState.sent,
        sa.true() if besides is None else Proposal.lead_id != besides,
        sa.or_(Proposal.valid_until.is_(None), Proposal.valid_until >= today),
    )
