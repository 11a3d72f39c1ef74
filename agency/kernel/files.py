"""Files: stored once under their SHA-256, before any row mentions them."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel import queue
from agency.kernel.db import Model, db

BURNT = b"Erased.\n"
MB = 1024 * 1024
# What is due of bytes that were erased, by the first figures of their digest: they leave the disk.
BURN = "kernel.burn"
# So much stays free, for letters and the database.
LEAST_FREE = 1024 * 1024 * 1024
FIGURES = 7  # as many as a due row's subject holds
LOCKS = 0xF11E  # PostgreSQL's advisory locks of bytes


class StoredFile(Model):
    """A file as somebody gave it: its name, its kind, and the digest under which its bytes lie."""

    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    name: Mapped[str] = mapped_column(sa.String(255))
    content_type: Mapped[str] = mapped_column(sa.String(120))
    size: Mapped[int]
    public: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    # Of a document that we drew: what it was drawn of, and by which edition (see edition.py).
    made_of: Mapped[str | None] = mapped_column(sa.String(64), index=True)

    @property
    def path(self) -> Path:
        """Where the bytes lie on this machine."""
        return _place(self.sha256)

    def read(self) -> bytes:
        """The bytes."""
        return self.path.read_bytes()


def store(
    data: bytes,
    *,
    name: str,
    content_type: str,
    at: datetime,
    public: bool = False,
    made_of: str | None = None,
) -> StoredFile:
    """Write the bytes durably, then add the row. The same bytes lie there once.

    `public` pictures (faces, covers, references) are shown to anybody who knows their digest.
    `made_of` is the mark of a document of our own, by which it is found instead of being drawn again.
    """
    digest = hashlib.sha256(data).hexdigest()
    place = _place(digest)
    # Bytes that are there stay until this is committed: whoever burns them waits, and looks after.
    _hold(_subject(digest), "pg_advisory_xact_lock_shared")
    if not place.exists():
        write_durably(place, data)
    more = {"public": public, "made_of": made_of, "content_type": content_type}
    return _enter(digest, name, len(data), at, **more)


@contextmanager
def streamed(source: IO[bytes]) -> Iterator[Callable[..., StoredFile]]:
    """The same for what is too large for memory: it is copied here, before the database is asked for anything; what
    this gives takes `name`, `content_type` and `at`, and adds the row.
    """
    root: Path = current_app.config["SETTINGS"].data / "files"
    root.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=root)
    try:
        with os.fdopen(handle, "w+b") as file:
            shutil.copyfileobj(source, file, MB)
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            digest, size = hashlib.file_digest(file, "sha256").hexdigest(), file.tell()
        yield partial(_put, temporary, digest, size)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _put(
    temporary: str, digest: str, size: int, *, name: str, content_type: str, at: datetime
) -> StoredFile:
    _hold(_subject(digest), "pg_advisory_xact_lock_shared")
    place = _place(digest)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(temporary, place)
    return _enter(digest, name, size, at, content_type=content_type)


def _enter(digest: str, name: str, size: int, at: datetime, **more: Any) -> StoredFile:
    named = Path(name).name[:255] or "file"
    stored = StoredFile(sha256=digest, name=named, size=size, created_at=at, **more)
    db.session.add(stored)
    db.session.flush()
    return stored


def burn(ids: Collection[int], *, at: datetime) -> int:
    """Destroy these files: a line that says so stands in their place. How many there were.

    Bytes that a file of somebody else has too stay; the others go right after this is committed.
    """
    files = list(db.session.scalars(sa.select(StoredFile).where(StoredFile.id.in_(ids))))
    if not files:
        return 0
    note = store(BURNT, name="erased.txt", content_type="text/plain", at=at)
    digests = {file.sha256 for file in files} - {note.sha256}
    for file in files:
        file.sha256, file.name, file.size = note.sha256, note.name, note.size
        file.content_type, file.public, file.made_of = note.content_type, False, None
    db.session.flush()
    for subject in sorted(map(_subject, digests)):
        queue.later(BURN, subject, now=at)
    return len(files)


def discard(file: StoredFile, *, at: datetime) -> None:
    """Give a file up: its row goes, and its bytes right after this is committed, unless another file has them too."""
    subject = _subject(file.sha256)
    db.session.delete(file)
    db.session.flush()
    queue.later(BURN, subject, now=at)


@queue.job(BURN)
def remove_burnt(subject: int, now: datetime) -> None:
    """Take bytes that no row has any more off the disk, with small copies that were drawn from them."""
    _hold(subject, "pg_advisory_xact_lock")
    begin = f"{subject:0{FIGURES}x}"
    root: Path = current_app.config["SETTINGS"].data
    # The bytes first: whoever draws a copy meanwhile finds them gone, and keeps none.
    found = [
        *(root / "files" / begin[:2]).glob(f"{begin}*"),
        *(root / "previews" / begin[:2]).glob(f"{begin}*"),
    ]
    digests = {place.name[:64] for place in found}
    kept = set(
        db.session.scalars(sa.select(StoredFile.sha256).where(StoredFile.sha256.in_(digests)))
    )
    for place in found:
        if place.name[:64] not in kept:
            place.unlink(missing_ok=True)


def public_picture(sha256: str) -> StoredFile | None:
    """The picture with this digest, if it may be shown to anybody."""
    return db.session.scalar(
        sa.select(StoredFile).where(StoredFile.sha256 == sha256, StoredFile.public).limit(1)
    )


def drawn(made_of: str) -> StoredFile | None:
    """The document that was drawn already of this, if its bytes are there."""
    found = db.session.scalar(
        sa.select(StoredFile)
        .where(StoredFile.made_of == made_of)
        .order_by(StoredFile.id.desc())
        .limit(1)
    )
    return found if found is not None and found.path.is_file() else None


def path_of(sha256: str) -> Path:
    """Where the bytes with this digest lie, when only the digest is known."""
    return _place(sha256)


def _place(digest: str) -> Path:
    root: Path = current_app.config["SETTINGS"].data
    return root / "files" / digest[:2] / digest


def _subject(digest: str) -> int:
    return int(digest[:FIGURES], 16)


def _hold(subject: int, how: str) -> None:
    """Hold these bytes until the end of the transaction, which on SQLite holds everything."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(getattr(sa.func, how)(LOCKS, subject)))


def free_space() -> int:
    """How many bytes the disk with the data folder still takes."""
    root: Path = current_app.config["SETTINGS"].data
    return shutil.disk_usage(root).free


def has_room(size: int) -> bool:
    """Whether the disk takes so many bytes and still has room for letters and the database."""
    return free_space() >= LEAST_FREE + size


def write_durably(place: Path, data: bytes) -> None:
    """Put a file in its place whole, or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, place)
