"""Files come with a page, stay though the page has errors, and can be taken back."""

import io
import zipfile
from typing import Any

import pytest

from agency.briefs.answers import AnswerFile
from agency.briefs.uploads import MB
from agency.demo.studio import Studio
from agency.kernel.files import StoredFile
from tests.briefs.support import Kind, asked, begun, filled, the_brief
from tests.support import HouseClient, everything


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


PDF = b"%PDF-1.7\n" + b"words " * 100
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def sent(client: HouseClient, address: str, *files: tuple[bytes, str], **more: Any) -> Any:
    """Send the third page with these files."""
    field = asked(Kind.file, 3).field
    streams = [(io.BytesIO(data), name) for data, name in files]
    return client.fill(f"{address}/3", **{field: streams}, **more)


def kept() -> list[str]:
    return [file.name for file in the_brief().files]


def test_files_are_kept_with_their_name_and_real_kind(client: HouseClient, studio: Studio) -> None:
    response = sent(client, begun(client), (PDF, "Марка.pdf"), (PNG, "really a picture.pdf"))
    assert response.status_code == 303
    first, second = the_brief().files
    assert (first.name, first.content_type) == ("Марка.pdf", "application/pdf")
    assert (second.name, second.content_type) == ("really a picture.pdf", "image/png")
    assert first.read() == PDF
    assert not first.public


def test_files_stay_when_another_answer_does_not_fit(client: HouseClient, studio: Studio) -> None:
    address = begun(client)
    languages = asked(Kind.text, 3).field
    response = sent(client, address, (PDF, "book.pdf"), **{languages: "x" * 600})
    assert response.status_code == 422
    assert kept() == ["book.pdf"]
    for page in (response.text, client.get(f"{address}/3").text):
        assert "book.pdf" in page
        assert "Shorten it to 500 characters" in page


def test_files_add_up_page_by_page(client: HouseClient, studio: Studio) -> None:
    address = begun(client)
    sent(client, address, (PDF, "one.pdf"))
    sent(client, address, (PNG, "two.png"))
    assert kept() == ["one.pdf", "two.png"]
    client.fill(f"{address}/3")
    assert kept() == ["one.pdf", "two.png"]


@both
def test_the_same_file_sent_twice_is_there_once(client: HouseClient, studio: Studio) -> None:
    address = begun(client)
    sent(client, address, (PDF, "one.pdf"), (PDF, "one.pdf"))
    sent(client, address, (PDF, "one.pdf"))
    assert kept() == ["one.pdf"]


@both
def test_a_file_is_taken_back_and_nothing_typed_is_lost(
    client: HouseClient, studio: Studio
) -> None:
    address = begun(client)
    sent(client, address, (PDF, "one.pdf"), (PNG, "two.png"))
    gone = the_brief().files[0].id
    likes = asked(Kind.long, 3).field
    response = client.fill(f"{address}/3", remove=str(gone), **{likes: "Menus of 1930."})
    assert response.status_code == 200
    assert "Menus of 1930." in response.text
    assert kept() == ["two.png"]
    assert "one.pdf" not in response.text
    assert gone not in {each.id for each in everything(StoredFile)}


@both
def test_taking_back_complains_of_nothing_else(client: HouseClient, studio: Studio) -> None:
    address = filled(client)
    sent(client, address, (PDF, "one.pdf"))
    languages = asked(Kind.text, 3).field
    response = client.fill(
        f"{address}/3", remove=str(the_brief().files[0].id), **{languages: "x" * 600}
    )
    assert "Shorten" not in response.text
    assert "x" * 600 in response.text


@pytest.mark.parametrize("forged", ["", "abc", "-1", "999999"])
@both
def test_taking_back_what_is_not_there_takes_nothing(
    client: HouseClient, studio: Studio, forged: str
) -> None:
    address = begun(client)
    sent(client, address, (PDF, "one.pdf"))
    client.fill(f"{address}/3", remove=forged)
    assert kept() == ["one.pdf"]


@both
def test_nobody_takes_back_the_files_of_another_brief(client: HouseClient, studio: Studio) -> None:
    sent(client, begun(client), (PDF, "one.pdf"))
    (file,) = the_brief().files
    other = begun(client)
    client.fill(f"{other}/3", remove=str(file.id))
    assert [each.file_id for each in everything(AnswerFile)] == [file.id]


def a_jar() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("META-INF/MANIFEST.MF", "Main-Class: X")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"MZ\x90\x00" + b"\x00" * 60, "portrait.jpg"),
        (PNG, "portrait.exe"),
        (PNG, "portrait.png.EXE. "),
        (PNG, "gpj.\u202eexe"),
        (b"\x7fELF\x02", "logo"),
        (b"#!/bin/sh\nrm -rf /", "notes.txt"),
        (a_jar(), "texts.zip"),
    ],
)
def test_a_program_is_refused_under_any_name(
    client: HouseClient, studio: Studio, data: bytes, name: str
) -> None:
    response = sent(client, begun(client), (data, name), (PDF, "book.pdf"))
    assert response.status_code == 422
    assert "is a program, and we take none" in response.text
    assert kept() == ["book.pdf"]


def test_a_file_too_large_is_refused_by_name(client: HouseClient, studio: Studio) -> None:
    response = sent(client, begun(client), (b"x" * (20 * MB + 1), "film.mov"), (PDF, "book.pdf"))
    assert response.status_code == 422
    assert "“film.mov” has 21 MB, the most is 20." in response.text
    assert kept() == ["book.pdf"]


def test_an_empty_file_is_asked_about(client: HouseClient, studio: Studio) -> None:
    response = sent(client, begun(client), (b"", "book.pdf"))
    assert response.status_code == 422
    assert "“book.pdf” is empty." in response.text


@both
def test_the_eleventh_file_is_refused_and_ten_are_kept(client: HouseClient, studio: Studio) -> None:
    address = begun(client)
    sent(client, address, *((PDF + bytes([n]), f"{n}.pdf") for n in range(8)))
    response = sent(client, address, *((PNG + bytes([n]), f"{n}.png") for n in range(3)))
    assert response.status_code == 422
    assert "“2.png” was not kept: 10 files is the most." in response.text
    assert len(kept()) == 10


@both
def test_a_name_is_shown_without_tricks(client: HouseClient, studio: Studio) -> None:
    sent(client, begun(client), (PDF, "../../etc/\u202efdp.kooB\x07.pdf"))
    assert kept() == ["fdp.kooB.pdf"]


def test_no_file_chosen_is_no_error(client: HouseClient, studio: Studio) -> None:
    assert sent(client, begun(client), (b"", "")).status_code == 303
    assert not kept()
