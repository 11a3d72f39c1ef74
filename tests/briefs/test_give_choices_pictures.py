"""Choices have pictures: brought in the builder, shown small, and named where another house lacks them."""

import io
import json
from dataclasses import replace

import pytest
from PIL import Image

from agency.briefs import queries
from agency.briefs.questionnaire import Choice
from agency.briefs.reading import kept, read
from agency.briefs.templates import BriefTemplate
from agency.demo.studio import Studio
from agency.kernel import files
from agency.kernel.db import db
from tests.briefs.support import Kind, change, website
from tests.support import HouseClient, everything


@pytest.fixture
def database() -> str:
    """Pictures lie on the disk: one database is enough."""
    return "sqlite"


def a_picture(side: int = 900) -> bytes:
    exif = Image.Exif()
    exif[0x10F] = "SecretCamera"
    out = io.BytesIO()
    Image.effect_noise((side, side // 2), 40).convert("RGB").save(out, "JPEG", exif=exif)
    return out.getvalue()


def bring(client: HouseClient, data: bytes, name: str = "calm.jpg") -> tuple[int, dict[str, str]]:
    found = queries.live_template("website")
    assert found is not None
    response = client.post(
        f"/settings/briefs/{found.id}/pictures", data={"picture": (io.BytesIO(data), name)}
    )
    return response.status_code, response.get_json()


def test_a_picture_is_kept_cleaned_and_shown_in_sizes(client: HouseClient, studio: Studio) -> None:
    status, told = bring(client.login(studio.vera), a_picture())
    assert status == 201
    stored = files.public_picture(told["sha256"])
    assert stored is not None
    assert b"SecretCamera" not in stored.read()
    small = client.get(told["shown"])
    assert small.mimetype == "image/jpeg"
    with Image.open(io.BytesIO(small.data)) as shown:
        assert shown.width == 320
    assert "immutable" in small.headers["Cache-Control"]
    assert client.get(told["shown"].replace("320", "321")).status_code == 404
    assert client.get(f"/brief/pictures/{'0' * 64}/320.jpg").status_code == 404


def test_only_public_pictures_are_shown_so(client: HouseClient, studio: Studio) -> None:
    _status, told = bring(client.login(studio.vera), a_picture())
    stored = files.public_picture(told["sha256"])
    assert stored is not None
    stored.public = False
    db.session.commit()
    assert client.get(told["shown"]).status_code == 404


@pytest.mark.parametrize("data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"words", b""])
def test_what_is_no_picture_is_refused_in_words(
    client: HouseClient, studio: Studio, data: bytes
) -> None:
    status, told = bring(client.login(studio.vera), data)
    assert status == 422
    assert told["words"] == "This is no picture that we can read. Send a JPEG, PNG or WebP."


def test_nobody_but_a_manager_brings_pictures(client: HouseClient, studio: Studio) -> None:
    found = queries.live_template("website")
    assert found is not None
    sent = {"picture": (io.BytesIO(a_picture(90)), "calm.jpg")}
    response = client.login(studio.timur).post(f"/settings/briefs/{found.id}/pictures", data=sent)
    assert response.status_code == 403


def test_a_choice_shows_its_picture_with_what_it_shows(client: HouseClient, studio: Studio) -> None:
    _status, told = bring(client.login(studio.vera), a_picture())
    picture = Choice(
        "calm", {"en": "Calm"}, picture=told["sha256"], alt={"en": "A grey page with one line"}
    )
    change("q4", kind=Kind.choice, choices=(picture, Choice("loud", {"en": "Loud"})))
    page = client.get("/brief/website").text
    assert f"/brief/pictures/{told['sha256']}/640.jpg" in page
    assert 'alt="A grey page with one line"' in page


def test_pictures_that_this_house_lacks_are_named_and_the_others_stay(
    client: HouseClient, studio: Studio
) -> None:
    _status, told = bring(client.login(studio.vera), a_picture())
    choices = (
        Choice("calm", {"en": "Calm"}, picture=told["sha256"], alt={"en": "One line"}),
        Choice("loud", {"en": "Loud"}, picture="f" * 64),
    )
    asks = website()
    page = asks.pages[0]
    question = replace(page.questions[0], kind=Kind.choice, choices=choices)
    first = replace(page, questions=(question, *page.questions[1:]))
    whole = replace(asks, pages=(first, *asks.pages[1:]))
    assert read(json.loads(kept(whole))) == whole
    file = json.dumps({"name": {"en": "Other house"}, **whole.data()}).encode()
    response = client.fill("/settings/briefs", "import", file=(io.BytesIO(file), "q.json"))
    assert response.status_code == 303
    shown = client.get(response.location).text
    assert "Pictures do not travel in the file. Add these again: Loud" in shown
    made = max(everything(BriefTemplate), key=lambda each: each.id)
    assert told["sha256"] in (made.draft or "")
    assert "f" * 64 not in (made.draft or "")
