"""What a phone's picture tells besides is taken out of it in place, and the picture stays as it was."""

import struct
from io import BytesIO

import pytest
from PIL import Image

from agency.briefs.uploads import Upload, UploadRefused
from agency.kernel.bare_pictures import bare
from agency.kernel.heif import OddHeif
from tests.kernel.test_bare_pictures import LYING, photo


@pytest.fixture
def database() -> str:
    """What is in a picture does not depend on it: one database is enough."""
    return "sqlite"


EXIF = b"\x00\x00\x00\x06Exif\x00\x00MM\x00*" + b"40.1N 44.5E of SecretCamera" * 2
XMP = b"<x:xmpmeta>taken at the Cascade</x:xmpmeta>"
PICTURE = b"coded pixels that nobody may touch"


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def full(kind: bytes, version: int, content: bytes) -> bytes:
    return box(kind, bytes([version, 0, 0, 0]) + content)


def named(item: int, kind: bytes, more: bytes = b"\x00") -> bytes:
    return full(b"infe", 2, struct.pack(">HH4s", item, 0, kind) + more)


def heic(*, version: int = 1, exif_at: int | None = None, method: int = 0) -> bytes:
    """As a phone writes it: pixels and Exif in the file's body, XMP in the box for small items."""

    def whole(body_at: int) -> bytes:
        names = (
            named(1, b"hvc1"),
            named(2, b"Exif"),
            named(3, b"mime", b"\x00application/rdf+xml\x00"),
        )
        where = body_at + len(PICTURE) if exif_at is None else exif_at
        spans = [
            (1, 0, body_at, len(PICTURE)),
            (2, method, where, len(EXIF)),
            (3, 1, 0, len(XMP)),
        ]
        places = b"".join(
            struct.pack(">H", item)
            + (struct.pack(">H", how) if version else b"")
            + struct.pack(">HHII", 0, 1, at, size)
            for item, how, at, size in spans
            if version or item < 3
        )
        count = len(spans) if version else 2
        meta = (
            full(b"hdlr", 0, bytes(20))
            + full(b"iinf", 0, struct.pack(">H", count) + b"".join(names[:count]))
            + full(b"iloc", version, b"\x44\x00" + struct.pack(">H", count) + places)
            + box(b"idat", XMP if version else b"")
            + box(b"uuid", b"a maker's own words")
        )
        return box(b"ftyp", b"heic\x00\x00\x00\x00mif1heic") + full(b"meta", 0, meta)

    body_at = len(whole(0)) + 8
    return whole(body_at) + box(b"mdat", PICTURE + EXIF) + box(b"mpvd", b"a film of the Cascade")


@pytest.mark.parametrize("version", [0, 1])
def test_place_and_maker_go_and_the_picture_stays(version: int) -> None:
    came = heic(version=version)
    kept = bare(came + b"\x00\x00\x01\x0a behind its end")
    assert b"SecretCamera" in came and b"Cascade" in came
    for word in (b"Secret", b"40.1N", b"Cascade", b"maker", b"behind"):
        assert word not in kept
    assert len(kept) == len(came)
    assert kept.index(PICTURE) == came.index(PICTURE)
    assert bare(kept) == kept


def test_a_real_picture_of_this_build_is_drawn_as_before() -> None:
    came = photo("AVIF")
    as_phone = came.replace(b"ftypavif", b"ftypheic", 1)
    kept = bare(as_phone).replace(b"ftypheic", b"ftypavif", 1)
    assert b"SecretCamera" in came and b"SecretCamera" not in kept
    with Image.open(BytesIO(came)) as before, Image.open(BytesIO(kept)) as after:
        assert before.tobytes() == after.tobytes()
        # How it lies is said by the picture itself.
        assert dict(after.getexif()) == {0x112: LYING}


@pytest.mark.parametrize(
    "odd",
    [
        heic(exif_at=10**6),
        heic(exif_at=4),
        heic(method=2),
        heic()[:-30],
        heic()[:60],
        heic().replace(b"iloc", b"illo"),
        heic().replace(b"infe\x02", b"infe\x01"),
        b"\x00\x00\x00\x18ftypheic",
    ],
)
def test_whose_boxes_do_not_fit_is_refused_with_a_way_out(app: object, odd: bytes) -> None:
    with pytest.raises(OddHeif):
        bare(odd)
    with pytest.raises(UploadRefused, match=r"“IMG_1.heic” may say where .* Send it as a JPEG"):
        Upload.of("IMG_1.heic", odd)
