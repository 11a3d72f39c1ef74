"""Files travel on their own, piece by piece: they go on after any break, and each refusal says what to do."""

import base64
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from agency.briefs import uploading, uploads
from agency.briefs.answers import Giver
from agency.briefs.uploading import BriefUpload
from agency.briefs.uploads import MB
from agency.demo.studio import Studio
from agency.kernel import due, files, pieces
from agency.kernel.auth import GuestLink, make_link
from agency.kernel.db import db
from agency.kernel.files import StoredFile
from tests.briefs.support import Kind, asked, begun, change, filled, hand_in, the_brief
from tests.support import NOW, HouseClient, everything, forms_of

PDF = b"%PDF-1.7\n" + b"words " * 1000
PIECE = {"Content-Type": "application/offset+octet-stream"}


@pytest.fixture
def database() -> str:
    """Where a piece lies is on the disk; one database is enough, the files of a page are kept on both."""
    return "sqlite"


class Sender:
    """A browser's script that sends files to one brief."""

    def __init__(self, client: HouseClient, address: str | None = None) -> None:
        self.client, self.address = client, address or begun(client)

    def ask(self, method: str, where: str, data: bytes = b"", **headers: Any) -> TestResponse:
        said = {name.replace("_", "-"): str(value) for name, value in headers.items()}
        spoken = {"Tus-Resumable": "1.0.0"} | PIECE | said
        return self.client.open(where, method=method, data=data, headers=spoken)

    def announce(self, name: str, size: int, key: str | None = None) -> TestResponse:
        said = {"filename": name, "question": key or asked(Kind.file, 3).key}
        coded = ",".join(
            f"{word} {base64.b64encode(value.encode()).decode()}" for word, value in said.items()
        )
        return self.ask(
            "POST", f"{self.address}/uploads", Upload_Length=size, Upload_Metadata=coded
        )

    def announced(self, name: str, size: int) -> str:
        response = self.announce(name, size)
        assert response.status_code == 201, response.text
        return response.location

    def put(self, where: str, data: bytes, at: int = 0) -> TestResponse:
        return self.ask("PATCH", where, data, Upload_Offset=at)

    def send(self, data: bytes, name: str) -> TestResponse:
        return self.put(self.announced(name, len(data)), data)

    def arrived(self, where: str) -> int:
        response = self.ask("HEAD", where)
        assert response.status_code == 200
        return int(response.headers["Upload-Offset"])


@pytest.fixture
def sender(client: HouseClient, studio: Studio) -> Sender:
    """Somebody who has begun a brief."""
    return Sender(client)


def kept() -> list[str]:
    return [file.name for file in the_brief().files]


def on_the_disk(app: Flask) -> list[Path]:
    return [
        place for place in (app.config["SETTINGS"].data / "uploads").rglob("*") if place.is_file()
    ]


def test_a_file_comes_in_pieces_and_is_an_answer_at_once(sender: Sender, app: Flask) -> None:
    where = sender.announced("Марка.pdf", len(PDF))
    assert sender.put(where, PDF[:1000]).headers["Upload-Offset"] == "1000"
    assert not kept()
    assert sender.put(where, PDF[1000:], at=1000).status_code == 204
    (file,) = the_brief().files
    assert (file.name, file.content_type, file.read()) == ("Марка.pdf", "application/pdf", PDF)
    assert not on_the_disk(app)
    shown = sender.client.get(f"{sender.address}/files/{asked(Kind.file, 3).key}").text
    assert "Марка.pdf" in shown
    assert "Марка.pdf" in sender.client.get(f"{sender.address}/3").text


def test_a_broken_line_goes_on_where_it_broke(sender: Sender) -> None:
    where = sender.announced("book.pdf", len(PDF))
    sender.put(where, PDF[:700])
    assert sender.arrived(where) == 700
    sender.put(where, PDF[700:], at=700)
    assert sender.arrived(where) == len(PDF)
    assert the_brief().files[0].read() == PDF


