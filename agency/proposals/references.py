"""References: our own work, and work of others that we look up to."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model
from agency.kernel.files import StoredFile


class ReferenceKind(enum.Enum):
    """Whose work it is."""

    ours = "ours"
    admired = "admired"


class Reference(Model):
    """A picture of work with a caption that says what to see."""

    __tablename__ = "reference"

    kind: Mapped[ReferenceKind]
    title: Mapped[dict[str, str]]
    caption: Mapped[dict[str, str]] = mapped_column(default=dict)
    alt: Mapped[dict[str, str]] = mapped_column(default=dict)
    picture_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"))

    # Why we show it to a client, and by whose leave; the second stands small under it.
    why: Mapped[dict[str, str]] = mapped_column(default=dict, server_default="{}")
    rights: Mapped[dict[str, str]] = mapped_column(default=dict, server_default="{}")
    tags: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    archived_at: Mapped[datetime | None]

    picture: Mapped[StoredFile] = relationship(lazy="joined")

    def archive(self, *, at: datetime) -> None:
        """Offer it no more; where it stands already it stays."""
        self.archived_at = at

    def take_back(self) -> None:
        """Offer it again."""
        self.archived_at = None


class ProposalReference(Model):
    """A reference in a proposal, at its place."""

    __tablename__ = "proposal_reference"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "reference_id"),)

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"))
    reference_id: Mapped[int] = mapped_column(sa.ForeignKey("reference.id"))
    position: Mapped[int] = mapped_column(default=0)

    reference: Mapped[Reference] = relationship(lazy="joined", innerjoin=True)
