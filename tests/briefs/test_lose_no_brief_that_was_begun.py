"""A brief that was begun and not sent: it stands on its lead with the page where it stopped, or in a list."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

import pytest

from agency.briefs import queries
from agency.briefs.doubting import Doubt
from agency.briefs.filling import KEPT_FOR
from agency.briefs.models import Brief
from agency.demo.studio import Studio
from agency.flows.brief_sent import brief_sent
from agency.kernel import clock
from agency.kernel.db import db
from tests.briefs.support import Kind, asked, begun, filled, hand_in
from tests.support import NOW, HouseClient, everything


@pytest.fixture
def database() -> str:
    """One statement, the same on both."""
    return "sqlite"


def a_brief(name: str, address: str, *, hours: int = 2, answered: int = 5) -> Brief:
    template = queries.live_template("website")
    assert template is not None
    at = NOW - timedelta(hours=hours)
    brief = Brief(version=template.current, language="en", started_at=at, answers=[], doubts=[])
    db.session.add(brief)
    given = {"name": name, "email": address}
    for question in list(brief.asks.questions)[:answered]:
        words = given.get(question.kind.value, "Some words.")
        if words:
            brief.answer(question, words, at=at)
    db.session.flush()
    return brief


def test_whoever_left_an_address_is_not_lost(
    studio: Studio, client: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    kept = a_brief("Ada Begun", "ada@begun.example")
    a_brief("Nobody", "")
    a_brief("Robot", "robot@begun.example").doubt(Doubt.trap)
    a_brief("Long ago", "old@begun.example", hours=24 * 90)
    handed_in = a_brief("Sent", "sent@begun.example")
    handed_in.submit(at=NOW)
    db.session.commit()
    client.login(studio.vera)
    other_mail = client.get("/arrivals").text
    assert "/briefs/begun" in other_mail and "1 brief was left half filled." in other_mail
    page = client.get("/briefs/begun").text
    assert "ada@begun.example" in page
    assert f'href="/briefs/{kept.id}"' in page
    assert "stopped at “The task”" in page
    for other in ("robot@", "old@", "sent@", "Nobody"):
        assert other not in page
    client.login(studio.timur)
    assert client.get("/briefs/begun").status_code == 403
    assert "/briefs/begun" not in client.get("/arrivals").text


def test_on_its_lead_it_says_where_it_stopped(
    studio: Studio, client: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    lead, template = studio.leads["northgate"], queries.live_template("website")
    assert template is not None
    brief = brief_sent(lead, template, by=studio.vera, at=NOW)
    db.session.commit()
    client.login(studio.vera)
    assert "not begun" in client.get(f"/leads/{lead.id}").text
    for question in list(brief.asks.questions)[:5]:
        brief.answer(question, "Some words.", at=NOW)
    db.session.commit()
    page = client.get(f"/leads/{lead.id}").text
    assert page.count("stopped at “The task”") == 2  # beside the lead, and in its story
    assert "last touched 19 Mar" in page


def test_what_a_stranger_never_sent_is_taken_away_once_nobody_can_open_it(
    studio: Studio, client: HouseClient, run_due: Callable[[datetime], int]
) -> None:
    page = asked(Kind.file, 3).field
    address = begun(client)
    client.fill(f"{address}/3", **{page: (BytesIO(b"%PDF-1.4 x"), "book.pdf")})
    (brief,) = [each for each in everything(Brief) if each.lead is None]
    (file,) = brief.files
    place = file.path
    assert brief.values and place.exists()
    run_due(brief.started_at + KEPT_FOR - timedelta(days=1))
    assert brief.values and place.exists()
    run_due(brief.started_at + KEPT_FOR)
    db.session.expire_all()
    assert not any(each.value for each in brief.answers)
    assert not place.exists() or b"%PDF" not in place.read_bytes()
    # That somebody began is still counted.
    assert brief in everything(Brief)


def test_what_was_sent_is_never_forgotten(
    studio: Studio, client: HouseClient, run_due: Callable[[datetime], int]
) -> None:
    hand_in(client, filled(client))
    (brief,) = [each for each in everything(Brief) if each.lead not in studio.leads.values()]
    run_due(brief.started_at + KEPT_FOR)
    db.session.expire_all()
    assert brief.said(Kind.name) == "Inês Carvalho"
