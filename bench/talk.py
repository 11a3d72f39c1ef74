"""The messages of the large house, and what the index keeps of them: made by all cores, written by one."""

import multiprocessing
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from agency.clients.models import Contact
from agency.kernel.db import db
from agency.kernel.search import writing
from agency.kernel.search.models import SearchDocument
from agency.kernel.search.sources import SOURCES, Document
from agency.kernel.search.stemming import stem, stems_of
from agency.kernel.timeline import ActorKind
from agency.leads.models import Channel, Lead, Message
from bench import bulk
from bench.words import TEXT, title_of

MESSAGES = 10  # for each lead
BATCH = 5_000
Rows = list[dict[str, Any]]


def received(lead: int, now: datetime) -> datetime:
    """When this lead came in; the latest has the number 0."""
    return now - timedelta(minutes=20 * lead)


@dataclass(frozen=True)
class Talk:
    """All that is said on these leads: the first ids of messages, leads and contacts, who answers, and when it is."""

    message: int
    lead: int
    contact: int
    owner: int
    now: datetime
    dialect: str

    def rows(self, numbers: range) -> tuple[Rows, Rows]:
        """The messages of these numbers, and their documents in the index."""
        said = {number: words_of(number) for number in numbers}
        messages = [self._message(number, words) for number, words in said.items()]
        return messages, [self._document(number, words) for number, words in said.items()]

    def _message(self, number: int, words: str) -> dict[str, Any]:
        lead, is_theirs = number // MESSAGES, number % 2 == 0
        return {
            "id": self.message - number,
            "lead_id": self.lead - lead,
            "channel": Channel.mail,
            "at": self._at(number),
            "author_kind": ActorKind.contact if is_theirs else ActorKind.member,
            "contact_id": self.contact - lead,
            "member_id": None if is_theirs else self.owner,
            "subject": title_of(lead),
            "body": words,
        }

    def _document(self, number: int, words: str) -> dict[str, Any]:
        # These words are letters alone, so each has its stem; the test holds it against what the index would write.
        source, lead = SOURCES["message"], number // MESSAGES
        told = Document(self.message - number, at=self._at(number))
        stems = [*_stems_of_title(lead), *map(stem, words.split(" "))]
        return {
            "id": writing.identity(source, told),
            "kind": source.kind,
            "subject_id": told.subject_id,
            "lead_id": self.lead - lead,
            "at": told.at,
            "words": writing.stems_for(self.dialect, stems),
        }

    def _at(self, number: int) -> datetime:
        """Of a lead's messages the one with the least number came last."""
        after = timedelta(minutes=MESSAGES - 1 - number % MESSAGES)
        return received(number // MESSAGES, self.now) + after


def words_of(number: int) -> str:
    """What a message says."""
    draw = random.Random(-number - 1)
    return " ".join(TEXT[draw.random() < 0.6].some(draw, draw.randint(8, 60)))


@lru_cache(maxsize=100)
def _stems_of_title(lead: int) -> list[str]:
    return stems_of(title_of(lead))


def write(leads: int, *, first: Mapping[Any, int], owner_id: int, now: datetime) -> None:
    """Ten messages on each lead, the oldest first."""
    last = leads * MESSAGES - 1
    known = db.session.scalar(sa.select(sa.func.max(Message.id))) or 0
    dialect = db.engine.dialect.name
    talk = Talk(known + last + 1, first[Lead], first[Contact], owner_id, now, dialect)
    batches = [range(top, max(top - BATCH, -1), -1) for top in range(last, -1, -BATCH)]
    db.session.commit()
    with multiprocessing.get_context("fork").Pool() as makers:
        for messages, documents in makers.imap(talk.rows, batches):
            bulk.insert(Message, messages)
            bulk.insert(SearchDocument, documents)
            db.session.commit()
