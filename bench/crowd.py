"""A house of any size, written in bulk and always the same: names, words and addresses in two languages, some common
and most rare, as in life. The latest lead has the number 0; written are the oldest first, as they would have come."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from agency.clients import keys
from agency.clients.models import Client, Contact, ZoneSource
from agency.kernel.db import db
from agency.kernel.search import writing
from agency.kernel.search.sources import SOURCES, Document, Source
from agency.kernel.timeline import ActorKind, Entry
from agency.leads.models import Channel, Lead, Message, Stage, Turn
from agency.leads.reminders import Reminder
from bench import bulk, talk
from bench.talk import received
from bench.words import FIRST, LAST, title_of

ENTRIES = 10  # for each lead
BATCH = 5_000
# Three in ten of the latest leads are open. How many there can be at once does not grow with an agency's past.
OPEN, MOST_RECENT = 3, 10_000


@dataclass(frozen=True)
class Person:
    """Somebody at a client, by their number."""

    client: str
    name: str
    email: str
    phone: str


def person(number: int) -> Person:
    """The same for the same number, for ever."""
    draw = random.Random(number)
    tongue = number % 2
    first, last = FIRST[tongue].some(draw, 1)[0], LAST[tongue].some(draw, 1)[0]
    company = " ".join(LAST[0].some(draw, 2))
    phone = f"+7 9{draw.randint(10, 99)} {draw.randint(100, 999)}-{draw.randint(10, 99)}-{draw.randint(10, 99)}"
    domain = company.replace(" ", "-")
    mail = f"{'.'.join(LAST[0].some(draw, 1))}{number % 97}@{domain}.example"
    return Person(company.title(), f"{first} {last}".title(), mail, phone)


def fill(leads: int, *, owner_id: int, now: datetime) -> None:
    """So many leads, each with a client of its own, ten messages and ten facts, and all of it in the index."""
    bulk.begin()
    first = {model: _next_id(model) + leads - 1 for model in (Client, Contact, Lead)}
    for numbers in _batches(iter(range(leads - 1, -1, -1))):
        people = {n: person(n) for n in numbers}
        bulk.insert(Client, [_client(first, n, who) for n, who in people.items()])
        bulk.insert(Contact, [_contact(first, n, who) for n, who in people.items()])
        bulk.insert(Lead, [_lead(first, n, owner_id, now) for n in numbers])
        bulk.insert(
            Entry, [_entry(first, n, each, now) for n in numbers for each in range(ENTRIES)]
        )
        bulk.insert(Reminder, [_reminder(first, n, owner_id, now) for n in numbers if _has_next(n)])
        for source, documents in _found(first, people, now):
            writing.put(db.session(), [(source, told) for told in documents])
        db.session.commit()
    talk.write(leads, first=first, owner_id=owner_id, now=now)
    bulk.end((Client, Contact, Lead, Message))


def _found(
    first: Any, people: dict[int, Person], now: datetime
) -> Iterator[tuple[Source, list[Document]]]:
    """As the packages describe them: the test of the bench holds them to that."""
    clients = [Document(first[Client] - n, names=(p.client, "")) for n, p in people.items()]
    contacts = [
        Document(first[Contact] - n, names=(p.name, p.email, p.client), phones=(p.phone,))
        for n, p in people.items()
    ]
    leads = [
        Document(
            first[Lead] - n,
            lead_id=first[Lead] - n,
            at=received(n, now),
            names=(p.client, p.name, p.email, title_of(n)),
            phones=(p.phone,),
            words=title_of(n),
        )
        for n, p in people.items()
    ]
    yield from zip(
        (SOURCES["client"], SOURCES["contact"], SOURCES["lead"]), (clients, contacts, leads)
    )


def _has_next(number: int) -> bool:
    """Whether something is planned on this lead: on nine in ten of those that were answered and are open."""
    return number < MOST_RECENT and number % 10 in (1, 2) and number % 100 > 9


def _reminder(first: Any, number: int, owner_id: int, now: datetime) -> dict[str, Any]:
    return {
        "lead_id": first[Lead] - number,
        "member_id": owner_id,
        "at": now + timedelta(days=1, minutes=number),
        "words": "",
        "made_at": now,
    }


def _client(first: Any, number: int, who: Person) -> dict[str, Any]:
    return {
        "id": first[Client] - number,
        "name": who.client,
        "zone": "Europe/Lisbon",
        "zone_source": ZoneSource.hand,
        "country": "PT",
        "name_key": keys.name_key(who.client),
    }


def _contact(first: Any, number: int, who: Person) -> dict[str, Any]:
    return {
        "id": first[Contact] - number,
        "client_id": first[Client] - number,
        "name": who.name,
        "email": who.email,
        "phone": who.phone,
        "domain": who.email.partition("@")[2],
        "mail_key": keys.mail_key(who.email),
        "name_key": keys.name_key(who.name),
    }


def _lead(first: Any, number: int, owner_id: int, now: datetime) -> dict[str, Any]:
    """Of the open ones a third waits for its first answer, a third for us, a third for them."""
    at, state = received(number, now), number % 10
    is_open = state < OPEN and number < MOST_RECENT
    unanswered = is_open and state == 0
    return {
        "id": first[Lead] - number,
        "title": title_of(number),
        "client_id": first[Client] - number,
        "contact_id": first[Contact] - number,
        "owner_id": owner_id if number % 3 else None,
        "source": Channel.mail,
        "stage": (Stage.new if unanswered else Stage.talking) if is_open else Stage.lost,
        "received_at": at,
        "first_response_due_at": at + timedelta(minutes=15),
        "first_response_at": None if unanswered else at + timedelta(minutes=9),
        "heard_at": at,
        "turn": Turn.theirs if state == 2 else Turn.ours,
        "turn_since": at,
        "closed_at": None if is_open else at + timedelta(days=9),
        "lost_reason": "",
    }


def _entry(first: Any, lead: int, number: int, now: datetime) -> dict[str, Any]:
    return {
        "stream": "lead",
        "stream_id": first[Lead] - lead,
        "kind": "leads.heard",
        "at": received(lead, now) + timedelta(minutes=number),
        "actor_kind": ActorKind.contact,
        "actor_id": first[Contact] - lead,
        "data": {},
    }


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while some := list(itertools.islice(rows, BATCH)):
        yield some


def _next_id(model: Any) -> int:
    return (db.session.scalar(sa.select(sa.func.max(model.id))) or 0) + 1
