"""Letters in doubt, refused and waiting stand on one page, each with what is known and what can be done."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from agency.demo.studio import Studio
from agency.kernel import clock, due
from agency.kernel.mail import outbox
from agency.kernel.mail.models import Hitch, Known, Letter, LetterState
from agency.leads import mails
from tests.support import NOW, HouseClient, Statements

RunDue = Callable[[datetime], int]
EARLIER = NOW - timedelta(minutes=20)
PAGE = "/outgoing/letters"


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture(autouse=True)
def _now(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    smtp = replace(app.config["SETTINGS"], smtp_url="smtp://post:se%3Acret@smtp.kvarta.example")
    app.config["SETTINGS"] = smtp


def letter(studio: Studio, subject: str) -> Letter:
    message = mails.answer(
        studio.leads["harbour"], words="Yes.", subject=subject, by=studio.vera, at=EARLIER
    )
    assert message.letter is not None
    return message.letter


def in_doubt(studio: Studio) -> Letter:
    found = letter(studio, "In doubt")
    found.start(EARLIER, relay="post@smtp.kvarta.example:587")
    found.mark_uncertain("timed out", EARLIER)
    found.known = Known.unreadable
    due.plan(outbox.DELIVER, found.id, NOW + timedelta(minutes=9))
    return found


def waiting(studio: Studio, hitch: Hitch | None = None) -> Letter:
    found = letter(studio, "Waits")
    found.tries = 3
    found.mark_refused("535 wrong <password>", hitch=hitch)
    return found


def test_each_says_what_is_known_and_what_can_be_done(client: HouseClient, studio: Studio) -> None:
    browser = client.login(studio.vera)
    assert "Every letter has left." in browser.get(PAGE).text
    in_doubt(studio)
    letter(studio, "Refused").mark_refused("550 <nobody> here", for_good=True)
    partly = waiting(studio)
    partly.refusals = {"cc@olaria.example": "550 no such user"}
    page = browser.get(PAGE).text
    for words in (
        "Of 1 letter nobody knows whether it arrived.",
        "The line to smtp.kvarta.example broke before it said that it has the letter.",
        "The Sent folder cannot be read now.",
        "We look for it again: 10:51",
        "550 &lt;nobody&gt; here",
        "Refused for now: 535 wrong &lt;password&gt;",
        "cc@olaria.example does not get it:",
        "Letters leave by smtp.kvarta.example.",
    ):
        assert words in page, words
    assert "se:cret" not in page


def test_it_arrived_or_goes_again_by_one_click_and_the_page_stays(
    client: HouseClient, studio: Studio
) -> None:
    browser = client.login(studio.vera)
    came, lost, late = in_doubt(studio), in_doubt(studio), waiting(studio)
    press = {"from": "leaving"}
    for path in (f"/letters/{came.id}/arrival", f"/letters/{lost.id}/release"):
        response = browser.post(path, data=press)
        assert (response.status_code, response.location) == (303, PAGE)
    assert (came.state, lost.state) == (LetterState.sent, LetterState.queued)
    assert browser.post(f"{PAGE}/{late.id}/attempt").location == PAGE
    assert due.planned_for(outbox.DELIVER, late.id) == NOW
    assert browser.post(f"{PAGE}/4711/attempt").status_code == 404


def test_who_may_not_decide_does_not_see_it(client: HouseClient, studio: Studio) -> None:
    late = waiting(studio)
    browser = client.login(studio.timur)
    assert browser.get(PAGE).status_code == 403
    assert browser.post(f"{PAGE}/{late.id}/attempt").status_code == 403


def test_a_server_that_takes_none_is_an_alarm_on_every_page(
    client: HouseClient, studio: Studio
) -> None:
    browser = client.login(studio.nora)
    stuck = waiting(studio, Hitch.login)
    page = browser.get("/leads").text
    assert "Our letters do not leave" in page
    assert (
        "1 letter waits to leave. The server that takes our letters does not take our login."
        in page
    )
    assert "Correct the name and the password in SMTP_URL, and start the house again." in page
    stuck.queued_at = NOW - timedelta(minutes=9)
    assert "Our letters do not leave" not in browser.get("/leads").text, "it may yet pass"
    stuck.queued_at = EARLIER
    stuck.mark_sent(NOW)
    assert "Our letters do not leave" not in browser.get("/leads").text


def test_its_statements_do_not_grow_with_the_letters(
    client: HouseClient,
    studio: Studio,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    browser = client.login(studio.vera)
    in_doubt(studio)
    waiting(studio, Hitch.away)
    browser.get(PAGE)
    seen = []
    for _ in range(2):
        with count_statements() as counted:
            browser.get(PAGE)
        seen.append(counted.count)
        for _ in range(12):
            in_doubt(studio)
            waiting(studio, Hitch.away)
    assert seen[0] == seen[1]
