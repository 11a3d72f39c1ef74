"""Pins: what somebody asked about a proposal, and the line, the section or the whole that they asked about.

The question itself is a message of the lead. It stands beside its line for every reader of the proposal, with what we
answered, and goes on to later versions with the key of the line.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from agency.kernel.db import Model, db
from agency.kernel.timeline import ActorKind
from agency.leads.models import Message
from agency.people.models import Member
from agency.proposals.document import Document

if TYPE_CHECKING:
    from agency.proposals.models import Proposal

# What a line was called is remembered so far.
LONGEST_NAME = 300
# So many stand on a page; whoever asked more than that is talking to us by other ways.
MOST = 200
# A button pressed twice, or a page sent again.
AGAIN = timedelta(minutes=30)


class AlreadyAnswered(Exception):
    """Somebody of us has answered it, or said that it is settled."""


class Place(enum.Enum):
    """What a question is about."""

    whole = "whole"
    section = "section"
    line = "line"


class Spot(NamedTuple):
    """A place of one document: what it is, its key, and its words."""

    place: Place
    key: str = ""
    words: str = ""

    @property
    def mark(self) -> str:
        """Stands for it in a form and in an address; "" is the whole."""
        return f"{self.place.value}-{self.key}" if self.key else ""


WHOLE = Spot(Place.whole)


def spot(document: Document, mark: str) -> Spot:
    """The place of this document that a form named; the whole, where there is none like it."""
    name, _, key = mark.partition("-")
    if not key:
        return WHOLE
    if name == Place.line.value:
        words = (each.text for each in document.lines if each.key == key)
        return _found(Place.line, key, next(words, None))
    titles = (each.title for each in document.sections if each.key == key)
    return _found(Place.section, key, next(titles, None) if name == Place.section.value else None)


def _found(place: Place, key: str, words: str | None) -> Spot:
    return WHOLE if words is None else Spot(place, key, words[:LONGEST_NAME])


class Pin(Model):
    """One question: the message, what it is about as that was called then, and our answer beside it."""

    __tablename__ = "pin"

    message_id: Mapped[int] = mapped_column(sa.ForeignKey("message.id"), unique=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    place: Mapped[Place]
    key: Mapped[str] = mapped_column(sa.String(24), default="")
    about: Mapped[str] = mapped_column(sa.String(LONGEST_NAME), default="")
    # By whose link it was asked.
    link_id: Mapped[int | None] = mapped_column(sa.ForeignKey("guest_link.id"))
    # What stands beside the line; "" where it was settled otherwise.
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    # The word of ours that answered it.
    answer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("message.id"))
    settled_at: Mapped[datetime | None]

    message: Mapped[Message] = relationship(foreign_keys=[message_id])
    proposal: Mapped["Proposal"] = relationship()
    answered_by: Mapped[Member | None] = relationship()

    def settle(
        self, *, by: Member, at: datetime, answer: str = "", said: Message | None = None
    ) -> None:
        """It is answered, beside its line or, without words, otherwise. Raises AlreadyAnswered."""
        if self.settled_at is not None:
            raise AlreadyAnswered
        self.answer, self.settled_at, self.answered_by_id = answer, at, by.id
        self.answer_id = said.id if said is not None else None

    def hide(self) -> None:
        """Our answer stands beside the line no more; the letter that brought it has gone."""
        self.answer = ""

    @property
    def spot(self) -> Spot:
        return Spot(self.place, self.key, self.about)

    @property
    def is_open(self) -> bool:
        """Whether they wait for our word."""
        return self.settled_at is None

    @property
    def asker(self) -> str:
        """Whoever asked."""
        who = self.message.contact or self.message.person
        return who.name if who is not None else ""


@dataclass(frozen=True)
class Asked:
    """The questions about a proposal as one reader of it finds them: beside what they are about, or as earlier ones."""

    lead_id: int | None
    document: Document
    # The mark of what was asked about a moment ago.
    just_said: str = ""

    @cached_property
    def pins(self) -> list[Pin]:
        """All of them, the first asked first; none for whoever has a copy."""
        return of_lead(self.lead_id) if self.lead_id is not None else []

    def at(self, mark: str) -> list[Pin]:
        """Those about this place."""
        return self._by_mark.get(mark, [])

    @property
    def whole(self) -> list[Pin]:
        """Those about the whole."""
        return self.at("")

    @property
    def earlier(self) -> list[Pin]:
        """Those about lines and sections that are not in this version any more."""
        return [pin for pin in self.pins if pin.spot.mark not in self._here]

    @cached_property
    def _by_mark(self) -> dict[str, list[Pin]]:
        found: dict[str, list[Pin]] = {}
        for pin in self.pins:
            found.setdefault(pin.spot.mark, []).append(pin)
        return found

    @cached_property
    def _here(self) -> set[str]:
        lines = {f"line-{each.key}" for each in self.document.lines if each.key}
        return {"", *lines, *(f"section-{each.key}" for each in self.document.sections if each.key)}


def of_lead(lead_id: int) -> list[Pin]:
    """What was asked about any version of a lead's proposal, the first asked first."""
    return _latest(_whole().where(_of(lead_id)))


