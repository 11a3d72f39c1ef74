"""Holds every proposal of the demo, as offered, chosen and signed, and a long one in each style, against the rules."""

import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from flask import Flask
from PIL import Image, ImageDraw

from agency.app import create_app
from agency.config import load_settings
from agency.demo import loading
from agency.kernel import clock, pictures
from agency.kernel.db import db
from agency.kernel.i18n import in_zone
from agency.kernel.pdf import Enclosed
from agency.people import queries as people
from agency.proposals import drawing, paper
from agency.proposals.choosing import Choice, chosen, has_choices
from agency.proposals.document import Document
from agency.proposals.layouts import STYLES
from agency.proposals.models import Proposal
from agency.proposals.pictured import Picture
from agency.proposals.record import Record, Taken
from setup import verapdf
from tests.proposals.papers import a_document

# Each with what its files enclose: for good, the very file that was sent.
FLAVOURS = {
    "ua1": None,
    "3a": [Enclosed("as-sent.pdf", b"%PDF-1.7\n%%EOF\n", datetime(2026, 3, 24, tzinfo=UTC))],
}


def main() -> int:
    """1 where a file breaks a rule, or where there is nothing to check it with."""
    checker = verapdf.get()
    if checker is None:
        print(verapdf.WHY_NONE, file=sys.stderr)
        return 1
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        drawn = _drawn(Path(folder))
        verdicts = [_keeps(checker, flavour, files) for flavour, files in drawn.items()]
        verdicts += [_is_sound(file) for files in drawn.values() for file in files]
        # A check that lets everything pass would be none.
        verdicts.append(not _keeps(checker, "3a", drawn["ua1"][:1], quiet=True))
    print("All keep the rules" if all(verdicts) else "Some break a rule")
    return 0 if all(verdicts) else 1


def _drawn(folder: Path) -> dict[str, list[Path]]:
    """Each document in each of its flavours."""
    files: dict[str, list[Path]] = {flavour: [] for flavour in FLAVOURS}
    with _house(folder).app_context():
        for name, document, record in _agreed(_documents(), folder):
            for flavour, inside in FLAVOURS.items():
                file = folder / f"{name}-{flavour}.pdf"
                file.write_bytes(paper.document_pdf(document, archive=inside, record=record))
                files[flavour].append(file)
    return files


def _house(folder: Path) -> Flask:
    environ = {**os.environ, "AGENCY_DATA": str(folder / "data")}
    for name in ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "IMAP_URL", "BASE_URL"):
        environ.pop(name, None)
    app = create_app(load_settings(environ))
    with app.app_context():
        flask_migrate.upgrade(directory=str(app.config["MIGRATIONS"]))
    loading.load(app)
    return app


def _documents() -> Iterator[tuple[str, Document]]:
    house = people.agency()
    for found in db.session.scalars(sa.select(Proposal).order_by(Proposal.id)):
        today = in_zone(clock.now(), house.zone).date()
        copies = pictures.copies_of(drawing.pictures_of(found))
        yield (
            f"demo-{found.id}",
            drawing.draw(found, house, today=today, copies=copies, address=str, link=None),
        )
    for style in STYLES:
        for lang in ("en", "ru"):
            long = a_document(lang=lang, lines=36, team=6, works=8, plan=5)
            yield f"{style}-{lang}", replace(long, style=style)


def _agreed(
    documents: Iterator[tuple[str, Document]], folder: Path
) -> Iterator[tuple[str, Document, Record | None]]:
    """Each as it is; one with something to choose also as it was chosen, and its signed copy."""
    ink = folder / "ink.png"
    _draw_a_name(ink)
    for name, document in documents:
        yield name, document, None
        if has_choices(document):
            taken = chosen(document, _other(document))
            yield f"{name}-chosen", taken, None
            yield f"{name}-signed", taken, _record(taken, ink)


def _other(document: Document) -> Choice:
    """What is not offered as taken: the other alternative, and every option the other way round."""
    offered = Choice.of(document)
    others = (each for each in document.sections if each.variant and not each.taken)
    lines = {key: 0 if quantity else 1 for key, quantity in offered.lines.items()}
    return Choice(lines, {**offered.variants, **{each.variant: each.key for each in others}})


def _record(document: Document, ink: Path) -> Record:
    return Record(
        name="Łucja Őry № 7",
        role="Owner",
        consent="I accept this proposal in the name of the client.",
        clocks="24 March 2026, 12:42 in Porto, 16:42 in Yerevan",
        ip="203.0.113.7",
        browser="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
        version=1,
        sha256="a" * 64,
        total=document.total,
        taken=[
            Taken(each.title, variant=each.variant) for each in document.sections if each.variant
        ],
        left=[line.text for line in document.lines if line.is_optional and not line.taken],
        signed_as="Łucja Őry",
        signature=Picture("ink.png", ink, "", "A drawn signature"),
    )


def _draw_a_name(file: Path) -> None:
    drawn = Image.new("LA", (600, 200), (0, 0))
    ImageDraw.Draw(drawn).line([(20, 150), (200, 30), (300, 170), (580, 60)], (0, 255), width=8)
    drawn.save(file)


def _keeps(checker: list[str], flavour: str, files: list[Path], *, quiet: bool = False) -> bool:
    done = subprocess.run([*checker, flavour, *map(str, files)], capture_output=True, text=True)
    if not quiet:
        print(done.stdout + (done.stderr if done.returncode else ""), end="")
    return done.returncode == 0


def _is_sound(file: Path) -> bool:
    """qpdf finds nothing to say, and no typeface but the house's is in it, each embedded."""
    checked = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True)
    fonts = subprocess.run(["pdffonts", str(file)], capture_output=True, text=True).stdout
    rows = [line.split() for line in fonts.splitlines()[2:]]
    strange = [row[0] for row in rows if not row[0].partition("+")[2].startswith("Golos-Text")]
    sound = checked.returncode == 0 and "WARNING" not in checked.stderr and rows and not strange
    if not sound:
        print(f"{file.name}: {checked.stderr.strip()} {strange or ''}")
    return bool(sound)


if __name__ == "__main__":
    sys.exit(main())