def test_killed_between_the_disk_and_the_row_the_offset_stays_true(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = sender.announced("book.pdf", len(PDF))
    sender.put(where, PDF[:700])

    def die(*args: Any, **more: Any) -> None:
        raise KeyboardInterrupt

    for moment, piece in (("advance", PDF[700:900]), ("finish", PDF[700:])):
        with monkeypatch.context() as killed:
            killed.setattr(uploading, moment, die)
            with pytest.raises(KeyboardInterrupt):
                sender.put(where, piece, at=700)
        db.session.rollback()
        assert sender.arrived(where) == 700
        assert not kept()
    assert sender.put(where, PDF[700:], at=700).status_code == 204
    assert the_brief().files[0].read() == PDF


def test_a_piece_that_does_not_follow_is_refused_and_changes_nothing(sender: Sender) -> None:
    where = sender.announced("book.pdf", len(PDF))
    sender.put(where, PDF[:700])
    for offset in (0, 699, 701, len(PDF)):
        assert sender.put(where, b"other bytes", at=offset).status_code == 409
    assert sender.arrived(where) == 700
    sender.put(where, PDF[700:], at=700)
    assert the_brief().files[0].read() == PDF
    assert sender.put(where, b"", at=len(PDF)).status_code in (404, 409)


def test_two_tabs_that_send_the_same_file_leave_one(sender: Sender) -> None:
    one, other = (sender.announced("book.pdf", len(PDF)) for _ in range(2))
    sender.put(one, PDF[:700])
    sender.put(other, PDF)
    assert sender.put(one, PDF[700:], at=700).status_code == 204
    assert kept() == ["book.pdf"]


def test_a_size_that_lied_is_noticed(sender: Sender) -> None:
    where = sender.announced("book.pdf", 100)
    response = sender.put(where, PDF)
    assert (response.status_code, sender.arrived(where)) == (400, 0)
    assert "The file changed while it was sent" in response.text


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"MZ\x90\x00" + b"\x00" * 60, "portrait.jpg", "is a program, and we take none"),
        (PDF, "portrait.exe", "is a program, and we take none"),
        (b"", "book.pdf", "“book.pdf” is empty."),
    ],
)
def test_what_we_do_not_take_is_refused_in_words(
    sender: Sender, app: Flask, data: bytes, name: str, words: str
) -> None:
    response = sender.announce(name, len(data))
    if response.status_code == 201:
        response = sender.put(response.location, data)
    assert response.status_code == 422
    assert words in response.text
    assert not kept()
    assert not on_the_disk(app)


def test_a_file_too_large_is_refused_before_it_comes(sender: Sender) -> None:
    response = sender.announce("film.mov", 20 * MB + 1)
    assert response.status_code == 422
    assert "“film.mov” has 21 MB, the most is 20." in response.text


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_picture_that_would_fill_the_memory_is_refused(sender: Sender, app: Flask) -> None:
    bomb = io.BytesIO()
    Image.new("1", (9_500, 9_500)).save(bomb, "PNG")
    response = sender.send(bomb.getvalue(), "poster.png")
    assert response.status_code == 422
    assert "“poster.png” is a picture of more than 80 million pixels" in response.text
    assert not on_the_disk(app)


def test_a_photo_is_kept_without_its_place(sender: Sender) -> None:
    exif = Image.Exif()
    exif[0x10F] = "SecretCamera"
    photo = io.BytesIO()
    Image.new("RGB", (40, 30)).save(photo, "JPEG", exif=exif)
    sender.send(photo.getvalue(), "shop.jpg")
    (file,) = the_brief().files
    assert b"SecretCamera" not in file.read()
    assert file.size == len(file.read())


def test_the_eleventh_file_is_refused_when_it_is_announced(sender: Sender) -> None:
    for number in range(10):
        sender.send(PDF + bytes([number]), f"{number}.pdf")
    response = sender.announce("last.pdf", 10)
    assert response.status_code == 422
    assert "“last.pdf” was not kept: 10 files is the most." in response.text


def test_many_that_are_never_finished_give_way_to_new_ones(sender: Sender, app: Flask) -> None:
    first = sender.announced("0.pdf", 10)
    for number in range(uploading.MOST_UNDER_WAY):
        sender.announced(f"{number}.pdf", 10)
    assert sender.ask("HEAD", first).status_code == 404
    assert len(everything(BriefUpload)) == len(on_the_disk(app)) == uploading.MOST_UNDER_WAY


