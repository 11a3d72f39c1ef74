"""Where lines of an estimate come from: what a brief suggested, whether it was taken, and because of which answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.briefs.models import Brief
from agency.briefs.told import harmless
from agency.kernel.db import Model
from agency.people.models import Member


@dataclass(frozen=True)
class Because:
    """An answer that suggested a line, as it was then; `now` is what they say since, where that is something else."""

    question: str
    said: str
    now: str | None = None
    key: str = ""


class Origin(Model):
    """What somebody decided about one suggestion of a brief: it is offered once.

    `because` holds the answers that suggested it, [{key, question, said}], as they were read then.
    """

    __tablename__ = "estimate_origin"
    __table_args__ = (sa.UniqueConstraint("lead_id", "brief_id", "key"),)

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"))
    brief_id: Mapped[int] = mapped_column(sa.ForeignKey("brief.id"))
    key: Mapped[str] = mapped_column(sa.String(40))
    taken: Mapped[bool]
    because: Mapped[list[Any]] = mapped_column(sa.JSON)
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    at: Mapped[datetime]

    brief: Mapped[Brief] = relationship()
    member: Mapped[Member | None] = relationship()

    def reasons(self, said_now: dict[str, str]) -> Iterator[Because]:
        """Why it was suggested; `said_now` is what the brief says now, by the key of its question."""
        for each in self.because:
            now = said_now.get(each["key"], "")
            yield Because(each["question"], each["said"], None if now == each["said"] else now)


def said_in(brief: Brief) -> dict[str, str]:
    """Every answer in one line, by the key of its question."""
    return {
        each.question_key: harmless(", ".join((*each.lines, *(file.name for file in each.files))))
        for each in brief.answered
    }
