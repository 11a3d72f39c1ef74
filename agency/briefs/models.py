"""Templates of briefs with their questions, and briefs with their answers, pinned to what was asked."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model
from agency.kernel.files import StoredFile
from agency.leads.models import Lead
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


class BriefState(enum.Enum):
    """Half filled, or handed in."""

    started = "started"
    submitted = "submitted"


class BriefSubmitted(Exception):
    """A brief that was handed in does not change."""


class BriefTemplate(Model):
    """The form of a brief for one service."""

    __tablename__ = "brief_template"

    slug: Mapped[str] = mapped_column(sa.String(40), unique=True)
    service_id: Mapped[int] = mapped_column(sa.ForeignKey("service.id"))
    is_live: Mapped[bool] = mapped_column(default=True)

    service: Mapped[Service] = relationship()
    pages: Mapped[list["BriefPage"]] = relationship(order_by="BriefPage.number")


class BriefPage(Model):
    """One page of a template: a heading and its questions."""

    __tablename__ = "brief_page"
    __table_args__ = (sa.UniqueConstraint("template_id", "number"),)

    template_id: Mapped[int] = mapped_column(sa.ForeignKey("brief_template.id"))
    number: Mapped[int]
    title: Mapped[dict[str, str]]
    lead: Mapped[dict[str, str]] = mapped_column(default=dict)

    questions: Mapped[list["Question"]] = relationship(
        order_by="Question.position", back_populates="page"
    )


class Question(Model):
    """One question, in each language."""

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


class Brief(Model):
    """A brief that somebody fills in."""

    __tablename__ = "brief"

    template_id: Mapped[int] = mapped_column(sa.ForeignKey("brief_template.id"))
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    state: Mapped[BriefState] = mapped_column(default=BriefState.started)
    language: Mapped[str] = mapped_column(sa.String(2))
    zone: Mapped[str | None] = mapped_column(sa.String(64))
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]

    template: Mapped[BriefTemplate] = relationship()
    lead: Mapped[Lead | None] = relationship()
    answers: Mapped[list["Answer"]] = relationship(
        order_by="Answer.id", back_populates="brief", cascade="all, delete-orphan"
    )

    def answer(self, question: Question, value: Any, *, at: datetime) -> "Answer":
        """Keep an answer with the wording it answered; answering again replaces it."""
        if self.state is BriefState.submitted:
            raise BriefSubmitted
        found = self.answer_to(question)
        if found is None:
            found = Answer(question_id=question.id, files=[])
            self.answers.append(found)
        found.kind = question.kind
        found.wording = question.text.get(self.language) or next(iter(question.text.values()))
        found.value, found.answered_at = value, at
        return found

    def answer_to(self, question: Question) -> "Answer | None":
        """What was answered to this question."""
        return next((one for one in self.answers if one.question_id == question.id), None)

    def submit(self, lead: Lead, *, at: datetime) -> None:
        """Hand it in for this lead."""
        if self.state is BriefState.submitted:
            raise BriefSubmitted
        self.state, self.submitted_at, self.lead = BriefState.submitted, at, lead

    def said(self, kind: QuestionKind) -> str:
        """The first answer of a kind, as text; "" when there is none."""
        for one in self.answers:
            if one.kind is kind and one.value:
                return str(one.value)
        return ""


class Answer(Model):
    """An answer, pinned to the wording that was asked."""

    __tablename__ = "answer"
    __table_args__ = (sa.UniqueConstraint("brief_id", "question_id"),)

    brief_id: Mapped[int] = mapped_column(sa.ForeignKey("brief.id"))
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"))
    kind: Mapped[QuestionKind]
    wording: Mapped[str] = mapped_column(sa.Text)
    value: Mapped[Any] = mapped_column(sa.JSON)
    answered_at: Mapped[datetime]

    brief: Mapped[Brief] = relationship(back_populates="answers")
    files: Mapped[list[StoredFile]] = relationship(secondary="answer_file")


class AnswerFile(Model):
    """A file that came with an answer."""

    __tablename__ = "answer_file"
    __table_args__ = (sa.UniqueConstraint("answer_id", "file_id"),)

    answer_id: Mapped[int] = mapped_column(sa.ForeignKey("answer.id"))
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"))
