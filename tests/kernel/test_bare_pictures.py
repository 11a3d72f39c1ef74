"""Pictures that come in are encoded anew and say nothing of where they were taken; nothing that comes is lost."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageFile

from agency.kernel.bare_pictures import PictureTooLarge, bare
from agency.kernel.pictures import PictureRefused, _open

LYING = 6  # the orientation of a photo that was taken with the camera on its side


def photo(form: str) -> bytes:
    """A photo that tells who took it and where."""
    exif = Image.Exif()
    exif[0x112], exif[0x10F] = LYING, "SecretCamera"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (40.0, 10.0, 30.0)
    out = BytesIO()
    Image.effect_noise((60, 40), 50).convert("RGB").save(out, form, exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_photo_stands_upright_and_tells_nothing(form: str) -> None:
    came = photo(form)
    kept = bare(came + b"<script>behind its end</script>")
    assert b"SecretCamera" in came
    assert b"SecretCamera" not in kept
    assert b"script" not in kept
    with Image.open(BytesIO(kept)) as picture:
        assert picture.format == form
        assert picture.size == (40, 60)
        assert not picture.getexif()


def test_the_same_photo_comes_out_the_same() -> None:
    came = photo("JPEG")
    assert bare(came) == bare(came)


def test_colours_transparency_and_motion_stay() -> None:
    out = BytesIO()
    Image.new("P", (10, 10)).save(out, "PNG", transparency=0, icc_profile=b"colours of a press")
    with Image.open(BytesIO(bare(out.getvalue()))) as logo:
        assert logo.info["transparency"] == 0
        assert logo.info["icc_profile"] == b"colours of a press"
    shots = [Image.effect_noise((30, 30), 50 + n).convert("P") for n in range(3)]
    out = BytesIO()
    shots[0].save(
        out, "GIF", save_all=True, append_images=shots[1:], duration=[100, 200, 300], comment=b"me"
    )
    with Image.open(BytesIO(bare(out.getvalue()))) as moving:
        assert moving.n_frames == 3  # type: ignore[attr-defined]
        lasting = []
        for number in range(3):
            moving.seek(number)
            lasting.append(moving.info["duration"])
        assert lasting == [100, 200, 300]
        assert "comment" not in moving.info


def test_the_ink_of_a_printers_picture_stays() -> None:
    out = BytesIO()
    Image.new("CMYK", (10, 10), (10, 20, 30, 40)).save(out, "JPEG", quality=100)
    with Image.open(BytesIO(bare(out.getvalue()))) as picture:
        assert picture.getpixel((5, 5)) == (10, 20, 30, 40)


@pytest.mark.parametrize(
    "data",
    [photo("JPEG")[:-300], photo("PNG")[:900], photo("JPEG")[:40], b"\xff\xd8\xff", b"words", b""],
)
def test_a_broken_picture_and_what_is_none_stay_as_they_came(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bare(data) == data
    # As in a process that sets type: WeasyPrint asks Pillow to fill up what is missing.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    assert bare(data) == data


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [9_000, 13_400])
def test_a_small_file_that_would_fill_the_memory_is_refused(side: int) -> None:
    out = BytesIO()
    Image.new("1", (side, side)).save(out, "PNG")
    with pytest.raises(PictureTooLarge):
        bare(out.getvalue())


def test_a_picture_whose_words_would_fill_the_memory_is_kept_and_never_drawn() -> None:
    out = BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    plain, words = out.getvalue(), b"Comment\0\0" + zlib.compress(b"a" * (3 << 20))
    sized, name = struct.pack(">I", len(words)), b"zTXt"
    bomb = (
        plain[:33] + sized + name + words + struct.pack(">I", zlib.crc32(name + words)) + plain[33:]
    )
    assert bare(bomb) == bomb
    # Whoever prints it, or shows it small, is told so and goes on without it.
    with pytest.raises(PictureRefused), _open(bomb) as picture:
        picture.load()