def test_no_brief_fills_the_disk(
    sender: Sender, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.send(PDF, "first.pdf")
    the_brief().files[0].size = uploads.MOST_MB_OF_ONE * MB - 100
    db.session.commit()
    full = sender.announce("more.pdf", 200)
    assert full.status_code == 422
    assert "this brief has files of 399 MB, and 400 is the most" in full.text
    by_page = {asked(Kind.file, 3).field: (io.BytesIO(PDF + b"more"), "more.pdf"), "go": "next"}
    refused = sender.client.fill(f"{sender.address}/3", **by_page)
    assert "this brief has files of 399 MB" in refused.text

    other = Sender(sender.client)
    monkeypatch.setattr(files, "free_space", lambda: files.LEAST_FREE + 100)
    for told in (
        other.announce("a.pdf", 3000),
        other.client.fill(f"{other.address}/3", **_another("c.pdf")),
    ):
        assert told.status_code in (507, 422)
        assert "there is no room for files here at the moment. Give us a link" in told.text
    assert not on_the_disk(app)


def _another(name: str) -> dict[str, Any]:
    return {asked(Kind.file, 3).field: (io.BytesIO(PDF), name), "go": "next"}


def test_a_piece_of_many_megabytes_is_not_taken(sender: Sender) -> None:
    where = sender.announced("book.pdf", 3 * MB)
    assert sender.put(where, bytes(2 * MB + 1)).status_code == 413
    assert sender.arrived(where) == 0


def test_only_questions_for_files_take_any(sender: Sender) -> None:
    for key in (asked(Kind.long, 3).key, "nowhere", ""):
        assert sender.announce("book.pdf", 10, key=key or "-").status_code == 404


def test_nobody_brings_or_looks_into_what_goes_to_another_brief(sender: Sender) -> None:
    where = sender.announced("book.pdf", len(PDF))
    secret = where.rpartition("/")[2]
    other = Sender(sender.client)
    foreign = f"{other.address}/uploads/{secret}"
    assert other.put(foreign, PDF).status_code == 404
    assert other.ask("HEAD", foreign).status_code == 404
    assert other.ask("DELETE", foreign).status_code == 404
    assert other.ask("HEAD", f"{other.address}/uploads/{'x' * 32}").status_code == 404
    assert sender.arrived(where) == 0


def test_a_link_that_has_ended_takes_nothing(sender: Sender) -> None:
    where = sender.announced("book.pdf", len(PDF))
    for link in everything(GuestLink):
        link.revoke(NOW)
    assert sender.put(where, PDF).status_code == 404
    assert sender.announce("book.pdf", 10).status_code == 404
    assert not kept()


def test_a_file_that_comes_after_the_brief_was_sent_says_so(
    client: HouseClient, studio: Studio
) -> None:
    sender = Sender(client, filled(client))
    where = sender.announced("book.pdf", len(PDF))
    hand_in(client, sender.address)
    response = sender.put(where, PDF)
    assert response.status_code == 403
    assert "handed in meanwhile" in response.text


def test_what_nobody_goes_on_with_leaves_the_disk_after_some_days(
    sender: Sender, app: Flask, run_due: Callable[[datetime], int]
) -> None:
    where = sender.announced("book.pdf", len(PDF))
    sender.put(where, PDF[:700])
    upload = everything(BriefUpload)[0]
    upload.touched_at = upload.started_at + timedelta(days=1)
    started = upload.started_at
    run_due(started + uploading.WAITS_FOR)
    assert sender.arrived(where) == 700
    run_due(started + uploading.WAITS_FOR + timedelta(days=1))
    assert not everything(BriefUpload)
    assert not on_the_disk(app)


def test_what_is_taken_back_on_the_way_leaves_the_disk(sender: Sender, app: Flask) -> None:
    where = sender.announced("book.pdf", len(PDF))
    sender.put(where, PDF[:700])
    assert sender.ask("DELETE", where).status_code == 204
    assert sender.ask("HEAD", where).status_code == 404
    assert not on_the_disk(app)


def test_a_file_is_taken_back_without_sending_the_page(sender: Sender) -> None:
    sender.send(PDF, "book.pdf")
    sender.send(PDF + b"more", "other.pdf")
    key, first = asked(Kind.file, 3).key, the_brief().files[0]
    gone = sender.ask("DELETE", f"{sender.address}/files/{key}/{first.id}")
    assert (gone.status_code, kept()) == (204, ["other.pdf"])
    assert sender.ask("DELETE", f"{sender.address}/files/{key}/999999").status_code == 204
    last = the_brief().files[0]
    sender.ask("DELETE", f"{sender.address}/files/{key}/{last.id}")
    # Without a file it is no answer any more, at which somebody would have stopped.
    assert the_brief().answer_to(asked(Kind.file, 3)) is None


def test_a_file_that_was_taken_back_leaves_the_disk_unless_it_was_sent_before(
    client: HouseClient, studio: Studio
) -> None:
    sender = Sender(client, filled(client))
    sender.send(PDF, "sent.pdf")
    hand_in(client, sender.address)
    brief = the_brief()
    brief.reopen(at=NOW)
    db.session.commit()
    sender.send(PDF + b"more", "added.pdf")
    key, (sent, added) = asked(Kind.file, 3).key, brief.files
    (kept_id, kept_at), (gone_id, gone_at) = ((each.id, each.path) for each in (sent, added))
    for id in (kept_id, gone_id):
        gone = sender.ask("DELETE", f"{sender.address}/files/{key}/{id}")
        assert gone.status_code == 204
        due_now = due.planned_for(files.BURN, int(gone_at.name[: files.FIGURES], 16))
    assert due_now is not None
    files.remove_burnt(int(gone_at.name[: files.FIGURES], 16), NOW)
    assert not gone_at.exists()
    assert db.session.get(StoredFile, gone_id) is None
    assert kept_at.exists()
    assert db.session.get(StoredFile, kept_id) is not None


def test_pieces_that_the_disk_lost_begin_anew(sender: Sender) -> None:
    where = sender.announced("book.pdf", len(PDF))
    sender.put(where, PDF[:700])
    pieces.forget(uploading.place_of(where.rpartition("/")[2]))
    assert sender.put(where, PDF[700:], at=700).status_code == 404


def test_what_is_not_the_protocol_is_refused(sender: Sender) -> None:
    where, home = sender.announced("book.pdf", 10), f"{sender.address}/uploads"
    assert sender.ask("PATCH", where, b"x", Tus_Resumable="0.2", Upload_Offset=0).status_code == 412
    assert (
        sender.ask("PATCH", where, b"x", Content_Type="text/plain", Upload_Offset=0).status_code
        == 415
    )
    assert sender.ask("PATCH", where, b"x", Upload_Offset="-1").status_code == 400
    assert sender.ask("PATCH", where, b"x").status_code == 400
    assert sender.ask("POST", home, Upload_Length="much").status_code == 400
    assert (
        sender.ask("POST", home, Upload_Length=5, Upload_Metadata="filename ???").status_code == 400
    )
    offers = sender.ask("OPTIONS", home)
    assert offers.headers["Tus-Extension"] == "creation,termination,expiration"
    assert offers.headers["Tus-Max-Size"] == str(20 * MB)


def test_a_file_that_lies_is_taken_as_what_it_is_and_says_so(sender: Sender) -> None:
    sender.send(b"<!doctype html><script>alert(1)</script>", "portrait.png")
    (file,) = the_brief().files
    assert file.content_type == "text/html"
    assert "really HTML" in sender.client.get(f"{sender.address}/3").text


def test_a_question_on_the_form_may_be_asked_another_time(sender: Sender) -> None:
    """A brief stays on its version: the question that took files may take words in the next one."""
    where = sender.announced("book.pdf", len(PDF))
    change(asked(Kind.file, 3).key, kind=Kind.long)
    assert sender.put(where, PDF).status_code == 204
    assert kept() == ["book.pdf"]


def test_a_colleague_brings_files_to_their_page_and_to_no_other(sender: Sender) -> None:
    brief = the_brief()
    addresses = []
    for number in (3, 4):
        page = brief.asks.pages[number - 1]
        hand = brief.hand_out(page, name="Rui", address="rui@azulejonorte.example", at=NOW)
        db.session.flush()
        addresses.append(f"/brief/f/{make_link('brief_hand', hand.id, at=NOW)}")
    db.session.commit()
    with_files, without = (Sender(sender.client, address) for address in addresses)
    assert with_files.send(PDF, "book.pdf").status_code == 204
    answer = the_brief().answer_to(asked(Kind.file, 3))
    assert answer is not None
    assert answer.given_by is Giver.colleague
    assert without.announce("book.pdf", 10).status_code == 404


def test_on_the_public_page_the_first_file_begins_the_brief(
    client: HouseClient, studio: Studio
) -> None:
    change("q1", kind=Kind.file, required=False)
    page = client.get("/brief/website")
    start = forms_of(page.text)[0].fields["start"]
    asks = {"Accept": "application/json"}
    kept_by_itself = {"start": start, "go": "keep"}
    assert client.post("/brief/website", data=kept_by_itself, headers=asks).status_code == 422
    told = client.post("/brief/website", data=kept_by_itself | {"begins": "files"}, headers=asks)
    address = told.get_json()["address"].rpartition("/")[0]
    sender = Sender(client, address)
    assert sender.put(sender.announce("book.pdf", len(PDF), "q1").location, PDF).status_code == 204
    assert kept() == ["book.pdf"]


def test_an_erasure_takes_what_is_on_its_way_too(sender: Sender, app: Flask) -> None:
    where = sender.announced("book.pdf", len(PDF))
    sender.put(where, PDF[:700])
    uploading.erase([the_brief().id])
    db.session.commit()
    assert not everything(BriefUpload)
    assert not on_the_disk(app)
