"""What a file is, read from its bytes."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.kernel.filetypes import UNKNOWN, clean_name, content_type, is_program


def zipped(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (b"\xff\xd8\xff\xe0rest", "a.png", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\nrest", "a.jpg", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "a", "audio/wav"),
        (b"RIFF\x00\x00\x00\x00????", "a", UNKNOWN),
        (b"\x00\x00\x00\x18ftypheic", "a.jpg", "image/heic"),
        (b"\x00\x00\x00\x18ftypisom", "a.mov", "video/mp4"),
        (b"%PDF-1.7", "brief.docx", "application/pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", "application/msword"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.bin", "application/x-ole-storage"),
        (b"<!DOCTYPE html><title>", "a.txt", "text/html"),
        (b"\xef\xbb\xbf \n<html>", "a.png", "text/html"),
        (b'<?xml version="1.0"?><svg xmlns="">', "a.png", "image/svg+xml"),
        (b"<?xml version='1.0'?><feed>", "a.xml", "application/xml"),
        (b"a;b;c\n1;2;3", "a.csv", "text/csv"),
        ("Привет".encode(), "a.md", "text/plain"),
        ("Привет".encode("cp1251"), "a.txt", "text/plain"),
        ("\ufeffПривет".encode("utf-16-le"), "a.txt", "text/plain"),
        (b"\x01\x02\x00\x03", "a.jpg", UNKNOWN),
        (b"PK\x03\x04broken", "a.zip", "application/zip"),
    ],
)
def test_the_bytes_are_believed_and_not_the_name(data: bytes, name: str, found: str) -> None:
    assert content_type(data, name) == found


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ("word/document.xml", "wordprocessingml.document"),
        ("xl/workbook.xml", "spreadsheetml.sheet"),
        ("ppt/presentation.xml", "presentationml.presentation"),
        ("photos/one.jpg", "application/zip"),
    ],
)
def test_office_files_are_told_from_archives(inside: str, found: str) -> None:
    assert content_type(zipped(inside), "a").endswith(found)


@pytest.mark.parametrize("inside", ["META-INF/MANIFEST.MF", "AndroidManifest.xml", "classes.dex"])
def test_a_program_in_a_zip_is_a_program(inside: str) -> None:
    assert is_program(zipped(inside), "photos.zip")


@pytest.mark.parametrize(
    "name", ["a.exe", "a.EXE", "a.exe.", "a.jpg.scr ", "a.\u200bexe", "C:\\x\\a.bat", "a.js"]
)
def test_the_name_alone_makes_a_program(name: str) -> None:
    assert is_program(b"\x89PNG", name)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"MZ is how the note begins", "note.txt"),
        (b"#hashtags and !", "a.md"),
        (zipped("setup.exe"), "fonts.zip"),
        (b"%PDF-1.4", "exe.pdf"),
        (b"", "com"),
    ],
)
def test_harmless_files_are_no_programs(data: bytes, name: str) -> None:
    assert not is_program(data, name)


@given(data=st.binary(max_size=200), name=st.text(max_size=40))
def test_no_file_is_too_strange_to_be_looked_at(data: bytes, name: str) -> None:
    assert content_type(data, name)
    assert is_program(data, name) in (True, False)


@given(name=st.text(max_size=400))
def test_a_clean_name_is_one_line_without_folders(name: str) -> None:
    clean = clean_name(name)
    assert not set(clean) & set("/\\\n\r\x00\u202e")
    assert len(clean) <= 200
    assert clean_name(clean) == clean


def test_a_long_name_keeps_its_ending() -> None:
    assert clean_name("a" * 300 + ".pdf").endswith("a.pdf")
