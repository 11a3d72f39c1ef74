"""The brand of the house: colours, a sign made of any file without keeping it, a typeface, usual pictures."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from agency.demo.studio import Studio
from agency.kernel.files import StoredFile
from agency.kernel.logo import LogoRefused, mark_of_file
from agency.proposals import queries
from tests.support import HouseClient

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" onload="alert(1)">%s</svg>'
HOLED = b'<g transform="translate(5 5) scale(2)"><path fill-rule="evenodd" d="M0 0h10v10H0zM2 2h6v6H2z"/></g>'


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def nora(client: HouseClient, studio: Studio) -> HouseClient:
    client.login(studio.nora)
    return client


def a_ring() -> bytes:
    picture = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((20, 20, 280, 280), fill=(9, 9, 9, 255))
    draw.ellipse((100, 100, 200, 200), fill=(0, 0, 0, 0))
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def test_a_drawing_becomes_one_path_without_anything_else_of_it() -> None:
    path = mark_of_file(SVG % (HOLED + b"<script>alert(2)</script><circle cx='40' cy='20' r='3'/>"))
    assert set(path) <= set("MLHVCQZ0123456789.- ")
    outer, hole, _dot = path.split("Z")[:3]
    # A hole runs the other way round: so it stays open in any drawing.
    assert (outer.index("H") < outer.index("V"), hole.index("V") < hole.index("H")) == (True, True)
    assert mark_of_file(a_ring()).count("Z") == 2


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (SVG % b"<text>Kvarta</text>", "empty"),
        (SVG % b'<path fill="none" stroke="red" d="M0 0h9v9z"/>', "empty"),
        (b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>', "declares"),
        ('<?xml version="1.0"?><!DOCTYPE svg><svg/>'.encode("utf-16-le"), "declares"),
        (SVG % (b"<g>" * 99 + b"</g>" * 99), "fine"),
        (SVG % (b'<path d="M0 0h1v1z"/>' * 500), "fine"),
        (SVG % b'<path d="M0 0 oh"/>', "unreadable"),
        (b"\x89PNG\r\n\x1a\n and no more", "unreadable"),
        (b"%PDF-1.7", "unreadable"),
        (b"<svg>" + b" " * 500_000 + b"</svg>", "large"),
    ],
)
def test_what_is_no_sign_is_refused_with_the_reason(data: bytes, why: str) -> None:
    with pytest.raises(LogoRefused) as refused:
        mark_of_file(data)
    assert refused.value.why == why


def test_the_owner_looks_first_then_keeps_colours_and_sign(
    nora: HouseClient, studio: Studio
) -> None:
    before = dict(studio.agency.brand)
    typed = {"brand": "#ffee00", "logo": (BytesIO(SVG % HOLED), "sign.svg")}
    shown = nora.fill("/settings/brand", **typed, do="look")
    assert shown.status_code == 200
    assert "This is how it would look." in shown.text
    assert 'fill="#ffee00"' in shown.text
    assert studio.agency.brand == before
    typed = {"brand": "#ffee00", "logo": (BytesIO(SVG % HOLED), "sign.svg")}
    assert nora.fill("/settings/brand", **typed).status_code == 303
    assert studio.agency.brand["brand"] == "#ffee00"
    assert studio.agency.brand["mark"].startswith("M0 0H22")
    assert b"script" not in nora.get("/brand.svg").data
    refused = nora.fill("/settings/brand", logo=(BytesIO(SVG % b"<text>K</text>"), "k.svg"))
    assert refused.status_code == 422
    assert "There is no filled outline in it" in refused.text
    assert nora.fill("/settings/brand", brand="red").status_code == 422
    nora.fill("/settings/brand", no_logo="y")
    assert "mark" not in studio.agency.brand
    nora.login(studio.vera)
    assert nora.get("/settings/brand").status_code == 403


def test_usual_pictures_are_offered_first_and_can_go(nora: HouseClient, studio: Studio) -> None:
    picture = BytesIO()
    Image.new("RGB", (640, 480), "teal").save(picture, "JPEG")
    picture.seek(0)
    place = "/settings/brand/pictures"
    nora.post(place, data={"picture": (picture, "Window.jpg")})
    first: StoredFile = queries.house_pictures()[0]
    assert first.name == "Window.jpg"
    assert "Window.jpg" in nora.get("/settings/brand").text
    nora.post(place, data={"picture": (BytesIO(b"none"), "none.jpg")})
    assert "We cannot open this picture" in nora.get("/settings/brand").text
    nora.post(place, data={"drop": "1"})
    assert first not in queries.house_pictures()
