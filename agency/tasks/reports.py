"""What the client says on their page about work that is shown, and what we report to them about a period."""

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model
from agency.kernel.files import StoredFile
from agency.kernel.timeline import Actor
from agency.people.models import Member
from agency.tasks.projects import BoardColumn, ColumnKind, Project

if TYPE_CHECKING:
    from agency.tasks.models import Task


class Said(enum.Enum):
    """What the client said of work that was shown to them."""

    approved = "approved"
    change = "change"


# Where the client may say whether it is good: what lies with them, and what is nearly there.
OPEN_TO_JUDGE = frozenset({ColumnKind.waiting, ColumnKind.checking})


class NotToJudge(Exception):
    """It is not shown, or nobody asks for a word about it now, or the word was said already."""


class ShownAnew(Exception):
    """It was worked on and shown again since they opened their page."""


class ReportSent(Exception):
    """What was sent stays as it was read."""


class NothingToSay(Exception):
    """A report in which nothing stands."""


class Verdict(Model):
    """One word of the client's on a task, by their link; a wish for a change uses one round."""

    __tablename__ = "verdict"

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    said: Mapped[Said]
    words: Mapped[str] = mapped_column(sa.Text, default="")
    name: Mapped[str] = mapped_column(sa.String(120))
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact.id"))
    said_at: Mapped[datetime]
    # It came when all rounds that were sold were used: it is estimated first, and uses none.
    is_beyond: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    task: Mapped["Task"] = relationship(back_populates="verdicts")


class Judged:
    """What the client says of a task: once for each time that we show it to them."""

    if TYPE_CHECKING:
        column: Mapped[BoardColumn | None]
        verdicts: Mapped[list[Verdict]]
        is_client_visible: Mapped[bool]
        moved_at: Mapped[datetime]

        @property
        def is_there(self) -> bool:
            """Whether it is neither in the archive nor in the bin."""

        def change(self, fact: str, *, at: datetime, by: Actor, **data: int | str | None) -> None:
            """Count a change and write it down."""

    @property
    def is_shown(self) -> bool:
        """Whether the client sees it on their page."""
        return self.is_client_visible and self.is_there

    @property
    def may_be_judged(self) -> bool:
        """Whether their word is open: until they say it, and again when it was moved since."""
        is_open = self.column is not None and self.column.kind in OPEN_TO_JUDGE
        is_said = bool(self.verdicts) and self.verdicts[-1].said_at >= self.moved_at
        return self.is_shown and is_open and not is_said

    @property
    def shown_mark(self) -> str:
        """What their page says of this showing, so that their word is about what they saw."""
        return f"{self.moved_at:%Y%m%d%H%M%S%f}"

    def judge(
        self,
        said: Said,
        words: str,
        *,
        name: str,
        contact_id: int | None,
        is_beyond: bool = False,
        by: Actor,
        at: datetime,
    ) -> Verdict:
        """They approve it, or ask for a change. Raises NotToJudge."""
        if not self.may_be_judged:
            raise NotToJudge
        verdict = Verdict(
            said=said,
            words=words,
            name=name,
            contact_id=contact_id,
            is_beyond=is_beyond,
            said_at=at,
        )
        self.verdicts.append(verdict)
        fact = "tasks.client_approved" if said is Said.approved else "tasks.client_wants_change"
        self.change(fact, at=at, by=by, beyond=int(is_beyond))
        return verdict


class WorkReport(Model):
    """What was done in a period and what comes next: collected, checked by a manager, then sent as it stands."""

    __tablename__ = "work_report"

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    # What stands in it, as plain values: the same on page and paper.
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    paper_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    # Since when it is on its way, by whom, and why it did not go the last time.
    asked_at: Mapped[datetime | None]
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    failure: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    sent_at: Mapped[datetime | None]

    project: Mapped[Project] = relationship()
    made_by: Mapped[Member] = relationship(foreign_keys=[made_by_id])
    asked_by: Mapped[Member | None] = relationship(foreign_keys=[asked_by_id])
    paper: Mapped[StoredFile | None] = relationship()

    def edit(self, content: dict[str, Any]) -> None:
        """What stands in it from now on. Raises ReportSent."""
        self.must_be_a_draft()
        self.content, self.failure = content, ""

    def send(self, *, by: Member, at: datetime) -> None:
        """It goes as it stands, and changes no more. Raises ReportSent, NothingToSay."""
        self.must_be_a_draft()
        if not says_anything(self.content):
            raise NothingToSay(self.id)
        self.asked_at, self.asked_by, self.failure = at, by, ""

    def arrive(self, paper: StoredFile, *, at: datetime) -> None:
        """Its letter is in the outbox."""
        self.paper, self.sent_at = paper, at

    def fail(self, why: str) -> None:
        """It did not go: it is a draft again, with the reason."""
        self.asked_at, self.failure = None, why[:300]

    def must_be_a_draft(self) -> None:
        """Raises ReportSent for what is sent, or on its way."""
        if self.asked_at is not None:
            raise ReportSent(self.id)

    @property
    def is_draft(self) -> bool:
        return self.asked_at is None

    @property
    def is_under_way(self) -> bool:
        return self.asked_at is not None and self.sent_at is None


def says_anything(content: dict[str, Any]) -> bool:
    """Whether a reader would find a word in it."""
    lines = (*content.get("done", ()), *content.get("next", ()))
    return bool(content.get("summary") or any(each["shown"] for each in lines))
