"""Briefs that people fill in: begun, kept answer by answer, handed in once."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from agency.briefs.answers import Answer, By, Giver
from agency.briefs.doubting import MayBeDoubted
from agency.briefs.hands import MOST_HANDS, Hand, TooManyHands
from agency.briefs.questionnaire import OTHER, Page, Question
from agency.briefs.revisions import Difference, Revision, between, frozen
from agency.briefs.said import Says
from agency.briefs.templates import BriefTemplate, BriefVersion
from agency.kernel.db import Model
from agency.kernel.files import StoredFile
from agency.leads.models import Lead

# So many loads of its pages are remembered.
MOST_LOADS = 7


class BriefState(enum.Enum):
    """Half filled, or handed in."""

    started = "started"
    submitted = "submitted"


class BriefSubmitted(Exception):
    """A brief that was handed in does not change, unless it is opened again."""


class Brief(MayBeDoubted, Says, Model):
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

    # Whether pages lie here as they came, to be taken first; read along with the brief by whoever has to know.
    has_arrivals: Mapped[bool | None] = query_expression()

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
        The same answer again stays whose it was; what came by address is theirs once they send it.
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
        if not is_as_before or value is None or found.is_unseen:
            found.given_by, found.giver_id = by or (Giver.client, None)
            found.answered_at = at
        return found

    def withdraw(self, question: Question) -> None:
        """The answer was emptied."""
        self._must_be_open()
        found = self.answer_to(question)
        if found is not None:
            self.answers.remove(found)

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

    @property
    def template(self) -> BriefTemplate:
        """The form of which it is one."""
        return self.version.template

    @property
    def is_submitted(self) -> bool:
        return self.state is BriefState.submitted

    @property
    def is_open(self) -> bool:
        """Answers may be given: it was not handed in, or it is open again."""
        return not self.is_submitted or self.reopened_at is not None

    def still_waiting(self) -> bool:
        """Whether it is still to be handed in."""
        return not self.is_submitted

    def was_sent(self, file: StoredFile) -> bool:
        """It stands in what was handed in, or sent later."""
        sent = (each for revision in self.revisions for each in revision.answers)
        return any(one["id"] == file.id for each in sent for one in each["files"])

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
