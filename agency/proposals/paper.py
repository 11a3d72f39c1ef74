"""The proposal on paper: a `Document` becomes a PDF."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale

from agency.kernel import edition, pdf
from agency.kernel.brand import print_stylesheet
from agency.kernel.typefaces import FACES, USUAL, family
from agency.proposals.document import Document
from agency.proposals.fitting import LEAST_COST, MOST_COST, Fit
from agency.proposals.record import Record
from agency.proposals.typesetting import set_in
from agency.proposals.voices import SCALE

_TEMPLATE = "proposals/document/document.html"
_STYLES = Path("css/print/proposal")
# In the order in which they apply; a style's own comes last.
_PARTS = (
    "base",
    "cover",
    "opening",
    "task",
    "team",
    "estimate",
    "summary",
    "references",
    "written",
    "accept",
    "record",
)


def document_pdf(
    document: Document,
    *,
    record: Record | None = None,
    progress: pdf.Progress | None = None,
    archive: Sequence[pdf.Enclosed] | None = None,
) -> bytes:
    """The PDF of this proposal, in its own language; the same document gives the same bytes.

    With a record it is the signed copy: the same pages, and the record as the last of them. With what an
    `archive` encloses it is PDF/A-3.
    Needs an application context. Raises `agency.kernel.pdf.PdfError` when a picture is missing or a
    letter has no glyph.
    """
    files = {picture.name: picture.file for picture in document.pictures()}
    if record is not None and record.signature is not None:
        files[record.signature.name] = record.signature.file
    for name, file in files.items():
        if not file.is_file():
            raise pdf.PdfError(f"The picture {name} is gone")
    with force_locale(document.lang), set_in(document.brand.type):
        html = render_template(_TEMPLATE, document=document, fit=Fit(document), record=record)
    sheets = (print_stylesheet(document.brand), *_styles(document), sizes())
    return pdf.render(
        html,
        files,
        stylesheets=sheets,
        progress=progress,
        variant=pdf.TAGGED if archive is None else pdf.ARCHIVED,
        enclosed=archive or (),
        face=document.brand.face,
    )


def mark_of(content: dict[str, Any]) -> str:
    """The mark of the paper of this frozen document, whatever secret link is in it: by it none is made twice."""
    return edition.mark_of("proposal", content)


def _styles(document: Document) -> list[str]:
    folder = Path(current_app.static_folder or "static") / _STYLES
    names, face = (*_PARTS, document.look.name), document.brand.face
    sheets = [(folder / f"{name}.css").read_text(encoding="utf-8") for name in names]
    # The sheets name the usual typeface: whatever the house chose stands before it.
    return [sheet.replace(f'"{FACES[USUAL].name}"', family(face)) for sheet in sheets]


def sizes() -> str:
    """Classes for what is measured: `size-38` in points, `tall-60` and `round-20`, `wide-30` in millimetres."""
    text = (f".size-{size}{{font-size:{size}pt}}" for size in SCALE)
    heights = (f".tall-{tall}{{height:{tall}mm}}" for tall in range(5, 221))
    faces = (
        f".round-{wide}{{width:{wide}mm;height:{wide}mm;line-height:{wide}mm}}"
        for wide in range(9, 41)
    )
    columns = (f".wide-{wide}{{width:{wide}mm}}" for wide in range(LEAST_COST, MOST_COST + 1))
    return "\n".join((*text, *heights, *faces, *columns))
