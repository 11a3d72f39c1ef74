"""Files of a brief that travel on their own, piece by piece, before the page with them is sent.

What has come lies in the data folder (kernel/pieces.py); the row says how much of it counts. A crash, a killed worker
or a line that broke leaves both true, and the next piece goes on from there, on the same device or after a reload.
"""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.briefs import uploads
from agency.briefs.answers import By
from agency.briefs.models import Brief, BriefSubmitted
from agency.briefs.questionnaire import Question
from agency.briefs.uploads import Upload
from agency.kernel import due, filetypes, pieces, queue
from agency.kernel.db import Model, after_commit, db
from agency.kernel.files import StoredFile, discard, store

# What is due of an upload: one that nobody goes on with is taken off the disk.
ABANDONED = "briefs.upload_abandoned"
WAITS_FOR = timedelta(days=3)
# So many may be under way for one brief; one more takes the place of the oldest.
MOST_UNDER_WAY = 2 * uploads.MOST_FILES


class WrongOffset(Exception):
    """This piece does not begin where the last one ended: another tab or an earlier try was there."""


class TooLong(Exception):
    """More has come than was said in the beginning."""


class BriefUpload(Model):
    """A file on its way into an answer: so many bytes of it have `arrived`. Whoever sends it knows its secret."""

    __tablename__ = "brief_upload"

    brief_id: Mapped[int] = mapped_column(sa.ForeignKey("brief.id"), index=True)
    question_key: Mapped[str] = mapped_column(sa.String(40))
    secret_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(255))
    size: Mapped[int]
    arrived: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    file_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("stored_file.id", ondelete="SET NULL")
    )

    brief: Mapped[Brief] = relationship()

    def must_take(self, offset: int, length: int) -> None:
        """Whether a piece of this length may follow here. Raises WrongOffset, TooLong."""
        if offset != self.arrived or self.finished_at is not None:
            raise WrongOffset
        if offset + length > self.size:
            raise TooLong

    def ends_with(self, length: int) -> bool:
        """This piece is the last one."""
        return self.arrived + length == self.size

    @property
    def expires_at(self) -> datetime | None:
        """When it is given up, unless another piece comes; None when it is whole."""
        return None if self.finished_at is not None else self.touched_at + WAITS_FOR


def begin(brief: Brief, question: Question, name: str, size: int, *, at: datetime) -> str:
    """A file is announced; the secret under which its pieces come. Raises UploadRefused, BriefSubmitted."""
    name = filetypes.clean_name(name)
    _must_be_open(brief)
    uploads.must_be_fit(name, size)
    uploads.must_be_no_program(name, b"")
    uploads.must_have_room(name, len(files_of(brief, question)))
    _make_room(brief)
    uploads.must_fit_in(name, size, _size_of(brief))
    secret = secrets.token_urlsafe(24)
    pieces.begin(place_of(secret))
    upload = BriefUpload(
        brief=brief,
        question_key=question.key,
        secret_hash=place_of(secret),
        name=name,
        size=size,
        arrived=0,
        started_at=at,
        touched_at=at,
    )
    db.session.add(upload)
    db.session.flush()
    due.plan(ABANDONED, upload.id, at + WAITS_FOR)
    return secret


def place_of(secret: str) -> str:
    """The name of its bytes on the disk, and how its row knows the secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find(brief: Brief, secret: str) -> BriefUpload | None:
    """The upload of this brief with this secret."""
    return db.session.scalar(
        sa.select(BriefUpload).where(
            BriefUpload.secret_hash == place_of(secret), BriefUpload.brief_id == brief.id
        )
    )


def advance(id: int, offset: int, length: int, *, at: datetime) -> None:
    """A piece lies on the disk. Raises WrongOffset when another one was there first."""
    moved = db.session.execute(
        sa.update(BriefUpload)
        .where(BriefUpload.id == id, BriefUpload.arrived == offset)
        .values(arrived=offset + length, touched_at=at)
        .returning(BriefUpload.id)
        .execution_options(synchronize_session=False)
    )
    if moved.first() is None:
        raise WrongOffset


def finish(upload: BriefUpload, whole: Upload, *, at: datetime, by: By | None = None) -> None:
    """All of it has come: it is a file of the answer. Raises UploadRefused, BriefSubmitted."""
    brief = upload.brief
    _must_be_open(brief)
    question = brief.asks.by_key[upload.question_key]
    kept = files_of(brief, question)
    if not whole.lies_in(kept):
        uploads.must_have_room(whole.name, len(kept))
        answer = brief.answer(question, None, at=at, by=by)
        file = store(whole.data, name=whole.name, content_type=whole.content_type, at=at)
        answer.files.append(file)
        upload.file_id = file.id
    upload.arrived, upload.touched_at, upload.finished_at = upload.size, at, at
    db.session.flush()


def give_up(upload: BriefUpload) -> None:
    """Nobody wants it any more: its row goes, and its pieces; what became a file stays one."""
    due.cancel(ABANDONED, upload.id)
    _drop(upload)


@queue.job(ABANDONED)
def look_after(upload_id: int, now: datetime) -> datetime | None:
    """Take what nobody goes on with off the disk; when to look again, if pieces still come."""
    upload = db.session.get(BriefUpload, upload_id)
    if upload is not None:
        if upload.expires_at is not None and upload.expires_at > now:
            return upload.expires_at
        _drop(upload)
    return None


def take_back(brief: Brief, question: Question, file_id: int, *, at: datetime) -> None:
    """They do not want to send this file after all; what was sent before stays with that. Raises BriefSubmitted."""
    _must_be_open(brief)
    answer = brief.answer_to(question)
    file = next((each for each in files_of(brief, question) if each.id == file_id), None)
    if answer is not None and file is not None:
        answer.files.remove(file)
        if answer.is_empty:
            # Nobody answered this question any more, also for the figures.
            brief.withdraw(question)
        db.session.flush()
        if not brief.was_sent(file):
            discard(file, at=at)


def files_of(brief: Brief, question: Question) -> list[StoredFile]:
    """What we have for this question."""
    answer = brief.answer_to(question)
    return list(answer.files) if answer is not None else []


def erase(brief_ids: Collection[int]) -> None:
    """Whatever is on its way to these briefs goes, with all that has come of it."""
    for upload in db.session.scalars(
        sa.select(BriefUpload).where(BriefUpload.brief_id.in_(brief_ids))
    ):
        give_up(upload)


def _make_room(brief: Brief) -> None:
    under_way = sa.select(BriefUpload).where(
        BriefUpload.brief_id == brief.id, BriefUpload.finished_at.is_(None)
    )
    found = list(db.session.scalars(under_way.order_by(BriefUpload.touched_at, BriefUpload.id)))
    for upload in found[: max(0, len(found) - MOST_UNDER_WAY + 1)]:
        give_up(upload)


def _size_of(brief: Brief) -> int:
    """How many bytes of files it has, with those under way."""
    sizes = sa.select(sa.func.sum(BriefUpload.size)).where(
        BriefUpload.brief_id == brief.id, BriefUpload.finished_at.is_(None)
    )
    return int(db.session.scalar(sizes) or 0) + sum(file.size for file in brief.files)


def _drop(upload: BriefUpload) -> None:
    db.session.delete(upload)
    db.session.flush()
    after_commit(partial(pieces.forget, upload.secret_hash))


def _must_be_open(brief: Brief) -> None:
    if not brief.is_open:
        raise BriefSubmitted
