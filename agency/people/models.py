"""The agency, its members, their trades and rates, and what it sells."""

import enum
from datetime import date
from typing import Any

import sqlalchemy as sa
from markupsafe import Markup
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.auth import Access, User
from agency.kernel.brand import Brand
from agency.kernel.colour import PAPER
from agency.kernel.db import Model
from agency.kernel.files import StoredFile
from agency.kernel.mail.compose import Correspondent
from agency.kernel.money import Money
from agency.kernel.typefaces import USUAL
from agency.kernel.worktime import WorkingCalendar, calendar_of

ANSWERING_HOURS = {
    day: [["09:00", "21:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
}

# A quiet blue until the agency gives its own colours.
BRAND = {"brand": "#1c2b4a", "brand_2": "#b9cdf0", "spot": "#ff8a3d"}


class Sharing(enum.Enum):
    """How new leads are shared out among those who work: in turn, or to whoever has the fewest."""

    turn = "turn"
    load = "load"


class Agency(Model):
    """The house: its name, place, answering hours and brand. There is one row."""

    __tablename__ = "agency"
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)

    name: Mapped[str] = mapped_column(sa.String(120))
    line: Mapped[dict[str, str]] = mapped_column(default=dict)
    city: Mapped[dict[str, str]] = mapped_column(default=dict)
    zone: Mapped[str] = mapped_column(sa.String(64), default="UTC")
    country: Mapped[str | None] = mapped_column(sa.String(2))
    hours: Mapped[dict[str, Any]] = mapped_column(default=lambda: dict(ANSWERING_HOURS))
    days_off: Mapped[list[str]] = mapped_column(default=list, server_default=sa.text("'[]'"))
    sharing: Mapped[Sharing] = mapped_column(default=Sharing.turn, server_default="turn")
    currency: Mapped[str] = mapped_column(sa.String(3), default="EUR")
    mail_address: Mapped[str] = mapped_column(sa.String(255))
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    brand: Mapped[dict[str, str]] = mapped_column(default=dict)
    tax_note: Mapped[dict[str, str]] = mapped_column(default=dict)
    valid_days: Mapped[int] = mapped_column(default=21)
    # So many days before the last one of an offer its client is reminded of it; 0 is never.
    remind_before_days: Mapped[int] = mapped_column(default=3, server_default="3")
    # What is put on offers: [{name: {language: words}, hundredths of a per cent, included in prices or on top}].
    taxes: Mapped[list[Any]] = mapped_column(default=list, server_default=sa.text("'[]'"))
    # To how many minor units an offer rounds: 1 is to the cent, 100 to whole euros.
    rounding: Mapped[int] = mapped_column(default=1, server_default="1")
    # Above what an offer needs an owner's word: its total, and the share of it that is taken off.
    approve_above_minor: Mapped[int | None] = mapped_column(sa.BigInteger)
    approve_above_hundredths: Mapped[int | None]
    # Whether the mailbox takes what is sent to hello+anything@: not every one does.
    plus_addresses: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    @property
    def answering(self) -> WorkingCalendar:
        """When first responses are owed; holidays of the country are off where one is given."""
        days_off = [date.fromisoformat(day) for day in self.days_off or ()]
        return calendar_of(self.hours, self.zone, self.country, days_off)

    @property
    def brand_kit(self) -> Brand:
        """The brand for screen and paper, every ground with a readable ink."""
        return self.kit_of(self.brand)

    def kit_of(self, brand: dict[str, str]) -> Brand:
        """The brand that these colours, this sign and this typeface make."""
        colours = {**BRAND, **brand}
        return Brand.from_colours(
            name=self.name,
            brand=colours["brand"],
            brand_2=colours["brand_2"],
            spot=colours["spot"],
            mark=colours.get("mark") or None,
            paper=colours.get("paper", PAPER),
            type=colours.get("type", USUAL),
        )

    @property
    def mark_svg(self) -> Markup | None:
        """The sign as a drawing in the ink of its place; None without one."""
        mark = self.brand_kit.mark
        drawing = '<svg viewBox="0 0 22 22"><path fill="currentColor" d="{}"/></svg>'
        return Markup(drawing).format(mark) if mark else None

    @property
    def address(self) -> Correspondent:
        """Whom letters of the house come from."""
        return Correspondent(self.name, self.mail_address)


class Role(Model):
    """A trade on the rate card, such as designer."""

    __tablename__ = "role"

    name: Mapped[dict[str, str]]


class Member(Model):
    """A person on our team; somebody without a login still does work and has a face."""

    __tablename__ = "member"

    name: Mapped[str] = mapped_column(sa.String(120))
    role_id: Mapped[int | None] = mapped_column(sa.ForeignKey("role.id"))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), unique=True)
    photo_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    why: Mapped[dict[str, str]] = mapped_column(default=dict)
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    zone: Mapped[str | None] = mapped_column(sa.String(64))
    # Their own working hours and days off; without them those of the house.
    hours: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    language: Mapped[str | None] = mapped_column(sa.String(2))
    # Goes up with each lead that came to them in turn: whoever stands lowest is next.
    turn: Mapped[int] = mapped_column(default=0, server_default="0")
    active: Mapped[bool] = mapped_column(default=True)
    # How they sign letters in each language, and how their name is written in it.
    signature: Mapped[dict[str, str]] = mapped_column(default=dict, server_default="{}")
    signs_as: Mapped[dict[str, str]] = mapped_column(default=dict, server_default="{}")

    role: Mapped[Role | None] = relationship(lazy="joined")
    user: Mapped[User | None] = relationship(lazy="joined")
    photo: Mapped[StoredFile | None] = relationship(lazy="joined")

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    def shown_name(self, language: str) -> str:
        """The name as clients read it in this language."""
        return (self.signs_as or {}).get(language) or self.name

    @property
    def access(self) -> Access | None:
        """What the login may do; None without one."""
        return self.user.access if self.user is not None else None

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2]).upper()


class Rate(Model):
    """An hourly rate of the rate card: of a role, or of one member, from a day on."""

    __tablename__ = "rate"
    __table_args__ = (
        sa.CheckConstraint("(role_id IS NULL) <> (member_id IS NULL)", name="one_owner"),
        sa.CheckConstraint("minor > 0", name="positive"),
    )

    role_id: Mapped[int | None] = mapped_column(sa.ForeignKey("role.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"), index=True)
    minor: Mapped[int]
    currency: Mapped[str] = mapped_column(sa.String(3))
    valid_from: Mapped[date]

    @property
    def money(self) -> Money:
        return Money(self.minor, self.currency)


class Service(Model):
    """What we sell, such as a web site."""

    __tablename__ = "service"

    slug: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[dict[str, str]]

    # Who takes leads that ask for it; nobody named means everybody.
    members: Mapped[list[Member]] = relationship(secondary="service_member", order_by="Member.id")


class ServiceMember(Model):
    """Somebody who takes the leads of a service."""

    __tablename__ = "service_member"
    __table_args__ = (sa.UniqueConstraint("service_id", "member_id"),)

    service_id: Mapped[int] = mapped_column(sa.ForeignKey("service.id"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
