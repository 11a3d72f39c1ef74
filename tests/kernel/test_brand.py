"""Whatever colours an agency has, what is written on them can be read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.kernel.brand import (
    COLOURS,
    KVARTA,
    Brand,
    BrandError,
    print_stylesheet,
    stylesheet,
)
from agency.kernel.colour import (
    READABLE,
    Oklch,
    adjusted,
    contrast,
    luminance,
    oklch,
    readable_on,
    text_on,
)

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def brand_of(brand: str, brand_2: str, spot: str, paper: str = "#fbf8f2") -> Brand:
    return Brand.from_colours(name="Any", brand=brand, brand_2=brand_2, spot=spot, paper=paper)


@given(colours, colours, colours, colours)
def test_every_text_colour_can_be_read_on_its_ground(brand, brand_2, spot, paper):
    kit = brand_of(brand, brand_2, spot, paper)
    pairs = [
        (kit.on_brand, kit.brand),
        (kit.on_brand_2, kit.brand_2),
        (kit.on_spot, kit.brand_spot),
        (kit.on_deep, kit.brand_deep),
        (kit.brand_deep, kit.brand_paper),
        (kit.brand_deep, kit.brand_2_soft),
        (kit.headline, kit.brand_paper),
        (kit.headline, kit.brand_2_soft),
        (kit.quiet, kit.brand_paper),
        (kit.quiet, kit.brand_2_soft),
    ]
    assert all(contrast(text, ground) >= READABLE for text, ground in pairs), pairs
    assert contrast(kit.accent_on_deep, kit.brand_deep) >= 3


@given(colours, colours, colours)
def test_the_agencys_own_colours_stay_as_they_are(brand, brand_2, spot):
    kit = brand_of(brand, brand_2, spot)
    assert (kit.brand, kit.brand_2, kit.brand_spot) == (brand, brand_2, spot)


@given(colours, colours)
def test_adjusting_reaches_the_ratio_and_goes_no_further_than_needed(colour, ground):
    moved = adjusted(colour, ground)
    assert contrast(moved, ground) >= READABLE
    if contrast(colour, ground) >= READABLE:
        assert moved == colour


@given(colours)
def test_a_colour_comes_back_from_oklch(colour):
    back = oklch(colour).hex()
    distance = max(
        abs(int(colour[at : at + 2], 16) - int(back[at : at + 2], 16)) for at in (1, 3, 5)
    )
    assert distance <= 1


@given(st.floats(0, 1), st.floats(0, 0.4), st.floats(0, 360))
def test_every_lightness_and_hue_has_a_colour(lightness, chroma, hue):
    found = Oklch(lightness, chroma, hue).hex()
    assert re.fullmatch("#[0-9a-f]{6}", found)
    assert abs(oklch(found).lightness - lightness) < 0.05  # near black a screen has few steps


@given(colours, colours)
def test_contrast_is_the_same_both_ways_and_between_1_and_21(one, other):
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.0001


def test_contrast_of_known_pairs():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert luminance("#ffffff") == pytest.approx(1)


def test_known_colours_in_oklch():
    red = oklch("#ff0000")
    assert red.lightness == pytest.approx(0.628, abs=0.001)
    assert red.chroma == pytest.approx(0.2577, abs=0.001)
    assert red.hue == pytest.approx(29.23, abs=0.1)


def test_ink_stands_on_light_and_paper_on_dark():
    assert readable_on("#ffffff", ink="#111111", paper="#eeeeee") == "#111111"
    assert readable_on("#0b3b2e", ink="#111111", paper="#eeeeee") == "#eeeeee"


def test_text_keeps_its_hue_while_it_moves():
    ground = "#777777"
    ink = "#3a2a00"
    moved = text_on(ground, ink=ink, paper="#fff4d0")
    assert moved not in (ink, "#fff4d0")
    assert contrast(moved, ground) >= READABLE


@given(colours, colours, colours, colours)
def test_paper_stays_light(brand, brand_2, spot, paper):
    kit = brand_of(brand, brand_2, spot, paper)
    assert oklch(kit.brand_paper).lightness >= 0.93
    assert oklch(kit.brand_2_soft).lightness >= 0.93


def test_kvarta_is_readable_as_drawn():
    for ground, text in (
        (KVARTA.brand, KVARTA.on_brand),
        (KVARTA.brand_2, KVARTA.on_brand_2),
        (KVARTA.brand_spot, KVARTA.on_spot),
        (KVARTA.brand_paper, KVARTA.quiet),
    ):
        assert contrast(ground, text) >= READABLE


def test_the_stylesheet_writes_all_nine_properties():
    written = dict(re.findall(r"(--[\w-]+):([^;]+);", stylesheet(KVARTA)))
    nine = {f"--{name.replace('_', '-')}": getattr(KVARTA, name) for name in COLOURS}
    assert len(nine) == 9
    assert nine.items() <= written.items()
    assert written["--accent-on-deep"] == KVARTA.accent_on_deep


def test_paper_gets_the_same_nine_and_its_inks():
    written = dict(re.findall(r"(--[\w-]+):([^;]+);", print_stylesheet(KVARTA)))
    assert written["--brand"] == KVARTA.brand
    assert written["--headline"] == KVARTA.headline
    assert all(re.fullmatch("#[0-9a-f]{6,8}", value) for value in written.values())


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "url(x)", "#0b3b2e;}"])
def test_what_is_no_colour_is_refused_by_name(colour):
    with pytest.raises(BrandError, match="#0b3b2e"):
        brand_of(colour, "#cbb8f0", "#ff5a36")


@pytest.mark.parametrize("mark", ['M0 0"/><script>', "url(#x)", "<svg/>"])
def test_what_is_no_sign_is_refused(mark):
    with pytest.raises(BrandError, match="path"):
        Brand.from_colours(name="X", brand="#0b3b2e", brand_2="#cbb8f0", spot="#ff5a36", mark=mark)


def test_capitals_and_spaces_in_a_colour_are_forgiven():
    assert brand_of(" #0B3B2E ", "#CBB8F0", "#FF5A36").brand == "#0b3b2e"
