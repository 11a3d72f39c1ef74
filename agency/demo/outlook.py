"""What goes out next by itself, and what went out while the clock was moved.

A few statements, however much there is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from agency.briefs import queries as briefs
from agency.demo import telling
from agency.demo.days import Move
from agency.demo.telling import Told
from agency.followups import queries as followups
from agency.kernel import i18n
from agency.kernel.db import db
from agency.kernel.due import Due, DueState
from agency.kernel.mail.models import Letter, LetterState
from agency.kernel.timeline import ActorKind, Entry
from agency.leads import mentioned, overlaps, pipeline, referrals
from agency.leads.models import Lead
from agency.leads.story import CARRIED
from agency.leads.ways_in import listing as deliveries
from agency.leads.wording import heading
from agency.people.browsers import PUSH
from agency.people.notices import NOTICE
from agency.proposals import queries as proposals
from agency.tasks import queries as tasks

MOST, MOST_GONE = 20, 100
# Each says what its facts mention.
TELL_OF_FACTS = (
    mentioned,
    deliveries,
    pipeline,
    referrals,
    overlaps,
    briefs,
    proposals,
    tasks,
    followups,
)
# What only carries on to our own people what has happened already.
AFTERMATH = (NOTICE, PUSH, "people.gathered")


@dataclass(frozen=True)
class Coming:
    """One thing that will happen by itself, in words."""

    at: datetime
    words: str
    lead: Lead | None = None
    is_again: bool = False


@dataclass(frozen=True)
class Gone:
    """A letter that went out, with the fact that it carried out, or a fact alone that the machine wrote down."""

    at: datetime
    lead: Lead | None
    letter: Letter | None = None
    entry: Entry | None = None


@dataclass(frozen=True)
class Account:
    """What a move of the clock brought about, in the order of time, with what its facts mention."""

    gone: list[Gone] = field(default_factory=list)
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def letters(self) -> int:
        return sum(each.letter is not None for each in self.gone)


@dataclass(frozen=True)
class Day:
    """The things of one day of the house's own calendar."""

    heading: str
    things: list[Any]


def by_day(things: Iterable[Coming | Gone], *, now: datetime, zone: str) -> list[Day]:
    """The same under the days that they happen on."""
    days = groupby(things, key=lambda each: i18n.in_zone(each.at, zone).date())
    listed = [list(each) for _date, each in days]
    return [Day(heading(day[0].at, now=now, zone=zone), day) for day in listed]


def coming() -> list[Coming]:
    """What is planned, the soonest first."""
    rows = list(
        db.session.scalars(
            sa.select(Due)
            .where(Due.state == DueState.scheduled, Due.kind.not_in(AFTERMATH))
            .order_by(Due.due_at, Due.id)
            .limit(MOST)
        )
    )
    told = {kind: tell(_subjects(rows, kind)) for kind, tell in telling.TELLERS.items()}
    return [_coming(row, told) for row in rows]


def account_of(move: Move | None) -> Account:
    """What went out during this move."""
    if move is None:
        return Account()
    letters, facts = _letters(move), _facts(move)
    wanted = {entry.stream_id for entry in facts}
    owners = telling.leads_of_letters([letter.id for letter in letters])
    there = {lead.id: lead for lead in telling.leads(wanted)}
    gone = list(_told_by_letters(letters, owners, facts))
    alone = (each for each in facts if each.kind not in CARRIED)
    gone += [Gone(each.at, there.get(each.stream_id), entry=each) for each in alone]
    return Account(sorted(gone, key=lambda each: each.at), _mentioned(facts))


def _told_by_letters(
    letters: list[Letter], owners: Mapping[int, Lead], facts: list[Entry]
) -> Iterator[Gone]:
    carried = {(each.stream_id, each.at): each for each in facts if each.kind in CARRIED}
    for letter in letters:
        lead = owners.get(letter.id)
        entry = carried.get((lead.id, letter.queued_at)) if lead else None
        assert letter.sent_at is not None
        yield Gone(letter.sent_at, lead, letter, entry)


def _coming(row: Due, told: Mapping[str, Mapping[int, Told]]) -> Coming:
    found = told.get(row.kind, {}).get(row.subject) or Told(_("A small task of the machine"))
    return Coming(row.due_at, found.words, found.lead, is_again=found.is_again or row.failures > 0)


def _subjects(rows: Iterable[Due], kind: str) -> set[int]:
    return {row.subject for row in rows if row.kind == kind}


def _letters(move: Move) -> list[Letter]:
    return list(
        db.session.scalars(
            sa.select(Letter)
            .where(Letter.state == LetterState.sent, Letter.sent_at.between(move.since, move.until))
            .order_by(Letter.sent_at.desc(), Letter.id.desc())
            .limit(MOST_GONE)
        )
    )


def _facts(move: Move) -> list[Entry]:
    return list(
        db.session.scalars(
            sa.select(Entry)
            .where(
                Entry.stream == "lead",
                Entry.actor_kind == ActorKind.machine,
                Entry.at.between(move.since, move.until),
            )
            .order_by(Entry.at.desc(), Entry.id.desc())
            .limit(MOST_GONE)
        )
    )


def _mentioned(facts: list[Entry]) -> Mapping[str, Any]:
    context: dict[str, Any] = {"brought": None}
    for package in TELL_OF_FACTS:
        context |= package.for_timeline(facts)
    return context
