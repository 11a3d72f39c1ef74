"""How long each section of a proposal's page was read, by link: seconds in which it was on a visible screen."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.db import Model


class Reading(Model):
    """The seconds that whoever holds one link spent on one section."""

    __tablename__ = "reading"
    __table_args__ = (sa.UniqueConstraint("link_id", "section"),)

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    link_id: Mapped[int] = mapped_column(sa.ForeignKey("guest_link.id"))
    section: Mapped[str] = mapped_column(sa.String(40))
    seconds: Mapped[int]
    read_at: Mapped[datetime]
