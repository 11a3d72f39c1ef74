"""Colleagues: whom a client passed a proposal on to, with a link of their own that the client and we can take back."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.clients import queries as clients
from agency.clients.models import Contact
from agency.kernel.auth import GuestLink
from agency.kernel.db import Model, db
from agency.kernel.mail.models import Letter

if TYPE_CHECKING:
    from agency.proposals.models import Proposal

LONGEST_NAME = 80
LONGEST_WORD = 500
# Of one proposal, links taken back among them: a form that writes to anybody would be a machine for unwanted mail.
MOST = 10
# From all proposals together: whoever has many does not get to write to one person with each.
MOST_A_DAY_TO_ONE = 3
A_DAY = timedelta(days=1)


class TooManyColleagues(Exception):
    """So many were asked about this proposal, or wrote to one address today, that nobody more is."""


class HasItAlready(Exception):
    """They have a link of their own already: nobody gets a second letter about it."""


class Colleague(Model):
    """Somebody to whom a proposal was passed on, and by whom."""

    __tablename__ = "colleague"
    __table_args__ = (
        sa.Index(
            "uq_colleague_open",
            "proposal_id",
            "address",
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
        sa.Index("ix_colleague_address", "address", "passed_at"),
    )

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    # In small letters.
    address: Mapped[str] = mapped_column(sa.String(255))
    word: Mapped[str] = mapped_column(sa.Text, default="")
    may_accept: Mapped[bool]
    # Their own link, and the one by which it was passed on.
    link_id: Mapped[int] = mapped_column(sa.ForeignKey("guest_link.id"), unique=True)
    from_link_id: Mapped[int | None] = mapped_column(sa.ForeignKey("guest_link.id"))
    # Since they said something: who they are among the client's people.
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact.id"))
    letter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("letter.id"))
    passed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    proposal: Mapped["Proposal"] = relationship(back_populates="colleagues")
    link: Mapped[GuestLink] = relationship(foreign_keys=[link_id])
    letter: Mapped[Letter | None] = relationship()
    contact: Mapped[Contact | None] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether their link opens it."""
        return self.closed_at is None

    @property
    def first_name(self) -> str:
        """What to call them."""
        return next(iter(self.name.split()), "")

    def person(self) -> Contact:
        """Who they are among the people of the client, now that they say something: somebody we know, or a new one."""
        if self.contact is None:
            self.contact = _known(self) or Contact(
                client=self.proposal.lead.client, name=self.name, email=self.address
            )
        return self.contact.known

    def close(self, *, at: datetime) -> None:
        """Their link opens nothing any more."""
        self.closed_at = self.closed_at or at
        self.link.revoke(at)


def behind(proposal: "Proposal", link_id: int) -> Colleague | None:
    """Whose link that is; None for one of the client's own."""
    return next((each for each in proposal.colleagues if each.link_id == link_id), None)


def by_ids(ids: set[int]) -> dict[int, Colleague]:
    """These, by id."""
    if not ids:
        return {}
    found = db.session.scalars(sa.select(Colleague).where(Colleague.id.in_(ids)))
    return {each.id: each for each in found}


def downstream(first: Colleague) -> list[Colleague]:
    """One of them, and whoever has it from them."""
    found, everybody = [first], first.proposal.colleagues
    for each in found:
        found += [other for other in everybody if other.from_link_id == each.link_id]
    return found


def must_be_few(proposal_id: int, address: str, *, at: datetime) -> None:
    """Raises HasItAlready, TooManyColleagues."""
    of_it, theirs = Colleague.proposal_id == proposal_id, Colleague.address == address
    open_one = of_it & theirs & Colleague.closed_at.is_(None)
    wanted = (open_one, of_it, theirs & (Colleague.passed_at > at - A_DAY))
    counts = [sa.func.count(sa.case((each, 1))) for each in wanted]
    chosen = sa.select(*counts).where(sa.or_(of_it, theirs))
    has_it, of_one, to_one = (int(each) for each in db.session.execute(chosen).one())
    if has_it:
        raise HasItAlready
    if of_one >= MOST or to_one >= MOST_A_DAY_TO_ONE:
        raise TooManyColleagues


def _known(one: Colleague) -> Contact | None:
    client = one.proposal.lead.client
    found = clients.contact_by_address(one.address)
    theirs = (each for each in client.contacts if (each.email or "").lower() == one.address)
    # Whoever has this address at another client is somebody else to this one, as with letters.
    return found if found is not None and found.client_id == client.id else next(theirs, None)
