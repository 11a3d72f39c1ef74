"""A draft proposal of the demo: its words, stages and lines, as a plan says them."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from agency.demo import cast
from agency.demo.estimates import Plan, Work
from agency.kernel.db import db
from agency.kernel.i18n import in_zone
from agency.kernel.money import Money
from agency.people.models import Role
from agency.proposals import layouts
from agency.proposals.arranging import USUAL, Leaf, to_keep
from agency.proposals.layouts import PageKind
from agency.proposals.models import EstimateLine, EstimateSection, Proposal

if TYPE_CHECKING:
    from agency.demo.studio import Studio

HUNDREDTHS = 100  # of a per cent


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
        references=studio.references[: plan.references],
        style=plan.style,
        pages=_pages(plan),
        off_hundredths=plan.off * HUNDREDTHS,
        sections=[
            _section(studio, plan, position, title)
            for position, title in enumerate(plan.sections, start=1)
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


def _pages(plan: Plan) -> list[dict[str, object]]:
    """Those that are named, as they are kept; none are those of the style."""
    leaves = [Leaf(PageKind(kind)) for kind in plan.pages]
    if not leaves:
        return []
    named = set(plan.pages)
    left_out = [Leaf(kind, is_out=True) for kind in USUAL if kind.value not in named]
    return to_keep(layouts.style(plan.style), [*leaves, *left_out])


def _section(studio: "Studio", plan: Plan, position: int, title: str) -> EstimateSection:
    variant = plan.variants.get(title, "")
    works = enumerate(plan.sections[title], start=1)
    return EstimateSection(
        position=position,
        title=title,
        variant=variant,
        taken=not variant or title in plan.taken,
        lines=[_line(studio, number, work) for number, work in works],
    )


def _line(studio: "Studio", position: int, work: Work) -> EstimateLine:
    line = EstimateLine(
        position=position,
        text=work.text,
        quantity=work.quantity,
        most_quantity=work.most_quantity,
        unit=work.unit,
        is_optional=work.is_optional,
        taken=work.taken,
        off_hundredths=work.off * HUNDREDTHS,
    )
    currency = studio.agency.currency
    if work.fixed is not None:
        line.fixed_minor = Money.of(work.fixed, currency).minor
        return line
    trade = work.role or next(each.role for each in cast.PEOPLE if each.key == work.who)
    line.minutes = work.hours * 60
    line.most_minutes = work.most * 60 if work.most else None
    line.rate_minor = Money.of(cast.ROLES[trade][1], currency).minor
    if work.who is not None:
        line.member = studio.members[work.who]
    else:
        line.role = _role(trade)
    return line


def _role(trade: str) -> Role:
    name = cast.ROLES[trade][0]
    return next(role for role in db.session.scalars(sa.select(Role)) if role.name == name)
