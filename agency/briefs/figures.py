"""The figures of briefs: who comes with one, how filling goes, where people stop, and whether it helps to win.

A handful of statements, however many leads there are; months are counted here, as databases disagree on zones.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

import sqlalchemy as sa
from babel.dates import format_skeleton
from sqlalchemy.orm import joinedload

from agency.briefs.answers import Answer, Giver
from agency.briefs.doubting import GRAVE, Doubt
from agency.briefs.models import Brief, BriefState
from agency.briefs.periods import Period
from agency.briefs.tallies import Filling, Part, Share, Stop, Stops, Wins
from agency.briefs.templates import BriefTemplate, BriefVersion
from agency.clients.partners import Partner
from agency.kernel.db import db
from agency.kernel.i18n import language, pick
from agency.leads.filter_bar import SOURCES
from agency.leads.models import Channel, Lead, Stage
from agency.leads.referrals import Referral
from agency.people.models import Service

Key = TypeVar("Key", bound=Hashable)
Each = TypeVar("Each")
# Whoever has not touched a brief for a day has left it, for now.
LEFT_ALONE = timedelta(days=1)
# One that was sent lies there before it is begun; a public one is begun by its first answers.
AT_ONCE = timedelta(hours=1)


@dataclass(frozen=True)
class Came:
    """A lead as these figures see it."""

    at: datetime
    source: Channel
    stage: Stage
    service: str
    partner: str
    has_brief: bool

    @property
    def arrived(self) -> bool:
        """It came as a filled brief."""
        return self.source is Channel.brief


@dataclass(frozen=True)
class Filled:
    """A brief as these figures see it: when its first and its last answer were given."""

    id: int
    template_id: int
    started_at: datetime
    submitted_at: datetime | None
    is_ours: bool
    first_at: datetime | None
    last_at: datetime | None

    @property
    def is_begun(self) -> bool:
        return self.first_at is not None or self.submitted_at is not None

    @property
    def minutes(self) -> int:
        """From the beginning to the end. When a first page was sent again, its answers are younger than the brief."""
        assert self.submitted_at is not None, "only a brief that was handed in took its time"
        first = self.first_at or self.started_at
        begun = self.started_at if first - self.started_at < AT_ONCE else first
        return max(1, round((self.submitted_at - begun) / timedelta(minutes=1)))


@dataclass(frozen=True)
class Figures:
    """All of them, for one period."""

    period: Period
    leads: list[Came]
    briefs: list[Filled]
    asks: Mapping[int, BriefVersion]
    answered: Mapping[int, set[str]]
    version_of: Mapping[int, int]
    from_machines: int

    @cached_property
    def whole(self) -> Share:
        """Every lead of the period."""
        return _share("", self.leads)

    @cached_property
    def by_month(self) -> list[Share]:
        """Month by month, also those in which no lead came."""
        if not self.leads:
            return []
        groups = _grouped(self.leads, lambda each: self.period.month_of(each.at))
        months = self.period.months(min(each.at for each in self.leads))
        return [_share(month.isoformat()[:7], groups.get(month, [])) for month in months]

    @cached_property
    def by_source(self) -> list[Share]:
        """By the way on which they came."""
        return _shares(self.leads, lambda each: str(SOURCES[each.source]))

    @cached_property
    def by_partner(self) -> list[Share]:
        """By who brought them; "" is nobody."""
        return _shares(self.leads, lambda each: each.partner)

    @cached_property
    def by_service(self) -> list[Share]:
        """By what was asked for; "" where nobody said."""
        return _shares(self.leads, lambda each: each.service)

    @cached_property
    def filling(self) -> Filling:
        """Begun, handed in, and how long it took."""
        begun = [each for each in self.briefs if each.is_begun]
        done = [each for each in begun if each.submitted_at is not None]
        untouched = sum(each.is_ours for each in self.briefs if not each.is_begun)
        return Filling(len(begun), len(done), tuple(each.minutes for each in done), untouched)

    @cached_property
    def wins(self) -> Wins:
        """With and without a filled brief."""
        closed = [each for each in self.leads if not each.stage.is_open]
        return Wins(
            _won([each for each in closed if each.has_brief]),
            _won([each for each in closed if not each.has_brief]),
        )

    @cached_property
    def stops(self) -> list[Stops]:
        """Where people leave, template by template; the one that is left most often first."""
        gone = [each for each in self.briefs if self._is_left(each)]
        groups = _grouped(gone, lambda each: each.template_id)
        found = [self._stops(template_id, each) for template_id, each in groups.items()]
        return sorted(found, key=lambda each: (-each.left, each.name))

    def _is_left(self, brief: Filled) -> bool:
        over = self.period.until - LEFT_ALONE
        return brief.submitted_at is None and brief.last_at is not None and brief.last_at < over

    def _stops(self, template_id: int, briefs: list[Filled]) -> Stops:
        last = [self._last_question(each) for each in briefs]
        counted = Counter(each for each in last if each is not None)
        total = sum(counted.values())
        stops = (self._stop(*each, Part(n, total)) for each, n in counted.items())
        name = pick(self._newest(template_id).template.called)
        return Stops(name, tuple(sorted(stops, key=lambda each: each.place)))

    def _last_question(self, brief: Filled) -> tuple[int, str] | None:
        """The one farthest on that was answered, with the version that knows it best."""
        own, keys = self.asks[self.version_of[brief.id]], self.answered.get(brief.id, set())
        order = own.asks.order
        key = max(keys & order.keys(), key=lambda each: order[each], default=None)
        if key is None:
            return None
        newest = self._newest(own.template_id)
        return (newest if key in newest.asks.by_key else own).id, key

    def _stop(self, version_id: int, key: str, left: Part) -> Stop:
        asks = self.asks[version_id].asks
        page, question = asks.pages_by_question[key], asks.by_key[key]
        name = pick(page.name) or pick(page.title)
        return Stop(asks.order[key] + 1, name, question.wording(language()), left)

    def _newest(self, template_id: int) -> BriefVersion:
        own = (each for each in self.asks.values() if each.template_id == template_id)
        return max(own, key=lambda each: each.number)


def figures(period: Period) -> Figures:
    """The figures of this period."""
    briefs, version_of, machines = _briefs(period)
    return Figures(
        period=period,
        leads=_leads(period),
        briefs=briefs,
        asks=_versions(),
        answered=_answered(period),
        version_of=version_of,
        from_machines=machines,
    )


def month_name(month: str, skeleton: str = "MMM") -> str:
    """ "2026-03" as "Mar"."""
    day = datetime.fromisoformat(f"{month}-01")
    return str(format_skeleton(skeleton, day, locale=language())).rstrip(".")


def _leads(period: Period) -> list[Came]:
    has_brief = (
        sa.exists()
        .where(Brief.lead_id == Lead.id, Brief.state == BriefState.submitted)
        .correlate(Lead)
    )
    rows = db.session.execute(
        sa.select(Lead.received_at, Lead.source, Lead.stage, Service.name, Partner.name, has_brief)
        .outerjoin(Service, Service.id == Lead.service_id)
        .outerjoin(Referral, sa.and_(Referral.lead_id == Lead.id, Referral.brought))
        .outerjoin(Partner, Partner.id == Referral.partner_id)
        .where(*_within(Lead.received_at, period))
    )
    return [
        Came(at, source, stage, pick(service), partner or "", source is Channel.brief or bool(has))
        for at, source, stage, service, partner, has in rows
    ]


def _briefs(period: Period) -> tuple[list[Filled], dict[int, int], int]:
    """Those of people, the version of each, and how many may come from machines."""
    given = (
        sa.select(
            Answer.brief_id,
            sa.func.min(Answer.answered_at, type_=Answer.answered_at.type).label("first_at"),
            sa.func.max(Answer.answered_at, type_=Answer.answered_at.type).label("last_at"),
        )
        .where(Answer.given_by != Giver.known)
        .group_by(Answer.brief_id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(
            Brief.doubts,
            Brief.version_id,
            Brief.id,
            BriefVersion.template_id,
            Brief.started_at,
            Brief.submitted_at,
            Brief.lead_id,
            given.c.first_at,
            given.c.last_at,
        )
        .join(BriefVersion, BriefVersion.id == Brief.version_id)
        .outerjoin(given, given.c.brief_id == Brief.id)
        .where(*_within(Brief.started_at, period))
    ).all()
    people = [row[1:] for row in rows if row.lead_id is not None or not is_grave(row.doubts)]
    briefs = [
        Filled(id, template_id, started, submitted, lead is not None, first, last)
        for _version, id, template_id, started, submitted, lead, first, last in people
    ]
    return briefs, {row[1]: row[0] for row in people}, len(rows) - len(people)


def is_grave(doubts: list[str]) -> bool:
    """A machine is likelier than a person; a person has not said otherwise."""
    in_haste = {Doubt.haste.value, Doubt.unproven.value} <= set(doubts)
    return in_haste or any(each.value in doubts for each in GRAVE)


def _answered(period: Period) -> dict[int, set[str]]:
    """What was answered in the briefs that were not handed in, by the keys of its questions."""
    rows = db.session.execute(
        sa.select(Answer.brief_id, Answer.question_key)
        .join(Brief, Brief.id == Answer.brief_id)
        .where(Brief.state == BriefState.started, Answer.given_by != Giver.known)
        .where(*_within(Brief.started_at, period))
    )
    found: dict[int, set[str]] = {}
    for brief_id, key in rows:
        found.setdefault(brief_id, set()).add(key)
    return found


def _versions() -> dict[int, BriefVersion]:
    whole = joinedload(BriefVersion.template).joinedload(BriefTemplate.service)
    found = db.session.scalars(sa.select(BriefVersion).options(whole))
    return {each.id: each for each in found}


def _within(column: Any, period: Period) -> list[sa.ColumnElement[bool]]:
    since = [column >= period.since] if period.since is not None else []
    return [*since, column < period.until]


def _grouped(rows: Iterable[Each], key: Callable[[Each], Key]) -> dict[Key, list[Each]]:
    groups: dict[Key, list[Each]] = {}
    for each in rows:
        groups.setdefault(key(each), []).append(each)
    return groups


def _shares(leads: list[Came], key: Callable[[Came], str]) -> list[Share]:
    """The largest group first."""
    found = [_share(name, rows) for name, rows in _grouped(leads, key).items()]
    return sorted(found, key=lambda each: (-each.leads, not each.name, each.name))


def _share(name: str, leads: list[Came]) -> Share:
    arrived = sum(each.arrived for each in leads)
    return Share(name, len(leads), arrived, sum(each.has_brief for each in leads) - arrived)


def _won(closed: list[Came]) -> Part:
    return Part(sum(each.stage is Stage.won for each in closed), len(closed))
