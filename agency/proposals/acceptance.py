"""The record of an acceptance: who agreed to what, when, and from where."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.db import Model


class Acceptance(Model):
    """Who agreed, when, to which file. Written once."""

    __tablename__ = "acceptance"

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), unique=True)
    name: Mapped[str] = mapped_column(sa.String(160))
    consent: Mapped[str] = mapped_column(sa.Text)
    accepted_at: Mapped[datetime]
    ip: Mapped[str] = mapped_column(sa.String(64))
    user_agent: Mapped[str] = mapped_column(sa.String(300))
    guest_link_id: Mapped[int | None] = mapped_column(sa.ForeignKey("guest_link.id"))
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact.id"))
    # Filled by Proposal.accept with what was really sent, whatever the form said.
    sha256: Mapped[str] = mapped_column(sa.String(64))
    total_minor: Mapped[int] = mapped_column(sa.BigInteger)
    # Where hours from–to were agreed: what it may come to at most.
    most_minor: Mapped[int] = mapped_column(sa.BigInteger)
