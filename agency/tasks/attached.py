"""What lies with a task: files of our own store, and links to clouds."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model
from agency.kernel.files import StoredFile
from agency.kernel.timeline import Actor
from agency.people.models import Member

if TYPE_CHECKING:
    from agency.tasks.models import Task

# A task is no archive: what is more belongs into a folder that it links to.
MOST = 60


class TooMuchAttached(Exception):
    """There are as many files or links as a task may have."""


class Cloud(enum.Enum):
    """Where a link leads, known by its address."""

    google_drive = "google_drive"
    dropbox = "dropbox"
    onedrive = "onedrive"
    yandex_disk = "yandex_disk"
    figma = "figma"
    nextcloud = "nextcloud"
    elsewhere = "elsewhere"


class TaskFile(Model):
    """A file that somebody put there."""

    __tablename__ = "task_file"

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"))
    name: Mapped[str] = mapped_column(sa.String(200))
    is_client_visible: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    added_at: Mapped[datetime]

    task: Mapped["Task"] = relationship(back_populates="files")
    file: Mapped[StoredFile] = relationship()
    member: Mapped[Member | None] = relationship()


class CloudLink(Model):
    """A pasted address of a file elsewhere, with the title that it has there."""

    __tablename__ = "cloud_link"

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    url: Mapped[str] = mapped_column(sa.String(2000))
    cloud: Mapped[Cloud]
    title: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    is_client_visible: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    added_at: Mapped[datetime]
    # When it was last tried, and whether it opened.
    tried_at: Mapped[datetime | None]
    opens: Mapped[bool | None]

    task: Mapped["Task"] = relationship(back_populates="links")
    member: Mapped[Member | None] = relationship()


Attached = TaskFile | CloudLink


class Laden:
    """What a task has of files and links."""

    if TYPE_CHECKING:
        files: Mapped[list[TaskFile]]
        links: Mapped[list[CloudLink]]

        def note_down(self, fact: str, *, at: datetime, by: Actor, **data: Any) -> None:
            """Count a change and write it down in the task's own history."""

    def attach(self, file: StoredFile, *, by: Member | None, at: datetime) -> TaskFile:
        """Put a file there; the client sees it only when somebody says so. Raises TooMuchAttached."""
        if len(self.files) >= MOST:
            raise TooMuchAttached
        added = TaskFile(file=file, name=file.name[:200], member=by, added_at=at)
        self.files.append(added)
        self.note_down("tasks.file_added", at=at, by=_actor(by))
        return added

    def link(self, url: str, cloud: Cloud, title: str, *, by: Member, at: datetime) -> CloudLink:
        """Put a link there. Raises TooMuchAttached."""
        if len(self.links) >= MOST:
            raise TooMuchAttached
        added = CloudLink(url=url, cloud=cloud, title=title[:300], member=by, added_at=at)
        self.links.append(added)
        self.note_down("tasks.link_added", at=at, by=_actor(by))
        return added

    def detach(self, one: Attached, *, by: Actor, at: datetime) -> None:
        """It does not belong there any more."""
        if isinstance(one, TaskFile):
            self.files.remove(one)
        else:
            self.links.remove(one)
        self.note_down(f"tasks.{_kind(one)}_removed", at=at, by=by)

    def let_see(self, one: Attached, is_shown: bool, *, by: Actor, at: datetime) -> None:
        """Whether the client sees it on their page; saying it twice changes nothing."""
        if is_shown != one.is_client_visible:
            one.is_client_visible = is_shown
            fact = f"tasks.{_kind(one)}_{'shown' if is_shown else 'hidden'}"
            self.note_down(fact, at=at, by=by)


def _kind(one: Attached) -> str:
    return "file" if isinstance(one, TaskFile) else "link"


def _actor(member: Member | None) -> Actor:
    return Actor.member(member.id) if member is not None else Actor.machine()
