"""Pictures that people send us, encoded anew: upright, in their own format and colours, and nothing else.

A photo tells where and by whom it was taken, and bytes behind a picture's end may be anything. What we cannot draw
(HEIC) has its words taken out where it stands; what people work on in layers (TIFF, Photoshop) stays as it came.
"""

from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, ImageSequence, JpegImagePlugin

from agency.kernel import heif
from agency.kernel.pictures import BROKEN, MOST_PIXELS, strictly

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
# What belongs to how it looks.
_KEPT = ("transparency", "icc_profile", "dpi", "gamma", "background")
_GOOD: dict[str, dict[str, Any]] = {"WEBP": {"quality": 92}, "AVIF": {"quality": 90}}


class PictureTooLarge(Exception):
    """Opened, it would fill the memory: it has more than MOST_PIXELS."""


def bare(data: bytes) -> bytes:
    """The picture without what it tells besides; what is none, or is broken, as it came.

    Raises PictureTooLarge, and OddHeif where nobody can say what a phone's picture tells.
    """
    try:
        with strictly(), Image.open(BytesIO(data), formats=FORMATS) as picture:
            frames = getattr(picture, "n_frames", 1) if picture.format != "MPO" else 1
            if picture.width * picture.height * frames > MOST_PIXELS:
                raise PictureTooLarge
            return _moving(picture, frames) if frames > 1 else _still(picture)
    except Image.DecompressionBombError:
        raise PictureTooLarge from None
    except BROKEN:
        return heif.bare(data) if heif.is_heif(data) else data


def _still(picture: Image.Image) -> bytes:
    how: dict[str, Any] = dict(_GOOD.get(picture.format or "", {}))
    form = "JPEG" if picture.format == "MPO" else str(picture.format)
    if isinstance(picture, JpegImagePlugin.JpegImageFile):
        # Its own tables: encoded anew it loses next to nothing.
        how = {
            "qtables": picture.quantization,
            "subsampling": JpegImagePlugin.get_sampling(picture),
            "progressive": bool(picture.info.get("progressive")),
        }
    upright = ImageOps.exif_transpose(picture)
    return _saved(_without_words(upright), form, how)


def _moving(picture: Image.Image, frames: int) -> bytes:
    shots = [(frame.copy(), dict(frame.info)) for frame in ImageSequence.Iterator(picture)]
    how = {
        **_GOOD.get(picture.format or "", {}),
        "save_all": True,
        "append_images": [_without_words(shot) for shot, _info in shots[1:]],
        "duration": [int(info.get("duration", 100)) for _shot, info in shots],
        "loop": picture.info.get("loop", 0),
    }
    return _saved(_without_words(shots[0][0]), str(picture.format), how)


def _saved(picture: Image.Image, form: str, how: dict[str, Any]) -> bytes:
    kept = {name: picture.info[name] for name in ("icc_profile", "dpi") if name in picture.info}
    out = BytesIO()
    picture.save(out, form, **how, **kept)
    return out.getvalue()


def _without_words(picture: Image.Image) -> Image.Image:
    picture.info = {name: value for name, value in picture.info.items() if name in _KEPT}
    # What was read of a photo's own words is kept beside the picture, and some formats write it again.
    picture._exif = None
    return picture
