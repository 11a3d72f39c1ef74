"""What goes out next by itself, and what went out while the clock was moved.

A few statements, however much there is.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from agency.clients.models import Contact
from agency.demo.days import Move
from agency.followups import machine
from agency.followups import queries as followups
from agency.followups.models import Cadence, Enrollment, Touch
from agency.kernel import i18n
from agency.kernel.db import Model, db
from agency.kernel.due import Due, DueState
from agency.kernel.mail.models import Letter, LetterState
from agency.kernel.timeline import ActorKind, Entry
from agency.leads import mentioned
from agency.leads.arrivals import SORT
from agency.leads.models import Lead, Message
from agency.leads.pressing import FIRST_MISSED, FIRST_NEAR
from agency.leads.promises import HOLDING, PROMISE, PROMISE_NEAR
from agency.leads.reminders import RING, Reminder
from agency.leads.snoozing import WAKE
from agency.leads.story import CARRIED
from agency.leads.wording import heading
from agency.people.browsers import PUSH
from agency.people.notices import NOTICE
from agency.proposals.models import Proposal

MOST, MOST_GONE = 20, 100
DELIVER, RENDER = "mail.deliver", "proposals.render"
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


Told = tuple[str, Lead | None]


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
    told = {kind: tell(_subjects(rows, kind)) for kind, tell in TELLERS.items()}
    return [_coming(row, told) for row in rows]


def account_of(move: Move | None) -> Account:
    """What went out during this move."""
    if move is None:
        return Account()
    letters, facts = _letters(move), _facts(move)
    wanted = {entry.stream_id for entry in facts}
    owners = _leads_of_letters([letter.id for letter in letters])
    there = {lead.id: lead for lead in _leads(wanted)}
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
    nothing: Told = (_("A small task of the machine"), None)
    words, lead = told.get(row.kind, {}).get(row.subject, nothing)
    return Coming(row.due_at, words, lead, is_again=row.failures > 0)


def _subjects(rows: Iterable[Due], kind: str) -> set[int]:
    return {row.subject for row in rows if row.kind == kind}


def _holdings(ids: set[int]) -> dict[int, Told]:
    return {
        lead.id: (_("The holding letter to %(name)s", name=lead.contact.name), lead)
        for lead in _leads(ids)
    }


def _promises(ids: set[int]) -> dict[int, Told]:
    return {
        lead.id: (_("By now %(name)s has our answer: so we promised", name=lead.contact.name), lead)
        for lead in _leads(ids)
    }


def _touches(ids: set[int]) -> dict[int, Told]:
    enrollment = joinedload(Touch.enrollment)
    steps = enrollment.joinedload(Enrollment.cadence).selectinload(Cadence.steps)
    people = _people(enrollment.joinedload(Enrollment.lead))
    return {touch.id: _touch(touch) for touch in _found(Touch, ids, steps, *people)}


def _touch(touch: Touch) -> Told:
    lead, steps = touch.enrollment.lead, len(touch.enrollment.cadence.steps)
    words = _(
        "“%(step)s” to %(name)s, letter %(n)d of %(total)d",
        step=i18n.pick(touch.step.name) if touch.step else "…",
        name=lead.contact.name,
        n=touch.n,
        total=steps,
    )
    return words, lead


def _queued(ids: set[int]) -> dict[int, Told]:
    owners = _leads_of_letters(ids)
    return {
        letter.id: (
            _(
                "The letter “%(subject)s” to %(address)s",
                subject=letter.subject,
                address=", ".join(letter.recipients),
            ),
            owners.get(letter.id),
        )
        for letter in _found(Letter, ids)
    }


def _arrived(ids: set[int]) -> dict[int, Told]:
    return {id: (_("A letter that came in is read and put where it belongs"), None) for id in ids}


def _papers(ids: set[int]) -> dict[int, Told]:
    people = _people(joinedload(Proposal.lead))
    return {
        each.id: (_("The PDF of “%(title)s” is made", title=each.title), each.lead)
        for each in _found(Proposal, ids, *people)
    }


def _reminders_of_first(ids: set[int]) -> dict[int, Told]:
    return _of_leads(ids, _("Reminder: %(name)s waits for the first answer"))


def _escalations(ids: set[int]) -> dict[int, Told]:
    return _of_leads(ids, _("The owner of the house hears that %(name)s was not answered"))


def _reminders_of_promise(ids: set[int]) -> dict[int, Told]:
    return _of_leads(ids, _("Reminder: %(name)s was promised an answer"))


def _wakings(ids: set[int]) -> dict[int, Told]:
    return _of_leads(ids, _("The lead of %(name)s has rested"))


def _rings(ids: set[int]) -> dict[int, Told]:
    people = _people(joinedload(Reminder.lead))
    return {
        each.id: (_("Reminder: %(words)s", words=each.words), each.lead)
        for each in _found(Reminder, ids, *people)
    }


def _of_leads(ids: set[int], words: str) -> dict[int, Told]:
    return {lead.id: (words % {"name": lead.contact.name}, lead) for lead in _leads(ids)}


TELLERS: Mapping[str, Callable[[set[int]], Mapping[int, Told]]] = {
    HOLDING: _holdings,
    FIRST_NEAR: _reminders_of_first,
    FIRST_MISSED: _escalations,
    PROMISE_NEAR: _reminders_of_promise,
    WAKE: _wakings,
    RING: _rings,
    PROMISE: _promises,
    machine.TOUCH: _touches,
    DELIVER: _queued,
    SORT: _arrived,
    RENDER: _papers,
}


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
    return {**mentioned.for_timeline(facts), **followups.for_timeline(facts)} if facts else {}


def _leads(ids: Collection[int]) -> list[Lead]:
    return _found(Lead, ids, *_people())


def _leads_of_letters(ids: Collection[int]) -> dict[int, Lead]:
    """Which lead each of these letters belongs to."""
    if not ids:
        return {}
    rows = db.session.execute(
        sa.select(Message.letter_id, Lead)
        .join(Message.lead)
        .where(Message.letter_id.in_(ids))
        .options(*_people())
    )
    return {letter_id: lead for letter_id, lead in rows if letter_id is not None}


def _people(way: Any | None = None) -> tuple[ORMOption, ...]:
    """Whose a lead is, loaded along with it on whatever way leads there."""
    client = way.joinedload(Lead.client) if way else joinedload(Lead.client)
    contact = way.joinedload(Lead.contact) if way else joinedload(Lead.contact)
    return (client, contact.lazyload(Contact.client))


def _found(model: type[Model], ids: Collection[int], *options: ORMOption) -> list[Any]:
    if not ids:
        return []
    return list(db.session.scalars(sa.select(model).where(model.id.in_(ids)).options(*options)))
