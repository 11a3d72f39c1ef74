"""Who read a proposal and what of it: told to us alone, bounded, and never to whoever gets our letters."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest

from agency.demo.studio import Studio
from agency.followups import machine, mails
from agency.kernel import clock
from agency.kernel.db import db
from agency.people.notices import Notice
from agency.proposals import reads
from agency.proposals.links import COPY_KIND, KIND, fresh_link
from agency.proposals.models import Proposal
from agency.proposals.readings import SECTIONS, Reading
from agency.proposals.visits import Visit
from tests.portal.test_ask_about_a_line import FIREFOX, SOON, database
from tests.support import NOW, HouseClient, Statements, everything

__all__ = ["database"]


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock of the pages."""

    def turn_to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    turn_to(SOON)
    return turn_to


def tell(client: HouseClient, link: str, **seconds: object) -> None:
    answer = client.post(f"{link}/readings", data=seconds, headers=FIREFOX)
    assert answer.status_code == 204


def panel(client: HouseClient, offer: Proposal) -> str:
    """The panel as we see it, without tags."""
    html = client.get(f"/proposals/{offer.id}").text
    part = html.partition('id="reads"')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", part).split())


def test_a_page_tells_of_it_that_reads_are_counted(client: HouseClient, link: str) -> None:
    assert "We count how often this page is opened" in client.get(link).text


def test_the_panel_says_who_how_often_and_what(
    client: HouseClient, studio: Studio, offer: Proposal, link: str, at: Callable[..., None]
) -> None:
    client.login(studio.vera)
    assert "Nobody has opened it yet." in panel(client, offer)
    client.get(link, headers=FIREFOX)  # one of us
    client.post("/logout")
    client.get(link, headers={"User-Agent": "Slackbot 1.0"})
    client.get(link, headers={**FIREFOX, "Sec-Purpose": "prefetch"})
    assert everything(Visit) == []
    for hours in (1, 5, 5.5):
        at(SOON + timedelta(hours=hours))
        client.get(link, headers=FIREFOX)
        tell(client, link, sum=60, estimate=100)
    [visit] = everything(Visit)
    assert (visit.times, visit.last_at) == (2, SOON + timedelta(hours=5))
    client.login(studio.vera)
    said = panel(client, offer)
    assert f"{offer.lead.contact.name} 2 visits" in said and "8 minutes" in said
    assert "What it takes, hour by hour 5 min" in said


def test_what_is_told_is_bounded_and_nonsense_is_ignored(
    client: HouseClient, offer: Proposal, link: str, at: Callable[..., None]
) -> None:
    tell(client, link, estimate="9999", sum="200", hack="50", team="-5", task="1e9")
    assert {row.section: row.seconds for row in everything(Reading)} == {"estimate": 300}
    at(SOON + timedelta(seconds=30))
    # Thirty seconds have passed: that is all that anybody can have read, of whatever parts.
    tell(client, link, estimate="30", sum="30", references="30")
    assert sum(row.seconds for row in everything(Reading)) == 330
    at(SOON + timedelta(days=2))
    tell(client, link, **dict.fromkeys(SECTIONS, "999999"), **{f"x{n}": "5" for n in range(50)})
    assert sum(row.seconds for row in everything(Reading)) == 630
    assert len(everything(Reading)) <= len(SECTIONS)


def test_a_page_and_the_panel_cost_the_same_however_many_have_read(
    client: HouseClient,
    studio: Studio,
    offer: Proposal,
    link: str,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    counts = []
    for many in (1, 40):
        for _ in range(many):
            made = fresh_link(offer, at=NOW)
            db.session.add(
                Visit(proposal_id=offer.id, link_id=made.id, times=9, first_at=NOW, last_at=NOW)
            )
            for section in SECTIONS:
                row = Reading(proposal_id=offer.id, link_id=made.id, section=section)
                row.seconds, row.read_at = 50, NOW
                db.session.add(row)
        db.session.commit()
        with count_statements() as seen:
            client.get(link, headers=FIREFOX)
        page = seen.count
        client.login(studio.vera)
        with count_statements() as seen:
            assert f"{offer.lead.contact.name}" in panel(client, offer)
        counts.append((page, seen.count))
        client.post("/logout")
    assert counts[1][0] <= counts[0][0] <= 12 and counts[1][1] == counts[0][1]


def test_whoever_answers_learns_that_a_silent_client_reads_again(
    client: HouseClient, studio: Studio, offer: Proposal, link: str, at: Callable[..., None]
) -> None:
    def told() -> list[dict[str, object]]:
        return [each.data for each in everything(Notice) if each.kind == "proposals.read_again"]

    offer.lead.heard_at = NOW
    for days in (0, 1, 2):
        at(SOON + timedelta(days=days))
        client.get(link, headers=FIREFOX)
    assert told() == []
    at(SOON + timedelta(days=6))
    copy = fresh_link(offer, at=NOW, kind=COPY_KIND).address.rpartition("/")[2]
    db.session.commit()
    client.get(f"/p/{copy}", headers=FIREFOX)
    assert told() == [], "a partner is not the client"
    client.get(link, headers=FIREFOX)
    other = fresh_link(offer, at=NOW, kind=KIND).address.rpartition("/")[2]
    db.session.commit()
    client.get(f"/p/{other}", headers=FIREFOX)
    assert told() == [{"proposal": offer.id, "days": 4}]
    client.login(studio.vera)
    assert "After 4 days of silence." in client.get("/notices").text


def test_nobody_is_told_of_reads_of_somebody_who_has_just_spoken(
    client: HouseClient, offer: Proposal, link: str, at: Callable[..., None]
) -> None:
    client.get(link, headers=FIREFOX)
    at(SOON + timedelta(days=6))
    offer.lead.heard_at = SOON + timedelta(days=5)
    db.session.commit()
    client.get(link, headers=FIREFOX)
    assert [each.kind for each in everything(Notice)].count("proposals.read_again") == 0


def test_the_plan_knows_what_was_read_twice_and_the_letters_do_not_say_so(
    client: HouseClient, studio: Studio, offer: Proposal, link: str, at: Callable[..., None]
) -> None:
    enrollment = machine.enroll(offer, at=NOW)
    offer.lead.heard_at = NOW
    db.session.commit()
    for hours in (0, 5):
        at(SOON + timedelta(hours=hours))
        client.get(link, headers=FIREFOX)
        tell(client, link, sum=60, accept=200)
    hint = "They came back to the price and read it in 2 visits. They have not answered."
    assert reads.hint(offer) == hint
    client.login(studio.vera)
    assert hint in panel(client, offer)
    assert hint in client.get(f"/leads/{offer.lead_id}").text
    for step in range(1, 7):
        words = mails.shown(enrollment, step, now=clock.now())[1]
        assert "visits" not in words and "How to say yes" not in words
    calls = [mails.notes(enrollment, step) for step in range(1, 9)]
    assert all(hint in each for each in calls if each)
    offer.lead.heard_at = clock.now()
    assert reads.hint(offer) == ""
