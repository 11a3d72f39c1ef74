"""The proposal on paper: a `Document` becomes a PDF."""

from pathlib import Path

from flask import current_app, render_template
from flask_babel import force_locale

from agency.kernel import pdf
from agency.kernel.brand import print_stylesheet
from agency.proposals.document import Document
from agency.proposals.fitting import (
    HEADING_SIZES,
    QUOTE_SIZES,
    TITLE_SIZES,
    TOTAL_SIZES,
    WORD_SIZES,
    Fit,
)

_TEMPLATE = "proposals/document/document.html"
_STYLE = "css/print/proposal.css"


def document_pdf(document: Document, *, progress: pdf.Progress | None = None) -> bytes:
    """The PDF of this proposal, in its own language; the same document gives the same bytes.

    Needs an application context. Raises `agency.kernel.pdf.PdfError` when a picture is missing or a
    letter has no glyph.
    """
    files = {picture.name: picture.file for picture in document.pictures()}
    for name, file in files.items():
        if not file.is_file():
            raise pdf.PdfError(f"The picture {name} is gone")
    with force_locale(document.lang):
        html = render_template(_TEMPLATE, document=document, fit=Fit(document))
    static = Path(current_app.static_folder or "static")
    style = (static / _STYLE).read_text(encoding="utf-8")
    sheets = (print_stylesheet(document.brand), style, sizes())
    return pdf.render(html, files, stylesheets=sheets, progress=progress)


def sizes() -> str:
    """Classes for what is measured: `size-38` in points, `tall-60` in millimetres."""
    used = {*HEADING_SIZES, *QUOTE_SIZES, *TITLE_SIZES, *TOTAL_SIZES, *WORD_SIZES}
    text = (f".size-{size}{{font-size:{size}pt}}" for size in sorted(used))
    heights = (f".tall-{tall}{{height:{tall}mm}}" for tall in range(5, 221))
    return "\n".join((*text, *heights))
