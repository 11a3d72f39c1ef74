"""What an hour of each member costs the house: the sheet on which the owner types it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from agency.kernel.forms import parse_amount
from agency.kernel.money import Money
from agency.people import costs
from agency.people import queries as people
from agency.people.costs import DEAREST
from agency.people.models import Member


@dataclass
class CostRow:
    """One member: what an hour of theirs sells for, what it costs, and what was typed."""

    member: Member
    rate: Money | None
    cost: Money | None
    typed: str | None = None
    error: str = ""
    fresh: Money | None = None

    @property
    def shown(self) -> str:
        """What stands in the field."""
        if self.typed is not None:
            return self.typed
        return f"{self.cost.amount.normalize():f}" if self.cost is not None else ""


@dataclass
class CostSheet:
    """Everybody who works here, and from which day on what was typed holds."""

    rows: list[CostRow]
    from_on: date | None
    typed_day: str = ""
    error: str = ""

    @classmethod
    def of(cls, today: date, currency: str, typed: Mapping[str, str] | None = None) -> "CostSheet":
        """As it is today, with what was typed where somebody did."""
        card, known = people.rate_card(today, currency), costs.cost_rates(today, currency)
        rows = [CostRow(each, card.of(each), known.get(each.id)) for each in people.members()]
        sheet = cls(rows, today, today.isoformat())
        if typed is not None:
            sheet._read(typed, currency)
        return sheet

    @property
    def is_valid(self) -> bool:
        return not self.error and not any(row.error for row in self.rows)

    @property
    def changes(self) -> Iterable[CostRow]:
        """Those of whom something else was typed than holds."""
        return (row for row in self.rows if row.fresh is not None and row.fresh != row.cost)

    def _read(self, typed: Mapping[str, str], currency: str) -> None:
        self.typed_day = typed.get("from_on", "").strip()
        try:
            self.from_on = date.fromisoformat(self.typed_day)
        except ValueError:
            self.from_on, self.error = None, _("Choose a day")
        for row in self.rows:
            row.typed = typed.get(f"cost-{row.member.id}", "").strip()
            if row.typed:
                row.fresh, row.error = _read(row.typed, currency)


def _read(typed: str, currency: str) -> tuple[Money | None, str]:
    amount = parse_amount(typed)
    money = Money.of(amount, currency) if amount is not None else None
    if money is None or not 0 < money.minor <= DEAREST:
        return None, _("Enter an amount above zero, like 28 or 31.50")
    return money, ""
