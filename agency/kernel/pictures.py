"""Pictures: checked and cleaned when they come in, and made smaller once for each size they are shown in.

What comes in is turned upright, freed of its metadata (a photo tells where it was taken), brought to RGB
and to a size that can be printed. A smaller copy is made when first needed and kept as a file of its own.
"""

import struct
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from threading import RLock

import sqlalchemy as sa
from flask import current_app
from PIL import Image, ImageFile, ImageOps
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model, db
from agency.kernel.files import StoredFile, store, write_durably

LONGEST_SIDE = 3000
# What a copy may weigh, by the square of its width: ten pages with eight references stay under 2 MB. A busy photo is
# pressed harder until it does.
_BYTES = 0.1
_QUALITIES = (84, 76, 68, 60, 52, 44, 36)
MOST_PIXELS = 80_000_000
# As large as one may be drawn, as large as it is kept, and how dark a stroke is at least.
MOST_OF_SIGNATURE, SIGNATURE, _VISIBLE = 6_000_000, (1200, 480), 40
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP")
_ONE_AT_A_TIME = RLock()
_PAPER = (255, 255, 255)
# What Pillow raises over bytes that somebody broke, by chance or by art.
BROKEN = (
    *(ArithmeticError, AttributeError, EOFError, LookupError, OSError, RuntimeError, SyntaxError),
    *(TypeError, ValueError, struct.error),
)


class PictureRefused(Exception):
    """It is no picture, or one that is too large to open."""


class PictureCopy(Model):
    """A picture made smaller: which one, how wide, and the file."""

    __tablename__ = "picture_copy"
    __table_args__ = (sa.UniqueConstraint("sha256", "width"),)

    sha256: Mapped[str] = mapped_column(sa.String(64))
    width: Mapped[int]
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"))

    file: Mapped[StoredFile] = relationship()


def take_in(data: bytes, *, name: str, at: datetime) -> StoredFile:
    """Keep an uploaded picture for showing and printing. Raises PictureRefused."""
    jpeg = _jpeg(data, LONGEST_SIDE, LONGEST_SIDE)
    stem = name.rpartition(".")[0] or name
    return store(jpeg, name=f"{stem}.jpg", content_type="image/jpeg", at=at, public=True)


def copy_of(original: StoredFile, width: int) -> StoredFile | None:
    """The copy of this width, if it was made."""
    return db.session.scalar(
        sa.select(StoredFile)
        .join(PictureCopy, PictureCopy.file_id == StoredFile.id)
        .where(PictureCopy.sha256 == original.sha256, PictureCopy.width == width)
    )


def copies_of(wanted: Iterable[tuple[StoredFile, int]]) -> Callable[[StoredFile, int], StoredFile]:
    """Looks up copies that were made, all in one statement; where there is none, the picture itself."""
    keys = {(original.sha256, width) for original, width in wanted}
    found = db.session.execute(
        sa.select(PictureCopy.sha256, PictureCopy.width, StoredFile)
        .join(StoredFile, PictureCopy.file_id == StoredFile.id)
        .where(PictureCopy.sha256.in_({sha256 for sha256, _width in keys}))
    )
    made = {(sha256, width): file for sha256, width, file in found}
    return lambda original, width: made.get((original.sha256, width), original)


def not_copied(wanted: Iterable[tuple[StoredFile, int]]) -> list[tuple[StoredFile, int]]:
    """Of these pictures in their widths, those of which there is no copy yet, each once."""
    each_once = {(original.sha256, width): original for original, width in wanted}
    made = db.session.execute(
        sa.select(PictureCopy.sha256, PictureCopy.width).where(
            PictureCopy.sha256.in_({sha256 for sha256, _width in each_once})
        )
    )
    there = {(sha256, width) for sha256, width in made}
    return [(file, key[1]) for key, file in each_once.items() if key not in there]


def make_copy(original: StoredFile, width: int, *, at: datetime) -> StoredFile:
    """The copy of this width, made unless it is there. Raises PictureRefused."""
    found = copy_of(original, width)
    if found is not None:
        return found
    data = original.read()
    jpeg = data if _fits(data, width) else _jpeg(data, width, LONGEST_SIDE, most=weight(width))
    name = f"{original.sha256[:12]}-{width}.jpg"
    file = store(jpeg, name=name, content_type="image/jpeg", at=at, public=True)
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(PictureCopy)
    # Two renders may need the same face at the same moment: the first copy stays.
    db.session.execute(
        insert.values(sha256=original.sha256, width=width, file_id=file.id).on_conflict_do_nothing()
    )
    return copy_of(original, width) or file


