"""A draft proposal of the demo: its words, stages and lines, as a plan says them."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from agency.demo import cast
from agency.demo.estimates import Plan, Work
from agency.kernel.db import db
from agency.kernel.i18n import in_zone
from agency.kernel.money import Money
from agency.proposals.models import EstimateLine, EstimateSection, Proposal

if TYPE_CHECKING:
    from agency.demo.studio import Studio


def draft(studio: "Studio", key: str, plan: Plan, *, today: date | None = None) -> Proposal:
    """A draft of this plan for the lead with this key, by Vera."""
    lead = studio.leads[key]
    today = today or in_zone(studio.now, studio.agency.zone).date()
    proposal = Proposal(
        lead=lead,
        author=studio.vera,
        version=1,
        language=lead.client.language,
        currency=studio.agency.currency,
        title=plan.title,
        understanding=dict(plan.understanding),
        quote=dict(plan.quote),
        stages=[_stage(studio, stage, today) for stage in plan.stages],
        payments=[{"percent": percent, "when": when} for percent, when in plan.payments],
        references=list(studio.references),
        sections=[
            _section(studio, position, title, lines)
            for position, (title, lines) in enumerate(plan.sections.items(), start=1)
        ],
    )
    if plan.pictures:
        proposal.cover = studio.pictures["cover"]
        proposal.opening = studio.pictures["opening"]
        proposal.detail = studio.pictures["detail"]
    db.session.add(proposal)
    db.session.flush()
    return proposal


def _stage(studio: "Studio", stage: tuple[str, str, int, int], today: date) -> dict[str, str | int]:
    title, key, first, last = stage
    return {
        "title": title,
        "member_id": studio.members[key].id,
        "starts_on": (today + timedelta(days=first)).isoformat(),
        "due_on": (today + timedelta(days=last)).isoformat(),
    }


def _section(
    studio: "Studio", position: int, title: str, lines: tuple[Work, ...]
) -> EstimateSection:
    return EstimateSection(
        position=position,
        title=title,
        lines=[_line(studio, number, work) for number, work in enumerate(lines, start=1)],
    )


def _line(studio: "Studio", position: int, work: Work) -> EstimateLine:
    currency = studio.agency.currency
    if work.fixed is not None:
        return EstimateLine(
            position=position, text=work.text, fixed_minor=Money.of(work.fixed, currency).minor
        )
    person = next(person for person in cast.PEOPLE if person.key == work.who)
    return EstimateLine(
        position=position,
        text=work.text,
        member=studio.members[person.key],
        minutes=work.hours * 60,
        rate_minor=Money.of(cast.ROLES[person.role][1], currency).minor,
    )
