"""What is said about a task: among us, or where the client reads it too."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model
from agency.kernel.timeline import Actor
from agency.people.models import Member

if TYPE_CHECKING:
    from agency.tasks.models import Task


class NotYourWords(Exception):
    """Words are changed and taken back by whoever said them."""


class Comment(Model):
    """Words of one of us, or of the client from their page; those who are mentioned get a notice."""

    __tablename__ = "task_comment"
    __table_args__ = (
        sa.CheckConstraint("member_id IS NULL OR client_name = ''", name="one_voice"),
    )

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    # Who wrote it on the client's page, as they named themselves.
    client_name: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    words: Mapped[str] = mapped_column(sa.Text)
    is_client_visible: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    said_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]

    task: Mapped["Task"] = relationship(back_populates="comments")
    member: Mapped[Member | None] = relationship()

    @property
    def is_theirs(self) -> bool:
        """The client wrote it."""
        return bool(self.client_name)

    def say_otherwise(
        self, words: str, is_client_visible: bool, *, by: Member, at: datetime
    ) -> None:
        """Change one's own words, or who reads them. Raises NotYourWords."""
        self._must_be_of(by)
        was = self.is_client_visible
        if (words, is_client_visible) == (self.words, was):
            return
        if words != self.words:
            self.words, self.changed_at = words, at
        self.is_client_visible = is_client_visible
        fact = "comment_changed" if is_client_visible == was else _SHOWN[is_client_visible]
        self.task.note_down(f"tasks.{fact}", at=at, by=Actor.member(by.id))

    def take_back(self, *, by: Member, at: datetime) -> None:
        """It was never said. Raises NotYourWords."""
        self._must_be_of(by)
        task = self.task
        task.comments.remove(self)
        task.note_down("tasks.comment_removed", at=at, by=Actor.member(by.id))

    def _must_be_of(self, member: Member) -> None:
        if self.member_id != member.id:
            raise NotYourWords(self.id)


_SHOWN = {True: "comment_shown", False: "comment_hidden"}


class Discussed:
    """What a task has of talk."""

    if TYPE_CHECKING:
        comments: Mapped[list[Comment]]

        def note_down(self, fact: str, *, at: datetime, by: Actor, **data: Any) -> None:
            """Count a change and write it down in the task's own history."""

    def comment(
        self, words: str, *, member: Member, is_client_visible: bool = False, at: datetime
    ) -> Comment:
        """One of us says something: among us, unless they say that the client reads it."""
        said = Comment(words=words, member=member, is_client_visible=is_client_visible, said_at=at)
        self.comments.append(said)
        fact = "tasks.commented_for_client" if is_client_visible else "tasks.commented"
        self.note_down(fact, at=at, by=Actor.member(member.id))
        return said

    def hear(self, words: str, *, name: str, by: Actor, at: datetime) -> Comment:
        """The client says something on their page, under the name that they gave."""
        said = Comment(words=words, client_name=name, is_client_visible=True, said_at=at)
        self.comments.append(said)
        self.note_down("tasks.client_commented", at=at, by=by)
        return said
