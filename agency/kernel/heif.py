"""Pictures as phones take them (HEIC, HEIF), freed of where and by whom they were taken, without being decoded.

Such a file is a row of boxes (ISO/IEC 14496-12, 23008-12). What it tells besides the picture are items of their own:
`iinf` names them, `iloc` says where their bytes lie. Those are written over in place: nothing of the picture moves.
"""

import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NoReturn

BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1")
# Boxes without which there is no picture; what stands beside them is emptied.
_NEEDED = frozenset({b"ftyp", b"meta", b"mdat"})
_NEEDED_IN_META = frozenset(
    {*(b"hdlr", b"dinf", b"pitm", b"iinf", b"iref", b"iprp", b"idat", b"iloc", b"grpl")}
)
# No words at all, as a reader of such words expects them: a directory without an entry.
_NO_EXIF = b"\x00\x00\x00\x06Exif\x00\x00MM\x00*\x00\x00\x00\x08" + bytes(6)
_MOST = 20_000


class OddHeif(Exception):
    """Its boxes do not fit into each other as they should, so nobody can say what else it tells."""


@dataclass(frozen=True)
class _Box:
    """One box: where it begins, where its content does, and where it ends."""

    kind: bytes
    at: int
    start: int
    end: int

    def holds(self, start: int, end: int) -> bool:
        return self.start <= start <= end <= self.end


@dataclass(frozen=True)
class _Place:
    """Where an item lies: in the file, or in the box for small ones; `is_odd` where neither."""

    is_odd: bool
    in_idat: bool
    extents: tuple[tuple[int, int], ...]


def is_heif(data: bytes) -> bool:
    """Whether it says that it is one."""
    return data[4:8] == b"ftyp" and data[8:12] in BRANDS


def bare(data: bytes) -> bytes:
    """The same picture, without Exif, XMP and what else stands beside it. Raises OddHeif."""
    out = bytearray(data)
    try:
        boxes = list(_outermost(data))
        (meta,) = (box for box in boxes if box.kind == b"meta")
        inner = list(_boxes(data, meta.start + 4, meta.end))
        _empty(out, boxes, but=_NEEDED)
        _empty(out, inner, but=_NEEDED_IN_META)
        _blank_items(out, data, boxes, {box.kind: box for box in inner})
    except (struct.error, ValueError, IndexError, KeyError) as error:
        raise OddHeif(str(error)) from error
    # Whatever follows the last box belongs to no picture.
    return bytes(out[: boxes[-1].end])


def _blank_items(out: bytearray, data: bytes, boxes: list[_Box], inner: dict[bytes, _Box]) -> None:
    telling = dict(_telling(data, inner[b"iinf"]))
    if not telling:
        return
    places = dict(_places(data, inner[b"iloc"]))
    for item, kind in telling.items():
        for start, end in _spans(places.get(item), boxes, inner.get(b"idat")):
            out[start:end] = _blank(kind, end - start)


def _blank(kind: bytes, size: int) -> bytes:
    if kind == b"Exif" and size >= len(_NO_EXIF):
        return _NO_EXIF.ljust(size, b"\x00")
    return (b"\x00" if kind == b"Exif" else b" ") * size


def _spans(place: _Place | None, boxes: list[_Box], idat: _Box | None) -> Iterator[tuple[int, int]]:
    """Where the bytes of one item lie in the file, all of it inside boxes for such bytes."""
    if place is None:
        return
    if place.is_odd or (place.in_idat and idat is None):
        _odd("an item lies elsewhere")
    among = [idat] if place.in_idat else [box for box in boxes if box.kind == b"mdat"]
    begin = idat.start if place.in_idat and idat is not None else 0
    for offset, length in place.extents:
        start, end = begin + offset, begin + offset + length
        if not length or not any(box is not None and box.holds(start, end) for box in among):
            _odd("an item lies outside")
        yield start, end


