"""Tables as people keep them: CSV in whatever charset and with whatever separator, and XLSX, values only."""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

MB = 1024 * 1024
LARGEST_MB = 20
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_LETTERS = 20_000
# What a sheet may unfold to: a file of a few kilobytes can claim to be a terabyte.
MOST_UNFOLDED = 300 * MB
MOST_PARTS = 2_000
MOST_CELLS = 4_000_000
SEPARATORS = ",;\t|"
_CELL = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,8})[\"']")
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


class TableRefused(Exception):
    """This is no table that can be read; the message says what to do."""


@dataclass(frozen=True)
class Table:
    """The rows of a table as text. `encoding` is "" for XLSX; `sheet` the one that was read of `sheets`."""

    rows: list[list[str]]
    encoding: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)


def read(data: bytes, *, sheet: str = "") -> Table:
    """The table in these bytes. Raises TableRefused."""
    if not data.strip():
        raise TableRefused(_("This file is empty. Is it the right one?"))
    if len(data) > LARGEST_MB * MB:
        raise TableRefused(
            _(
                "This file is larger than %(most)d MB. Split it and import the parts.",
                most=LARGEST_MB,
            )
        )
    if data.startswith(b"PK\x03\x04"):
        found = _workbook(data, sheet)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableRefused(
            _(
                "This is an old or a locked workbook. Save it as .xlsx without a password, or as CSV."
            )
        )
    else:
        found = _separated(data)
    if not found.rows:
        raise TableRefused(_("There are no rows in this table. Is it the right sheet?"))
    if len(found.rows) > MOST_ROWS + 1:
        raise TableRefused(
            _(
                "This table has %(rows)d rows; %(most)d is the most. Split it and import the parts.",
                rows=len(found.rows),
                most=MOST_ROWS,
            )
        )
    return found


def _separated(data: bytes) -> Table:
    text, encoding = _decoded(data)
    if "\x00" in text:
        raise TableRefused(_("This is no table. Save it as CSV or as .xlsx and try again."))
    rows = [_row(row) for row in _records(text, _separator(text))]
    return Table([row for row in rows if any(row)], encoding)


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16")):
        if data.startswith(mark):
            return data.decode(name, "replace"), name.removesuffix("-sig").upper()
    if data.startswith(codecs.BOM_UTF16_BE):
        return data.decode("utf-16", "replace"), "UTF-16"
    odd, even = data[1:2000:2].count(0), data[0:2000:2].count(0)
    if max(odd, even) > len(data[:2000]) // 5:
        name = "utf-16-le" if odd > even else "utf-16-be"
        return data.decode(name, "replace"), "UTF-16"
    with suppress(UnicodeDecodeError):
        return data.decode("utf-8"), "UTF-8"
    # Excel writes the charset of its country: where Cyrillic letters come out of it, it was Russia's.
    text = data.decode("cp1251", "replace")
    if len(_CYRILLIC.findall(text)) * 3 > sum(byte > 127 for byte in data):
        return text, "Windows-1251"
    return data.decode("cp1252", "replace"), "Windows-1252"


def _separator(text: str) -> str:
    """The one that cuts the first rows into the most columns of the same number."""
    head = "\n".join(text.splitlines()[:30])

    def fits(mark: str) -> tuple[int, int]:
        widths = [len(row) for row in _records(head, mark) if any(row)]
        if not widths:
            return 0, 0
        usual = max(set(widths), key=widths.count)
        return (widths.count(usual) if usual > 1 else 0), usual

    return max(SEPARATORS, key=fits)


def _records(text: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(MB)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error:
        raise TableRefused(
            _("A cell of this table is longer than a megabyte. Is a quotation mark left open?")
        ) from None


def _workbook(data: bytes, sheet: str) -> Table:
    _must_unfold_to_something_small(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            names = list(book.sheet_names)
            if not names:
                return Table([])
            chosen = sheet if sheet in names else names[0]
            cells = book.get_sheet_by_name(chosen).to_python(skip_empty_area=True)
    except (CalamineError, ValueError, OSError):
        raise TableRefused(
            _("This workbook cannot be read. Save it as .xlsx without a password, or as CSV.")
        ) from None
    rows = [_row(row) for row in cells]
    return Table([row for row in rows if any(row)], "", chosen, names)


def _must_unfold_to_something_small(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            said = sum(part.file_size for part in parts)
            if said > MOST_UNFOLDED or len(parts) > MOST_PARTS:
                raise TableRefused(_too_much())
            left = MOST_UNFOLDED
            for part in parts:
                left -= _unfolded(archive, part, left)
    except (zipfile.BadZipFile, RuntimeError, EOFError, ValueError):
        raise TableRefused(
            _("This workbook cannot be read. Save it as .xlsx without a password, or as CSV.")
        ) from None


def _unfolded(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    """How large a part really is; cells, too, must not stand a million columns apart.

    Any part may be the sheet: the workbook says which is, and under what name.
    """
    size, across, down, tail = 0, 0, 0, b""
    with archive.open(part) as stream:
        while chunk := stream.read(MB):
            size += len(chunk)
            if size > most:
                raise TableRefused(_too_much())
            for letters, number in _CELL.findall(tail + chunk):
                across, down = max(across, _column(letters)), max(down, int(number))
            tail = chunk[-24:]
    if across * down > MOST_CELLS:
        raise TableRefused(_too_much())
    return size


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_much() -> str:
    return str(
        _("This workbook unfolds to far more than a table of people. Save the one sheet as CSV.")
    )


def _row(cells: list[Any]) -> list[str]:
    row = [_text(cell) for cell in cells[:MOST_COLUMNS]]
    while row and not row[-1]:
        row.pop()
    return row


def _text(cell: Any) -> str:
    if isinstance(cell, bool) or cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**16:
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    text = str(cell).replace("\x00", "").replace("\r\n", "\n")
    return text.encode("utf-8", "replace").decode()[:MOST_LETTERS].strip()
