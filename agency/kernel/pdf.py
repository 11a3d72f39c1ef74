"""HTML to a tagged PDF (PDF/UA-1) that looks the same on every machine.

A render sees only what it is handed: the files of the call, under the address `house:<name>`, and
the house's five faces of Golos Text. It opens no other file and no connection, so a link hidden in
a client's words reaches nothing. It is made by a child of its own (see `apart`), which has a minute and so much
memory. The same input gives the same bytes; a sha256 names the result.
Whatever WeasyPrint would only grumble about (a letter without a glyph, a picture without a text,
a rule that it does not know) stops the render: a proposal is right or it is not sent.
"""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256 as _sha256
from pathlib import Path
from threading import get_ident
from typing import NamedTuple

from agency.kernel import apart, typefaces
from agency.kernel.apart import Bounds
from agency.kernel.lazily import Lazily
from agency.kernel.typefaces import FACES, USUAL, Typeface

SCHEME = "house:"
FONTS = Path(__file__).parents[2] / "static" / "vendor" / "fonts"
WEIGHTS = typefaces.WEIGHTS
# To be read aloud; and to be kept for as long as there is paper.
TAGGED, ARCHIVED = "pdf/ua-1", "pdf/a-3a"
BOUNDS = Bounds()

Progress = Callable[[int], None]

# Half a second of loading, and only whoever makes a document needs it.
_press = Lazily("agency.kernel.press")
_LOG = logging.getLogger("weasyprint")
_STEPS = logging.getLogger("weasyprint.progress")
_STEPS.setLevel(logging.INFO)
_STEPS.propagate = False
_PERCENT = {1: 2, 2: 5, 3: 10, 4: 20, 5: 25, 6: 85, 7: 95, 8: 100}
_PAGE = re.compile(r"Page (\d+)")
_WITHOUT_GLYPH = re.compile(r'notdef.*?"(.)" \((U\+[0-9A-F]+)\)', re.DOTALL)


class PdfError(apart.Refused):
    """The document cannot be made; the message names what is missing or not allowed."""


class Enclosed(NamedTuple):
    """A file inside a file that is kept for good: its name, its bytes, and since when it is what it is."""

    name: str
    data: bytes
    at: datetime


def address(name: str) -> str:
    """Under which address a handed file is named in HTML and CSS."""
    return SCHEME + name


def sha256(data: bytes) -> str:
    """The name of a file by its content, as acceptances record it."""
    return _sha256(data).hexdigest()


def render(
    html: str,
    files: Mapping[str, Path | bytes],
    *,
    stylesheets: Sequence[str] = (),
    progress: Progress | None = None,
    variant: str = TAGGED,
    enclosed: Sequence[Enclosed] = (),
    bounds: Bounds = BOUNDS,
    face: Typeface = FACES[USUAL],
) -> bytes:
    """The PDF of this HTML. `files` maps a name to the file or the bytes behind `house:<name>`.

    `stylesheets` are CSS texts, in the order in which they apply. The HTML carries its own dates
    (`dcterms.created`), language and title. `progress` is told the percentage that is done.
    `face` is what it is set in; letters that it lacks are the usual one's.
    `variant` is TAGGED or ARCHIVED, which may have other files `enclosed`. Raises PdfError.
    """
    warm_up()  # loaded here and now: the child begins with all of it
    handed = {**files, **_fonts(face)}

    def work(tell: Progress) -> bytes:
        sheets = (font_faces(face), *stylesheets)
        with _listening(tell) as complaints:
            data: bytes = _press.print_it(html, handed, sheets, variant, enclosed)
        if complaints:
            raise apart.Refused("; ".join(complaints))
        return data

    try:
        data = apart.apart(
            work,
            files=[source for source in handed.values() if isinstance(source, Path)],
            progress=progress or _silent,
            bounds=bounds,
        )
    except (apart.Refused, apart.Ended) as error:
        raise PdfError(str(error)) from error
    if progress:
        progress(100)
    return data


def warm_up() -> None:
    """Load the press, and draw a line with it: whoever is forked from here on begins with all of it loaded."""
    _press.warm_up()


def _silent(percent: int) -> None:
    """Nobody asked how far it is."""


def font_faces(face: Typeface = FACES[USUAL]) -> str:
    """The house's faces: whole files, since split ones turn digits into wrong letters."""
    return "".join(
        f'@font-face{{font-family:"{each.name}";font-weight:{weight};'
        f'src:url("{SCHEME}{each.file(weight)}")}}\n'
        for each in _families(face)
        for weight in WEIGHTS
    )


class _Listener(logging.Handler):
    """What WeasyPrint says during one render; other threads render at the same time."""

    def __init__(self, progress: Progress | None) -> None:
        super().__init__(logging.INFO)
        self.complaints: dict[str, None] = {}
        self._progress = progress
        self._percent = 0
        self._thread = get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread != self._thread:
            return
        if record.levelno >= logging.WARNING:
            self.complaints[_in_plain_words(record.getMessage())] = None
        elif self._progress and record.name == _STEPS.name:
            self._report(record.getMessage(), self._progress)

    def _report(self, message: str, progress: Progress) -> None:
        step = int(message.removeprefix("Step ")[:1])
        page = _PAGE.search(message)
        # Nobody knows how many pages come: each takes an eighth of what is left of its step.
        passed = 1 - (7 / 8) ** int(page[1]) if page else 0.0
        percent = round(_PERCENT[step] + passed * (_PERCENT[step + 1] - _PERCENT[step]))
        if percent > self._percent:  # a page that is laid out again does not turn the clock back
            self._percent = percent
            progress(percent)


@contextmanager
def _listening(progress: Progress | None) -> Iterator[dict[str, None]]:
    listener = _Listener(progress)
    for log in (_LOG, _STEPS):
        log.addHandler(listener)
    try:
        yield listener.complaints
    finally:
        for log in (_LOG, _STEPS):
            log.removeHandler(listener)


def _in_plain_words(message: str) -> str:
    found = _WITHOUT_GLYPH.search(message)
    return f"No typeface has the letter {found[1]} ({found[2]})" if found else message


def _fonts(face: Typeface) -> dict[str, Path | bytes]:
    names = (each.file(weight) for each in _families(face) for weight in WEIGHTS)
    return {name: FONTS / name for name in names}


def _families(face: Typeface) -> list[Typeface]:
    """This one, and the usual one for whatever letter it lacks."""
    return list(dict.fromkeys((face, FACES[USUAL])))
