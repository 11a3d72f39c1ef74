"""Two people on one lead: they see each other, and nobody overwrites unseen what the other did."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from redis import Redis

from agency.demo.studio import Studio
from agency.flows.client_replied import client_replied
from agency.kernel import clock
from agency.kernel.timeline import Actor
from agency.leads import freshness, notes
from agency.leads.models import Channel, Lead, Message, Stage
from agency.leads.notes import Side, Spoken
from agency.leads.reminders import Reminder
from tests.servers import redis_by_url
from tests.support import NOW, HouseClient, everything, forms_of


@pytest.fixture
def database() -> str:
    """What is tested here is the order of pages, not of statements."""
    return "sqlite"


@pytest.fixture
def nora(app: Flask, studio: Studio) -> HouseClient:
    """A second browser."""
    made = app.test_client()
    assert isinstance(made, HouseClient)
    return made.login(studio.nora)


def form(browser: HouseClient, lead: Lead, id: str) -> dict[str, object]:
    """A form as it stands on the lead's page now."""
    page = browser.get(f"/leads/{lead.id}").text
    return dict(next(one for one in forms_of(page) if one.id == id).fields)


def test_a_lead_that_was_handed_over_meanwhile_is_not_handed_over_unseen(
    vera: HouseClient, nora: HouseClient, studio: Studio
) -> None:
    lead = studio.leads["harbour"]
    shown = form(vera, lead, "handing-over")
    nora.fill(f"/leads/{lead.id}", form="handing-over", owner=str(studio.nora.id))
    refused = vera.post(f"/leads/{lead.id}/owner", data={**shown, "owner": str(studio.vera.id)})
    assert refused.status_code == 409
    assert lead.owner is studio.nora
    assert "Nora Petrosyan" in refused.text
    assert "takes the lead" in refused.text
    assert "hand it to Vera Lindt" in refused.text
    [again] = [one for one in forms_of(refused.text) if one.id == "anyway"]
    answer = vera.post(again.action, data=dict(again.fields))
    assert answer.status_code == 303
    assert lead.owner is studio.vera


def test_a_lead_that_was_lost_meanwhile_is_not_won_unseen(
    vera: HouseClient, nora: HouseClient, studio: Studio
) -> None:
    lead = studio.leads["harbour"]
    shown = form(vera, lead, "win")
    nora.fill(f"/leads/{lead.id}", form="loss", reason="No money")
    refused = vera.post(f"/leads/{lead.id}/win", data=shown)
    assert (refused.status_code, lead.stage) == (409, Stage.lost)
    assert "close it as won" in refused.text
    [again] = [one for one in forms_of(refused.text) if one.id == "anyway"]
    assert vera.post(again.action, data=dict(again.fields)).status_code == 303
    assert lead.stage is Stage.won


def test_what_one_did_oneself_or_what_does_not_matter_stands_in_nobodys_way(
    vera: HouseClient, nora: HouseClient, studio: Studio
) -> None:
    lead = studio.leads["harbour"]
    shown = form(vera, lead, "handing-over")
    nora.fill(f"/leads/{lead.id}", form="note-form", said_by="ourselves", words="A remark")
    assert vera.post(f"/leads/{lead.id}/owner", data={**shown, "owner": studio.nora.id}).location
    assert vera.post(f"/leads/{lead.id}/owner", data={**shown, "owner": studio.vera.id}).location
    assert lead.owner is studio.vera


def test_a_lead_is_not_closed_over_a_word_that_nobody_has_read(
    vera: HouseClient, studio: Studio
) -> None:
    lead = studio.leads["kantor"]
    shown = form(vera, lead, "loss")
    said = Spoken(Side.they, "We want to go on!", Channel.phone, lead.contact)
    word = notes.take(lead, said, by=studio.nora, at=NOW)
    client_replied(word)
    refused = vera.post(f"/leads/{lead.id}/loss", data={**shown, "reason": "Silence since May"})
    assert refused.status_code == 409
    assert "We want to go on!" in refused.text
    assert "Silence since May" in refused.text
    assert lead.stage.is_open
    [again] = [one for one in forms_of(refused.text) if one.id == "anyway"]
    vera.post(again.action, data=dict(again.fields))
    assert (lead.stage, lead.lost_reason) == (Stage.lost, "Silence since May")


def test_a_lost_lead_that_came_back_meanwhile_is_shown_first(
    vera: HouseClient, nora: HouseClient, studio: Studio
) -> None:
    lead = studio.leads["harbour"]
    shown = form(vera, lead, "loss")
    nora.fill(f"/leads/{lead.id}", form="loss", reason="Too far away")
    refused = vera.post(f"/leads/{lead.id}/loss", data={**shown, "reason": "No money"})
    assert refused.status_code == 409
    assert lead.lost_reason == "Too far away"


def test_a_second_answer_is_stopped_once_and_its_words_are_kept(
    vera: HouseClient, studio: Studio
) -> None:
    lead = studio.leads["harbour"]
    shown = form(vera, lead, "letter")
    said = Spoken(Side.we, "I told them € 9,000.", Channel.phone, lead.contact)
    notes.take(lead, said, by=studio.nora, at=NOW)
    before = len(everything(Message))
    sent = {**shown, "words": "It will be € 12,000."}
    refused = vera.post(f"/leads/{lead.id}/letters", data=sent)
    assert refused.status_code == 409
    assert "Nora Petrosyan answered" in refused.text
    assert "I told them € 9,000." in refused.text
    [again] = [one for one in forms_of(refused.text) if one.id == "letter"]
    assert again.fields["words"].strip() == "It will be € 12,000."
    assert len(everything(Message)) == before
    assert vera.post(f"/leads/{lead.id}/letters", data=dict(again.fields)).status_code == 303


