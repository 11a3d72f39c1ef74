"""The timeline: each thing told once, under its day, in both times."""

from datetime import timedelta

import pytest

from agency.demo.studio import Studio
from agency.flows.client_replied import client_replied
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.i18n import speaking
from agency.kernel.timeline import Actor
from agency.leads import mails, queries, story
from agency.leads.models import Channel, Lead
from agency.leads.story import Day
from tests.support import NOW, HouseClient, at, their_word


@pytest.fixture
def database() -> str:
    """What a timeline tells does not depend on it: one database is enough."""
    return "sqlite"


def told(lead: Lead) -> list[Day]:
    db.session.flush()
    with speaking("en"):
        return story.tell(
            queries.messages(lead),
            timeline.entries(lead.stream),
            now=NOW,
            zone="Asia/Yerevan",
            client_zone=lead.client.zone,
        )


@pytest.fixture
def harbour(studio: Studio) -> Lead:
    return studio.leads["harbour"]


def test_an_answer_is_told_once_with_its_consequence(harbour: Lead, studio: Studio) -> None:
    mails.answer(harbour, words="Yes.", subject="S", by=studio.vera, at=NOW)
    [day] = told(harbour)
    answer, inquiry = day.told
    assert answer.message is not None
    assert [entry.kind for entry in answer.consequences] == ["leads.first_response"]
    assert inquiry.is_first
    assert not answer.is_first


def test_their_call_is_told_once(harbour: Lead) -> None:
    client_replied(their_word(harbour, "Rang again.", channel=Channel.phone))
    assert [each.message.body for each in told(harbour)[0].told if each.message] == [
        "Rang again.",
        harbour.messages[-1].body,
    ]
    assert not any(each.entry for each in told(harbour)[0].told)


def test_a_fact_without_its_message_is_still_told(harbour: Lead) -> None:
    harbour.heard(at=NOW, by=Actor.contact(harbour.contact_id), channel=Channel.page)
    assert [each.entry.kind for each in told(harbour)[0].told if each.entry] == ["leads.heard"]


def test_a_brief_that_was_handed_in_is_told_once(harbour: Lead) -> None:
    they = Actor.contact(harbour.contact_id)
    harbour.heard(at=NOW, by=they, channel=Channel.brief)
    timeline.record(harbour.stream, "briefs.submitted", at=NOW, by=they, brief=1)
    assert [each.entry.kind for each in told(harbour)[0].told if each.entry] == ["briefs.submitted"]


def test_days_are_those_of_our_own_calendar(harbour: Lead, studio: Studio) -> None:
    # 20:30 and 19:30 in London are 00:30 of the next day and 23:30 in Yerevan.
    for moment in ("2026-03-17T20:30", "2026-03-17T19:30"):
        mails.answer(harbour, words="x", subject="S", by=studio.vera, at=at(moment))
    days = told(harbour)
    assert [day.heading.replace("\u00a0", " ") for day in days] == [
        "Today",
        "Yesterday",
        "Tue 17 Mar",
    ]
    first = days[1].told[0]
    assert (f"{first.here:%H:%M}", f"{first.there:%H:%M}") == ("00:30", "17:30")


def test_a_day_of_another_year_has_its_year(harbour: Lead, studio: Studio) -> None:
    long_ago = NOW - timedelta(days=400)
    mails.answer(harbour, words="x", subject="S", by=studio.vera, at=long_ago)
    assert told(harbour)[-1].heading.replace("\u00a0", " ") == "Wed 12 Feb 2025"


def test_quoted_history_is_folded_away_on_the_page(vera: HouseClient, harbour: Lead) -> None:
    harbour.messages[0].body = "New words\n\nOn Monday Vera wrote:\n> old words"
    page = vera.get(f"/leads/{harbour.id}").text
    folded = page[page.index("<summary>Quoted before") :]
    assert "old words" in folded
    assert "New words" in page[: page.index("<summary>Quoted before")]


def test_both_times_stand_at_an_entry(vera: HouseClient, harbour: Lead) -> None:
    page = vera.get(f"/leads/{harbour.id}").text
    assert ">10:21</time>" in page
    assert "03:21 there" in page
    assert "Thu 19 Mar, 03:21 Halifax" in page


def test_a_fact_that_nobody_has_words_for_is_told_by_its_name(
    vera: HouseClient, harbour: Lead
) -> None:
    timeline.record(harbour.stream, "leads.sung_about", at=NOW, by=Actor.machine())
    assert "Sung about" in vera.get(f"/leads/{harbour.id}").text


def test_an_automatic_letter_is_one_quiet_line(
    vera: HouseClient, harbour: Lead, studio: Studio
) -> None:
    mails.write(
        harbour, words="Did it?", subject="Arrived?", by=studio.vera, automatic=True, at=NOW
    )
    page = vera.get(f"/leads/{harbour.id}").text
    assert "A letter went out by itself" in page
    assert "<summary>Letter: Arrived?</summary>" in page


def test_a_fact_that_a_letter_carried_is_told_with_its_letter(
    vera: HouseClient, harbour: Lead, studio: Studio
) -> None:
    vera_acts = Actor.member(studio.vera.id)
    mails.write(harbour, words="Here it is.", subject="The offer", by=studio.vera, at=NOW)
    harbour.answered(by=vera_acts, at=NOW)
    timeline.record(
        harbour.stream, "proposals.sent", at=NOW, by=vera_acts, proposal=studio.proposal.id
    )
    sent, _ = told(harbour)[0].told
    assert sent.entry is not None
    assert sent.message is not None
    assert [entry.kind for entry in sent.consequences] == ["leads.first_response"]
    page = vera.get(f"/leads/{harbour.id}").text
    assert "<summary>Letter: The offer</summary>" in page
    assert page.count("Here it is.") == 1
