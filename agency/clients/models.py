"""Clients and their contacts: where they are, and when it is day there."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from agency.clients import keys
from agency.kernel import phones
from agency.kernel.db import Model
from agency.kernel.domains import own_domain
from agency.kernel.mail.compose import Correspondent
from agency.kernel.worktime import WorkingCalendar, calendar_of

CLIENT_HOURS = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


class ZoneSource(enum.Enum):
    """How we know a client's zone; the first that speaks wins."""

    hand = "hand"
    browser = "browser"
    phone = "phone"
    mail = "mail"
    house = "house"

    def comes_before(self, other: "ZoneSource") -> bool:
        """Whether this one is believed rather than the other."""
        order = list(ZoneSource)
        return order.index(self) < order.index(other)


def _index_of_joined(table: str) -> sa.Index:
    # Only those that were joined: nearly nobody was, and SQLite takes "is null" for something rare.
    where = sa.text("joined_to_id IS NOT NULL")
    name = f"ix_{table}_joined_to_id"
    return sa.Index(name, "joined_to_id", sqlite_where=where, postgresql_where=where)


class Client(Model):
    """An organisation that we work for, or may."""

    __tablename__ = "client"
    __table_args__ = (_index_of_joined("client"),)

    name: Mapped[str] = mapped_column(sa.String(160))
    city: Mapped[str] = mapped_column(sa.String(120), default="")
    zone: Mapped[str] = mapped_column(sa.String(64))
    zone_source: Mapped[ZoneSource]
    country: Mapped[str | None] = mapped_column(sa.String(2))
    hours: Mapped[dict[str, Any]] = mapped_column(default=lambda: dict(CLIENT_HOURS))
    language: Mapped[str] = mapped_column(sa.String(2), default="en")

    name_key: Mapped[str | None] = mapped_column(sa.String(160), index=True)
    joined_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("client.id"))

    # Those that stand for themselves; one that was put together with another is read as that one.
    contacts: Mapped[list["Contact"]] = relationship(
        back_populates="client",
        order_by="Contact.id",
        primaryjoin="and_(Client.id == Contact.client_id, Contact.joined_to_id.is_(None))",
    )

    @validates("name")
    def _note_name(self, _key: str, name: str) -> str:
        self.name_key = keys.name_key(name)
        return name

    def locate(self, zone: str, source: ZoneSource, *, country: str | None) -> None:
        """They are there, says this source; what we know from one that comes before it stands."""
        if source.comes_before(self.zone_source):
            self.zone, self.zone_source, self.country = zone, source, country
            self._read_phones()

    def place_by_hand(self, zone: str, *, city: str, country: str | None) -> None:
        """One of us knows where they are: nothing that is read from letters counts against it."""
        self.zone, self.zone_source = zone, ZoneSource.hand
        self.city, self.country = city.strip(), country
        self._read_phones()

    @property
    def calendar(self) -> WorkingCalendar:
        """When they work."""
        return calendar_of(self.hours, self.zone, self.country)

    @property
    def place(self) -> str:
        """Where they are: the city, else the last part of the zone's name."""
        return self.city or self.zone.rpartition("/")[2].replace("_", " ")

    def _read_phones(self) -> None:
        """A number without its country is one of theirs; now we know which."""
        for contact in self.contacts:
            if contact.phone and contact.phone_key is None:
                contact.phone = contact.phone


class Contact(Model):
    """A person at a client."""

    __tablename__ = "contact"
    __table_args__ = (_index_of_joined("contact"),)

    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(160))
    email: Mapped[str | None] = mapped_column(sa.String(255), index=True)
    # That of the address, where it says whose it is: by it the same client is seen again.
    domain: Mapped[str] = mapped_column(sa.String(255), default="", server_default="", index=True)
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    position: Mapped[str] = mapped_column(sa.String(160), default="")

    client: Mapped[Client] = relationship(back_populates="contacts", lazy="joined")

    # By these the same person is known again, see `keys`.
    mail_key: Mapped[str | None] = mapped_column(sa.String(320), index=True)
    phone_key: Mapped[str | None] = mapped_column(sa.String(20), index=True)
    name_key: Mapped[str | None] = mapped_column(sa.String(160), index=True)
    # Two entries were one person: this one is read as that one, and keeps what it was.
    joined_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact.id"))
    erased_at: Mapped[datetime | None]

    joined_to: Mapped["Contact | None"] = relationship(remote_side="Contact.id", lazy="select")

    @validates("email")
    def _note_mail(self, _key: str, email: str | None) -> str | None:
        self.domain, self.mail_key = own_domain(email or ""), keys.mail_key(email)
        return email

    @validates("phone")
    def _note_phone(self, _key: str, phone: str) -> str:
        # In one notation, where it is a number that can be rung; else as it was written.
        self.phone_key = phones.e164(phone, self.client.country if self.client else None)
        return self.phone_key or phone

    @validates("name")
    def _note_name(self, _key: str, name: str) -> str:
        self.name_key = keys.name_key(name)
        return name

    @property
    def known(self) -> "Contact":
        """The entry that stands for this person."""
        return self.joined_to.known if self.joined_to is not None else self

    @property
    def initials(self) -> str:
        words = (self.name or self.email or "?").replace("@", " ").split()
        return "".join(word[0] for word in words[:2]).upper()

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name else ""

    @property
    def address(self) -> Correspondent | None:
        """Where letters reach them; None when we have no address."""
        return Correspondent(self.name, self.email) if self.email else None
