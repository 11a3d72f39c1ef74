"""Ten pages with eight references stay under 2 MB, whatever photos somebody puts into them."""

from io import BytesIO

import pytest
from PIL import Image

from agency.demo.studio import Studio
from agency.kernel import pictures
from agency.proposals import drawing

MOST = 2_000_000
REST = 160_000  # type, shapes, what holds it together


@pytest.fixture
def database() -> str:
    return "sqlite"


def a_busy_photo(width: int, height: int) -> bytes:
    """Grain upon grain, as grass or a crowd has it."""
    coarse, fine = (
        Image.effect_noise((width // part, height // part), 30).resize((width, height))
        for part in (12, 4)
    )
    grey = Image.blend(coarse, fine, 0.4)
    out = BytesIO()
    Image.merge("RGB", (grey, coarse, fine)).save(out, "JPEG", quality=90)
    return out.getvalue()


def test_three_pictures_over_a_page_eight_references_and_seven_faces_fit() -> None:
    most = {drawing.FULL_PAGE: 3, drawing.COLUMN: 8, drawing.FACE: 7}
    assert sum(pictures.weight(width) * count for width, count in most.items()) + REST <= MOST


def test_a_busy_photo_is_pressed_until_it_is_light_enough(studio: Studio) -> None:
    original = pictures.take_in(a_busy_photo(1500, 1200), name="crowd.jpg", at=studio.now)
    width = drawing.COLUMN
    assert original.size > pictures.weight(width)
    copy = pictures.make_copy(original, width, at=studio.now)
    assert copy.size <= pictures.weight(width)
    with Image.open(BytesIO(copy.read())) as picture:
        assert picture.width == width
