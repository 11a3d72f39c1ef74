"""Revisions: what was sent of a brief, frozen as it was asked and answered; and the difference between two of them."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.briefs.answers import Answer, Giver
from agency.kernel.db import Model
from agency.kernel.i18n import speaking

if TYPE_CHECKING:
    from agency.briefs.models import Brief

# One answer as it was sent: key, kind, wording, value, lines, files, by, giver, at.
Frozen = dict[str, Any]


class Revision(Model):
    """What was sent at one moment. The first is the brief as it was handed in."""

    __tablename__ = "brief_revision"
    __table_args__ = (sa.UniqueConstraint("brief_id", "number"),)

    brief_id: Mapped[int] = mapped_column(sa.ForeignKey("brief.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    given_by: Mapped[Giver]
    giver_id: Mapped[int | None]
    answers: Mapped[list[Any]]

    brief: Mapped["Brief"] = relationship(back_populates="revisions")

    @property
    def file_ids(self) -> set[int]:
        """The files that were sent with it."""
        return {file["id"] for each in self.answers for file in each["files"]}


class Change(enum.Enum):
    """What became of an answer from one revision to the next."""

    added = "added"
    changed = "changed"
    taken = "taken"


@dataclass(frozen=True)
class Difference:
    """One answer that is not as it was."""

    key: str
    change: Change
    wording: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def frozen(brief: "Brief") -> list[Frozen]:
    """What is answered now, as it is read in the brief's language."""
    with speaking(brief.language):
        return [_frozen(answer) for answer in brief.answered]


def between(before: Sequence[Frozen], after: Sequence[Frozen]) -> list[Difference]:
    """What changed, in the order in which it is asked; what was taken away comes last."""
    old = {each["key"]: each for each in before}
    new = {each["key"]: each for each in after}
    found = [
        _difference(each, old.get(each["key"]))
        for each in after
        if not _is_same(each, old.get(each["key"]))
    ]
    taken = (each for each in before if each["key"] not in new)
    return found + [
        Difference(each["key"], Change.taken, each["wording"], before=_read(each)) for each in taken
    ]


def _frozen(answer: Answer) -> Frozen:
    return {
        "key": answer.question_key,
        "kind": answer.kind.value,
        "wording": answer.wording,
        "value": answer.value,
        "lines": list(answer.lines),
        "files": [{"id": file.id, "name": file.name} for file in answer.files],
        "by": (answer.given_by or Giver.client).value,
        "giver": answer.giver_id,
        "at": answer.answered_at.isoformat(),
    }


def _difference(after: Frozen, before: Frozen | None) -> Difference:
    if before is None:
        return Difference(after["key"], Change.added, after["wording"], after=_read(after))
    return Difference(
        after["key"], Change.changed, after["wording"], before=_read(before), after=_read(after)
    )


def _is_same(one: Frozen, other: Frozen | None) -> bool:
    # By what was meant: the same choice read in another language is the same.
    return other is not None and _meant(one) == _meant(other)


def _meant(one: Frozen) -> tuple[Any, list[int | None]]:
    value = one["value"]
    # Words of their own for "other" stand in the lines.
    is_free = value == "other" or (isinstance(value, list) and "other" in value)
    return [value, one["lines"] if is_free else None], [each["id"] for each in one["files"]]


def _read(one: Frozen) -> tuple[str, ...]:
    return (*one["lines"], *(each["name"] for each in one["files"]))


def blank(answers: Iterable[Frozen]) -> list[Frozen]:
    """What was asked, without what was answered."""
    return [each | {"value": "", "lines": [], "files": []} for each in answers]
