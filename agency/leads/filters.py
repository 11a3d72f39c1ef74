"""Filter: which leads a page shows. It stands in the page's address, so that it can be kept and passed on."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Self, TypeVar

import sqlalchemy as sa

from agency.leads.finding import leads_with
from agency.leads.models import Channel, Lead, Stage, Turn
from agency.leads.referrals import Referral
from agency.people.models import Member

Choice = TypeVar("Choice", bound=Enum)
Condition = sa.ColumnElement[bool]

MINE, NOBODYS = "mine", "nobody"
# How long they have waited for our word, at least.
WAITS = {
    "1h": timedelta(hours=1),
    "1d": timedelta(days=1),
    "3d": timedelta(days=3),
    "7d": timedelta(days=7),
}
LONGEST_WORDS = 200


@dataclass(frozen=True)
class Filter:
    """What was asked for; an empty field asks for nothing. `whose` is MINE, NOBODYS or a member's id."""

    whose: str = ""
    service: int | None = None
    source: Channel | None = None
    stage: Stage | None = None
    turn: Turn | None = None
    waiting: str = ""
    unanswered: bool = False
    words: str = ""
    partner: int | None = None

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> Self:
        """What an address asks for. What nobody can ask for is left out rather than refused."""
        whose, waiting = args.get("whose", ""), args.get("waiting", "")
        return cls(
            whose=whose if whose in (MINE, NOBODYS) or _number(whose) else "",
            service=_number(args.get("service")),
            source=_one_of(Channel, args.get("source")),
            stage=_one_of(Stage, args.get("stage")),
            turn=_one_of(Turn, args.get("turn")),
            waiting=waiting if waiting in WAITS else "",
            unanswered=args.get("unanswered") == "1",
            partner=_number(args.get("partner")),
            words=args.get("words", "").replace("\x00", "").strip()[:LONGEST_WORDS],
        )

    @property
    def args(self) -> dict[str, Any]:
        """The same for an address."""
        return {name: _said(value) for name, value in asdict(self).items() if value}

    @property
    def owner_id(self) -> int | None:
        """The member whose leads were asked for by name."""
        return _number(self.whose)

    def without(self, *names: str) -> "Filter":
        """The same, but for these."""
        plain = Filter()
        return replace(self, **{name: getattr(plain, name) for name in names})

    def conditions(self, *, me: Member | None, now: datetime) -> tuple[Condition, ...]:
        """What a lead has to be, for a query over leads."""
        return tuple(self._conditions(me, now))

    def _conditions(self, me: Member | None, now: datetime) -> list[Condition]:
        asked: list[tuple[Any, Any]] = [
            (Lead.service_id, self.service),
            (Lead.source, self.source),
            (Lead.stage, self.stage),
            (Lead.turn, self.turn),
            (Lead.owner_id, self.owner_id),
        ]
        found = [column == value for column, value in asked if value is not None]
        if self.whose == NOBODYS:
            found.append(Lead.owner_id.is_(None))
        if self.whose == MINE and me is not None:
            found.append(sa.func.coalesce(Lead.owner_id, me.id) == me.id)
        if self.unanswered:
            found.append(Lead.first_response_at.is_(None))
        if self.waiting:
            found += [Lead.turn == Turn.ours, Lead.turn_since <= now - WAITS[self.waiting]]
        if self.partner is not None:
            found.append(_brought_by(self.partner))
        if self.words:
            found.append(Lead.id.in_(leads_with(self.words)))
        return found


def _brought_by(partner_id: int) -> Condition:
    brought = sa.select(Referral.lead_id).where(Referral.brought, Referral.partner_id == partner_id)
    return Lead.id.in_(brought)


def _number(text: str | None) -> int | None:
    # An id that no database column holds is nobody's.
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _one_of(kind: type[Choice], name: str | None) -> Choice | None:
    return kind(name) if name in {str(each.value) for each in kind} else None


def _said(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return "1" if value is True else str(value)
