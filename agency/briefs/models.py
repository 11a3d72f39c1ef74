"""Briefs that people fill in: begun, kept answer by answer, handed in once."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.briefs.answers import Answer, By, Giver
from agency.briefs.hands import MOST_HANDS, Hand, TooManyHands
from agency.briefs.kinds import QuestionKind
from agency.briefs.questionnaire import OTHER, Page, Question, Questionnaire
from agency.briefs.revisions import Difference, Revision, between, frozen
from agency.briefs.templates import BriefTemplate, BriefVersion
from agency.briefs.walk import Walk
from agency.kernel.db import Model
from agency.kernel.files import StoredFile
from agency.leads.models import Lead

# So many loads of its pages are remembered.
MOST_LOADS = 7


class BriefState(enum.Enum):
    """Half filled, or handed in."""

    started = "started"
    submitted = "submitted"


class Doubt(enum.Enum):
    """Why a brief may come from a machine. It is marked, never dropped.

    `forged` work was made up or belongs to another page; `unproven` none came: scripts may be off.
    """

    trap = "trap"
    forged = "forged"
    unsealed = "unsealed"
    haste = "haste"
    unproven = "unproven"


# Each of these weighs enough to let a person look first; haste does where no work came along.
GRAVE = (Doubt.trap, Doubt.forged, Doubt.unsealed)


class BriefSubmitted(Exception):
    """A brief that was handed in does not change, unless it is opened again."""


class Brief(Model):
    """A brief that somebody fills in. It stays on the version with which it began."""

    __tablename__ = "brief"
    __table_args__ = (
        sa.CheckConstraint("(state = 'submitted') = (submitted_at IS NOT NULL)", name="when"),
    )

    version_id: Mapped[int] = mapped_column(sa.ForeignKey("brief_version.id"), index=True)
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    state: Mapped[BriefState] = mapped_column(default=BriefState.started)
    language: Mapped[str] = mapped_column(sa.String(2))
    zone: Mapped[str | None] = mapped_column(sa.String(64))
    doubts: Mapped[list[str]] = mapped_column(default=list)
    # Where they came from, as the first page was opened: {"utm_source": …, "site": …}.
    origin: Mapped[dict[str, str]] = mapped_column(default=dict, server_default="{}")
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    # Since when something is added or changed after it was handed in; nobody of us was told of it yet.
    reopened_at: Mapped[datetime | None]
    # How far each load of a page has been kept, by its number: an older save writes over no newer one.
    loads: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    # The PDF of it as it was handed in, and when we thanked for it.
    paper_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    thanked_at: Mapped[datetime | None]

    version: Mapped[BriefVersion] = relationship()
    lead: Mapped[Lead | None] = relationship()
    paper: Mapped[StoredFile | None] = relationship()
    answers: Mapped[list[Answer]] = relationship(
        order_by="Answer.id", cascade="all, delete-orphan", back_populates="brief"
    )

    hands: Mapped[list[Hand]] = relationship(back_populates="brief", order_by="Hand.id")
    revisions: Mapped[list[Revision]] = relationship(
        back_populates="brief", order_by="Revision.number"
    )

    def answer(
        self,
        question: Question,
        value: Any,
        *,
        at: datetime,
        labels: dict[str, str] | None = None,
        fits: bool = True,
        by: By | None = None,
    ) -> Answer:
        """Keep an answer with the wording it answered, and who gave it; answering again replaces it.

        `labels` are the wordings of the choices taken, by key. What does not fit yet (a number
        that cannot be dialled) is kept as typed, with `fits` false, until it is put right.
        The same answer again stays whose it was.
        """
        self._must_be_open()
        found = self.answer_to(question)
        if found is None:
            found = Answer(question_key=question.key, files=[])
            self.answers.append(found)
        given = (value, fits, (labels or {}).get(OTHER))
        is_as_before = found.id and (found.value, found.fits, found.labels.get(OTHER)) == given
        found.kind, found.wording = question.kind, question.wording(self.language)
        found.value, found.labels, found.fits = value, labels or {}, fits
        if not is_as_before or value is None:
            found.given_by, found.giver_id = by or (Giver.client, None)
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

    def believe(self) -> None:
        """The work of its first page came after all: it was only a little late."""
        self.doubts = [each for each in self.doubts if each != Doubt.unproven.value]

    def submit(self, *, at: datetime, by: By | None = None) -> Revision:
        """Hand it in. What was sent stays as it is, as its first revision."""
        if self.is_submitted:
            raise BriefSubmitted
        self.state, self.submitted_at = BriefState.submitted, at
        return self._freeze(at, by)

    def reopen(self, *, at: datetime) -> None:
        """Something is to be added or changed after it was handed in."""
        if not self.is_submitted or self.reopened_at is not None:
            return
        if not self.revisions:
            # Handed in before revisions were kept: what stands there is what was sent.
            self._freeze(self.submitted_at or at, None)
        self.reopened_at = at

    def amend(self, *, at: datetime, by: By | None = None) -> Revision | None:
        """Send what was changed, as the next revision; None where nothing was. Raises BriefSubmitted."""
        self._must_be_open()
        self.reopened_at = None
        return self._freeze(at, by) if self.unsent() else None

    def close_unchanged(self) -> None:
        """It was opened again and nothing came of it: it stands as it was sent."""
        if not self.unsent():
            self.reopened_at = None

    def unsent(self) -> list[Difference]:
        """What was changed since it was last sent."""
        return between(self.revisions[-1].answers, frozen(self)) if self.revisions else []

    def hand_out(self, page: Page, *, name: str, address: str, at: datetime) -> Hand:
        """Let a colleague answer this page. Raises TooManyHands, BriefSubmitted."""
        self._must_be_open()
        if len(self.hands) >= MOST_HANDS:
            raise TooManyHands
        hand = Hand(page_key=page.key, name=name, address=address, made_at=at)
        self.hands.append(hand)
        return hand

    def hands_of(self, page: Page) -> list[Hand]:
        """Who was asked to answer this page, and has it or gave it back."""
        return [one for one in self.hands if one.page_key == page.key and not one.withdrawn_at]

    def is_late(self, load: str, number: int) -> bool:
        """Whether this load of a page has been kept further than that; otherwise, now it has."""
        if int(self.loads.get(load, 0)) >= number:
            return True
        others = [(key, done) for key, done in self.loads.items() if key != load]
        self.loads = dict([*others[-MOST_LOADS:], (load, number)])
        return False

    def knows(self, page: Page) -> bool:
        """All that this page asks was known before: it may be passed over."""
        asked = [each for each in self.walk().questions_of(page) if each.kind.is_answered]
        return bool(asked) and all(self.is_known(each) for each in asked)

    def is_known(self, question: Question) -> bool:
        """We knew the answer before, and nobody gave another."""
        found = self.answer_to(question)
        return found is not None and found.given_by is Giver.known and found.fits

    def page_after(self, page: Page) -> Page | None:
        """The next page that asks for anything; None on the last one."""
        found = self.walk().next(page)
        while found is not None and self.knows(found):
            found = self.walk().next(found)
        return found

    def page_to_go_on(self) -> Page:
        """Where somebody who comes back goes on: the first page that is wanting or untouched."""
        walk, answered = self.walk(), {one.question_key for one in self.answers}
        untouched = (
            page
            for page in walk.pages
            if not answered & {each.key for each in walk.questions_of(page)}
        )
        pages = [page for page in (self.page_to_mend(), next(untouched, None)) if page is not None]
        return min(pages, key=lambda page: page.number, default=self._last(walk))

    def still_waiting(self) -> bool:
        """Whether it is still to be handed in."""
        return not self.is_submitted

    @property
    def asks(self) -> Questionnaire:
        """What it asks, as it was when it began."""
        return self.version.asks

    @property
    def template(self) -> BriefTemplate:
        """The form of which it is one."""
        return self.version.template

    @property
    def values(self) -> dict[str, Any]:
        """What was answered and fits, by the key of the question; files count by their number."""
        return {one.question_key: one.told for one in self.answers if one.fits}

    def walk(self) -> Walk:
        """The way through it after the answers so far."""
        return Walk(self.asks, self.values)

    @property
    def pages_answered(self) -> int:
        """How many pages have an answer."""
        answered = {one.question_key for one in self.answers}
        return sum(
            any(each.key in answered for each in page.questions) for page in self.walk().pages
        )

    @property
    def touched_at(self) -> datetime:
        """When somebody answered last; before that, when it began."""
        return max((one.answered_at for one in self.answers), default=self.started_at)

    @property
    def is_submitted(self) -> bool:
        return self.state is BriefState.submitted

    @property
    def is_open(self) -> bool:
        """Answers may be given: it was not handed in, or it is open again."""
        return not self.is_submitted or self.reopened_at is not None

    @property
    def is_begun(self) -> bool:
        """Somebody gave an answer that we did not know."""
        return any(one.given_by is not Giver.known for one in self.answers)

    @property
    def grave(self) -> Doubt | None:
        """The doubt for which a person looks at it first. That no work came is none by itself."""
        found = next((each for each in GRAVE if each.value in self.doubts), None)
        in_haste = {Doubt.haste.value, Doubt.unproven.value} <= set(self.doubts)
        return found or (Doubt.haste if in_haste else None)

    @property
    def is_suspect(self) -> bool:
        """It may come from a machine."""
        return self.grave is not None

    @property
    def files(self) -> list[StoredFile]:
        """Every file that came with it."""
        return [file for answer in self.answers for file in answer.files]

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

    def was_sent(self, file: StoredFile) -> bool:
        """It stands in what was handed in, or sent later."""
        sent = (each for revision in self.revisions for each in revision.answers)
        return any(one["id"] == file.id for each in sent for one in each["files"])

    def answer_to(self, question: Question) -> Answer | None:
        """What was answered to this question."""
        return next((one for one in self.answers if one.question_key == question.key), None)

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

    def unanswered(self) -> list[Question]:
        """The questions shown without an answer, in the order in which they are asked."""
        walk = self.walk()
        answered = {one.question_key for one in self.answers if not one.is_empty}
        return [
            each
            for page in walk.pages
            for each in walk.questions_of(page)
            if each.kind.is_answered and each.key not in answered
        ]

    def page_to_mend(self) -> Page | None:
        """The first page with an answer that is missing or does not fit; None when it is complete."""
        walk = self.walk()
        unfit = {one.question_key for one in self.answers if not one.fits} & walk.shown
        missing = {each.key for each in self.unanswered() if each.required}
        return next(
            (page for page in walk.pages for each in page.questions if each.key in unfit | missing),
            None,
        )

    def _last(self, walk: Walk) -> Page:
        return (walk.pages or self.asks.pages)[-1]

    def _freeze(self, at: datetime, by: By | None) -> Revision:
        given_by, giver_id = by or (Giver.client, None)
        revision = Revision(
            number=len(self.revisions) + 1,
            at=at,
            given_by=given_by,
            giver_id=giver_id,
            answers=frozen(self),
        )
        self.revisions.append(revision)
        return revision

    def _must_be_open(self) -> None:
        if not self.is_open:
            raise BriefSubmitted
