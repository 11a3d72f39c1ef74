"""Cadences with their steps. What is published does not change: an edit is a new version."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.followups.states import Case, Purpose, StepChannel
from agency.kernel.db import Model
from agency.kernel.worktime import CountedFrom, Delay
from agency.people.models import Member

CURRENT = sa.text("retired_at IS NULL")

Texts = dict[str, str]


class Cadence(Model):
    """A follow-up plan for one purpose, in one version: its steps and what they are counted from."""

    __tablename__ = "cadence"
    __table_args__ = (
        sa.UniqueConstraint("purpose", "version"),
        sa.Index(
            "ix_cadence_current",
            "purpose",
            unique=True,
            sqlite_where=CURRENT,
            postgresql_where=CURRENT,
        ),
    )

    purpose: Mapped[Purpose]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    name: Mapped[dict[str, str]] = mapped_column(default=dict, server_default="{}")
    counted_from: Mapped[str] = mapped_column(sa.String(8), default="previous")
    # Who published it and when; nobody, where it came with the house.
    published_at: Mapped[datetime | None]
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    retired_at: Mapped[datetime | None]

    member: Mapped[Member | None] = relationship()
    steps: Mapped[list["Step"]] = relationship(order_by="Step.n", back_populates="cadence")

    @property
    def counts_from_start(self) -> bool:
        return self.counted_from == CountedFrom.start

    @property
    def is_current(self) -> bool:
        """Whether what is enrolled from now on goes by it."""
        return self.retired_at is None

    def step(self, n: int) -> "Step | None":
        """The step with this number, or None after the last."""
        return next((step for step in self.steps if step.n == n), None)


class Step(Model):
    """One entry of a cadence: after how long, on which channel, and in which words per language and per case.

    `cases` has other words for what may have happened: {case: {lang: {"subject", "words"}}}.
    """

    __tablename__ = "step"
    __table_args__ = (sa.UniqueConstraint("cadence_id", "n"),)

    cadence_id: Mapped[int] = mapped_column(sa.ForeignKey("cadence.id"))
    n: Mapped[int]
    delay: Mapped[str] = mapped_column(sa.String(8))
    channel: Mapped[StepChannel] = mapped_column(
        default=StepChannel.letter, server_default=StepChannel.letter.value
    )
    name: Mapped[dict[str, str]]
    subject: Mapped[dict[str, str]]
    words: Mapped[dict[str, str]]
    cases: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")

    cadence: Mapped[Cadence] = relationship(back_populates="steps")

    @property
    def wait(self) -> Delay:
        """How long it waits."""
        return Delay.parse(self.delay)

    def wording(self, case: Case | None) -> tuple[Texts, Texts]:
        """Subject and words by language, for what happened; a language without words of its own has the plain ones."""
        own = (self.cases or {}).get(case.value, {}) if case is not None else {}
        subjects = {lang: each["subject"] for lang, each in own.items() if each.get("subject")}
        words = {lang: each["words"] for lang, each in own.items() if each.get("words")}
        return {**self.subject, **subjects}, {**self.words, **words}