def weight(width: int) -> int:
    """The bytes that a copy of this width may have."""
    return int(width**2 * _BYTES)


def signature(data: bytes) -> bytes:
    """A drawn signature as a PNG of our own making: ink and nothing else, cut to it. Raises PictureRefused."""
    with _open(data, formats=("PNG",), most=MOST_OF_SIGNATURE) as picture:
        paper = _on_paper(picture).convert("L")
    ink = ImageOps.invert(paper)
    drawn = ink.point(lambda shade: 255 if shade > _VISIBLE else 0).getbbox()
    if drawn is None:
        raise PictureRefused("nothing is drawn")
    cut = ink.crop(drawn)
    cut.thumbnail(SIGNATURE, Image.Resampling.LANCZOS)
    made = Image.merge("LA", (Image.new("L", cut.size, 0), cut))
    out = BytesIO()
    made.save(out, "PNG", optimize=True)
    return out.getvalue()


def shown_copy(original: StoredFile, side: int) -> Path:
    """A small copy of any picture for looking at, at most so wide and high; made once, and known to no table.

    It is a file that can be made again, so a page that only reads may ask for it. Raises PictureRefused.
    """
    root: Path = current_app.config["SETTINGS"].data
    digest = original.sha256
    place = root / "previews" / digest[:2] / f"{digest}-{side}.jpg"
    if not place.exists():
        write_durably(place, _jpeg(original.read(), side, side))
        if not original.path.exists():  # erased while it was drawn
            place.unlink(missing_ok=True)
    return place


def _fits(data: bytes, width: int) -> bool:
    """Whether it can be shown as it is: encoding it once more would only make it worse."""
    with _open(data) as picture:
        is_plain = picture.format == "JPEG" and picture.mode == "RGB" and not picture.getexif()
        is_small = picture.width <= width and picture.height <= LONGEST_SIDE
        return is_plain and is_small and len(data) <= weight(width)


def _jpeg(data: bytes, width: int, height: int, *, most: int | None = None) -> bytes:
    """The picture as a JPEG, upright, at most so wide and high, never larger than it was.

    `most` are the bytes that it may have, as far as it can still be looked at with so few.
    """
    with _open(data) as picture:
        # A JPEG is decoded at a fraction of its size: a large photo takes little memory.
        picture.draft("RGB", (width, height))
        upright = ImageOps.exif_transpose(_on_paper(picture))
    upright.thumbnail((width, height), Image.Resampling.LANCZOS)
    for quality in _QUALITIES:
        jpeg = _saved(upright, quality)
        if most is None or len(jpeg) <= most:
            break
    return jpeg


def _saved(picture: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


@contextmanager
def strictly() -> Iterator[None]:
    """What is broken is said to be: WeasyPrint, where it is loaded, has Pillow fill up whatever is missing."""
    with _ONE_AT_A_TIME:
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


@contextmanager
def _open(
    data: bytes, *, formats: tuple[str, ...] = FORMATS, most: int = MOST_PIXELS
) -> Iterator[Image.Image]:
    try:
        with strictly(), Image.open(BytesIO(data), formats=formats) as picture:
            if picture.width * picture.height > most:
                raise PictureRefused(f"{picture.width} by {picture.height} pixels")
            yield picture
    except (Image.DecompressionBombError, *BROKEN) as error:
        raise PictureRefused(str(error)) from error


def _on_paper(picture: Image.Image) -> Image.Image:
    """In RGB; what is transparent shows white paper."""
    if "transparency" in picture.info or picture.mode in ("RGBA", "LA", "PA"):
        clear = picture.convert("RGBA")
        ground = Image.new("RGBA", clear.size, (*_PAPER, 255))
        exif = picture.getexif()
        result = Image.alpha_composite(ground, clear).convert("RGB")
        result.info["exif"] = exif.tobytes()
        return result
    return picture.convert("RGB")
