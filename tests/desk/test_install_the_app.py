"""The desk as an app on a phone: its manifest, its icons in the agency's colours, the page without a connection."""

from io import BytesIO

import pytest
from PIL import Image

from agency.demo.studio import Studio
from agency.kernel.brand import Brand
from tests.support import HouseClient


@pytest.fixture
def database() -> str:
    """Nothing here depends on the database."""
    return "sqlite"


def test_the_manifest_names_the_agency_and_leads_to_pages_that_exist(
    client: HouseClient, studio: Studio
) -> None:
    answer = client.get("/manifest.webmanifest")
    told = answer.get_json(force=True)
    assert answer.mimetype == "application/manifest+json"
    assert (told["name"], told["display"], told["scope"]) == ("Kvarta", "standalone", "/")
    purposes = {(each["sizes"], each["purpose"]) for each in told["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= purposes
    for icon in told["icons"]:
        picture = Image.open(BytesIO(client.get(icon["src"]).data))
        assert (picture.format, "{}x{}".format(*picture.size)) == ("PNG", icon["sizes"])
    client.login(studio.vera)
    for path in (told["start_url"], *(each["url"] for each in told["shortcuts"])):
        assert client.get(path).status_code == 200


def test_icons_wear_the_brand_with_and_without_a_sign(client: HouseClient, studio: Studio) -> None:
    kit = studio.agency.brand_kit
    for kind, corner in (("cut", 255), ("whole", 0)):
        picture = Image.open(BytesIO(client.get(f"/icons/{kind}-192.png").data)).convert("RGBA")
        assert picture.getpixel((0, 0))[3] == corner  # type: ignore[index]
        assert picture.getpixel((96, 8)) == (*_rgb(kit.brand), 255)
        assert _rgb(kit.brand_2) in {colour[:3] for _n, colour in picture.getcolors(99_999) or []}  # type: ignore[index]
    studio.agency.brand = {**studio.agency.brand, "mark": ""}
    bare: Brand = studio.agency.brand_kit
    letter = Image.open(BytesIO(client.get("/icons/whole-512.png").data)).convert("RGB")
    assert _rgb(bare.on_brand) in {colour for _n, colour in letter.getcolors(999_999) or []}
    assert client.get("/icons/whole-511.png").status_code == 404


def test_the_page_without_a_connection_holds_nothing_of_a_client(
    client: HouseClient, studio: Studio
) -> None:
    page = client.login(studio.vera).get("/offline", headers={"Accept-Language": "ru"})
    assert page.status_code == 200
    for lead in studio.leads.values():
        assert lead.client.name not in page.text
    assert "Vera" not in page.text


def test_pages_are_never_kept_by_a_browser(client: HouseClient, studio: Studio) -> None:
    browser = client.login(studio.vera)
    for path in ("/inbox", f"/leads/{studio.leads['harbour'].id}", "/undo"):
        assert browser.get(path).headers["Cache-Control"] == "no-store"
    assert "importScripts" in browser.get("/sw.js").text


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
