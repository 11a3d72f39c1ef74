"""A brief on paper: as it was asked and answered, whatever letters came, for us and for whoever has its link."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader

from agency.briefs import personal, queries
from agency.briefs.answers import Giver
from agency.briefs.paper import file_name, typescript
from agency.demo.briefs import fill_briefs
from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.files import store
from tests.briefs.support import Kind, asked, change, filled, hand_in, the_brief
from tests.support import NOW, HouseClient


def words_of(data: bytes) -> str:
    pages = PdfReader(BytesIO(data)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def pictures_in(data: bytes) -> int:
    return sum(len(page.images) for page in PdfReader(BytesIO(data)).pages)


@pytest.fixture
def database() -> str:
    """One is enough: paper asks for little."""
    return "sqlite"


def test_it_prints_as_it_was_asked_with_files_and_who_answered(studio: Studio) -> None:
    fill_briefs(studio)
    brief = queries.brief_of(studio.leads["olaria"])
    assert brief is not None
    by_key = {each.wording: each for each in brief.answers}
    liked = by_key["What do you like, and what in it?"]
    liked.given_by, liked.giver_id = Giver.member, studio.vera.id
    long = by_key["How will you tell, a year from now, that it was worth it?"]
    long.value = (
        "A third of it leaves in parcels \U0001f6f6\u0587\u202e, \x07and nobody packs. " * 60
        + "The end"
    )
    db.session.commit()
    change(liked.question_key, text={"en": "Something else altogether"})

    data = typescript(brief, now=NOW).printed()
    said = words_of(data)
    for words in (
        "Olaria Nova",
        "Inês Carvalho",
        "What do you like, and what in it?",
        "written down by Vera",
        "A shop with payment",
        "bowl-47-from-below.jpg",
        "The end",
        "Character",
    ):
        assert words in said, words
    assert "Something else altogether" not in said
    assert pictures_in(data) >= 1
    assert typescript(brief, now=NOW).printed() == data
    assert file_name(brief) == "Web site - Olaria Nova.pdf"

    lunara = queries.brief_of(studio.leads["lunara"])
    assert lunara is not None
    russian = words_of(typescript(lunara, now=NOW).printed())
    assert "Без чего он не обойдётся?" in russian
    assert "Запись или бронирование" in russian


def test_it_opens_for_the_staff_and_for_the_link_once_it_was_handed_in(
    studio: Studio, client: HouseClient, app: Flask
) -> None:
    address = filled(client)
    assert client.get(f"{address}/paper").status_code == 404
    assert hand_in(client, address).status_code == 303
    theirs = client.get(f"{address}/paper")
    assert theirs.mimetype == "application/pdf"
    assert "Azulejo Norte" in words_of(theirs.data)
    assert "/paper" in client.get(f"{address}/thanks").text
    assert client.get("/brief/f/nobody-knows-this/paper").status_code == 404
    # Set in type once for what it shows: afterwards it is handed over, until something changes.
    (there,) = _papers(app)
    there.write_bytes(b"%PDF-marked")
    assert client.get(f"{address}/paper").data == b"%PDF-marked"
    brief = the_brief()
    brief.reopen(at=NOW)
    brief.answer(asked(Kind.name, 1), "Ines Carvalho da Silva", at=NOW)
    db.session.commit()
    assert "da Silva" in words_of(client.get(f"{address}/paper").data)
    assert len(_papers(app)) == 1 and not there.exists()
    brief.answer(asked(Kind.name, 1), "Inês Carvalho", at=NOW)
    brief.close_unchanged()
    brief.paper = store(b"%PDF-kept", name="brief.pdf", content_type="application/pdf", at=NOW)
    db.session.commit()
    assert client.get(f"{address}/paper").data == b"%PDF-kept"

    id = the_brief().id
    assert client.get(f"/briefs/{id}/paper").status_code in (302, 401, 403)
    client.login(studio.timur)
    assert f"/briefs/{id}/paper" in client.get(f"/briefs/{id}").text
    assert client.get(f"/briefs/{id}/paper").mimetype == "application/pdf"
    assert client.get("/briefs/999/paper").status_code == 404
    assert brief.lead_id is not None
    personal.erase([brief.lead_id], at=NOW)
    db.session.commit()
    assert not _papers(app)


def _papers(app: Flask) -> list[Path]:
    """What was printed and lies there to be handed over."""
    return list((app.config["SETTINGS"].data / "papers").glob("*.pdf"))
