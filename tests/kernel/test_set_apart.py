"""A document is made by a child: whatever it does there, its worker gets the document or a word for a person."""

import os
import socket
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from agency.kernel import pictures
from agency.kernel.apart import Bounds, Ended, Progress, Refused, apart
from agency.kernel.house.forked import IS_SAFE
from agency.kernel.pdf import PdfError, render
from agency.kernel.pictures import PictureRefused

pytestmark = pytest.mark.skipif(not IS_SAFE, reason="no child is forked here")
SMALL = Bounds(seconds=20, megabytes=60)
PAGE = '<html lang="en"><head><title>A page</title></head><body>{}</body></html>'


def done(work: Callable[[Progress], bytes], *files: Path, bounds: Bounds = SMALL) -> bytes:
    return apart(work, files=files, progress=lambda percent: None, bounds=bounds)


def test_what_the_child_makes_and_tells_arrives() -> None:
    told: list[int] = []

    def work(tell: Progress) -> bytes:
        tell(40)
        return str(os.getpid()).encode()

    pid = apart(work, files=(), progress=told.append, bounds=SMALL)
    assert told == [40]
    assert int(pid) != os.getpid()


def _forever(tell: Progress) -> bytes:
    while True:
        pass


def _refused(tell: Progress) -> bytes:
    raise Refused("There is no such letter")


@pytest.mark.parametrize(
    ("work", "word"),
    [
        (lambda tell: b"x" * (200 << 20), "more than its 60 MB"),
        (lambda tell: os.abort(), "SIGABRT"),
        (lambda tell: os._exit(3), "without a word"),
        (lambda tell: 1 / 0, "ZeroDivisionError"),
        (lambda tell: Path("/etc/passwd").read_bytes(), "reaches for /etc/passwd"),
        (lambda tell: Path("/tmp/left-behind").write_bytes(b""), "reaches for"),
        (lambda tell: socket.create_connection(("127.0.0.1", 9)), "tries socket"),
        (lambda tell: subprocess.run(["id"]), "tries subprocess"),
    ],
)
def test_a_child_that_goes_astray_leaves_a_word(
    work: Callable[[Progress], bytes], word: str
) -> None:
    with pytest.raises(Ended, match=word):
        done(work)
    assert done(lambda tell: b"fine") == b"fine", "the next one is none the worse"


def test_a_child_that_never_ends_is_ended() -> None:
    with pytest.raises(Ended, match=r"within 0\.3 seconds"):
        done(_forever, bounds=Bounds(seconds=0.3))


def test_what_the_work_refuses_is_said_in_its_words() -> None:
    with pytest.raises(Refused, match="no such letter"):
        done(_refused)


def test_it_reads_what_it_is_handed_and_leaves_nothing(tmp_path: Path) -> None:
    handed = tmp_path / "handed"
    handed.write_bytes(b"words")
    assert done(lambda tell: handed.read_bytes(), handed) == b"words"
    with pytest.raises(Ended, match="reaches for"):
        done(lambda tell: handed.write_bytes(b"") and b"", handed)


def test_nested_four_hundred_times_is_refused_in_words_and_a_long_line_is_set() -> None:
    with pytest.raises(PdfError, match="nested deeper"):
        render(PAGE.format("<div>" * 400 + "x" + "</div>" * 400), {})
    assert render(PAGE.format(f"<p>{'w' * 10_000}</p>"), {}).startswith(b"%PDF-")


def test_what_is_no_picture_or_too_large_a_one_is_refused() -> None:
    large = BytesIO()
    Image.new("1", (10_000, 10_000)).save(large, "PNG")
    for data in (b"no picture", large.getvalue()):
        with pytest.raises(PictureRefused):
            pictures._jpeg(data, 3000, 3000)
