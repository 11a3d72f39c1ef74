"""How a member wants to hear of things: in the bell, by mail, as browser push; and when rather not."""

import enum
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from agency.kernel.batches import once_a_batch
from agency.kernel.db import Model, db
from agency.people import queries
from agency.people.models import Member


class Way(enum.Enum):
    """A way on which a notice reaches a member."""

    bell = "bell"
    mail = "mail"
    push = "push"


class Topic(enum.Enum):
    """What notices are about, as a member chooses among them."""

    late = "late"
    pressing = "pressing"
    reminder = "reminder"
    brief = "brief"
    lead = "lead"
    other = "other"

    @property
    def is_urgent(self) -> bool:
        """By mail it goes at once; others are gathered."""
        return self in (Topic.late, Topic.pressing, Topic.reminder, Topic.brief)

    @property
    def may_wake(self) -> bool:
        """It comes in quiet hours too: what is late, and what they set themselves."""
        return self in (Topic.late, Topic.reminder)


TOPICS = {
    "leads.first_response_missed": Topic.late,
    "leads.promise_missed": Topic.late,
    "leads.first_response_near": Topic.pressing,
    "leads.promise_near": Topic.pressing,
    "leads.letter_in_doubt": Topic.pressing,
    "leads.reminder_due": Topic.reminder,
    "people.letters_held": Topic.late,
    "people.tried": Topic.reminder,
    "briefs.handed_in": Topic.brief,
    "leads.given": Topic.lead,
    "leads.handed_on": Topic.lead,
    "leads.woken": Topic.lead,
    "followups.asked": Topic.lead,
    "followups.call_due": Topic.reminder,
    "tasks.reminder_due": Topic.reminder,
    "tasks.timer_forgotten": Topic.reminder,
    "tasks.mentioned": Topic.lead,
    "tasks.client_approved": Topic.lead,
    "tasks.client_wants_change": Topic.lead,
    "tasks.report_failed": Topic.pressing,
    "proposals.approval_asked": Topic.reminder,
    "proposals.approved": Topic.lead,
    "proposals.sent_back": Topic.lead,
    "proposals.ends": Topic.reminder,
    "tasks.word_came": Topic.lead,
    "tasks.agreed_anew": Topic.lead,
    "proposals.longer_asked": Topic.lead,
    "proposals.accepted": Topic.lead,
    "proposals.declined": Topic.lead,
    "proposals.asked": Topic.lead,
    "proposals.read_again": Topic.lead,
}
ALL = ["bell", "mail", "push"]
DEFAULTS: dict[str, list[str]] = {
    "late": ALL,
    "pressing": ALL,
    "reminder": ALL,
    "brief": ["bell", "mail"],
    "lead": ["bell", "push"],
    "other": ["bell"],
}
QUIET = ("22:00", "07:00")


class NoticeChoices(Model):
    """What one member chose. Whoever never did has the defaults."""

    __tablename__ = "notice_choices"

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"), unique=True)
    ways: Mapped[dict[str, Any]] = mapped_column(default=lambda: dict(DEFAULTS))
    quiet_from: Mapped[str | None] = mapped_column(sa.String(5))
    quiet_until: Mapped[str | None] = mapped_column(sa.String(5))

    member: Mapped[Member] = relationship()

    def wants(self, topic: Topic, way: Way) -> bool:
        """Whether a notice of this topic comes this way."""
        return way.value in self.ways.get(topic.value, DEFAULTS[topic.value])

    def quiet_until_after(self, at: datetime) -> datetime | None:
        """The end of the quiet hours that lie around this instant, by the member's clock; None outside of them."""
        if not self.quiet_from or not self.quiet_until or self.quiet_from == self.quiet_until:
            return None
        zone = ZoneInfo(self.member.zone or queries.agency().zone)
        local = at.astimezone(zone)
        begins, ends = time.fromisoformat(self.quiet_from), time.fromisoformat(self.quiet_until)
        is_over_midnight, clock = begins > ends, local.time()
        is_quiet = (clock >= begins or clock < ends) if is_over_midnight else begins <= clock < ends
        if not is_quiet:
            return None
        tomorrow = is_over_midnight and clock >= begins
        day = local.date() + timedelta(days=1) if tomorrow else local.date()
        return datetime.combine(day, ends, zone)


def topic_of(kind: str) -> Topic:
    """What a notice of this kind is about."""
    return TOPICS.get(kind, Topic.other)


def choices_of(member: Member) -> NoticeChoices:
    """The member's choices; before they made any, the defaults (not stored)."""
    made = frozenset({NoticeChoices})
    return once_a_batch(("choices", member.id), made, lambda: _choices_of(member))


def _choices_of(member: Member) -> NoticeChoices:
    found = db.session.scalar(sa.select(NoticeChoices).where(NoticeChoices.member_id == member.id))
    if found is not None:
        return found
    with db.session.no_autoflush:
        made = NoticeChoices(ways=dict(DEFAULTS), quiet_from=QUIET[0], quiet_until=QUIET[1])
        made.member_id = member.id
        set_committed_value(made, "member", member)
    return made
