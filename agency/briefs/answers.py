"""Answers, pinned to the wording that was asked."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.briefs.kinds import QuestionKind
from agency.briefs.told import harmless, lines_of
from agency.kernel.db import Model
from agency.kernel.files import StoredFile

if TYPE_CHECKING:
    from agency.briefs.models import Brief


class Giver(enum.Enum):
    """Who gave an answer: the client, a colleague of theirs, one of us for them; or we knew it before."""

    client = "client"
    colleague = "colleague"
    member = "member"
    known = "known"


# Who gave an answer, and which of them: the id of the hand it was passed to, or of the member.
By = tuple[Giver, int | None]
# What we know of the lead's contact; and what an address says of whoever opens it, which anybody may have made up.
BY_LEAD: By = (Giver.known, None)
BY_ADDRESS: By = (Giver.known, 0)


class Answer(Model):
    """An answer, pinned to the wording that was asked.

    `value` by kind: text for most; a key for a choice or a range ("other" for words of their own, which stand in
    the labels), a list of keys for many and, in their order, for a ranking; "yes" or "no"; a number or a
    rating as text; an ISO day, two of them as `{"from", "to"}`; `{"minor", "currency"}` for a free budget; a list of
    rows `{column: words}`; a contact's fields by name; "yes" for a consent; nothing beside the `files`.
    `labels` are the choices taken, as they were worded. Where `fits` is false, the value is what was typed.
    """

    __tablename__ = "answer"
    __table_args__ = (sa.UniqueConstraint("brief_id", "question_key"),)

    brief_id: Mapped[int] = mapped_column(sa.ForeignKey("brief.id"))
    question_key: Mapped[str] = mapped_column(sa.String(40))
    given_by: Mapped[Giver] = mapped_column(default=Giver.client, server_default=Giver.client.value)
    giver_id: Mapped[int | None]
    kind: Mapped[QuestionKind]
    wording: Mapped[str] = mapped_column(sa.Text)
    value: Mapped[Any] = mapped_column(sa.JSON)
    labels: Mapped[dict[str, str]] = mapped_column(default=dict)
    fits: Mapped[bool] = mapped_column(default=True)
    answered_at: Mapped[datetime]

    brief: Mapped["Brief"] = relationship(back_populates="answers")
    files: Mapped[list[StoredFile]] = relationship(
        secondary="answer_file", order_by="StoredFile.id"
    )

    @property
    def by(self) -> By:
        """Who gave it."""
        return self.given_by, self.giver_id

    @property
    def is_unseen(self) -> bool:
        """It came with an address, and nobody has looked it over yet."""
        return self.by == BY_ADDRESS

    @property
    def is_empty(self) -> bool:
        """Nothing was said (any more)."""
        return not self.value and not self.files

    @property
    def told(self) -> Any:
        """The value as conditions ask for it: of files, how many there are."""
        return str(len(self.files)) if self.files else self.value

    @property
    def lines(self) -> list[str]:
        """As it is read: one line, or one for each choice taken, place, row or part."""
        return [harmless(line) for line in lines_of(self)]


class AnswerFile(Model):
    """A file that came with an answer."""

    __tablename__ = "answer_file"
    __table_args__ = (sa.UniqueConstraint("answer_id", "file_id"),)

    answer_id: Mapped[int] = mapped_column(sa.ForeignKey("answer.id"))
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"))
