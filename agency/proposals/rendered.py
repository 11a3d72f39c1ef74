"""What is made of a proposal beside its own paper: how far it is, and the file once made."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from agency.kernel.files import StoredFile


class Rendered:
    """A PDF on its way, and the file at the end of it."""

    render_step: Mapped[str] = mapped_column(sa.String(24), default="")
    render_percent: Mapped[int] = mapped_column(default=0)
    render_error: Mapped[str] = mapped_column(sa.Text, default="")
    paper_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))

    @declared_attr
    def paper(self) -> Mapped[StoredFile | None]:
        return relationship(StoredFile, lazy="joined")

    def want(self) -> bool:
        """Ask for it; whether it has to be made."""
        if self.paper_id is not None or self.is_being_made:
            return False
        self.render_step, self.render_percent, self.render_error = "queued", 0, ""
        return True

    def rest(self) -> None:
        """Nobody needs it any more."""
        self.render_step, self.render_percent = "", 0

    def keep(self, paper: StoredFile) -> None:
        """It is made."""
        self.paper = paper
        self.render_step, self.render_percent, self.render_error = "done", 100, ""

    def render_failed(self, error: str) -> None:
        """It could not be made, and why."""
        self.render_step, self.render_error = "failed", error[:1000]

    @property
    def is_being_made(self) -> bool:
        return self.render_step not in ("", "done", "failed")

    @property
    def has_failed(self) -> bool:
        return self.render_step == "failed"
