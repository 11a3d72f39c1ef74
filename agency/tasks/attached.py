"""What lies with a task: files of our own store, and links to clouds."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model
from agency.kernel.files import StoredFile
from agency.people.models import Member

if TYPE_CHECKING:
    from agency.tasks.models import Task


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
