"""The rate card on one day, asked for once."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from agency.kernel.money import Money
from agency.people import queries as people
from agency.people.models import Member, Role
from agency.people.queries import RateCard
from agency.proposals.lines import EstimateLine


@dataclass
class RatesOfTheDay:
    """What an hour costs on this day, of a member or of a trade."""

    day: date
    currency: str

    @cached_property
    def _card(self) -> RateCard:
        return people.rate_card(self.day, self.currency)

    def of(self, member: Member) -> Money | None:
        """The hourly rate of a member; None when the card has none."""
        return self._card.of(member)

    def of_role(self, role: Role) -> Money | None:
        """The hourly rate of a trade; None when the card has none."""
        return self._card.of_role(role.id)

    def on(self, line: EstimateLine) -> Money | None:
        """What an hour of whoever does this line costs on this day."""
        if line.is_fixed:
            return None
        if line.member is not None:
            return self.of(line.member)
        return self.of_role(line.role) if line.role is not None else None

    def news(self, line: EstimateLine) -> Money | None:
        """Another rate than the line has, where the card says one now."""
        now = self.on(line)
        return now if now is not None and now.minor != line.rate_minor else None
