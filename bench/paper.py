"""The proposal's PDF against bare WeasyPrint on the very same HTML, styles and files."""

import gc
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import flask_migrate
from flask import Flask
from weasyprint import CSS, HTML

from agency.app import create_app
from agency.config import load_settings
from agency.demo.studio import Studio, build
from agency.kernel import clock, pdf
from agency.kernel.i18n import in_zone
from agency.proposals import drawing, paper
from agency.proposals.document import Document
from bench.measure import Row, take_turns


@dataclass(frozen=True)
class Handed:
    """What the product hands to its renderer for one document."""

    html: str
    files: Mapping[str, Path | bytes]
    stylesheets: Sequence[str]


def paper_rows() -> list[Row]:
    """The demo's proposal of eight pages and eighteen lines."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "AGENCY_DATA": folder}
        for name in ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "IMAP_URL", "BASE_URL"):
            environ.pop(name, None)
        app = create_app(load_settings(environ))
        with app.app_context():
            flask_migrate.upgrade(directory=str(app.config["MIGRATIONS"]))
            document = document_of(build(clock.now()))
            times, size = _compare(app, document, Path(folder))
    note = f"{size / 1024:.0f} KB"
    return [Row("PDF, 8 pages", "bare WeasyPrint", times["ours"], times["bare"], note)]


def document_of(studio: Studio) -> Document:
    """The demo's proposal, as it goes to paper."""
    return drawing.draw(
        studio.proposal,
        studio.agency,
        today=in_zone(studio.now, studio.agency.zone).date(),
        copies=lambda original, width: original,
        address=lambda digest: "",
        link="https://kvarta.example/p/olaria-nova",
    )


def _compare(app: Flask, document: Document, folder: Path) -> tuple[dict[str, float], int]:
    handed = handed_of(document)
    by_itself = bare(handed, folder)
    size = len(paper.document_pdf(document))
    ours = {"ours": lambda: paper.document_pdf(document), "bare": by_itself}
    return take_turns(ours, rounds=7), size


def handed_of(document: Document) -> Handed:
    """What is handed over for this document."""
    kept: list[Handed] = []
    real = pdf.render

    def note(
        html: str,
        files: Mapping[str, Path | bytes],
        *,
        stylesheets: Sequence[str] = (),
        **more: object,
    ) -> bytes:
        kept.append(Handed(html, files, stylesheets))
        return b""

    pdf.render = note
    try:
        paper.document_pdf(document)
    finally:
        pdf.render = real
    return kept[0]


def bare(handed: Handed, folder: Path) -> Callable[[], object]:
    """The same pages as plain files on disk, by WeasyPrint as it comes."""
    place = folder / "bare"
    place.mkdir(exist_ok=True)
    for name, content in handed.files.items():
        data = content if isinstance(content, bytes) else content.read_bytes()
        (place / name).write_bytes(data)
    for weight in pdf.WEIGHTS:
        name = f"golos-{weight}.ttf"
        (place / name).write_bytes((pdf.FONTS / name).read_bytes())
    base = place.as_uri() + "/"
    html = handed.html.replace(pdf.SCHEME, base)
    styles = [css.replace(pdf.SCHEME, base) for css in (pdf.font_faces(), *handed.stylesheets)]

    # As in a process that has nothing else in it: what the house has loaded is not gone through for garbage.
    gc.collect()
    gc.freeze()

    def render() -> object:
        sheets = [CSS(string=css, base_url=base) for css in styles]
        return HTML(string=html, base_url=base).write_pdf(stylesheets=sheets)

    return render
