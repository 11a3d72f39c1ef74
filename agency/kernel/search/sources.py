"""What is indexed: each package names its kinds here, and whose changes make which of them be read again."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agency.kernel.db import Model


@dataclass(frozen=True)
class Document:
    """What is to be found of one subject.

    `names` and `phones` are short fields, forgiving of slips; `words` is text that is read. `lead_id` is where it
    leads to, `at` when it was said: the latest are found first.
    """

    subject_id: int
    lead_id: int | None = None
    at: datetime | None = None
    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True)
class Watch:
    """When one of these fields of this model changes, so may a subject.

    `ids` reads ids off what changed; where they are not those of subjects, `through` selects subjects by them.
    """

    model: type[Model]
    fields: tuple[str, ...]
    ids: Callable[[Any], Iterable[int | None]] = lambda one: (one.id,)
    through: Callable[[Collection[int]], sa.Select[int]] | None = None


@dataclass(frozen=True)
class Source:
    """One kind of thing that can be found.

    `number` tells kinds apart inside a document's id, 0 to 15, for ever. `describe` tells of those among the given
    ids that are to be found; the others are taken out of the index.
    """

    kind: str
    number: int
    model: type[Model]
    describe: Callable[[Collection[int]], Iterable[Document]]
    watches: tuple[Watch, ...] = field(default=())


SOURCES: dict[str, Source] = {}
_CONCERNED: dict[type[Any], list[tuple[Source, Watch]]] = {}


def register(*sources: Source) -> None:
    """From now on these kinds are kept in the index."""
    for source in sources:
        if source.kind not in SOURCES:
            _refuse_a_taken_number(source)
            SOURCES[source.kind] = source
            for watch in source.watches:
                _CONCERNED.setdefault(watch.model, []).append((source, watch))


def concerned(model: type[Any]) -> list[tuple[Source, Watch]]:
    """Which kinds a change of this model may concern."""
    return _CONCERNED.get(model, [])


def _refuse_a_taken_number(source: Source) -> None:
    taken = {each.number for each in SOURCES.values()}
    if source.number in taken or not 0 <= source.number < 16:
        raise ValueError(f"The number {source.number} of {source.kind} is taken, or none.")
