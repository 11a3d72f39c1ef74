"""A proposal on its way to paper: which revision is wanted, how far the PDF is, and the file once made."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from agency.kernel.files import StoredFile
from agency.proposals.states import ProposalFrozen, ProposalIncomplete, ProposalState


class Printed:
    """What a proposal has of a draft that may change and of the PDF made of it."""

    state: Mapped[ProposalState] = mapped_column(default=ProposalState.draft)
    # Counts every change, so that a sheet edited twice at once loses nothing and a render knows what it shows.
    revision: Mapped[int] = mapped_column(default=1)
    dated_on: Mapped[date | None]
    valid_until: Mapped[date | None]

    render_wanted: Mapped[int | None]
    render_step: Mapped[str] = mapped_column(sa.String(24), default="")
    render_percent: Mapped[int] = mapped_column(default=0)
    render_error: Mapped[str] = mapped_column(sa.Text, default="")
    paper_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    paper_revision: Mapped[int | None]
    paper_dated_on: Mapped[date | None]
    # What the paper shows, so that the page in the browser shows the same for ever (see frozen.py).
    content: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)

    @declared_attr
    def paper(self) -> Mapped[StoredFile | None]:
        return relationship(StoredFile, foreign_keys="Proposal.paper_id")

    if TYPE_CHECKING:

        def gaps(self) -> list[str]:
            """What its pages lack; the proposal itself knows."""

    def change(self) -> None:
        """Note that it is about to change; refuses when it was sent."""
        self.must_be_draft()
        self.revision += 1

    def must_be_draft(self) -> None:
        """Refuse when it was sent."""
        if self.state is not ProposalState.draft:
            raise ProposalFrozen(self.state.value)

    def want_paper(self, *, on: date, valid_days: int) -> None:
        """Date it, and have the PDF of this very revision made. Raises ProposalIncomplete."""
        self.must_be_draft()
        if lacking := self.gaps():
            raise ProposalIncomplete(lacking)
        self.dated_on, self.valid_until = on, on + timedelta(days=valid_days)
        self.render_wanted = self.revision
        self.render_step, self.render_percent, self.render_error = "queued", 0, ""

    def render_failed(self, error: str) -> None:
        """The PDF could not be made; the reason is shown to the manager."""
        self.render_step, self.render_error = "failed", error[:1000]

    def keep_paper(
        self, paper: StoredFile, *, revision: int, content: dict[str, Any] | None = None
    ) -> None:
        """The PDF is made, of this revision; `content` is what it shows."""
        self.must_be_draft()
        self.paper, self.paper_revision, self.paper_dated_on = paper, revision, self.dated_on
        self.content = content
        self.render_step, self.render_percent, self.render_error = "done", 100, ""

    def has_current_paper(self, on: date) -> bool:
        """Whether the PDF shows this revision, dated today, and may go out: no word of a draft runs across it."""
        return (
            self.paper is not None
            and not self.bears_draft_mark
            and self.paper_revision == self.revision
            and self.paper_dated_on == on
        )

    @property
    def bears_draft_mark(self) -> bool:
        """Whether its PDF says on every page that it is a draft: it was made before the owner agreed."""
        return bool((self.content or {}).get("is_draft"))

    @property
    def is_draft(self) -> bool:
        return self.state is ProposalState.draft

    @property
    def is_being_made(self) -> bool:
        """Whether a PDF is under way."""
        return self.is_draft and self.render_step not in ("", "done", "failed")
