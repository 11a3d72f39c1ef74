"""Titles break into even lines that fit, and no line ends where it should not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from agency.kernel.brand import KVARTA, Brand
from agency.proposals.fitting import Fit
from agency.proposals.gallery import WIDTH, gallery
from agency.proposals.pattern import SIDE, tiles
from agency.proposals.tone import tone_of
from agency.proposals.typesetting import (
    NBSP,
    balanced,
    bound,
    bound_narrow,
    broken,
    size_for,
    width_of,
)
from tests.proposals.papers import a_document, a_reference

texts = st.lists(st.text("abcdefgяжоЁ,.-", min_size=1, max_size=14), min_size=1, max_size=25).map(
    " ".join
)


@given(texts, st.integers(30, 180))
def test_balanced_lines_are_the_text_in_as_few_lines_as_fit(text, width):
    lines = balanced(text, 24, width)
    assert " ".join(lines) == bound(text)
    assert len(lines) <= len(broken(bound(text), 24, width, weight=800, tracking=-0.03))
    for line in lines:
        assert width_of(line, 24, weight=800, tracking=-0.03) <= width or " " not in line


def test_a_title_has_no_lonely_last_word():
    def lines(text: str, width: float) -> list[str]:
        return [line.replace(NBSP, " ") for line in balanced(text, 38, width)]

    assert lines("How we understood the task", 150) == ["How we understood", "the task"]
    # Filled first come, first served, these would end in "yes" and in "them" alone.
    assert lines("Would you like to say yes", 118) == ["Would you", "like to say yes"]
    assert lines("Shops and shelves beside them", 172) == ["Shops and shelves", "beside them"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Мы живём у моря и в лесу", "Мы_живём у_моря и_в_лесу"),
        ("Вот оно — это слово тут", "Вот оно_— это слово_тут"),
        ("as a rule of thumb it holds", "as_a_rule of_thumb it_holds"),
        ("one", "one"),
        ("two words", "two words"),
    ],
)
def test_short_words_stay_with_the_next_one(text, expected):
    assert bound(text) == expected.replace("_", NBSP)


def test_a_narrow_column_binds_only_its_end():
    assert bound_narrow("in a house of glass") == f"in a house of{NBSP}glass"


@given(texts)
def test_binding_changes_nothing_but_spaces(text):
    assert bound(text).replace(NBSP, " ") == " ".join(text.split())


def test_long_titles_are_set_smaller():
    assert size_for("Short", (66, 40, 20), 178, lines=1) == 66
    assert size_for("Электромеханическое водоснабжение завода", (66, 40, 20), 178, lines=1) == 20


@given(st.text("абвгдежз ", min_size=1, max_size=300).filter(str.strip))
def test_any_title_fits_the_cover(title):
    setting = Fit(a_document(title=title, with_photos=False)).title("picture")
    assert " ".join(setting.lines) == bound(title)
    widest = max(
        width_of(line, setting.size, weight=800, tracking=-0.042) for line in setting.lines
    )
    assert widest <= WIDTH or setting.size == 20


@pytest.mark.parametrize("count", range(1, 25))
def test_the_gallery_shows_each_reference_once_and_fills_its_rows(count):
    references = [a_reference(number) for number in range(count)]
    pages = gallery(references, 252, below=40)
    cells = [cell for page in pages for row in page for cell in row]
    assert [frame.reference for cell in cells for frame in cell.frames] == references
    assert all(sum(cell.columns for cell in row) == 12 for page in pages for row in page)
    assert all(20 <= frame.tall <= 220 for cell in cells for frame in cell.frames)


def test_no_references_make_no_page():
    assert gallery([], 252, below=40) == []


@pytest.mark.parametrize(
    ("colour", "tone"), [("#0b3b2e", "paper"), ("#f4f0e8", "ink"), ("#808080", "veil")]
)
def test_the_title_is_written_in_what_can_be_read_on_the_picture(tmp_path, colour, tone):
    file = tmp_path / f"{tone}.jpg"
    Image.new("RGB", (210, 297), colour).save(file)
    assert tone_of(file) == tone


def test_a_restless_picture_gets_a_veil(tmp_path):
    file = tmp_path / "stripes.jpg"
    picture = Image.new("RGB", (240, 340), "#ffffff")
    for left in range(0, 240, 40):
        picture.paste("#101010", (left, 0, left + 20, 340))
    picture.save(file)
    assert tone_of(file) == "veil"


def test_a_pattern_is_the_same_for_the_same_words_and_stays_in_its_place():
    first = tiles("A shop/Olaria", KVARTA, KVARTA.brand, columns=6, rows=5)
    assert first == tiles("A shop/Olaria", KVARTA, KVARTA.brand, columns=6, rows=5)
    assert first != tiles("A shop/Lunara", KVARTA, KVARTA.brand, columns=6, rows=5)
    assert all(tile.x in range(0, 6 * SIDE, SIDE) for tile in first)
    assert all(tile.y in range(0, 5 * SIDE, SIDE) for tile in first)
    bottom = [tile for tile in first if tile.y == 4 * SIDE]
    assert len(bottom) == 6, "dense at the foot"


def test_a_pattern_needs_no_second_colour():
    grey = Brand.from_colours(name="Grey", brand="#777777", brand_2="#777777", spot="#777777")
    assert tiles("x", grey, grey.brand, columns=6, rows=5)
