"""Once a brief was handed in: its client is thanked with what they sent, and whoever has the lead reads it by mail."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from itertools import count

import pytest
from flask import Flask
from pypdf import PdfReader

from agency.briefs import queries, setting_aside
from agency.briefs.answers import Giver
from agency.briefs.doubting import Doubt
from agency.briefs.models import Brief
from agency.clients.partners import Answers, Partner
from agency.demo.studio import Studio
from agency.flows.brief_amended import brief_amended
from agency.flows.brief_submitted import brief_submitted
from agency.flows.brief_taken import brief_taken
from agency.kernel import clock
from agency.kernel.auth import User
from agency.kernel.db import db
from agency.kernel.files import store
from agency.kernel.mail import suppression
from agency.kernel.mail.models import Letter
from agency.kernel.mail.suppression import Why
from agency.kernel.timeline import Actor
from agency.leads import referrals
from agency.leads.models import Lead, Message
from agency.people.choices import DEFAULTS, NoticeChoices
from agency.people.notices import Notice
from tests.briefs.support import Kind, filled, hand_in, the_brief
from tests.support import NOW, HouseClient, at, everything

RunDue = Callable[[datetime], int]
Letters = Callable[[], list[EmailMessage]]
SOON = NOW + timedelta(minutes=10)


@pytest.fixture
def database() -> str:
    """Letters are the same on both."""
    return "sqlite"


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages live at NOW, some seconds after each look at the clock: nobody is in haste."""
    ticks = count()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=2 * next(ticks)))


@pytest.fixture
def inside(app: Flask) -> Letters:
    """The letters to our own people."""
    ours = {user.email for user in everything(User)}
    return lambda: [each.message for each in everything(Letter) if ours.issuperset(each.recipients)]


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def papers_in(letter: EmailMessage) -> list[str]:
    found = [
        each for each in letter.iter_attachments() if each.get_content_type() == "application/pdf"
    ]
    return [PdfReader(BytesIO(each.get_content())).pages[0].extract_text() for each in found]


def to(letters: list[EmailMessage], address: str) -> list[EmailMessage]:
    return [each for each in letters if address in str(each["To"])]


def test_the_client_is_thanked_once_with_what_they_sent(
    client: HouseClient, studio: Studio, run_due: RunDue, letters: Letters
) -> None:
    hand_in(client, filled(client))
    run_due(SOON)
    run_due(SOON)
    (thanks,) = to(letters(), "ines@azulejonorte.example")
    assert thanks["Auto-Submitted"] == "auto-replied"
    assert "List-Unsubscribe" not in thanks
    assert thanks["Subject"] == "We have your brief “Web site”"
    words = text_of(thanks)
    assert words.startswith("Hello Inês,")
    assert "Vera" in words
    assert "answers by Thursday, 19 March" in words
    assert "What do you do, and for whom?\nWe make tiles by hand." in words
    assert "Azulejo Norte" in papers_in(thanks)[0]
    link = re.search(r"/brief/f/[\w-]+", words)
    assert link is not None
    assert client.get(link[0]).status_code == 302

    lead = the_brief().lead
    assert lead is not None
    assert lead.waits_for_first_response
    assert lead.may_be_held
    run_due(NOW + timedelta(minutes=40))
    assert (
        len(to(letters(), "ines@azulejonorte.example")) == 2
    )  # the holding letter comes all the same


def test_whoever_has_the_lead_gets_one_letter_with_answers_and_paper(
    client: HouseClient, studio: Studio, run_due: RunDue, inside: Letters
) -> None:
    ways = {**DEFAULTS, "lead": ["bell", "mail"]}
    db.session.add(NoticeChoices(member=studio.vera, ways=ways))
    db.session.commit()
    hand_in(client, filled(client))
    run_due(SOON)
    run_due(NOW + timedelta(hours=2))
    about_it = [each for each in to(inside(), "vera@") if "Azulejo Norte" in text_of(each)]
    told = [each for each in about_it if "brief" in each["Subject"]]
    assert len(told) == 1
    assert told[0]["Subject"] == "Azulejo Norte handed in a brief"
    assert "We make tiles by hand." in text_of(told[0])
    assert papers_in(told[0])
    assert not [each for each in about_it if each["Subject"].startswith("New and yours")]
    (bell,) = [
        each
        for each in everything(Notice)
        if each.in_bell and each.kind in ("leads.given", "briefs.handed_in")
    ]
    assert bell.kind == "leads.given"


def test_who_wants_no_mail_of_it_gets_none(
    client: HouseClient, studio: Studio, run_due: RunDue, inside: Letters
) -> None:
    ways = {**DEFAULTS, "brief": ["bell"]}
    db.session.add(NoticeChoices(member=studio.vera, ways=ways))
    db.session.commit()
    hand_in(client, filled(client))
    run_due(SOON)
    assert not to(inside(), "vera@")


