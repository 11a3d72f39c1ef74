"""The timeline of a lead: what was said and what happened, day by day, each thing told once.

A message is what was said; an entry is a fact. A fact that only repeats a message (`leads.answered`) is not told
again; one that a letter carried out (`proposals.sent`) is told with that letter in it; one that came with a message
in the same moment (`followups.stopped`) stands under it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from agency.kernel import i18n
from agency.kernel.timeline import ActorKind, Entry
from agency.leads.models import Message
from agency.leads.quoting import Words, fold
from agency.leads.ways import way_of
from agency.leads.wording import heading

# Facts that say no more than the message they came with.
ECHOES = frozenset({"leads.answered", "leads.heard"})
# Facts that a letter carried out.
CARRIED = frozenset({"proposals.sent", "followups.sent", "leads.held"})
# Facts that stand under the message they came with.
CONSEQUENCES = frozenset(
    {
        "leads.first_response",
        "leads.promise_kept",
        "followups.stopped",
        "leads.called",
        "proposals.declined",
        "leads.delivered",
        "leads.imported",
        "leads.reworded",
    }
)
MACHINE = ActorKind.machine
# What one may look at alone.
WORDS, FACTS = "words", "facts"


@dataclass
class Told:
    """One thing on the timeline: a message, a fact, or a fact with the letter that carried it."""

    at: datetime
    here: datetime
    there: datetime
    message: Message | None = None
    entry: Entry | None = None
    consequences: list[Entry] = field(default_factory=list)
    is_first: bool = False

    def takes(self, entry: Entry) -> bool:
        """Whether this message tells the fact along with itself."""
        if entry.kind in CARRIED and self.entry is None:
            self.entry = entry
            return True
        if entry.kind in CONSEQUENCES:
            self.consequences.append(entry)
        return entry.kind in CONSEQUENCES | ECHOES

    @property
    def words(self) -> Words:
        """The message's words, with quoted history apart."""
        return fold(self.message.body) if self.message else Words("", "")

    @property
    def way(self) -> str:
        """By which way the message travelled, in words."""
        return way_of(self.message, is_first=self.is_first) if self.message else ""


@dataclass
class Day:
    """The things of one day of ours, the latest first."""

    heading: str
    told: list[Told]


def tell(
    messages: Iterable[Message],
    entries: Iterable[Entry],
    *,
    now: datetime,
    zone: str,
    client_zone: str,
) -> list[Day]:
    """All of it, the latest first, under the days of our own calendar."""
    told = [_place(each.at, zone, client_zone, message=each) for each in messages]
    if told:
        min(told, key=_order).is_first = True
    entries = _without_echoes(list(entries))
    by_moment = {(each.at, _side(each.message)): each for each in told if each.message}
    for entry in entries:
        # A machine's letter that somebody let go has a fact of theirs.
        said = by_moment.get((entry.at, entry.actor_kind)) or by_moment.get((entry.at, MACHINE))
        if said is None or not said.takes(entry):
            told.append(_place(entry.at, zone, client_zone, entry=entry))
    told.sort(key=_order, reverse=True)
    days = groupby(told, key=lambda each: each.here.date())
    return [_day(list(each), now=now, zone=zone) for _, each in days]


def only(days: list[Day], what: str) -> list[Day]:
    """Those of them that are "words", or "facts"; all of them for anything else."""
    if what not in (WORDS, FACTS):
        return days
    kept = (Day(day.heading, [each for each in day.told if _is(each, what)]) for day in days)
    return [day for day in kept if day.told]


def _is(told: Told, what: str) -> bool:
    return (told.message if what == WORDS else told.entry) is not None


def _without_echoes(entries: list[Entry]) -> list[Entry]:
    # "They said something" needs no line of its own beside the brief that they handed in.
    moments = {entry.at for entry in entries if entry.kind not in ECHOES}
    return [each for each in entries if each.kind not in ECHOES or each.at not in moments]


def who_did(entry: Entry, *, context: Mapping[str, Any]) -> str:
    """The name of whoever did it, from what `mentioned.for_timeline` found; "" for the machine."""
    if entry.actor_kind is MACHINE or entry.actor_id is None:
        return ""
    people = context["members" if entry.actor_kind is ActorKind.member else "contacts"]
    found = people.get(entry.actor_id)
    return found.name if found is not None else ""


def _place(
    at: datetime,
    zone: str,
    client_zone: str,
    *,
    message: Message | None = None,
    entry: Entry | None = None,
) -> Told:
    here, there = i18n.in_zone(at, zone), i18n.in_zone(at, client_zone)
    return Told(at, here, there, message=message, entry=entry)


def _day(told: list[Told], *, now: datetime, zone: str) -> Day:
    return Day(heading(told[0].at, now=now, zone=zone), told)


def _side(message: Message | None) -> ActorKind | None:
    return message.author_kind if message else None


def _order(told: Told) -> tuple[datetime, int, int]:
    # In the same moment the word comes first and its facts after it, in the order they were written.
    if told.entry is not None:
        return (told.at, 1, told.entry.id)
    return (told.at, 0, told.message.id if told.message else 0)
