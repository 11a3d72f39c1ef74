"""What a brief says: what was answered to what is asked of them, and who it is of by their own words."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped

from agency.briefs.answers import Answer, Giver
from agency.briefs.kinds import QuestionKind
from agency.briefs.wayfinding import FindsItsWay
from agency.kernel.files import StoredFile


class Says(FindsItsWay):
    """The part of a brief that is read: its answers, its files, and who gave them."""

    if TYPE_CHECKING:
        started_at: Mapped[datetime]

    @property
    def answered(self) -> list[Answer]:
        """What was said to the questions that are shown, in the order in which they are asked."""
        shown, order = self.walk().shown, self.asks.order
        said = [one for one in self.answers if not one.is_empty and one.question_key in shown]
        return sorted(said, key=lambda one: order[one.question_key])

    @property
    def set_aside(self) -> list[Answer]:
        """What was said to questions that another answer has taken away: kept, not counted."""
        shown = self.walk().shown
        return [one for one in self.answers if not one.is_empty and one.question_key not in shown]

    @property
    def files(self) -> list[StoredFile]:
        """Every file that came with it."""
        return [file for answer in self.answers for file in answer.files]

    @property
    def is_begun(self) -> bool:
        """Somebody gave an answer that we did not know."""
        return any(one.given_by is not Giver.known for one in self.answers)

    @property
    def touched_at(self) -> datetime:
        """When somebody answered last; before that, when it began."""
        return max((one.answered_at for one in self.answers), default=self.started_at)

    @property
    def first_name(self) -> str:
        """What to call whoever filled it in; "" when they did not say."""
        return next(iter(self.said_name.split()), "")

    @property
    def said_name(self) -> str:
        """What whoever filled it in is called; "" when they did not say."""
        return self.said(QuestionKind.name)

    @property
    def address(self) -> str:
        """Where they want to be answered; "" when they did not say."""
        return self.said(QuestionKind.email)

    def said(self, kind: QuestionKind) -> str:
        """The first answer of a kind, as text, also within a contact's block; "" when there is none."""
        for one in self.answered:
            if one.fits and one.kind is kind and one.value:
                return str(one.value).strip()
            if one.fits and one.kind is QuestionKind.contact and one.value.get(kind.value):
                return str(one.value[kind.value]).strip()
        return ""