@pytest.fixture(scope="module")
def redis_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Redis."""
    with redis_by_url(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def at_hour(
    app: Flask, redis_address: str, monkeypatch: pytest.MonkeyPatch
) -> Callable[[datetime], None]:
    """The house with its Redis, at an hour."""
    app.extensions["redis"] = partial(Redis.from_url, redis_address, decode_responses=False)

    def move(at: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: at)

    move(NOW)
    return move


def test_two_people_see_each_other_and_who_writes(
    vera: HouseClient, nora: HouseClient, studio: Studio, at_hour: Callable[[datetime], None]
) -> None:
    lead = studio.leads["harbour"]
    here = f"/leads/{lead.id}/presence"
    assert vera.post(here, data={"doing": "reading"}).text.strip() == ""
    assert "Vera Lindt is here" in nora.post(here, data={"doing": "typing"}).text
    assert "Nora Petrosyan is writing an answer" in vera.post(here, data={"doing": "reading"}).text
    other = f"/leads/{studio.leads['kantor'].id}/presence"
    assert "Nora" not in vera.post(other, data={"doing": "reading"}).text
    nora.post(here, data={"doing": "gone"})
    assert "Nora" not in vera.post(here, data={"doing": "reading"}).text
    nora.post(here, data={"doing": "reading"})
    at_hour(NOW + timedelta(seconds=30))
    assert "Nora" not in vera.post(here, data={"doing": "nonsense"}).text


def test_what_is_new_on_a_lead_is_offered(vera: HouseClient, studio: Studio) -> None:
    # No Redis here: nobody is shown, and nothing breaks.
    lead = studio.leads["harbour"]
    seen = form(vera, lead, "handing-over")["seen"]
    here = f"/leads/{lead.id}/presence"
    assert "Something new" not in vera.post(here, data={"doing": "reading", "seen": seen}).text
    vera.fill(f"/leads/{lead.id}", form="handing-over", owner=str(studio.vera.id))
    vera.fill(f"/leads/{lead.id}", form="note-form", said_by="we", words="Rang them.")
    assert freshness.mark_of(lead) != seen
    own = vera.post(here, data={"doing": "reading", "seen": seen})
    assert "Something new" not in own.text, "what one did oneself is no news"
    lead.assign(studio.nora, by=Actor.machine(), at=NOW)
    answer = vera.post(here, data={"doing": "reading", "seen": seen})
    assert answer.status_code == 200
    assert "Something new came on this lead" in answer.text


def test_a_stranger_is_nowhere(client: HouseClient, studio: Studio) -> None:
    answer = client.post(f"/leads/{studio.leads['harbour'].id}/presence", data={"doing": "reading"})
    assert answer.status_code == 302


def test_a_lead_does_not_rest_over_a_word_that_nobody_has_read(
    vera: HouseClient, studio: Studio, now: datetime
) -> None:
    lead = studio.leads["kantor"]
    shown = form(vera, lead, "resting")
    said = Spoken(Side.they, "When do we talk?", Channel.phone, lead.contact)
    client_replied(notes.take(lead, said, by=studio.nora, at=NOW))
    refused = vera.post(f"/leads/{lead.id}/rest", data={**shown, "at": "silent"})
    assert refused.status_code == 409
    assert "When do we talk?" in refused.text
    assert not lead.is_snoozed


def test_nobody_is_reminded_twice_of_one_thing_unseen(
    vera: HouseClient, nora: HouseClient, studio: Studio, now: datetime
) -> None:
    lead = studio.leads["harbour"]
    shown = form(vera, lead, "reminder")
    wanted = {"words": "Ring them", "own": "2026-03-20T10:00"}
    nora.fill(f"/leads/{lead.id}", form="reminder", **wanted)
    refused = vera.post(f"/leads/{lead.id}/reminders", data={**shown, **wanted})
    assert refused.status_code == 409
    assert "have Vera Lindt reminded" in refused.text
    assert len(everything(Reminder)) == 1
    [again] = [one for one in forms_of(refused.text) if one.id == "anyway"]
    assert vera.post(again.action, data=dict(again.fields)).status_code == 303
    assert len(everything(Reminder)) == 2


def test_a_reminder_that_was_put_off_or_done_meanwhile_stays_so(
    vera: HouseClient, nora: HouseClient, studio: Studio, now: datetime
) -> None:
    lead = studio.leads["harbour"]
    nora.fill(f"/leads/{lead.id}", form="reminder", words="Ring them", own="2026-03-20T10:00")
    [reminder] = everything(Reminder)
    path = f"/reminders/{reminder.id}"
    [done] = [
        one
        for one in forms_of(vera.get(f"/leads/{lead.id}").text)
        if one.action.endswith(f"{path}/completion")
    ]
    nora.post(f"{path}/delay", data={"until": "tomorrow"})
    put_off = reminder.at
    vera.post(done.action, data=dict(done.fields))
    assert reminder.waits
    assert "Somebody has put it off meanwhile" in vera.get(f"/leads/{lead.id}").text
    nora.post(f"{path}/completion", data={"shown": put_off.isoformat()})
    assert not reminder.waits
    vera.post(f"{path}/delay", data={"until": "hour", "shown": put_off.isoformat()})
    assert reminder.at == put_off and not reminder.waits
    assert "It was done already" in vera.get(f"/leads/{lead.id}").text
