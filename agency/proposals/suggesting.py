"""What the brief of a lead suggests for its estimate: offered line by line, taken or left by a person, once.

The agency says in a template's settings which answers suggest which lines; the newest published version counts, as
its keys stay the same. Nothing is taken by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from agency.briefs import queries as briefs
from agency.briefs.conditions import Op, checks_of, holds
from agency.briefs.models import Brief
from agency.briefs.questionnaire import Suggestion, worded
from agency.kernel.db import db
from agency.kernel.i18n import speaking
from agency.people.models import Member
from agency.proposals.editing import RatesOfTheDay
from agency.proposals.estimate import EstimateSection
from agency.proposals.lines import LineContent
from agency.proposals.models import Proposal
from agency.proposals.origins import Answers, Because, Origin, answers_of

TAKE, LEAVE = "take", "leave"
HALF_HOUR = 30
_TEXT, _SECTION = 300, 120


@dataclass(frozen=True)
class Offer:
    """One line that the brief suggests, in the language of the proposal, with why and who could do it."""

    suggestion: Suggestion
    text: str
    section: str
    because: list[Because]
    suited: Sequence[Member]
    others: Sequence[Member]

    @property
    def key(self) -> str:
        return self.suggestion.key

    def chosen(self, who: str | None) -> Member | None:
        """Whom the form says; where it says nothing, the first of the trade."""
        if who is None:
            return next(iter(self.suited), None)
        return next((each for each in (*self.suited, *self.others) if str(each.id) == who), None)

    @property
    def is_range(self) -> bool:
        """The hours are not one figure."""
        most = self.suggestion.most_minutes
        return most is not None and most > self.suggestion.minutes


@dataclass(frozen=True)
class Suggested:
    """What a brief suggests and nobody has decided on; and what it says, beside the lines that came of it."""

    brief: Brief | None = None
    offers: list[Offer] = field(default_factory=list)
    answers: Answers | None = None

    def reasons(self, origin: Origin) -> list[Because]:
        """Why a line is there; where another brief has come meanwhile, that one is not held against it."""
        if self.brief is None or self.answers is None or origin.brief_id != self.brief.id:
            return origin.reasons
        return [self.answers.since(each) for each in origin.reasons]


def suggested(proposal: Proposal, members: Sequence[Member]) -> Suggested:
    """For this estimate, by the brief that was handed in last."""
    brief = briefs.brief_of(proposal.lead)
    if brief is None:
        return Suggested()
    with speaking(brief.language):
        answers = answers_of(brief)
    if not proposal.is_draft:
        return Suggested(brief, [], answers)
    known = _decided(brief)
    offers = [
        _offer(each, brief, proposal, answers, members)
        for each in _suggestions(brief, answers)
        if each.key not in known
    ]
    return Suggested(brief, offers, answers)


def decide(
    proposal: Proposal,
    found: Suggested,
    do: str,
    who: str | None,
    *,
    by: Member,
    at: datetime,
    on: date,
) -> str:
    """Take or leave what the button says; where to go on. What is not offered (any more) is left alone."""
    verb, _colon, key = do.partition(":")
    offer = next((each for each in found.offers if each.key == key), None)
    if offer is None or found.brief is None or verb not in (TAKE, LEAVE):
        return ""
    proposal.must_be_draft()
    origin = Origin(
        lead_id=proposal.lead_id,
        brief=found.brief,
        key=key,
        taken=verb == TAKE,
        because=[each.data() for each in offer.because],
        member=by,
        at=at,
    )
    db.session.add(origin)
    return _take(proposal, offer, origin, who, on) if verb == TAKE else ""


def _take(proposal: Proposal, offer: Offer, origin: Origin, who: str | None, on: date) -> str:
    section = _section(proposal, offer.section)
    line = section.add_line()
    member = offer.chosen(who)
    content = LineContent(
        text=offer.text[:_TEXT],
        member_id=member.id if member is not None else None,
        minutes=offer.suggestion.minutes,
        most_minutes=offer.suggestion.most_minutes if offer.is_range else None,
    )
    line.write(content, member=member)
    if member is not None:
        line.take_rate(RatesOfTheDay(on, proposal.currency).of(member))
    line.origin = origin
    db.session.flush()
    return f"l{line.id}-text"


def _section(proposal: Proposal, title: str) -> EstimateSection:
    """The one of this name, else a new one; without a name the last."""
    for section in proposal.sections:
        if section.title.strip().casefold() == title.strip().casefold():
            return section
    if not title and proposal.sections:
        return proposal.sections[-1]
    return proposal.add_section((title or str(_("From the brief")))[:_SECTION])


def _offer(
    suggestion: Suggestion,
    brief: Brief,
    proposal: Proposal,
    answers: Answers,
    members: Sequence[Member],
) -> Offer:
    order = brief.asks.order
    counts: dict[str, list[str]] = {}
    for check in checks_of(suggestion.when):
        values = check.values if check.op is Op.is_ else ()
        counts.setdefault(check.question, []).extend(values)
    keys = sorted(counts.keys() & answers.said.keys(), key=lambda key: order.get(key, 0))
    return Offer(
        suggestion,
        worded(suggestion.text, proposal.language),
        worded(suggestion.section, proposal.language),
        [answers.because(key, counts[key]) for key in keys],
        [each for each in members if _is_of(each, suggestion.role)],
        [each for each in members if not _is_of(each, suggestion.role)],
    )


def _is_of(member: Member, role: str) -> bool:
    """Whether they are of this trade, in any language."""
    names = member.role.name.values() if member.role is not None else ()
    return role.strip().casefold() in (name.strip().casefold() for name in names)


def _suggestions(brief: Brief, answers: Answers) -> list[Suggestion]:
    """What its answers suggest, as the agency says now."""
    current = brief.template.current
    asks = current.asks if current is not None else brief.asks
    return [each for each in asks.suggestions if holds(each.when, answers.values)]


def _decided(brief: Brief) -> set[str]:
    return set(db.session.scalars(sa.select(Origin.key).where(Origin.brief_id == brief.id)))
