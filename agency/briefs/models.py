"""Briefs that people fill in: begun, kept page by page, handed in once."""

import enum
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.briefs.answers import Answer
from agency.briefs.questionnaire import BriefPage, BriefTemplate, Question, QuestionKind
from agency.kernel.db import Model
from agency.kernel.files import StoredFile
from agency.leads.models import Lead


class BriefState(enum.Enum):
    """Half filled, or handed in."""

    started = "started"
    submitted = "submitted"


class Doubt(enum.Enum):
    """Why a brief may come from a machine. It is marked, never dropped."""

    trap = "trap"
    haste = "haste"
    unsealed = "unsealed"


class BriefSubmitted(Exception):
    """A brief that was handed in does not change."""


class Brief(Model):
    """A brief that somebody fills in."""

    __tablename__ = "brief"
    __table_args__ = (
        sa.CheckConstraint("(state = 'submitted') = (submitted_at IS NOT NULL)", name="when"),
    )

    template_id: Mapped[int] = mapped_column(sa.ForeignKey("brief_template.id"))
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    state: Mapped[BriefState] = mapped_column(default=BriefState.started)
    language: Mapped[str] = mapped_column(sa.String(2))
    zone: Mapped[str | None] = mapped_column(sa.String(64))
    doubts: Mapped[list[str]] = mapped_column(default=list)
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]

    template: Mapped[BriefTemplate] = relationship()
    lead: Mapped[Lead | None] = relationship()
    answers: Mapped[list[Answer]] = relationship(order_by="Answer.id", cascade="all, delete-orphan")

    def answer(
        self,
        question: Question,
        value: Any,
        *,
        at: datetime,
        labels: dict[str, str] | None = None,
        fits: bool = True,
    ) -> Answer:
        """Keep an answer with the wording it answered; answering again replaces it.

        `labels` are the wordings of the choices taken, by key. What does not fit yet (a number
        that cannot be dialled) is kept as typed, with `fits` false, until it is put right.
        """
        self._must_be_open()
        found = self.answer_to(question)
        if found is None:
            found = Answer(question=question, question_id=question.id, files=[])
            self.answers.append(found)
        found.kind, found.wording = question.kind, question.wording(self.language)
        found.value, found.labels, found.fits = value, labels or {}, fits
        found.answered_at = at
        return found

    def withdraw(self, question: Question) -> None:
        """The answer was emptied."""
        self._must_be_open()
        found = self.answer_to(question)
        if found is not None:
            self.answers.remove(found)

    def doubt(self, why: Doubt) -> None:
        """Mark it for the people of the house; it goes on as any other."""
        if why.value not in self.doubts:
            self.doubts = [*self.doubts, why.value]

    def submit(self, *, at: datetime) -> None:
        """Hand it in."""
        self._must_be_open()
        self.state, self.submitted_at = BriefState.submitted, at

    def page_to_go_on(self) -> BriefPage:
        """Where somebody who comes back goes on: the first page that is wanting or untouched."""
        answered = {one.question_id for one in self.answers}
        untouched = (
            page
            for page in self.template.pages
            if not answered & {question.id for question in page.questions}
        )
        pages = [page for page in (self.page_to_mend(), next(untouched, None)) if page is not None]
        return min(pages, key=lambda page: page.number, default=self.template.pages[-1])

    def still_waiting(self) -> bool:
        """Whether it is still to be handed in."""
        return not self.is_submitted

    @property
    def pages_answered(self) -> int:
        """How many pages have an answer."""
        answered = {one.question_id for one in self.answers}
        return sum(
            any(each.id in answered for each in page.questions) for page in self.template.pages
        )

    @property
    def is_submitted(self) -> bool:
        return self.state is BriefState.submitted

    @property
    def is_suspect(self) -> bool:
        """It may come from a machine."""
        return bool(self.doubts)

    @property
    def files(self) -> list[StoredFile]:
        """Every file that came with it."""
        return [file for answer in self.answers for file in answer.files]

    @property
    def answered(self) -> list[Answer]:
        """What was said, in the order in which it is asked."""
        said = [one for one in self.answers if not one.is_empty]
        return sorted(said, key=lambda one: (one.question.page.number, one.question.position))

    def answer_to(self, question: Question) -> Answer | None:
        """What was answered to this question."""
        return next((one for one in self.answers if one.question_id == question.id), None)

    @property
    def first_name(self) -> str:
        """What to call whoever filled it in; "" when they did not say."""
        return next(iter(self.said(QuestionKind.name).split()), "")

    @property
    def address(self) -> str:
        """Where they want to be answered; "" when they did not say."""
        return self.said(QuestionKind.email)

    def said(self, kind: QuestionKind) -> str:
        """The first answer of a kind, as text; "" when there is none."""
        fitting = (one for one in self.answers if one.kind is kind and one.fits)
        return next((str(one.value).strip() for one in fitting if one.value), "")

    def unanswered(self) -> list[Question]:
        """The questions without an answer, in the order in which they are asked."""
        answered = {one.question_id for one in self.answers if not one.is_empty}
        return [each for each in self._questions() if each.id not in answered]

    def page_to_mend(self) -> BriefPage | None:
        """The first page with an answer that is missing or does not fit; None when it is complete."""
        unfit = {one.question_id for one in self.answers if not one.fits}
        missing = {each.id for each in self.unanswered() if each.required}
        wanting = (each.page for each in self._questions() if each.id in unfit | missing)
        return next(wanting, None)

    def _questions(self) -> Iterable[Question]:
        return (question for page in self.template.pages for question in page.questions)

    def _must_be_open(self) -> None:
        if self.is_submitted:
            raise BriefSubmitted