@pytest.mark.parametrize("why", ["machine", "suppressed", "partner", "by phone", "too many"])
def test_nobody_is_thanked_where_no_machine_may(
    why: str, studio: Studio, run_due: RunDue, letters: Letters, inside: Letters
) -> None:
    lead = studio.leads["olaria"]
    brief, by = _a_brief(lead), None
    if why == "machine":
        brief.doubt(Doubt.trap)
    elif why == "suppressed":
        suppression.suppress("ines@olarianova.example", Why.unsubscribed, at=NOW)
    elif why == "partner":
        partner = Partner(name="Press", answers=Answers.partner, added_at=NOW)
        db.session.add(partner)
        db.session.flush()
        referrals.name(lead, partner, by=Actor.member(studio.vera.id), at=NOW)
    elif why == "by phone":
        by = (Giver.member, studio.vera.id)
    else:
        for _each in range(3):
            _a_brief(lead).thanked_at = NOW - timedelta(hours=2)
    brief_submitted(brief, at=NOW, by=by)
    db.session.commit()
    before = len(everything(Message))
    run_due(SOON)
    assert len(everything(Message)) == before
    assert not to(letters(), "ines@")
    assert bool(to(inside(), "vera@")) == (why != "by phone")


def test_a_russian_brief_is_thanked_in_russian(
    studio: Studio, run_due: RunDue, letters: Letters
) -> None:
    brief = _a_brief(studio.leads["lunara"], language="ru")
    brief_submitted(brief, at=at("2026-03-21T01:00"))
    db.session.commit()
    run_due(at("2026-03-21T01:01"))
    (thanks,) = to(letters(), "nino@lunara.example")
    words = text_of(thanks)
    assert thanks["Subject"] == "Ваш бриф «Сайт» у нас"
    assert words.startswith("Здравствуйте, Нино!")
    assert "Прочитает и ответит Vera" in words or "Прочитает и ответит Вера" in words
    assert "Как к вам обращаться?" in words


def test_what_was_changed_is_thanked_for_shortly_and_not_without_end(
    studio: Studio, letters: Letters, inside: Letters
) -> None:
    lead = studio.leads["olaria"]
    brief = _a_brief(lead)
    brief_submitted(brief, at=NOW)
    # What one of us writes down for them is no deed of theirs.
    for n, who in enumerate((Giver.member, *[Giver.client] * 4)):
        by, now = (who, studio.vera.id if who is Giver.member else None), NOW + timedelta(hours=n)
        brief.reopen(at=now)
        brief.answer(next(iter(brief.asks.questions)), f"Inês the {n}th", at=now, by=by)
        assert brief_amended(brief, by=by, at=now) is not None
    brief.reopen(at=SOON)
    assert brief_amended(brief, by=(Giver.client, None), at=SOON) is None
    db.session.commit()
    told = to(letters(), "ines@olarianova.example")
    assert [each["Subject"] for each in told] == [
        "We have what you changed in your brief “Web site”"
    ] * 3
    words = text_of(told[0])
    assert "has arrived:\n\n– Your name\n\n" in words and "Inês the" not in words
    assert re.search(r"/brief/f/[\w-]+", words)
    assert told[0]["Auto-Submitted"] == "auto-replied"


def test_a_brief_that_one_of_us_took_out_of_those_set_aside_is_thanked_for(
    studio: Studio, run_due: RunDue, letters: Letters, inside: Letters
) -> None:
    brief = _a_brief(None, language="ru")
    asks = {each.kind: each for each in brief.asks.questions}
    brief.answer(asks[Kind.email], "robot@tiles.example", at=NOW)
    brief.doubt(Doubt.unsealed)
    brief_submitted(brief, at=NOW)
    db.session.commit()
    run_due(SOON)
    assert not to(letters(), "robot@")
    delivery, later = setting_aside.of(brief), NOW + timedelta(days=2)
    assert delivery is not None
    brief_taken(delivery, by=Actor.member(studio.vera.id), at=later)
    db.session.commit()
    run_due(later + timedelta(minutes=1))
    run_due(later + timedelta(minutes=2))
    (thanks,) = to(letters(), "robot@tiles.example")
    assert thanks["Subject"] == "Ваш бриф «Сайт» у нас"
    assert not [each for each in everything(Notice) if each.kind == "briefs.handed_in"]


def _a_brief(lead: Lead | None, language: str = "en") -> Brief:
    template = queries.live_template("website")
    assert template is not None
    brief = Brief(
        version=template.current,
        language=language,
        started_at=NOW,
        lead=lead,
        answers=[],
        doubts=[],
    )
    # Made before, so that these tests need no press.
    brief.paper = store(b"%PDF-", name="brief.pdf", content_type="application/pdf", at=NOW)
    db.session.add(brief)
    name = lead.contact.name if lead is not None else "Robert"
    brief.answer(next(iter(brief.asks.questions)), name, at=NOW)
    db.session.flush()
    return brief
