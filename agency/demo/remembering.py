"""What the studio remembers: its own lines, five sites sold of them with the hours that they really took, what an
hour costs, and the weeks in which a draft is planned."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from agency.demo import cast
from agency.demo.house_lines import COSTS, LINES, SITES, Kept, Site
from agency.demo.past import past_lead
from agency.demo.studio import RATES_FROM, Studio
from agency.kernel.db import db
from agency.kernel.i18n import in_zone
from agency.kernel.money import Money
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.people import costs
from agency.people.models import Member, Role
from agency.proposals.house_lines import HouseLine
from agency.proposals.models import EstimateLine, EstimateSection, Proposal
from agency.proposals.states import ProposalState
from agency.tasks.models import Task
from agency.tasks.moving import Drop, move
from agency.tasks.projects import ColumnKind
from agency.tasks.sold import start_project

HOUR, A_DAY_S_WORK = 60, 6 * 60
WEEK = timedelta(days=7)


def remember(studio: Studio) -> None:
    """The library, the sites that were sold of it, and what hours cost. Before anything else is sold."""
    library = {each.key: _keep(studio, each) for each in LINES}
    db.session.add_all(library.values())
    for key, amount in COSTS.items():
        rate = Money.of(amount, studio.agency.currency)
        costs.settle(studio.members[key], rate, from_on=RATES_FROM)
    db.session.flush()
    for site in SITES:
        _sold(studio, site, library)
    db.session.flush()


def plan(studio: Studio) -> None:
    """The winery's labels would be drawn in two weeks, which is less than they take."""
    draft = studio.proposals["areni"]
    monday = _today(studio) - timedelta(days=_today(studio).weekday()) + WEEK
    draft.planned_from, draft.planned_until = monday, monday + 2 * WEEK - timedelta(days=3)


def _keep(studio: Studio, line: Kept) -> HouseLine:
    return HouseLine(
        text={"en": line.en, "ru": line.ru},
        section={"en": line.section[0], "ru": line.section[1]},
        service=studio.services.get(line.service),
        role=_trade(studio, line.who) if line.who else None,
        minutes=line.hours * HOUR if line.hours else None,
        most_minutes=line.most * HOUR if line.most else None,
        fixed_minor=_price(studio, line),
        currency=studio.agency.currency,
        unit=line.unit,
        tags=list(line.tags),
        kept_on=_today(studio) - timedelta(days=340),
    )


def _sold(studio: Studio, site: Site, library: dict[str, HouseLine]) -> None:
    """A site that was offered, agreed and made: each line of it a task that is done."""
    at = studio.now - timedelta(days=site.days_ago)
    row = (site.days_ago, site.client, "website", "mail", "", True, False)
    lead = past_lead(studio, row, at)
    proposal = _offer(studio, lead, site, library, at)
    db.session.add(proposal)
    db.session.flush()
    project = start_project(proposal, at=at + WEEK)
    took = dict(zip((line.id for line in proposal.lines), _hours(site), strict=True))
    done = project.column(ColumnKind.done)
    for task in db.session.scalars(sa.select(Task).where(Task.project_id == project.id)):
        by = task.line.member if task.line else None
        if by is None:
            continue
        _log(task, by, took[task.line_id or 0] * HOUR, (at + 2 * WEEK).date(), at + 3 * WEEK)
        move(task.id, Drop(task.version, done.id), by=Actor.member(by.id), at=at + 3 * WEEK)


def _offer(
    studio: Studio, lead: Lead, site: Site, library: dict[str, HouseLine], at: datetime
) -> Proposal:
    sections: dict[str, EstimateSection] = {}
    for key in site.took:
        kept = library[key]
        title = kept.section["en"]
        section = sections.setdefault(
            title, EstimateSection(position=len(sections) + 1, title=title)
        )
        section.lines.append(_line(studio, key, kept, len(section.lines) + 1))
    return Proposal(
        lead=lead,
        author=studio.vera,
        version=1,
        language="en",
        currency=studio.agency.currency,
        title=site.title,
        sections=list(sections.values()),
        state=ProposalState.accepted,
        sent_at=at,
        decided_at=at + WEEK,
    )


def _line(studio: Studio, key: str, kept: HouseLine, position: int) -> EstimateLine:
    who = next(each.who for each in LINES if each.key == key)
    member = studio.members[who]
    role = next(each.role for each in cast.PEOPLE if each.key == who)
    rate = Money.of(cast.ROLES[role][1], studio.agency.currency)
    return EstimateLine(
        position=position,
        text=kept.text["en"],
        house_line_id=kept.id,
        member=member,
        minutes=kept.minutes,
        most_minutes=kept.most_minutes,
        rate_minor=rate.minor,
    )


def _hours(site: Site) -> list[int]:
    """As the lines stand: section after section."""
    sections: dict[str, list[int]] = {}
    for key, hours in site.took.items():
        title = next(each.section[0] for each in LINES if each.key == key)
        sections.setdefault(title, []).append(hours)
    return [hours for section in sections.values() for hours in section]


def _log(task: Task, by: Member, minutes: int, day: date, at: datetime) -> None:
    while minutes > 0:
        worked = min(minutes, A_DAY_S_WORK)
        task.log(member=by, minutes=worked, on=day, note="", at=at)
        minutes -= worked
        day += timedelta(days=3 if day.weekday() == 4 else 1)


def _trade(studio: Studio, who: str) -> Role | None:
    return studio.members[who].role


def _price(studio: Studio, line: Kept) -> int | None:
    return Money.of(line.fixed, studio.agency.currency).minor if line.fixed else None


def _today(studio: Studio) -> date:
    return in_zone(studio.now, studio.agency.zone).date()
