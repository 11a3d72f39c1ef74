"""Where lines of an estimate come from: what a brief suggested, whether it was taken, and because of which answers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.briefs.conditions import taken
from agency.briefs.models import Brief
from agency.kernel.db import Model
from agency.people.models import Member


@dataclass(frozen=True)
class Because:
    """An answer that suggested a line, as it was then; `now` is what they say since, where that is something else.

    `values` are the choices that counted; without them all of the answer does.
    """

    key: str
    question: str
    said: str
    values: tuple[str, ...] = ()
    now: str | None = None

    def data(self) -> dict[str, Any]:
        """For a column."""
        return {
            "key": self.key,
            "question": self.question,
            "said": self.said,
            "values": list(self.values),
        }


@dataclass(frozen=True)
class Answers:
    """What a brief says, by the key of its question: in one line, as values, and with the words of its choices."""

    said: Mapping[str, str]
    values: Mapping[str, Any]
    labels: Mapping[str, Mapping[str, str]]
    wordings: Mapping[str, str]

    def because(self, key: str, counts: Collection[str]) -> Because:
        """Why the answer to this question suggests something, where these choices count."""
        took = tuple(sorted(taken(self.values.get(key)) & set(counts)))
        words = ", ".join(self.labels[key].get(each, each) for each in took)
        return Because(key, self.wordings[key], words or self.said[key], took)

    def since(self, then: Because) -> Because:
        """The same with what they say now."""
        if then.values:
            is_same = set(then.values) <= taken(self.values.get(then.key))
        else:
            is_same = self.said.get(then.key) == then.said
        return replace(then, now=None if is_same else self.said.get(then.key, ""))


class Origin(Model):
    """What somebody decided about one suggestion of a brief: it is offered once.

    `because` holds the answers that suggested it, [{key, question, said, values}], as they were read then.
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

    @property
    def reasons(self) -> list[Because]:
        """Why it was suggested."""
        return [
            Because(each["key"], each["question"], each["said"], tuple(each["values"]))
            for each in self.because
        ]


def answers_of(brief: Brief) -> Answers:
    """What a brief says to the questions that are shown."""
    shown = brief.answered
    return Answers(
        said={
            each.question_key: ", ".join((*each.lines, *(file.name for file in each.files)))
            for each in shown
        },
        values={each.question_key: each.told for each in shown if each.fits},
        labels={each.question_key: each.labels for each in shown},
        wordings={each.question_key: each.wording for each in shown},
    )
