"""What clients chose of a proposal: each choice with its total, its content and its own PDF, kept for each link.

The choice as it is offered has no row: its paper is the proposal's own.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel import files
from agency.kernel.auth import GuestLink
from agency.kernel.db import Model, db
from agency.kernel.due import Due
from agency.kernel.files import StoredFile
from agency.proposals.choosing import Choice
from agency.proposals.document import Document
from agency.proposals.rendered import Rendered

# Of one proposal, papers of choices that nobody agreed to: whoever tries everything fills no disk.
MOST_PAPERS = 24
# Whoever has had the pages of so many choices made within an hour waits for those of the next, longer and longer.
MANY = 24
AN_HOUR, A_WHILE, LONGEST = timedelta(hours=1), timedelta(minutes=1), 10
# What makes the pages of a choice.
RENDER = "proposals.render_choice"


class Selection(Rendered, Model):
    """One choice of one version: what it comes to, what its pages show, and their PDF."""

    __tablename__ = "selection"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "digest"),)

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"))
    choice: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(sa.String(64))
    least_minor: Mapped[int] = mapped_column(sa.BigInteger)
    most_minor: Mapped[int] = mapped_column(sa.BigInteger)
    # What the paper shows (see frozen.py); nothing while there is none.
    content: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]

    def give_up(self, *, at: datetime) -> None:
        """Its paper is not kept: it can be made again."""
        file, self.paper, self.content = self.paper, None, {}
        self.rest()
        db.session.flush()
        if file is not None:
            files.discard(file, at=at)

    def show(self, content: dict[str, Any], *, on: StoredFile) -> None:
        """Its pages are made, and show this."""
        self.content = content
        self.keep(on)

    @property
    def chosen(self) -> Choice:
        return Choice.read(self.choice)


class KeptChoice(Model):
    """What whoever holds a link has chosen, for when they come back."""

    __tablename__ = "kept_choice"

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    link_id: Mapped[int] = mapped_column(sa.ForeignKey("guest_link.id"), unique=True)
    choice: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(sa.String(64))
    chosen_at: Mapped[datetime]


class Kept(NamedTuple):
    """The choice of a link, and its selection where it is another than what is offered."""

    choice: Choice | None
    selection: Selection | None


def kept_for(link_id: int) -> Kept:
    """What whoever holds this link has chosen before."""
    of_link = sa.and_(
        Selection.proposal_id == KeptChoice.proposal_id, Selection.digest == KeptChoice.digest
    )
    found = db.session.execute(
        sa.select(KeptChoice, Selection)
        .outerjoin(Selection, of_link)
        .where(KeptChoice.link_id == link_id)
    ).first()
    if found is None:
        return Kept(None, None)
    return Kept(Choice.read(found[0].choice), found[1])


def keep(proposal_id: int, link_id: int, choice: Choice, *, at: datetime) -> None:
    """Remember it for this link; the link is held, so that two choices at once come one after the other."""
    db.session.execute(sa.select(GuestLink.id).where(GuestLink.id == link_id).with_for_update())
    row = db.session.scalar(sa.select(KeptChoice).where(KeptChoice.link_id == link_id))
    if row is None:
        row = KeptChoice(proposal_id=proposal_id, link_id=link_id)
        db.session.add(row)
    row.choice, row.digest, row.chosen_at = choice.data(), choice.digest, at
    db.session.flush()


def selection_of(proposal_id: int, document: Document, *, at: datetime) -> Selection:
    """The selection of this document as it is chosen; two who choose the same have the same one."""
    choice = Choice.of(document)
    if (found := by_digest(proposal_id, choice.digest)) is not None:
        return found
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(Selection)
    db.session.execute(
        insert.values(
            proposal_id=proposal_id,
            choice=choice.data(),
            digest=choice.digest,
            least_minor=document.total.least.minor,
            most_minor=document.total.most.minor,
            content={},
            made_at=at,
            render_step="",
            render_percent=0,
            render_error="",
        ).on_conflict_do_nothing()
    )
    made = by_digest(proposal_id, choice.digest)
    assert made is not None
    return made


def by_digest(proposal_id: int, digest: str) -> Selection | None:
    """The selection of this version with this digest."""
    return db.session.scalar(
        sa.select(Selection).where(Selection.proposal_id == proposal_id, Selection.digest == digest)
    )


def selections_of(proposal_id: int) -> list[Selection]:
    """Every choice of this version that was made."""
    return list(
        db.session.scalars(sa.select(Selection).where(Selection.proposal_id == proposal_id))
    )


def pause(proposal_id: int, *, at: datetime) -> timedelta:
    """How long the pages of another choice wait, by how many this version has had made within the hour."""
    lately = sa.select(sa.func.count()).where(
        Due.kind == RENDER,
        Due.due_at > at - AN_HOUR,
        Due.subject.in_(sa.select(Selection.id).where(Selection.proposal_id == proposal_id)),
    )
    many = db.session.scalar(lately) or 0
    return A_WHILE * min(max(many - MANY + 1, 0), LONGEST)


def is_wanted(selection: Selection) -> bool:
    """Whether somebody still has it chosen: who only tried it on its way to another needs no paper of it."""
    still = sa.exists().where(
        KeptChoice.proposal_id == selection.proposal_id, KeptChoice.digest == selection.digest
    )
    return db.session.scalar(sa.select(still)) is True


def surplus(proposal_id: int, *, but: int | None) -> list[Selection]:
    """Those whose papers go, the oldest first, so that no more than MOST_PAPERS are kept; `but` was agreed to."""
    with_paper = sa.select(Selection).where(
        Selection.proposal_id == proposal_id,
        Selection.paper_id.is_not(None),
        Selection.id.is_distinct_from(but),
    )
    return list(
        db.session.scalars(with_paper.order_by(Selection.paper_id.desc()).offset(MOST_PAPERS))
    )