def _telling(data: bytes, iinf: _Box) -> Iterator[tuple[int, bytes]]:
    """The items that are no picture, by their number: Exif, XMP, and whatever is named by an address."""
    start = iinf.start + (6 if data[iinf.start] == 0 else 8)
    for box in _boxes(data, start, iinf.end):
        version = data[box.start]
        if box.kind != b"infe" or version not in (2, 3):
            _odd("an item has no kind")
        item, at = _number(data, box.start + 4, 2 if version == 2 else 4)
        kind, words = data[at + 2 : at + 6], data[at + 6 : box.end].split(b"\x00")
        is_picture = kind == b"mime" and len(words) > 1 and words[1].startswith(b"image/")
        if kind in (b"Exif", b"mime", b"uri ") and not is_picture:
            yield item, kind


def _places(data: bytes, iloc: _Box) -> Iterator[tuple[int, _Place]]:
    version, at = data[iloc.start], iloc.start + 4
    sizes = [data[at] >> 4, data[at] & 15, data[at + 1] >> 4, data[at + 1] & 15]
    if version > 2 or any(size not in (0, 4, 8) for size in sizes):
        _odd("its places are written in an unknown way")
    wide = 4 if version == 2 else 2
    count, at = _number(data, at + 2, wide)
    for _each in range(count):
        item, at = _number(data, at, wide)
        method, at = _number(data, at, 2 if version else 0)
        elsewhere, at = _number(data, at, 2)
        extents, at = _extents(data, at, sizes, has_index=version > 0)
        is_odd = bool(elsewhere) or method & 15 > 1
        yield item, _Place(is_odd, method & 15 == 1, extents)
        if at > iloc.end:
            _odd("its places do not fit")


def _extents(
    data: bytes, at: int, sizes: list[int], *, has_index: bool
) -> tuple[tuple[tuple[int, int], ...], int]:
    base, at = _number(data, at, sizes[2])
    count, at = _number(data, at, 2)
    found = []
    for _each in range(count):
        at += sizes[3] if has_index else 0
        offset, at = _number(data, at, sizes[0])
        length, at = _number(data, at, sizes[1])
        found.append((base + offset, length))
    return tuple(found), at


def _outermost(data: bytes) -> Iterator[_Box]:
    """The boxes of the file, up to where the picture is whole and no box begins any more."""
    at, found = 0, set[bytes]()
    for _each in range(_MOST):
        is_box = data[at + 4 : at + 8].isalnum()
        if at >= len(data) or (not is_box and {b"meta", b"mdat"} <= found):
            return
        box = _box(data, at, len(data))
        found.add(box.kind)
        yield box
        at = box.end
    _odd("too many boxes")


def _boxes(data: bytes, start: int, end: int) -> Iterator[_Box]:
    """The boxes in this stretch, which they fill."""
    for _each in range(_MOST):
        if start >= end:
            return
        box = _box(data, start, end)
        yield box
        start = box.end
    _odd("too many boxes")


def _box(data: bytes, at: int, end: int) -> _Box:
    size, kind = struct.unpack_from(">I4s", data, at)
    start = at + 8
    if size == 1:
        size, start = struct.unpack_from(">Q", data, start)[0], start + 8
    elif size == 0:
        size = end - at
    box = _Box(kind, at, start, at + size)
    if not box.start <= box.end <= end:
        _odd("a box does not fit")
    return box


def _empty(out: bytearray, boxes: Collection[_Box], *, but: Collection[bytes]) -> None:
    """Whatever else stands there becomes room for nothing."""
    for box in boxes:
        if box.kind not in but:
            out[box.at + 4 : box.at + 8] = b"free"
            out[box.start : box.end] = bytes(box.end - box.start)


def _number(data: bytes, at: int, size: int) -> tuple[int, int]:
    """A number of so many bytes, and where it ends."""
    if at + size > len(data):
        _odd("it ends too early")
    return int.from_bytes(data[at : at + size], "big"), at + size


def _odd(why: str) -> NoReturn:
    raise OddHeif(why)
