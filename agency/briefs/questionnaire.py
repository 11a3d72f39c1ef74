"""What is asked: a template for a service, its pages, their questions, in each language."""

import enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model
from agency.kernel.i18n import DEFAULT
from agency.people.models import Service


class QuestionKind(enum.Enum):
    """How a question is answered."""

    name = "name"
    organisation = "organisation"
    email = "email"
    phone = "phone"
    text = "text"
    long = "long"
    choice = "choice"
    many = "many"
    budget = "budget"
    day = "day"
    file = "file"


# How long an answer takes, so that "about four minutes left" is no guess out of thin air.
SECONDS = {
    QuestionKind.long: 60,
    QuestionKind.text: 24,
    QuestionKind.many: 15,
    QuestionKind.file: 30,
}
SECONDS_ELSE = 10


class BriefTemplate(Model):
    """The form of a brief for one service."""

    __tablename__ = "brief_template"

    slug: Mapped[str] = mapped_column(sa.String(40), unique=True)
    service_id: Mapped[int] = mapped_column(sa.ForeignKey("service.id"))
    is_live: Mapped[bool] = mapped_column(default=True)

    service: Mapped[Service] = relationship()
    pages: Mapped[list["BriefPage"]] = relationship(
        order_by="BriefPage.number", back_populates="template"
    )

    def page(self, number: int) -> "BriefPage | None":
        """The page with this number, from 1."""
        return next((page for page in self.pages if page.number == number), None)

    def minutes_from(self, number: int) -> int:
        """About how long it takes from this page to the end."""
        left = [page for page in self.pages if page.number >= number]
        seconds = sum(question.seconds for page in left for question in page.questions)
        return max(1, round(seconds / 60))


class BriefPage(Model):
    """One page of a template: a short name, a heading and its questions."""

    __tablename__ = "brief_page"
    __table_args__ = (sa.UniqueConstraint("template_id", "number"),)

    template_id: Mapped[int] = mapped_column(sa.ForeignKey("brief_template.id"))
    number: Mapped[int]
    name: Mapped[dict[str, str]] = mapped_column(default=dict)
    title: Mapped[dict[str, str]]
    lead: Mapped[dict[str, str]] = mapped_column(default=dict)

    template: Mapped[BriefTemplate] = relationship(back_populates="pages")
    questions: Mapped[list["Question"]] = relationship(
        order_by="Question.position", back_populates="page"
    )

    @property
    def previous(self) -> "BriefPage | None":
        """The page before it; None on the first one."""
        return self.template.page(self.number - 1)

    @property
    def next(self) -> "BriefPage | None":
        """The page after it; None on the last one."""
        return self.template.page(self.number + 1)


class Question(Model):
    """One question, in each language.

    `choices` are `{"key": …, "text": {language: …}, "hint": {language: …}}`; a budget's are
    `{"key": …, "from": whole units or None, "to": …, "currency": …}` or have a text as well.
    """

    __tablename__ = "question"
    __table_args__ = (sa.UniqueConstraint("page_id", "position"),)

    page_id: Mapped[int] = mapped_column(sa.ForeignKey("brief_page.id"), index=True)
    position: Mapped[int]
    kind: Mapped[QuestionKind]
    text: Mapped[dict[str, str]]
    help: Mapped[dict[str, str]] = mapped_column(default=dict)
    required: Mapped[bool] = mapped_column(default=False)
    choices: Mapped[list[Any]] = mapped_column(default=list)

    page: Mapped[BriefPage] = relationship(back_populates="questions")

    @property
    def field(self) -> str:
        """Its name in the form."""
        return f"q{self.id}"

    @property
    def seconds(self) -> int:
        """How long people take over it; what may be left out is, every third time."""
        seconds = SECONDS.get(self.kind, SECONDS_ELSE)
        return seconds if self.required else seconds * 2 // 3

    def hints(self, language: str) -> dict[str, str]:
        """The second lines of the choices that have one, by key."""
        return {
            str(choice["key"]): worded(choice["hint"], language)
            for choice in self.choices
            if choice.get("hint")
        }

    def wording(self, language: str) -> str:
        """As it is asked in this language, else in English, else in any."""
        return worded(self.text, language)


def worded(texts: dict[str, str], language: str) -> str:
    """The words in this language, else in English, else in any."""
    return texts.get(language) or texts.get(DEFAULT) or next(iter(texts.values()), "")
