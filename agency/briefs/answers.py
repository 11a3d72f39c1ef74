"""Answers, pinned to the wording that was asked."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.briefs.questionnaire import Question, QuestionKind
from agency.kernel.db import Model
from agency.kernel.files import StoredFile
from agency.kernel.i18n import language, long_day
from agency.kernel.money import Money


class Answer(Model):
    """An answer, pinned to the wording that was asked.

    `value` by kind: text for most; a key for a choice or a range, a list of keys for many; an ISO
    day; `{"minor", "currency"}` for a free budget; nothing beside the `files`. `labels` are the
    choices taken, as they were worded. Where `fits` is false, the value is what was typed.
    """

    __tablename__ = "answer"
    __table_args__ = (sa.UniqueConstraint("brief_id", "question_id"),)

    brief_id: Mapped[int] = mapped_column(sa.ForeignKey("brief.id"))
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"), index=True)
    kind: Mapped[QuestionKind]
    wording: Mapped[str] = mapped_column(sa.Text)
    value: Mapped[Any] = mapped_column(sa.JSON)
    labels: Mapped[dict[str, str]] = mapped_column(default=dict)
    fits: Mapped[bool] = mapped_column(default=True)
    answered_at: Mapped[datetime]

    question: Mapped[Question] = relationship()
    files: Mapped[list[StoredFile]] = relationship(
        secondary="answer_file", order_by="StoredFile.id"
    )

    @property
    def is_empty(self) -> bool:
        """Nothing was said (any more)."""
        return not self.value and not self.files

    @property
    def lines(self) -> list[str]:
        """As it is read: one line, or one for each choice taken."""
        if isinstance(self.value, list):
            return [self.labels.get(key) or str(key) for key in self.value]
        if isinstance(self.value, dict):
            return [Money(self.value["minor"], self.value["currency"]).format(language())]
        if self.kind is QuestionKind.day and self.fits and self.value:
            return [long_day(date.fromisoformat(self.value))]
        return [self.labels.get(self.value) or str(self.value)] if self.value else []


class AnswerFile(Model):
    """A file that came with an answer."""

    __tablename__ = "answer_file"
    __table_args__ = (sa.UniqueConstraint("answer_id", "file_id"),)

    answer_id: Mapped[int] = mapped_column(sa.ForeignKey("answer.id"))
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"))
