"""Notices: they stand in the bell, and leave by mail and push as the member chose."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
import requests
from flask import Flask

from agency.demo.studio import Studio
from agency.desk import jobs
from agency.kernel import due, outward, push, queue
from agency.kernel.db import db
from agency.kernel.mail.models import Letter
from agency.people import browsers, notices
from agency.people.browsers import BrowserRefused, MemberBrowser
from agency.people.choices import NoticeChoices
from agency.people.notices import Notice
from tests.people.push_service import PushService, listening
from tests.support import NOW, HouseClient, at, everything

pytestmark = pytest.mark.usefixtures("at_now")

RunDue = Callable[[datetime], int]


def letters() -> list[EmailMessage]:
    """Everything that left, to our own people too."""
    return [letter.message for letter in everything(Letter)]


@pytest.fixture
def database() -> str:
    """What is asked of the database here is the same for both."""
    return "sqlite"


@pytest.fixture
def service(app: Flask) -> Iterator[PushService]:
    """A push service of this machine, which the house may ask."""
    app.config["PUSH_ON_THIS_MACHINE"] = True
    with listening() as found:
        yield found


@pytest.fixture
def vera(client: HouseClient, studio: Studio) -> HouseClient:
    return client.login(studio.vera)


def test_a_notice_stands_in_the_bell_of_its_member_until_it_is_read(
    vera: HouseClient, studio: Studio
) -> None:
    lead = studio.leads["olaria"]
    mine = notices.tell(studio.vera, "leads.unheard_of", at=NOW, stream=lead.stream)
    notices.tell(studio.nora, "leads.unheard_of", at=NOW, stream=lead.stream)
    assert vera.get("/notices/figure").json == {"unread": 1}
    assert "bell--rings" in vera.get("/inbox").text
    assert lead.client.name in vera.get("/notices").text
    assert vera.get("/notices/latest").text.count("told--new") == 1
    assert vera.get(f"/notices/{mine.id}").location == f"/leads/{lead.id}"
    assert vera.get("/notices/figure").json == {"unread": 0}
    theirs = everything(Notice)[1]
    assert vera.get(f"/notices/{theirs.id}").status_code == 404


def test_all_that_was_shown_is_read_at_once_and_nothing_that_came_after(
    vera: HouseClient, studio: Studio
) -> None:
    shown = notices.tell(studio.vera, "people.tried", at=NOW)
    later = notices.tell(studio.vera, "people.tried", at=NOW)
    db.session.commit()
    vera.post("/notices/reading", data={"until": shown.id})
    assert everything(Notice)[0].read_at == NOW
    assert db.session.get_one(Notice, later.id).read_at is None


def test_what_is_settled_asks_for_nobodys_eye(studio: Studio, run_due: RunDue) -> None:
    lead = studio.leads["olaria"]
    found = notices.tell(studio.vera, "leads.first_response_near", at=NOW, stream=lead.stream)
    notices.settle(lead.stream, "leads.first_response_near", at=NOW)
    run_due(NOW)
    assert db.session.get_one(Notice, found.id).mailed_at is None


def test_what_presses_is_mailed_at_once_and_other_things_are_gathered(
    studio: Studio, run_due: RunDue
) -> None:
    db.session.add(NoticeChoices(member=studio.vera, ways={"other": ["bell", "mail"]}))
    studio.vera.language = "ru"
    before, lead = len(letters()), studio.leads["olaria"]
    for _ in range(2):
        notices.tell(studio.vera, "people.heard_of", at=NOW, stream=lead.stream)
    notices.tell(
        studio.vera,
        "leads.first_response_near",
        at=NOW,
        stream=lead.stream,
        due_at=NOW.isoformat(),
    )
    run_due(NOW)
    [urgent] = letters()[before:]
    assert urgent["To"] == "Vera Lindt <vera@kvarta.example>"
    assert urgent["Auto-Submitted"] == "auto-generated"
    run_due(NOW + timedelta(minutes=31))
    _, gathered = letters()[before:]
    assert gathered["Content-Language"] == "ru"
    plain = gathered.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().count(f"http://localhost/leads/{lead.id}") == 2
    run_due(NOW + timedelta(hours=2))
    assert len(letters()) == before + 2


def test_what_comes_while_others_are_being_gathered_waits_for_no_other(
    studio: Studio, run_due: RunDue
) -> None:
    db.session.add(NoticeChoices(member=studio.vera, ways={"other": ["bell", "mail"]}))
    before, lead = len(letters()), studio.leads["olaria"]
    notices.tell(studio.vera, "people.heard_of", at=NOW, stream=lead.stream)
    run_due(NOW)
    later = NOW + timedelta(minutes=31)
    [claimed] = [each for each in due.claim(later) if each.kind == jobs.GATHERED]
    db.session.commit()
    notices.tell(studio.vera, "people.heard_of", at=later, stream=lead.stream)
    run_due(later)
    assert not queue.perform(claimed, later)
    run_due(later)
    [gathered] = letters()[before:]
    plain = gathered.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().count(f"http://localhost/leads/{lead.id}") == 2


def test_a_reminder_whose_hour_is_not_known_has_words_anyway(
    vera: HouseClient, studio: Studio
) -> None:
    lead = studio.leads["olaria"]
    notices.tell(studio.vera, "leads.reminder_due", at=NOW, stream=lead.stream)
    db.session.commit()
    assert f"Look at {lead.client.name}" in vera.get("/notices").text


@pytest.mark.parametrize(
    ("kind", "told_at"),
    [
        # 23:10 in Yerevan: quiet until seven, but not for what is late.
        ("people.heard_of", "2026-03-20T03:00"),
        ("leads.first_response_missed", "2026-03-19T19:10"),
    ],
)
def test_it_is_quiet_at_night_but_for_what_is_late(
    studio: Studio, run_due: RunDue, service: PushService, kind: str, told_at: str
) -> None:
    ways = {"other": ["push"], "late": ["bell", "push"]}
    db.session.add(
        NoticeChoices(member=studio.vera, ways=ways, quiet_from="22:00", quiet_until="07:00")
    )
    _listen(studio, service)
    evening = at("2026-03-19T19:10")
    notices.tell(studio.vera, kind, at=evening, stream=("lead", 1), due_at=evening.isoformat())
    run_due(at(told_at) - timedelta(seconds=1))
    assert not service.posts
    run_due(at(told_at))
    assert len(service.posts) == 1


def test_a_browser_that_was_allowed_is_told_what_only_it_can_read(
    vera: HouseClient, studio: Studio, run_due: RunDue, service: PushService
) -> None:
    page = vera.get("/settings/notices")
    assert f'data-push="{push.public_key()}"' in page.text
    answer = vera.post("/settings/notices/browsers", json=service.subscription)
    assert answer.status_code == 201, answer.json
    vera.post("/settings/notices/trial")
    run_due(NOW)
    said = service.opened()
    assert said["title"] == "This is a trial"
    assert said["url"].startswith("http://localhost/notices/")
    claims, key = service.claims()
    assert key.rstrip("=") == push.public_key()
    assert claims["aud"] == service.origin
    assert claims["sub"] == "mailto:hello@kvarta.example"
    headers = service.posts[-1][0]
    assert headers["content-encoding"] == "aes128gcm" and int(headers["ttl"]) > 0


def test_a_refusal_is_tried_again_and_a_browser_that_is_gone_is_forgotten(
    studio: Studio, run_due: RunDue, service: PushService
) -> None:
    _listen(studio, service)
    service.answers = [503, 201, 410]
    notices.tell(studio.vera, "people.tried", at=NOW)
    run_due(NOW)
    run_due(NOW + timedelta(minutes=2))
    assert len(service.posts) == 2
    assert everything(MemberBrowser)[0].told_at is not None
    notices.tell(studio.vera, "people.tried", at=NOW)
    run_due(NOW + timedelta(minutes=3))
    assert everything(MemberBrowser) == []
    run_due(NOW + timedelta(days=1))
    assert len(service.posts) == 3


def test_a_browser_listens_for_whoever_sits_at_it_now(
    vera: HouseClient, studio: Studio, client: HouseClient, service: PushService
) -> None:
    vera.post("/settings/notices/browsers", json=service.subscription)
    client.login(studio.nora).post("/settings/notices/browsers", json=service.subscription)
    [found] = everything(MemberBrowser)
    assert found.member_id == studio.nora.id
    vera.login(studio.vera)
    assert vera.post(f"/settings/notices/browsers/{found.id}/removal").status_code == 404
    vera.login(studio.nora).post(f"/settings/notices/browsers/{found.id}/removal")
    assert everything(MemberBrowser) == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.com/one",
        "https://127.0.0.1/one",
        "https://10.0.0.7/one",
        "https://[::1]/one",
        "https://169.254.169.254/latest",
        "https://user:word@push.example.com/one",
        "https://redis/one",
        "https://printer.local/one",
        "https://push.example.com:99999/one",
        "file:///etc/passwd",
        "",
    ],
)
def test_a_browser_does_not_listen_in_our_own_network(
    vera: HouseClient, studio: Studio, service: PushService, app: Flask, endpoint: str
) -> None:
    app.config["PUSH_ON_THIS_MACHINE"] = False
    said = {**service.subscription, "endpoint": endpoint}
    answer = vera.post("/settings/notices/browsers", json=said)
    assert answer.status_code == 422 and answer.json["error"]
    assert everything(MemberBrowser) == []


def test_a_name_that_leads_into_our_own_network_is_not_asked(service: PushService) -> None:
    port = service.origin.rpartition(":")[2]
    for address in (f"https://localhost:{port}/", service.origin):
        with pytest.raises(requests.ConnectionError, match="own network"):
            outward.session().post(address, data=b"x", timeout=5)
    assert not service.posts


def test_keys_that_are_none_are_refused(studio: Studio, service: PushService) -> None:
    keys = service.subscription["keys"]
    for p256dh, auth in ((keys["auth"], keys["auth"]), (keys["p256dh"], "short"), ("–", "–")):
        odd = push.Browser(service.subscription["endpoint"], p256dh, auth)
        with pytest.raises(BrowserRefused):
            browsers.listen(studio.vera, odd, name="", at=NOW)


def test_the_key_is_made_once_and_only_the_house_reads_it(app: Flask) -> None:
    first = push.public_key()
    path = app.config["SETTINGS"].data / push.KEY
    assert path.stat().st_mode & 0o777 == 0o600
    push._kept_key.cache_clear()
    assert push.public_key() == first


def test_what_comes_which_way_is_each_ones_own_choice(vera: HouseClient, studio: Studio) -> None:
    page = vera.fill("/settings/notices", "ways", quiet_from="25:00")
    assert page.status_code == 422 and "Write a time, like 22:00" in page.text
    vera.fill("/settings/notices", "ways", lead_mail="y", quiet_from="", quiet_until="")
    [found] = everything(NoticeChoices)
    assert found.member_id == studio.vera.id
    assert set(found.ways["lead"]) == {"bell", "push", "mail"}
    assert found.quiet_from is None and found.quiet_until_after(at("2026-03-19T23:00")) is None
    found.ways = {**found.ways, "other": []}
    notices.tell(studio.vera, "people.heard_of", at=NOW)
    assert vera.get("/notices/figure").json == {"unread": 0}


def test_the_service_worker_stands_at_the_root(client: HouseClient) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype in ("text/javascript", "application/javascript")
    assert "sw_push.js" in answer.text
    assert "max-age" not in answer.headers["Cache-Control"]


def _listen(studio: Studio, service: PushService) -> None:
    said = service.subscription
    browser = push.Browser(said["endpoint"], said["keys"]["p256dh"], said["keys"]["auth"])
    browsers.listen(studio.vera, browser, name="Firefox, Linux", at=NOW)
