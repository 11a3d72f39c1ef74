"""A house of any size, written in bulk and always the same: names, words and addresses in two languages, some common
and most rare, as in life (each word half as often as the one before it is twice as common)."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from agency.clients.models import Client, Contact, ZoneSource
from agency.kernel.db import db
from agency.kernel.search import writing
from agency.kernel.search.sources import SOURCES, Document, Source
from agency.kernel.timeline import ActorKind, Entry
from agency.leads.models import Channel, Lead, Message, Stage, Turn

MESSAGES, ENTRIES = 10, 10  # for each lead
BATCH = 5_000
# Three in ten of the latest leads are open. How many there can be at once does not grow with an agency's past.
OPEN, MOST_RECENT = 3, 10_000
LATIN = [a + b for a in ("", *"bdfgklmnprstv", "tr", "ch") for b in "aeiou"]
CYRILLIC = [a + b for a in ("", *"бвгджзклмнпрстфхцчш", "ст", "пр") for b in "аеиоуюя"]


@dataclass
class Words:
    """Words that are drawn the more often the earlier they were made."""

    seed: int
    syllables: list[str]
    many: int
    longest: int
    words: list[str] = field(init=False)
    weights: list[float] = field(init=False)

    def __post_init__(self) -> None:
        draw = random.Random(self.seed)
        made: dict[str, None] = {}
        while len(made) < self.many:
            made["".join(draw.choices(self.syllables, k=draw.randint(2, self.longest)))] = None
        self.words = list(made)
        self.weights = list(itertools.accumulate(1 / (place + 3) for place in range(self.many)))

    def some(self, draw: random.Random, count: int) -> list[str]:
        return draw.choices(self.words, cum_weights=self.weights, k=count)


TEXT = (Words(1, LATIN, 15_000, 4), Words(2, CYRILLIC, 25_000, 5))
FIRST = (Words(3, LATIN, 300, 3), Words(4, CYRILLIC, 300, 3))
LAST = (Words(5, LATIN, 8_000, 4), Words(6, CYRILLIC, 12_000, 4))


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


def words_of(number: int) -> str:
    """What a message says."""
    draw = random.Random(-number - 1)
    return " ".join(TEXT[draw.random() < 0.6].some(draw, draw.randint(8, 60)))


@lru_cache(maxsize=2_000)
def title_of(number: int) -> str:
    """What a lead is called."""
    draw = random.Random(f"title {number}")
    return " ".join(TEXT[number % 2].some(draw, draw.randint(2, 5))).capitalize()


def fill(leads: int, *, owner_id: int, now: datetime) -> None:
    """So many leads, each with a client of its own, ten messages and ten facts, and all of it in the index."""
    _make_room()
    first = {model: _next_id(model) for model in (Client, Contact, Lead, Message)}
    for numbers in _batches(iter(range(leads))):
        people = {n: person(n) for n in numbers}
        _insert(Client, [_client(first, n, who) for n, who in people.items()])
        _insert(Contact, [_contact(first, n, who) for n, who in people.items()])
        _insert(Lead, [_lead(first, n, owner_id, now) for n in numbers])
        _insert(Entry, [_entry(first, n, each, now) for n in numbers for each in range(ENTRIES)])
        for source, documents in _found(first, people, now):
            writing.put(db.session(), source, documents)
        db.session.commit()
    for numbers in _batches(iter(range(leads * MESSAGES))):
        said = {n: words_of(n) for n in numbers}
        _insert(Message, [_message(first, n, words, now, owner_id) for n, words in said.items()])
        documents = [_said_document(first, n, words, now) for n, words in said.items()]
        writing.put(db.session(), SOURCES["message"], documents)
        db.session.commit()
    _after_bulk()
    db.session.commit()
    _analyse()


def _found(
    first: Any, people: dict[int, Person], now: datetime
) -> Iterator[tuple[Source, list[Document]]]:
    """As the packages describe them: the test of the bench holds them to that."""
    clients = [Document(first[Client] + n, names=(p.client, "")) for n, p in people.items()]
    contacts = [
        Document(first[Contact] + n, names=(p.name, p.email, p.client), phones=(p.phone,))
        for n, p in people.items()
    ]
    leads = [
        Document(
            first[Lead] + n,
            lead_id=first[Lead] + n,
            at=_received(n, now),
            names=(p.client, p.name, p.email, title_of(n)),
            phones=(p.phone,),
            words=title_of(n),
        )
        for n, p in people.items()
    ]
    yield from zip(
        (SOURCES["client"], SOURCES["contact"], SOURCES["lead"]), (clients, contacts, leads)
    )


def _said_document(first: Any, number: int, words: str, now: datetime) -> Document:
    lead = number // MESSAGES
    return Document(
        first[Message] + number,
        lead_id=first[Lead] + lead,
        at=_said(number, now),
        words=f"{title_of(lead)}\n{words}",
    )


def _received(number: int, now: datetime) -> datetime:
    return now - timedelta(minutes=20 * number)


def _said(number: int, now: datetime) -> datetime:
    return _received(number // MESSAGES, now) + timedelta(minutes=number % MESSAGES)


def _client(first: Any, number: int, who: Person) -> dict[str, Any]:
    return {
        "id": first[Client] + number,
        "name": who.client,
        "zone": "Europe/Lisbon",
        "zone_source": ZoneSource.hand,
        "country": "PT",
    }


def _contact(first: Any, number: int, who: Person) -> dict[str, Any]:
    return {
        "id": first[Contact] + number,
        "client_id": first[Client] + number,
        "name": who.name,
        "email": who.email,
        "phone": who.phone,
    }


def _lead(first: Any, number: int, owner_id: int, now: datetime) -> dict[str, Any]:
    """Of the open ones a third waits for its first answer, a third for us, a third for them."""
    at, state = _received(number, now), number % 10
    is_open = state < OPEN and number < MOST_RECENT
    unanswered = is_open and state == 0
    return {
        "id": first[Lead] + number,
        "title": title_of(number),
        "client_id": first[Client] + number,
        "contact_id": first[Contact] + number,
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


def _message(first: Any, number: int, words: str, now: datetime, owner_id: int) -> dict[str, Any]:
    lead, theirs = number // MESSAGES, number % 2 == 0
    return {
        "id": first[Message] + number,
        "lead_id": first[Lead] + lead,
        "channel": Channel.mail,
        "at": _said(number, now),
        "author_kind": ActorKind.contact if theirs else ActorKind.member,
        "contact_id": first[Contact] + lead,
        "member_id": None if theirs else owner_id,
        "subject": title_of(lead),
        "body": words,
    }


def _entry(first: Any, lead: int, number: int, now: datetime) -> dict[str, Any]:
    return {
        "stream": "lead",
        "stream_id": first[Lead] + lead,
        "kind": "leads.heard",
        "at": _received(lead, now) + timedelta(minutes=number),
        "actor_kind": ActorKind.contact,
        "actor_id": first[Contact] + lead,
        "data": {},
    }


def _insert(model: Any, rows: list[dict[str, Any]]) -> None:
    # The table, not the model: what the packages index of it is written beside it, as much at a time.
    db.session.execute(sa.insert(model.__table__), rows)


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while some := list(itertools.islice(rows, BATCH)):
        yield some


def _next_id(model: Any) -> int:
    return (db.session.scalar(sa.select(sa.func.max(model.id))) or 0) + 1


def _after_bulk() -> None:
    """Ids were given by hand: what comes after them goes on behind."""
    if db.engine.dialect.name == "postgresql":
        for model in (Client, Contact, Lead, Message):
            name = model.__tablename__
            db.session.execute(
                sa.text(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"
                )
            )


def _make_room() -> None:
    if db.engine.dialect.name == "sqlite":
        db.session.execute(sa.text("PRAGMA cache_size = -400000"))


def _analyse() -> None:
    """PostgreSQL does this by itself after a while; SQLite never does, and is measured so."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM ANALYZE"))
