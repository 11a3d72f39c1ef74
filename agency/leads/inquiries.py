"""Inquiry: one incoming message asking for work, kept as it came."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.clients.models import ZoneSource
from agency.clients.partners import PartnerPerson
from agency.kernel.db import Model
from agency.kernel.files import StoredFile
from agency.people.models import Service

if TYPE_CHECKING:
    from agency.leads.models import Lead


class Channel(enum.Enum):
    """The way a word travelled."""

    brief = "brief"
    mail = "mail"
    phone = "phone"
    messenger = "messenger"
    telegram = "telegram"
    form = "form"
    api = "api"
    hook = "hook"
    page = "page"
    note = "note"


class Inquiry(Model):
    """One incoming message asking for work, as it came."""

    __tablename__ = "inquiry"

    source: Mapped[Channel]
    received_at: Mapped[datetime]
    sender_name: Mapped[str] = mapped_column(sa.String(160))
    sender_address: Mapped[str | None] = mapped_column(sa.String(255))
    sender_phone: Mapped[str] = mapped_column(sa.String(40), default="")
    organisation: Mapped[str] = mapped_column(sa.String(160), default="")
    subject: Mapped[str] = mapped_column(sa.String(200))
    words: Mapped[str] = mapped_column(sa.Text, default="")
    zone: Mapped[str | None] = mapped_column(sa.String(64))
    zone_source: Mapped[ZoneSource | None]
    language: Mapped[str] = mapped_column(sa.String(2), default="en")
    service_id: Mapped[int | None] = mapped_column(sa.ForeignKey("service.id"))
    message_id: Mapped[str | None] = mapped_column(sa.String(998))
    references: Mapped[list[str]] = mapped_column(default=list)
    raw_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    # Whether the machine may send the holding letter: somebody wrote just now, and none of us was there.
    may_hold: Mapped[bool] = mapped_column(default=False)
    # It lay there before we looked, as an import does: nobody counts minutes for it.
    is_past: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # Who passed it on to us, where it is not from whoever wrote it.
    passed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partner_person.id"))
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lead.id"), index=True)

    service: Mapped[Service | None] = relationship()
    raw: Mapped[StoredFile | None] = relationship()
    lead: Mapped["Lead | None"] = relationship("Lead")
    passed_by: Mapped[PartnerPerson | None] = relationship()
    files: Mapped[list[StoredFile]] = relationship(secondary="inquiry_file")


class InquiryFile(Model):
    """A file that came with an inquiry."""

    __tablename__ = "inquiry_file"
    __table_args__ = (sa.UniqueConstraint("inquiry_id", "file_id"),)

    inquiry_id: Mapped[int] = mapped_column(sa.ForeignKey("inquiry.id"))
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"))
