"""The client's page: opened by its link alone, with its own proposal alone, once it was sent."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.kernel import clock, timeline
from agency.kernel.auth import GuestLink, make_link, revoke_links
from agency.kernel.db import db
from agency.kernel.timeline import Actor, Entry
from agency.proposals import queries
from agency.proposals.models import Proposal
from tests.offers import a_draft, door, sent, with_paper
from tests.support import NOW, HouseClient, Statements


@pytest.fixture
def database() -> str:
    """What a page shows does not depend on it: one database is enough."""
    return "sqlite"


FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"}


def openings(proposal: Proposal) -> list[Entry]:
    return list(
        db.session.scalars(
            sa.select(Entry).where(
                Entry.kind == queries.OPENED, Entry.stream_id == proposal.lead_id
            )
        )
    )


def test_the_client_reads_the_proposal_without_a_login_or_a_cookie(
    client: HouseClient, offer: Proposal, link: str
) -> None:
    page = client.get(link)
    assert page.status_code == 200
    for words in ("A shop window for clay", "Nobody buys a bowl", "17,026", "Mira Osipova"):
        assert words in page.text
    assert "Set-Cookie" not in page.headers
    assert "no-store" in page.headers["Cache-Control"]
    assert 'content="noindex"' in page.text


def test_the_page_is_in_the_language_of_the_proposal(client: HouseClient, studio: Studio) -> None:
    russian = sent(a_draft(studio.leads["areni"], studio.vera))
    assert '<html lang="ru">' in client.get(russian, headers={"Accept-Language": "en"}).text


def test_the_file_behind_the_link_is_the_one_that_was_sent(
    client: HouseClient, offer: Proposal, link: str
) -> None:
    file = client.get(f"{link}/proposal.pdf")
    assert offer.paper is not None
    assert (file.mimetype, file.data) == ("application/pdf", offer.paper.read())


def test_the_page_takes_few_statements_however_often_it_was_opened(
    client: HouseClient,
    offer: Proposal,
    link: str,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    by = Actor.contact(offer.lead.contact_id)
    counts = []
    for times in (1, 200):
        for _ in range(times):
            timeline.record(offer.lead.stream, queries.OPENED, at=NOW, by=by, proposal=offer.id)
        db.session.commit()
        with count_statements() as seen:
            assert client.get(link, headers=FIREFOX).status_code == 200
        counts.append(seen.count)
    assert counts[1] <= counts[0] <= 12


def test_a_draft_cannot_be_seen_by_its_link(client: HouseClient, offer: Proposal) -> None:
    early = door(with_paper(offer))
    for path in (early, f"{early}/proposal.pdf"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "clay" not in answer.text
    assert client.post(f"{early}/acceptance").status_code == 404


def test_the_client_of_another_lead_sees_nothing_of_it(
    client: HouseClient, studio: Studio, offer: Proposal, link: str
) -> None:
    theirs = sent(a_draft(studio.leads["northgate"], studio.vera))
    page = client.get(theirs).text
    assert "A small thing" in page
    assert "clay" not in page
    assert "Olaria" not in page
    assert client.get(f"{theirs}/proposal.pdf").data != client.get(f"{link}/proposal.pdf").data


def test_a_link_to_something_else_opens_no_proposal(
    client: HouseClient, offer: Proposal, link: str
) -> None:
    other = make_link("brief", offer.id, at=NOW)
    assert client.get(f"/p/{other}").status_code == 404


@pytest.mark.parametrize("path", ["/p/nothing", "/p/" + "x" * 300, "/p/nothing/proposal.pdf"])
def test_an_unknown_link_says_what_to_do(client: HouseClient, studio: Studio, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "This link opens nothing" in answer.text
    assert "hello@kvarta.example" in answer.text


def test_a_revoked_link_opens_nothing(client: HouseClient, offer: Proposal, link: str) -> None:
    revoke_links("proposal", offer.id, at=NOW)
    assert client.get(link).status_code == 404
    assert "This link opens nothing" in client.get(link).text


def test_a_link_past_its_own_day_opens_nothing(
    client: HouseClient, offer: Proposal, link: str
) -> None:
    db.session.execute(sa.update(GuestLink).values(expires_at=NOW - timedelta(days=1)))
    assert client.get(link).status_code == 404


def test_a_withdrawn_proposal_says_so_and_cannot_be_accepted(
    client: HouseClient, offer: Proposal, link: str
) -> None:
    offer.withdraw(at=NOW)
    page = client.get(link)
    assert page.status_code == 410
    assert "We have withdrawn this version" in page.text
    assert "accept-form" not in page.text and "decline-form" not in page.text


def test_the_last_day_counts_on_the_clients_calendar(
    client: HouseClient, offer: Proposal, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Valid until 9 April: at 22:30 UTC it is still that day in Porto, and the next one in Yerevan.
    late = NOW.replace(month=4, day=9, hour=22, minute=30)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert "Accept for" in client.get(link).text
    monkeypatch.setattr(clock, "now", lambda: late + timedelta(hours=1))
    page = client.get(link)
    assert page.status_code == 200
    assert "This version has run out" in page.text
    assert "Accept for" not in page.text


def test_the_first_look_within_an_hour_is_noted(
    client: HouseClient, offer: Proposal, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for minutes, count in ((0, 1), (5, 1), (59, 1), (61, 2)):
        monkeypatch.setattr(clock, "now", lambda at=minutes: NOW + timedelta(minutes=at))
        assert client.get(link, headers=FIREFOX).status_code == 200
        assert len(openings(offer)) == count
    noted = openings(offer)[0]
    assert noted.actor_id == offer.lead.contact_id
    assert noted.data["proposal"] == offer.id


def test_each_link_is_counted_for_itself(client: HouseClient, offer: Proposal, link: str) -> None:
    for path in (link, door(offer)):
        client.get(path, headers=FIREFOX)
    assert len(openings(offer)) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"},
        {"User-Agent": "TelegramBot (like TwitterBot)"},
        {"User-Agent": "WhatsApp/2.23.20.0"},
        {"User-Agent": "facebookexternalhit/1.1"},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "curl/8.0"},
        {"User-Agent": ""},
        {**FIREFOX, "Sec-Purpose": "prefetch;prerender"},
        {**FIREFOX, "Purpose": "prefetch"},
    ],
)
def test_robots_and_browsers_that_fetch_ahead_are_no_readers(
    client: HouseClient, offer: Proposal, link: str, headers: dict[str, str]
) -> None:
    assert client.get(link, headers=headers).status_code == 200
    assert openings(offer) == []


def test_a_look_at_the_head_alone_is_no_reading(
    client: HouseClient, offer: Proposal, link: str
) -> None:
    assert client.head(link, headers=FIREFOX).status_code == 200
    assert openings(offer) == []


def test_our_own_look_is_no_reading(
    client: HouseClient, studio: Studio, offer: Proposal, link: str
) -> None:
    client.login(studio.timur)
    assert client.get(link, headers=FIREFOX).status_code == 200
    assert openings(offer) == []


def test_an_opening_is_noted_whoever_the_link_was_given_to(
    client: HouseClient, offer: Proposal
) -> None:
    sent(offer)
    bare = make_link("proposal", offer.id, at=NOW)
    client.get(f"/p/{bare}", headers=FIREFOX)
    by = Actor.contact(offer.lead.contact_id)
    assert [(one.actor_kind, one.actor_id) for one in openings(offer)] == [(by.kind, by.id)]
