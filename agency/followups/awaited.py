"""What a manager waits for in a piece of work: the client's word, or a payment."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.followups.states import Purpose
from agency.kernel.db import Model
from agency.leads.models import Lead
from agency.people.models import Member
from agency.tasks.models import Task


class Awaited(Model):
    """Something that the client owes us: `what`, in the words that the letters use for it."""

    __tablename__ = "awaited"
    __table_args__ = (sa.CheckConstraint("purpose IN ('word', 'payment')", name="purpose"),)

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    purpose: Mapped[Purpose]
    what: Mapped[str] = mapped_column(sa.String(200))
    task_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("task.id", ondelete="SET NULL"), index=True
    )
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    since: Mapped[datetime]
    came_at: Mapped[datetime | None]

    lead: Mapped[Lead] = relationship()
    task: Mapped[Task | None] = relationship()
    member: Mapped[Member | None] = relationship()

    def still_waiting(self) -> bool:
        """Whether it is still to come; a task that does not lie with them any more waits for nothing."""
        return self.came_at is None and (self.task is None or self.task.is_with_client)
