"""A price on paper looks like its figures: extracted text cannot tell, since a wrong typeface draws other letters."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from string import digits

import pytest
from flask import Flask
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat
from pypdf import PdfReader

from agency.kernel.money import Money
from agency.kernel.pdf import FONTS
from agency.proposals.paper import document_pdf
from agency.proposals.parts import Line
from tests.proposals.papers import a_document, a_press, sections_of

PRICE = Money(1_234_567_890, "EUR")
SHOWN = "12,345,678.90"
SCALE = 4  # pixels drawn for one of CSS
DPI = 96 * SCALE

pytestmark = pytest.mark.skipif(not shutil.which("pdftoppm"), reason="needs poppler")


@pytest.fixture(scope="module", autouse=True)
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application; paper needs no database."""
    with a_press(tmp_path_factory.mktemp("press")) as app:
        yield app


def signs_in(picture: Image.Image) -> list[Image.Image]:
    """What is drawn, sign by sign, each cut to its ink and in one size."""
    ink = picture.convert("L").point(lambda tone: 255 if tone < 150 else 0)
    columns = [ink.crop((x, 0, x + 1, ink.height)).getbbox() is not None for x in range(ink.width)]
    edges = [x for x in range(1, len(columns)) if columns[x] != columns[x - 1]]
    cuts = (ink.crop((edges[at], 0, edges[at + 1], ink.height)) for at in range(0, len(edges), 2))
    return [cut.crop(cut.getbbox()).resize((40, 60)) for cut in cuts]


def figure(sign: str) -> Image.Image:
    """This figure as the typeface has it."""
    face = ImageFont.truetype(str(FONTS / "golos-400.ttf"), 56)
    sheet = Image.new("L", (120, 120), 255)
    ImageDraw.Draw(sheet).text((20, 20), sign, font=face, fill=0)
    return signs_in(sheet)[0]


def read(sign: Image.Image) -> str:
    """Which figure it looks like most."""
    known = {each: ImageChops.difference(sign, figure(each)) for each in digits}
    return min(known, key=lambda each: ImageStat.Stat(known[each]).mean[0])


def test_the_figures_of_a_price_line_are_drawn_as_themselves(tmp_path: Path) -> None:
    document = a_document(
        sections=sections_of([Line.fixed(1, "All of it", PRICE)]),
        team=1,
        plan=0,
        works=0,
        with_words=False,
        with_photos=False,
        payments=(),
        lang="en",
    )
    (tmp_path / "paper.pdf").write_bytes(data := document_pdf(document))
    places: list[tuple[float, float]] = []

    def note(text: str, _cm: object, place: list[float], _font: object, _size: float) -> None:
        if text.strip() == SHOWN:
            places.append((place[4], place[5]))

    PdfReader(BytesIO(data)).pages[1].extract_text(visitor_text=note)
    x, baseline = places[1]  # of the section's head, of the line, of the total
    left, top = int((x - 2) * SCALE), int((baseline - 14) * SCALE)
    cut = ["-x", str(left), "-y", str(top), "-W", str(120 * SCALE), "-H", str(20 * SCALE)]
    paper = [
        "-f",
        "2",
        "-l",
        "2",
        "-singlefile",
        "-gray",
        tmp_path / "paper.pdf",
        tmp_path / "line",
    ]
    subprocess.run(["pdftoppm", "-r", str(DPI), *cut, *paper], check=True)
    signs = signs_in(Image.open(tmp_path / "line.pgm"))
    assert len(signs) == len(SHOWN)
    pairs = zip(signs, SHOWN, strict=True)
    assert [read(sign) for sign, each in pairs if each.isdigit()] == re.findall(r"\d", SHOWN)
