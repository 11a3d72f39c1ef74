"""The record of an acceptance: who agreed to what, when, and from where."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model
from agency.kernel.files import StoredFile
from agency.people.models import Member
from agency.proposals import written_once
from agency.proposals.rendered import Rendered
from agency.proposals.selection import Selection


class How(enum.Enum):
    """On the page by a link; or on paper or by mail, and one of us wrote it down."""

    online = "online"
    paper = "paper"
    mail = "mail"


class Acceptance(Model):
    """Who agreed, when, to which file. Written once: the database itself refuses to change or remove it."""

    __tablename__ = "acceptance"

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), unique=True)
    name: Mapped[str] = mapped_column(sa.String(160))
    # What they are there: "managing director".
    role: Mapped[str] = mapped_column(sa.String(160), default="", server_default="")
    consent: Mapped[str] = mapped_column(sa.Text)
    accepted_at: Mapped[datetime]
    # The same instant on both clocks, in words: zones and places of a client may change, the record does not.
    clocks: Mapped[str] = mapped_column(sa.String(240), default="", server_default="")
    ip: Mapped[str] = mapped_column(sa.String(64))
    user_agent: Mapped[str] = mapped_column(sa.String(300))
    guest_link_id: Mapped[int | None] = mapped_column(sa.ForeignKey("guest_link.id"))
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact.id"))
    signature_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    # The name that stands for a signature where nobody could draw one.
    signed_as: Mapped[str] = mapped_column(sa.String(160), default="", server_default="")
    # Filled by Proposal.accept with what was really sent, whatever the form said.
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    choice: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=sa.text("'{}'"))
    selection_id: Mapped[int | None] = mapped_column(sa.ForeignKey("selection.id"))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    total_minor: Mapped[int] = mapped_column(sa.BigInteger)
    # Where hours from–to were agreed: what it may come to at most.
    most_minor: Mapped[int] = mapped_column(sa.BigInteger)
    # Past the page: what they signed or wrote, and who of us recorded it.
    how: Mapped[How] = mapped_column(default=How.online, server_default=How.online.value)
    proof_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))

    signature: Mapped[StoredFile | None] = relationship(foreign_keys=[signature_id])
    proof: Mapped[StoredFile | None] = relationship(foreign_keys=[proof_id])
    recorded_by: Mapped[Member | None] = relationship()
    selection: Mapped[Selection | None] = relationship()
    signed_copy: Mapped["SignedCopy | None"] = relationship(back_populates="acceptance")

    @property
    def files(self) -> list[StoredFile]:
        """What belongs to the record: the file of the choice, the drawing, the proof, the signed copy."""
        found = (
            self.selection.paper if self.selection else None,
            self.signature,
            self.proof,
            self.signed_copy.paper if self.signed_copy else None,
        )
        return [file for file in found if file is not None]

    def copy(self) -> "SignedCopy":
        """Its signed copy, or the place for it."""
        if self.signed_copy is None:
            self.signed_copy = SignedCopy(render_step="queued", render_percent=0, render_error="")
        return self.signed_copy


class SignedCopy(Rendered, Model):
    """The second file: the pages that were agreed to, and the record of it as the last of them."""

    __tablename__ = "signed_copy"

    acceptance_id: Mapped[int] = mapped_column(sa.ForeignKey("acceptance.id"), unique=True)
    # When the letter with both digests was written.
    told_at: Mapped[datetime | None]

    acceptance: Mapped[Acceptance] = relationship(back_populates="signed_copy")

    def tell(self, *, at: datetime) -> bool:
        """Whether the letter about it is still to be written, which is once."""
        is_new = self.told_at is None
        self.told_at = self.told_at or at
        return is_new


# Two entries made one may move these: whom we know the person as is ours to say, and no part of the record.
POINTERS = ("contact_id", "guest_link_id")
# Whoever adds a column here lets their migration make the triggers anew, as 0026 and 0027 do.
written_once.guard(
    Model.metadata.tables[Acceptance.__tablename__],
    but=POINTERS,
    once_for="proposal_id",
    why_not="an acceptance is written once",
)
