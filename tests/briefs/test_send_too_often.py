"""Whoever sends pages by the hundred from one address is asked to wait."""

import re
from collections.abc import Callable
from contextvars import Context
from io import BytesIO
from pathlib import Path

import pytest
from flask_limiter.util import get_remote_address
from limits import parse

from agency.app import create_app
from agency.briefs.passing_on import LATER
from agency.briefs.views import paper, room
from agency.config import ConfigError, load_settings
from agency.demo.studio import Studio
from agency.kernel.auth import limiter
from agency.kernel.web import public
from tests.briefs.support import Kind, asked, begun, filled, hand_in, said, who
from tests.briefs.test_send_files_on_their_own import Sender
from tests.support import HouseClient, forms_of


@pytest.fixture
def database() -> str:
    """Limits ask no database."""
    return "sqlite"


@pytest.mark.own_app
@pytest.mark.usefixtures("limits")
def test_after_sixty_pages_in_a_minute_it_says_when_to_go_on(
    client: HouseClient, studio: Studio
) -> None:
    address = begun(client)
    sent = [client.post(f"{address}/2").status_code for _ in range(70)]
    assert sent[:50] == [422] * 50
    assert sent[-1] == 429
    words = "A line.\nAnother “line” with <b> & more."
    (page,) = forms_of(client.get(f"{address}/2").text)
    typed = page.fields.to_dict() | {
        asked(Kind.long, 2).field: words,
        asked(Kind.many, 2).field: ["about", "journal"],
    }
    picture = {asked(Kind.file, 3).field: (BytesIO(b"GIF89a"), "tile.gif")}
    refused = client.post(f"{address}/2?lang=en", data=typed | {"go": "next"} | picture)
    assert refused.status_code == 429
    assert re.search(r"It goes on in (a minute|\d+ (seconds|minutes))\.", refused.text)
    assert int(refused.headers["Retry-After"]) <= 60
    assert "chosen once more on the next page: tile.gif" in refused.text
    assert client.get(f"{address}/2").status_code == 200
    assert "hreflang" not in refused.text
    # What was typed stands on that page: pressed a little later, it is kept as if nothing had been.
    (form,) = forms_of(refused.text)
    limiter.reset()
    assert client.post(form.action, data=form.fields).location == f"{address}/3"
    assert said(Kind.long, 2) == words
    assert said(Kind.many, 2) == ["about", "journal"]


@pytest.mark.own_app
@pytest.mark.usefixtures("limits")
def test_a_first_page_that_is_refused_begins_its_brief_later(
    client: HouseClient, studio: Studio
) -> None:
    (first,) = forms_of(client.get("/brief/website").text)
    sent = [client.post("/brief/website") for _ in range(65)]
    assert sent[-1].status_code == 429
    script = client.post("/brief/website", headers={"Accept": "application/json"})
    assert script.status_code == 429 and script.json is not None and script.json["seconds"] > 0
    fields = first.fields.to_dict() | who(name="Инеш")
    (form,) = forms_of(client.post("/brief/website?lang=ru", data=fields).text)
    limiter.reset()
    assert "/brief/f/" in client.post(form.action, data=form.fields).location
    assert said(Kind.name, 1) == "Инеш"


@pytest.mark.own_app
@pytest.mark.usefixtures("limits")
def test_one_brief_takes_so_many_pages_from_however_many_addresses(
    client: HouseClient, studio: Studio
) -> None:
    address, other = begun(client), begun(client)
    places = [{"REMOTE_ADDR": f"203.0.113.{number}"} for number in (1, 2, 3)]
    sent = [
        client.post(f"{address}/2", environ_base=places[number % 3]).status_code
        for number in range(82)
    ]
    assert sent.index(429) == 80
    assert client.post(f"{other}/2", environ_base=places[0]).status_code == 422


def test_who_calls_is_told_only_by_the_proxies_that_there_are(tmp_path: Path) -> None:
    said_by_anybody = {"X-Forwarded-For": "203.0.113.7, 198.51.100.2"}
    for proxies, seen in (("0", "127.0.0.1"), ("1", "198.51.100.2"), ("2", "203.0.113.7")):
        settings = load_settings({"AGENCY_DATA": str(tmp_path), "PROXIES": proxies})
        app = create_app(settings, {"TESTING": True})
        app.add_url_rule("/who", "who", public(lambda: get_remote_address()))
        call = app.test_client().get
        assert Context().run(call, "/who", headers=said_by_anybody).text == seen
    with pytest.raises(ConfigError, match="PROXIES is '9'; expected how many proxies"):
        load_settings({"AGENCY_DATA": str(tmp_path), "PROXIES": "9"})


@pytest.mark.own_app
@pytest.mark.usefixtures("limits")
def test_few_letters_leave_at_the_wish_of_one_address_from_however_many_briefs(
    client: HouseClient, studio: Studio, letters: Callable[[], list[object]]
) -> None:
    briefs, before = [begun(client) for _ in range(3)], len(letters())
    answers = [
        client.fill(f"{briefs[n % 3]}/2", _press="letter", **{LATER: f"x{n}@tiles.example"})
        for n in range(21)
    ]
    assert [each.status_code for each in answers] == [303] * 20 + [422]
    assert "No letter can leave from here for now" in answers[-1].text
    assert 'value="x20@tiles.example"' in answers[-1].text
    assert len(letters()) == before + 20


@pytest.mark.own_app
@pytest.mark.usefixtures("limits")
def test_who_has_many_papers_printed_waits_for_the_next(
    client: HouseClient, studio: Studio
) -> None:
    address = filled(client)
    hand_in(client, address)
    limiter.limiter.hit(paper.PAPERS, paper.WHO, "127.0.0.1", cost=paper.PAPERS.amount)
    refused = client.get(f"{address}/paper")
    assert refused.status_code == 429
    assert re.search(r"It goes on in (a minute|\d+ minutes)\.", refused.text)
    assert f'href="{address}/paper"' in refused.text and "<form" not in refused.text


@pytest.mark.own_app
@pytest.mark.usefixtures("limits")
def test_so_many_bytes_come_from_one_address_within_an_hour(
    client: HouseClient, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "BYTES", parse("5000 per hour"))
    sender = Sender(client)
    answers = [sender.announce("a.pdf", 3000) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 422]
    words = "files of more than 2 GB came from your connection within an hour"
    assert words in answers[-1].text
    file = {asked(Kind.file, 3).field: (BytesIO(b"%PDF-" + bytes(3000)), "a.pdf"), "go": "next"}
    refused = client.fill(f"{begun(client)}/3", **file)
    assert refused.status_code == 422 and words in refused.text


def test_a_brief_that_may_come_from_a_machine_writes_to_nobody(
    client: HouseClient, studio: Studio, letters: Callable[[], list[object]]
) -> None:
    address, before = begun(client, trap="buy now"), len(letters())
    answer = client.fill(f"{address}/2", _press="letter", **{LATER: "x@tiles.example"})
    assert answer.status_code == 422
    assert "No letter can leave from here for now" in answer.text
    assert len(letters()) == before
