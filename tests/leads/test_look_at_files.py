"""Files of a lead: pictures are seen small and large, texts are read, all else is taken home; none runs."""

from io import BytesIO

import pytest
from flask import Flask
from PIL import Image

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.files import StoredFile, store
from agency.leads.models import Lead
from tests.support import NOW, HouseClient

SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def lead(studio: Studio) -> Lead:
    return studio.leads["harbour"]


def attach(lead: Lead, data: bytes, name: str, kind: str) -> StoredFile:
    file = store(data, name=name, content_type=kind, at=NOW)
    lead.messages[0].files.append(file)
    db.session.flush()
    return file


def a_picture(width: int = 900) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, 600), "teal").save(out, "PNG")
    return out.getvalue()


def test_a_picture_is_drawn_small_once_and_large(app: Flask, vera: HouseClient, lead: Lead) -> None:
    file = attach(lead, a_picture(), "plan.png", "image/png")
    page = vera.get(f"/leads/{lead.id}").text
    assert f'src="/files/{file.id}/small.jpg"' in page
    answer = vera.get(f"/files/{file.id}/small.jpg")
    assert answer.mimetype == "image/jpeg"
    assert max(Image.open(BytesIO(answer.data)).size) == 240
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert max(Image.open(BytesIO(vera.get(f"/files/{file.id}/large.jpg").data)).size) == 900
    made = list((app.config["SETTINGS"].data / "previews").rglob("*.jpg"))
    assert len(made) == 2


def test_what_only_says_that_it_is_a_picture_is_not_shown(vera: HouseClient, lead: Lead) -> None:
    for data, name, kind in (
        (SVG, "a.svg", "image/svg+xml"),
        (SVG, "b.png", "image/png"),
        (b"<html><script>1</script>", "c.png", "image/png"),
        (b"GIF89a" + b"\xff" * 20, "d.gif", "image/gif"),
    ):
        file = attach(lead, data, name, kind)
        assert vera.get(f"/files/{file.id}/small.jpg").status_code == 404
        assert vera.get(f"/files/{file.id}/text").status_code == 404
    assert vera.get(f"/files/{file.id}/huge.jpg").status_code == 404


def test_a_text_is_read_as_plain_words(vera: HouseClient, lead: Lead) -> None:
    words = "<script>alert(1)</script> Привет".encode("cp1251")
    file = attach(lead, words, "n.txt", "text/plain")
    answer = vera.get(f"/files/{file.id}/text")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Привет" in answer.text


def test_all_files_stand_in_one_place_with_who_sent_them(vera: HouseClient, lead: Lead) -> None:
    attach(lead, b"%PDF-1.7 a", "brief.pdf", "application/pdf")
    attach(lead, b"%PDF-1.7 a", "brief.pdf", "application/pdf")
    page = vera.get(f"/leads/{lead.id}").text
    side = page[page.index('id="lead-files"') :]
    assert side.count("brief.pdf</a>") == 1
    assert "Peter Aldous, 19\u00a0Mar" in side or "Peter Aldous, 19 Mar" in side


def test_a_stranger_sees_none_of_it(client: HouseClient, lead: Lead) -> None:
    file = attach(lead, a_picture(), "plan.png", "image/png")
    for path in ("small.jpg", "large.jpg", "text"):
        assert client.get(f"/files/{file.id}/{path}").status_code == 302
