"""The library of works: kept with a small picture of each, filtered, and placed in a proposal in their order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from agency.kernel import pictures
from agency.kernel.db import db
from agency.proposals.models import Proposal
from agency.proposals.references import Reference, ReferenceKind
from agency.proposals.text_forms import WorkForm
from agency.proposals.words import THUMBNAIL

MOST = 48


class TooManyWorks(Exception):
    """One more than a proposal can show."""


@dataclass(frozen=True)
class Filter:
    """Which works are wanted: of a kind, with a tag, those put away."""

    kind: str = ""
    tag: str = ""
    is_away: bool = False

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Filter":
        """As the address says."""
        kind = asked.get("kind", "")
        known = kind if kind in {each.value for each in ReferenceKind} else ""
        return cls(known, asked.get("tag", ""), bool(asked.get("away")))

    def takes(self, work: Reference) -> bool:
        """Whether this one is wanted."""
        is_of_kind = not self.kind or work.kind.value == self.kind
        return is_of_kind and (not self.tag or self.tag in (work.tags or ()))


def library(*, archived: bool = False) -> list[Reference]:
    """The works that are shown, or those put away, the oldest first."""
    is_there = Reference.archived_at.is_not(None) if archived else Reference.archived_at.is_(None)
    return list(db.session.scalars(sa.select(Reference).where(is_there).order_by(Reference.id)))


def keep(work: Reference, form: WorkForm, *, at: datetime) -> None:
    """Take over what was typed, with the picture where one came. Raises PictureRefused."""
    form.write_to(work)
    upload = form.picture.data
    if upload and upload.filename:
        work.picture = pictures.take_in(upload.read(), name=upload.filename, at=at)
        pictures.make_copy(work.picture, THUMBNAIL, at=at)
    db.session.add(work)


def place(proposal: Proposal, do: str) -> None:
    """What a button says of a work: "add:5", "drop:5", "up:5", "down:5". Raises ProposalFrozen, TooManyWorks."""
    proposal.must_be_draft()
    verb, _colon, number = do.partition(":")
    id = int(number) if number.isdecimal() else 0
    works = _placed(list(proposal.references), verb, id)
    if len(works) > MOST:
        raise TooManyWorks
    if works != proposal.references:
        proposal.change()
        proposal.references = works


def _placed(works: list[Reference], verb: str, id: int) -> list[Reference]:
    at = next((at for at, work in enumerate(works) if work.id == id), None)
    if verb == "add" and at is None:
        found = db.session.get(Reference, id)
        return [*works, found] if found and not found.archived_at else works
    if at is None:
        return works
    others = [*works[:at], *works[at + 1 :]]
    if verb == "drop":
        return others
    to = {"up": max(at - 1, 0), "down": at + 1}.get(verb, at)
    return [*others[:to], works[at], *others[to:]]
