"""What a client chooses on a proposal's page, and how far the pages of that choice are.

The choice is kept for their link. Where it is another than what was offered, its own pages are made as soon as they
stop choosing; nobody agrees before those are there.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from flask import url_for

from agency.kernel import due
from agency.kernel.auth import Guest
from agency.kernel.db import after_commit
from agency.kernel.files import StoredFile
from agency.kernel.queue import wake
from agency.proposals import selection, typed_choice
from agency.proposals.choosing import Choice, NotOffered, chosen, has_choices
from agency.proposals.document import Document
from agency.proposals.frozen import thawed
from agency.proposals.links import DECIDING, PRINTED_KIND
from agency.proposals.models import Proposal
from agency.proposals.selection import Selection

# Whoever goes on choosing needs no pages of each step on the way.
SETTLED = timedelta(seconds=2)


@dataclass(frozen=True)
class Picked:
    """A proposal's document as one reader has it: what was offered, what is chosen, and the pages of that."""

    proposal: Proposal
    offered: Document
    document: Document
    selection: Selection | None = None
    # What was typed and cannot be, in words, and the key of the line where that was.
    wrong: str = ""
    wrong_at: str = ""
    is_open: bool = field(default=False, kw_only=True)

    @cached_property
    def digest(self) -> str:
        """Stands for the choice."""
        return Choice.of(self.document).digest

    @cached_property
    def is_as_offered(self) -> bool:
        return self.digest == Choice.of(self.offered).digest

    @property
    def has_choices(self) -> bool:
        """Whether its reader may choose, and has something to choose."""
        return self.is_open and has_choices(self.offered)

    @property
    def paper(self) -> StoredFile | None:
        """The file of this choice; None while it is not made."""
        if self.is_as_offered:
            return self.proposal.paper
        return self.selection.paper if self.selection is not None else None

    @property
    def is_being_made(self) -> bool:
        return self.selection is not None and self.selection.is_being_made

    @property
    def has_failed(self) -> bool:
        return self.selection is not None and self.selection.has_failed


def picked_by(found: Proposal, who: Guest, *, is_open: bool) -> Picked:
    """What whoever holds this link sees: what was agreed, else what they chose, else what was offered."""
    offered = thawed(found.content or {}, picture_address)
    if found.acceptance is not None:
        return Picked(found, offered, _chosen(offered, Choice.read(found.acceptance.choice)))
    if who.kind not in DECIDING | {PRINTED_KIND}:
        return Picked(found, offered, offered)
    is_open = is_open and who.kind in DECIDING
    choice, selected = selection.kept_for(who.link_id)
    if choice is None:
        return Picked(found, offered, offered, is_open=is_open)
    return Picked(found, offered, _chosen(offered, choice), selected, is_open=is_open)


def named(found: Proposal, who: Guest, digest: str) -> Picked:
    """The choice that a form shows by its digest; it may be another than the last one of this link."""
    here = picked_by(found, who, is_open=True)
    if not digest or digest == here.digest:
        return here
    if digest == Choice.of(here.offered).digest:
        return Picked(found, here.offered, here.offered, is_open=True)
    other = selection.by_digest(found.id, digest)
    if other is None:
        return here
    return Picked(found, here.offered, _chosen(here.offered, other.chosen), other, is_open=True)


def choose(
    found: Proposal, who: Guest, ticked: Collection[str], typed: Mapping[str, str], *, at: datetime
) -> Picked:
    """Keep what was chosen for this link and have its pages made; what cannot be chosen is said and changes nothing."""
    before = picked_by(found, who, is_open=True)
    try:
        choice = typed_choice.read(ticked, typed, before.offered)
        document = chosen(before.offered, choice)
    except NotOffered as refusal:
        return replace(before, wrong=typed_choice.advice(refusal), wrong_at=refusal.key)
    selection.keep(found.id, who.link_id, Choice.of(document), at=at)
    picked = Picked(found, before.offered, document, is_open=True)
    return make_pages(picked, at=at, after=SETTLED)


def make_pages(picked: Picked, *, at: datetime, after: timedelta = timedelta()) -> Picked:
    """Have the pages of this choice made, unless they are there or under way."""
    if picked.is_as_offered:
        return picked
    made = selection.selection_of(picked.proposal.id, picked.document, at=at)
    if made.want():
        pause = selection.pause(picked.proposal.id, at=at)
        due.plan("proposals.render_choice", made.id, at + max(after, pause))
        after_commit(wake)
    return Picked(picked.proposal, picked.offered, picked.document, made, is_open=picked.is_open)


def wait_for(picked: Picked, who: Guest, *, at: datetime) -> Picked:
    """Have the pages made of what somebody wants to agree to, also where another choice was their last one."""
    selection.keep(picked.proposal.id, who.link_id, Choice.of(picked.document), at=at)
    return make_pages(picked, at=at)


def picture_address(digest: str) -> str:
    """Where the browser finds a picture."""
    return url_for("portal.picture", sha256=digest)


def _chosen(offered: Document, choice: Choice) -> Document:
    try:
        return chosen(offered, choice)
    except NotOffered:
        return offered