def open_of(lead_id: int) -> list[Pin]:
    """Those that wait for our word."""
    return _latest(_whole().where(_of(lead_id), Pin.settled_at.is_(None)))


def for_messages(messages: Iterable[Message]) -> dict[int, Pin]:
    """The pins of these messages, by the message's id."""
    ids = [each.id for each in messages if each.is_theirs]
    if not ids:
        return {}
    found = db.session.scalars(_whole().where(Pin.message_id.in_(ids)))
    return {pin.message_id: pin for pin in found}


def one(id: int) -> Pin | None:
    """One of them, with its question."""
    return db.session.scalar(_whole().where(Pin.id == id))


def held(id: int) -> Pin | None:
    """One of them, held until the end of the transaction: two of us answer one after the other."""
    return db.session.scalar(
        sa.select(Pin)
        .where(Pin.id == id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def was_asked(proposal_id: int, words: str, about: Spot, *, at: datetime) -> bool:
    """Whether the very same stands there already, asked a moment ago."""
    same = sa.exists().where(
        Pin.message_id == Message.id,
        Pin.proposal_id == proposal_id,
        Pin.place == about.place,
        Pin.key == about.key,
        Message.body == words,
        Message.at > at - AGAIN,
    )
    return db.session.scalar(sa.select(same)) is True


def letter_since(pin: Pin) -> Message | None:
    """The last letter that one of us wrote after the question: it may be the answer."""
    return db.session.scalar(
        sa.select(Message)
        .where(
            Message.lead_id == pin.message.lead_id,
            Message.author_kind == ActorKind.member,
            Message.letter_id.is_not(None),
            Message.at > pin.message.at,
            Message.id.not_in(sa.select(Pin.answer_id).where(Pin.answer_id.is_not(None))),
        )
        .order_by(Message.at.desc(), Message.id.desc())
        .limit(1)
    )


def _of(lead_id: int) -> sa.ColumnElement[bool]:
    # By name, since the models of a proposal know this one.
    proposal = sa.table("proposal", sa.column("id"), sa.column("lead_id"))
    ids = sa.select(proposal.c.id).where(proposal.c.lead_id == lead_id)
    return Pin.proposal_id.in_(ids)


def _latest(chosen: sa.Select[Pin]) -> list[Pin]:
    # Where there are too many, the first ones stay behind: nobody waits for those.
    found = db.session.scalars(chosen.order_by(None).order_by(Pin.id.desc()).limit(MOST))
    return list(found)[::-1]


def _whole() -> sa.Select[Pin]:
    return (
        sa.select(Pin)
        .options(
            joinedload(Pin.message).options(
                joinedload(Message.contact), joinedload(Message.person)
            ),
            joinedload(Pin.answered_by),
        )
        .order_by(Pin.id)
    )
