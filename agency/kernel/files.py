"""Files: stored once under their SHA-256, before any row mentions them."""

import hashlib
import os
import tempfile
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.db import Model, after_commit, db

BURNT = b"Erased.\n"


class StoredFile(Model):
    """A file as somebody gave it: its name, its kind, and the digest under which its bytes lie."""

    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    name: Mapped[str] = mapped_column(sa.String(255))
    content_type: Mapped[str] = mapped_column(sa.String(120))
    size: Mapped[int]
    public: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    @property
    def path(self) -> Path:
        """Where the bytes lie on this machine."""
        return _place(self.sha256)

    def read(self) -> bytes:
        """The bytes."""
        return self.path.read_bytes()


def store(
    data: bytes, *, name: str, content_type: str, at: datetime, public: bool = False
) -> StoredFile:
    """Write the bytes durably, then add the row. The same bytes lie there once.

    `public` pictures (faces, covers, references) are shown to anybody who knows their digest.
    """
    digest = hashlib.sha256(data).hexdigest()
    place = _place(digest)
    if not place.exists():
        write_durably(place, data)
    stored = StoredFile(
        sha256=digest,
        name=Path(name).name[:255] or "file",
        content_type=content_type,
        size=len(data),
        public=public,
        created_at=at,
    )
    db.session.add(stored)
    db.session.flush()
    return stored


def burn(ids: Collection[int], *, at: datetime) -> int:
    """Destroy these files: a line that says so stands in their place. How many there were.

    Bytes that a file of somebody else has too stay; the others go once this is committed.
    """
    files = list(db.session.scalars(sa.select(StoredFile).where(StoredFile.id.in_(ids))))
    if not files:
        return 0
    note = store(BURNT, name="erased.txt", content_type="text/plain", at=at)
    digests = {file.sha256 for file in files} - {note.sha256}
    for file in files:
        file.sha256, file.name, file.size = note.sha256, note.name, note.size
        file.content_type, file.public = note.content_type, False
    db.session.flush()
    kept = set(
        db.session.scalars(sa.select(StoredFile.sha256).where(StoredFile.sha256.in_(digests)))
    )
    places = [place for digest in digests - kept for place in _places(digest)]
    after_commit(lambda: _remove(places))
    return len(files)


def public_picture(sha256: str) -> StoredFile | None:
    """The picture with this digest, if it may be shown to anybody."""
    return db.session.scalar(
        sa.select(StoredFile).where(StoredFile.sha256 == sha256, StoredFile.public).limit(1)
    )


def path_of(sha256: str) -> Path:
    """Where the bytes with this digest lie, when only the digest is known."""
    return _place(sha256)


def _place(digest: str) -> Path:
    root: Path = current_app.config["SETTINGS"].data
    return root / "files" / digest[:2] / digest


def _places(digest: str) -> list[Path]:
    """Where the bytes lie, and small copies that were drawn from them."""
    root: Path = current_app.config["SETTINGS"].data
    copies = (root / "previews" / digest[:2]).glob(f"{digest}-*")
    return [_place(digest), *copies]


def _remove(places: Iterable[Path]) -> None:
    for place in places:
        place.unlink(missing_ok=True)


def write_durably(place: Path, data: bytes) -> None:
    """Put a file in its place whole, or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, place)
