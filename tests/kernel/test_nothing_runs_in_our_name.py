"""What somebody sent us is handed to a browser as something to keep, never as a page or a drawing of ours."""

import re
from pathlib import Path

import pytest

from agency.demo.studio import Studio
from agency.kernel import filetypes
from agency.kernel.db import db
from agency.kernel.files import store
from tests.support import NOW, HouseClient

HTML = b"<!doctype html><script>alert(document.domain)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
XML = b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script/></html>'
AGENCY = Path(__file__).parents[2] / "agency"
ACTIVE = ("html", "svg", "xml", "javascript")

# Every file with a view that hands out bytes, and what keeps them from acting in our name.
JUDGED = {
    "briefs/views/embedding.py": "a script of ours",
    "briefs/views/paper.py": "a PDF that we made",
    "briefs/views/pictures.py": "drawn anew",
    "desk/views/archive.py": "a PDF that we made",
    "desk/views/contacts.py": "an archive that we made, a download",
    "desk/views/devmail.py": "always a download, without its own type where that is active",
    "desk/views/home.py": "always a download, without its own type where that is active",
    "desk/views/recording.py": "always a download, without its own type where that is active",
    "leads/views/looking.py": "drawn anew, or as plain words",
    "portal/views/house.py": "pictures of dots only",
    "portal/views/offer.py": "a PDF that we made",
    "portal/views/work.py": "a PDF that we made; files always a download, in a sandbox",
    "proposals/views/paper.py": "a PDF that we made",
    "tasks/views/exporting.py": "tables that we made, a download",
    "tasks/views/reports.py": "a PDF that we made",
}
GIVING = re.compile(
    r"\bsend_file\(|\bsend_from_directory\(|Response\([a-z_\[\]0-9.]*\.(data|read\(\))"
)


@pytest.fixture
def database() -> str:
    """How bytes leave does not depend on it: one database is enough."""
    return "sqlite"


def test_every_view_that_hands_out_bytes_is_judged() -> None:
    views = [*AGENCY.rglob("views.py"), *AGENCY.rglob("views/*.py")]
    found = {
        path.relative_to(AGENCY).as_posix() for path in views if GIVING.search(path.read_text())
    }
    assert found == set(JUDGED), "Say here what keeps these bytes from running"


@pytest.mark.parametrize(
    ("data", "name"), [(HTML, "page.html"), (HTML, "logo.png"), (SVG, "logo.svg"), (XML, "a.xml")]
)
def test_no_address_shows_a_page_or_a_drawing_of_theirs(
    client: HouseClient, studio: Studio, data: bytes, name: str
) -> None:
    kind = filetypes.content_type(data, name)
    file = store(data, name=name, content_type=kind, at=NOW, public=True)
    db.session.commit()
    client.login(studio.vera)
    kept = client.get(f"/files/{file.id}")
    assert kept.data == data
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert kept.headers["X-Content-Type-Options"] == "nosniff"
    assert kept.headers["Content-Security-Policy"].startswith("sandbox")
    assert not any(word in str(kept.mimetype) for word in ACTIVE)
    digest = file.sha256
    for address in (
        f"/files/{file.id}/small.jpg",
        f"/files/{file.id}/text",
        f"/pictures/{digest}",
        f"/brief/pictures/{digest}/640.jpg",
    ):
        assert client.get(address).status_code == 404, address


def test_pictures_for_everybody_are_pictures_only(client: HouseClient, studio: Studio) -> None:
    picture = store(b"\xff\xd8\xff", name="a.jpg", content_type="image/jpeg", at=NOW, public=True)
    db.session.commit()
    response = client.get(f"/pictures/{picture.sha256}")
    assert response.mimetype == "image/jpeg"
    assert response.headers["Content-Security-Policy"].startswith("sandbox")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "data", "truly"),
    [
        ("logo.png", HTML, "HTML"),
        ("logo.jpg", SVG, "SVG"),
        ("book.pdf", b"PK\x03\x04", "ZIP"),
        ("book.pdf", b"%PDF-1.7", ""),
        ("photo.jpeg", b"\xff\xd8\xff\xe0", ""),
        ("photo.jpg", b"\x89PNG\r\n\x1a\n", "PNG"),
        ("film.mov", b"\x00\x00\x00\x18ftypmp42", ""),
        ("notes", b"words", ""),
        ("work.sketch", b"PK\x03\x04", ""),
        ("plan.docx", b"words", "TXT"),
        ("photo.png", b"\x00\x01\x02", "?"),
    ],
)
def test_a_name_that_lies_is_told_from_one_that_does_not(
    name: str, data: bytes, truly: str
) -> None:
    assert filetypes.really(name, filetypes.content_type(data, name)) == truly
