"""What an hour of a member costs the house itself, from a day on. For the owner's eyes only."""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model, db
from agency.kernel.money import Money
from agency.people.models import Member

DEAREST = 100_000_000  # minor units: what anybody types above that is a slip


class CostRate(Model):
    """What an hour of one member costs us from this day on: pay, contributions, their share of the rent."""

    __tablename__ = "cost_rate"
    __table_args__ = (
        sa.UniqueConstraint("member_id", "currency", "valid_from"),
        sa.CheckConstraint("minor > 0", name="positive"),
    )

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    minor: Mapped[int]
    currency: Mapped[str] = mapped_column(sa.String(3))
    valid_from: Mapped[date]

    member: Mapped[Member] = relationship()

    @property
    def money(self) -> Money:
        return Money(self.minor, self.currency)


def cost_rates(on: date, currency: str) -> Mapping[int, Money]:
    """What an hour of each member costs on that day, by their id; whoever has none is missing."""
    valid = sa.select(CostRate).where(CostRate.valid_from <= on, CostRate.currency == currency)
    return {each.member_id: each.money for each in db.session.scalars(valid.order_by(*_ORDER))}


def history() -> list[CostRate]:
    """Every cost rate that was ever written down, the latest first."""
    return list(db.session.scalars(sa.select(CostRate).order_by(*(each.desc() for each in _ORDER))))


def settle(member: Member, rate: Money, *, from_on: date) -> CostRate:
    """From this day on an hour of theirs costs that; what was said for the same day before is corrected."""
    found = db.session.scalar(
        sa.select(CostRate).where(
            CostRate.member_id == member.id,
            CostRate.currency == rate.currency,
            CostRate.valid_from == from_on,
        )
    )
    if found is None:
        found = CostRate(member=member, currency=rate.currency, valid_from=from_on)
        db.session.add(found)
    found.minor = rate.minor
    return found


_ORDER = (CostRate.valid_from, CostRate.id)
