"""The figures of briefs: who comes with one, how filling goes, where people stop, and whether it helps to win.

A handful of statements, however many leads there are; months are counted here, as databases disagree on zones.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TypeVar

from agency.briefs import figures_rows
from agency.briefs.figures_rows import Came, Filled
from agency.briefs.periods import Period
from agency.briefs.tallies import Filling, Part, Share, Stop, Stops, Wins
from agency.briefs.templates import BriefVersion
from agency.kernel.i18n import language, pick
from agency.leads.filter_bar import SOURCES
from agency.leads.models import Stage

Key = TypeVar("Key", bound=Hashable)
Each = TypeVar("Each")
# Whoever has not touched a brief for a day has left it, for now.
LEFT_ALONE = timedelta(days=1)


@dataclass(frozen=True)
class Figures:
    """All of them, for one period."""

    period: Period
    leads: list[Came]
    briefs: list[Filled]
    asks: Mapping[int, BriefVersion]
    answered: Mapping[int, set[str]]
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
        own, keys = self.asks[brief.version_id], self.answered.get(brief.id, set())
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
    briefs, from_machines = figures_rows.briefs(period)
    return Figures(
        period=period,
        leads=figures_rows.leads(period),
        briefs=briefs,
        asks=figures_rows.versions(),
        answered=figures_rows.answered(period),
        from_machines=from_machines,
    )


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
