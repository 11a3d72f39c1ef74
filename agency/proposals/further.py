"""A further estimate: work beside what was agreed, offered by itself; it drops nothing of what goes on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from agency.kernel.db import db
from agency.kernel.i18n import speaking
from agency.leads.models import Lead, LeadClosed, Stage
from agency.people.models import Member
from agency.proposals import queries
from agency.proposals.drafting import held
from agency.proposals.lines import EstimateLine, LineContent
from agency.proposals.models import EstimateSection, Proposal
from agency.proposals.rates import RatesOfTheDay

LONGEST_TITLE, LONGEST_TEXT = 160, 300


class NothingAgreed(Exception):
    """Nothing was offered to this client yet: a first proposal holds all of it."""


@dataclass(frozen=True)
class Piece:
    """A piece of work that is to be offered: whose hours they are, or nobody's yet."""

    text: str
    member: Member | None
    minutes: int


def offer(
    lead: Lead, pieces: Iterable[Piece], *, by: Member, on: date
) -> tuple[Proposal, list[EstimateLine]]:
    """A line for each piece, at the rates of the day, in the draft at hand or in a further one.

    Raises LeadClosed, NothingAgreed, TooManyLines.
    """
    lead, pieces = held(lead), list(pieces)
    if lead.stage is Stage.lost:
        raise LeadClosed(lead.stage.value)
    last = queries.latest(lead)
    if last is None:
        raise NothingAgreed(lead.id)
    draft = last if last.is_draft else _begun_after(last, by=by)
    db.session.add(draft)
    db.session.flush()
    draft.must_have_room(len(pieces))
    with speaking(draft.language):
        section = _section(draft, _("Beyond what was agreed"))
    rates = RatesOfTheDay(on, draft.currency)
    lines = [_line(section, each, rates) for each in pieces]
    db.session.flush()
    return draft, lines


def _begun_after(last: Proposal, *, by: Member) -> Proposal:
    """It looks as the one before did, and says only what is new."""
    with speaking(last.language):
        title = _("%(title)s: further work", title=last.title)
        payments = [{"percent": 100, "when": _("when the work is handed over")}]
    return Proposal(
        lead=last.lead,
        author=by,
        version=last.version + 1,
        series=last.series + 1,
        language=last.language,
        currency=last.currency,
        title=title[:LONGEST_TITLE],
        payments=payments,
        taxes=list(last.taxes or ()),
        step=last.step,
        style=last.style,
        cover=last.cover,
        asks_signature=last.asks_signature,
    )


def _section(draft: Proposal, title: str) -> EstimateSection:
    return next((each for each in draft.sections if each.title == title), None) or (
        draft.add_section(title)
    )


def _line(section: EstimateSection, piece: Piece, rates: RatesOfTheDay) -> EstimateLine:
    line, member = section.add_line(), piece.member
    content = LineContent(
        text=piece.text[:LONGEST_TEXT],
        member_id=member.id if member is not None else None,
        minutes=piece.minutes or None,
    )
    line.write(content, member=member)
    if member is not None:
        line.take_rate(rates.of(member))
    return line
