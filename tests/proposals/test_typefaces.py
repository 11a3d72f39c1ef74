"""The typefaces of the house: whole files with every letter of a price, measured and set by themselves."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from agency.kernel.brand import stylesheet
from agency.kernel.pdf import FONTS
from agency.kernel.typefaces import FACES, WEIGHTS
from agency.proposals.paper import document_pdf
from agency.proposals.typesetting import set_in, width_of
from tests.proposals.papers import a_document, a_press

NEEDED = "Az09 Яё₽№€—–×«»“”’…őűłß\u00a0"


@pytest.fixture(scope="module", autouse=True)
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application; paper needs no database."""
    with a_press(tmp_path_factory.mktemp("press")) as app:
        yield app


@pytest.mark.parametrize("face", FACES.values(), ids=FACES)
def test_a_face_is_whole_in_every_weight(face):
    for weight in WEIGHTS:
        with TTFont(FONTS / face.file(weight), lazy=True) as font:
            assert {char for char in NEEDED if ord(char) not in font.getBestCmap()} == set()
            tags = {each.FeatureTag for each in font["GSUB"].table.FeatureList.FeatureRecord}
            assert "tnum" in tags


def test_another_face_is_measured_by_its_own_widths_and_set_with_it():
    usual = width_of("Окно для глины", 40, weight=800)
    with set_in("literata"):
        other = width_of("Окно для глины", 40, weight=800)
    assert abs(other - usual) > 1
    assert width_of("Окно для глины", 40, weight=800) == usual
    document = a_document(lang="ru")
    made = document_pdf(replace(document, brand=replace(document.brand, type="literata")))
    names = {
        font.get_object()["/BaseFont"].partition("+")[2].partition("-")[0]
        for page in PdfReader(BytesIO(made)).pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert "Literata" in names
    assert names <= {"Literata", "Golos"}


def test_the_web_is_set_in_it_too():
    brand = a_document().brand
    assert "@font-face" not in stylesheet(brand)
    css = stylesheet(replace(brand, type="onest"))
    assert css.count("@font-face") == len(WEIGHTS)
    assert '--font:"Onest", "Golos Text"' in css
