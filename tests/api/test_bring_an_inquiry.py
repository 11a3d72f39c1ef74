"""Other sites bring inquiries to the API: taken once, or refused with what to do."""

import threading
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.leads.models import Channel, Lead
from agency.leads.ways_in import deliveries
from agency.leads.ways_in.deliveries import Delivery, Standing
from agency.leads.ways_in.tokens import ApiToken
from tests.api.conftest import Send
from tests.support import NOW, everything

ANA = {
    "name": "Ana Prado",
    "email": "ana@prado.example",
    "phone": "+351 220 001 122",
    "company": "Prado & Filhas",
    "subject": "A shop",
    "message": "We sell chairs.\nCould you build us a shop?",
    "service": "website",
    "zone": "Europe/Lisbon",
    "source": "landing page",
}


def _leads() -> list[Lead]:
    return [lead for lead in everything(Lead) if lead.source is Channel.api]


def test_an_inquiry_becomes_a_lead_with_its_clock_running(studio: Studio, send: Send) -> None:
    answer = send({**ANA, "shoe_size": 38})
    assert answer.status_code == 201, answer.text
    (lead,) = _leads()
    said = answer.get_json()
    assert said["received_at"] == "2026-03-19T06:42:00Z"
    assert said["first_response_due_at"] == "2026-03-19T06:57:00Z"
    assert said["left_out"] == ["shoe_size"]
    assert (lead.title, lead.client.name) == ("A shop", "Prado & Filhas")
    assert lead.contact.phone == "+351220001122"
    assert (lead.client.zone, lead.client.country) == ("Europe/Lisbon", "PT")
    assert lead.service is not None and lead.service.slug == "website"
    assert lead.messages[0].body == ANA["message"]
    (kept,) = everything(Delivery)
    assert kept.id == said["id"] and kept.lead == lead
    assert kept.label == "Our old site: landing page"
    assert everything(ApiToken)[0].used_at == NOW


def test_what_a_form_says_of_somebody_changes_nobodys_address(studio: Studio, send: Send) -> None:
    send({"name": "Ana", "phone": ANA["phone"], "message": "Ring me"})
    known = _leads()[0].contact
    send({"name": "Eve", "email": "eve@else.example", "phone": ANA["phone"], "message": "Hello"})
    assert known.email is None, "letters to Ana do not go to whoever knows her number"
    assert _leads()[1].contact.email == "eve@else.example"
    send({"email": "eve@else.example", "phone": "+49 30 1234567", "message": "My other number"})
    eve, said = _leads()[2].contact, _leads()[2].messages[0].body
    assert (eve, eve.phone) == (_leads()[1].contact, "+351220001122")
    assert said == "My other number\n\n+49 30 1234567"


def test_a_source_with_signs_that_nobody_sees_is_taken(send: Send) -> None:
    assert send({**ANA, "source": "a\x00b\udcaa"}).status_code == 201
    assert everything(Delivery)[0].label.startswith("Our old site: ab")


def test_a_form_as_browsers_send_it_is_taken_as_well(send: Send) -> None:
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        words = {"name": "Ана", "email": "ana@prado.example", "message": "Нужен сайт"}
        assert send(data=words, content_type=kind).status_code == 201
    first, second = _leads()
    assert first.contact == second.contact and first.client.language == "ru"


def test_the_same_key_brings_the_same_answer_and_one_lead(send: Send) -> None:
    first, again = send(ANA, key="order-7"), send(ANA, key="order-7")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    other = send({**ANA, "subject": "A blog"}, key="order-7")
    assert other.status_code == 422 and other.get_json()["type"] == "urn:agency:key_reused"
    assert len(_leads()) == 1
    kept = everything(Delivery)[0]
    kept.received_at = NOW - deliveries.KEYS_KEPT * 1.01
    assert send({**ANA, "subject": "A blog"}, key="order-7").status_code == 201


def test_the_same_key_several_times_at_once_is_one_lead(app: Flask, token: str) -> None:
    start, answers = threading.Barrier(4), list[int]()

    def bring() -> None:
        heads = {"Authorization": f"Bearer {token}", "Idempotency-Key": "order-8"}
        with app.app_context():
            start.wait(timeout=20)
            answer = app.test_client().post("/api/v1/inquiries", json=ANA, headers=heads)
            answers.append(answer.status_code)

    threads = [threading.Thread(target=bring) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=60)
    assert sorted(answers) == [200, 200, 200, 201]
    db.session.rollback()
    assert len(_leads()) == len(everything(Delivery)) == 1


def test_what_is_wrong_is_named_field_by_field_in_both_languages(send: Send) -> None:
    wrong = {"name": ["Ana"], "email": "ana at prado", "phone": "call me", "service": "cakes"}
    answer = send({**wrong, "message": "x" * 100_001}, key="k")
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    said = answer.get_json()
    assert [each["field"] for each in said["errors"]] == [
        *("name", "message", "email", "phone", "service")
    ]
    assert "+351" in said["errors"][3]["detail"]
    nothing = send({"message": "Hello"}, headers={"Accept-Language": "ru"})
    assert nothing.get_json()["errors"][0]["field"] == "email"
    assert [each.state for each in everything(Delivery)] == [Standing.refused] * 2
    assert send({**ANA}, key="k").status_code == 201, "mended, it comes under the same key"


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"bearer": "agency_wrong", "fields": ANA}, 401),
        ({"data": b"{", "content_type": "application/json"}, 400),
        ({"data": b"[" * 9000, "content_type": "application/json"}, 400),
        ({"data": b'{"name": "\xe0\xed\xe0"}', "content_type": "application/json"}, 400),
        ({"data": b"[1]", "content_type": "application/json"}, 422),
        ({"data": b"<a/>", "content_type": "text/xml"}, 415),
        ({"data": b" " * (deliveries.LARGEST + 1), "content_type": "application/json"}, 413),
        ({"fields": ANA, "key": "k" * 201}, 400),
    ],
)
def test_what_cannot_be_read_is_refused_with_words(
    send: Send, more: dict[str, Any], status: int
) -> None:
    answer = send(**more)
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["detail"]
    assert not _leads()


def test_a_token_that_was_taken_back_opens_nothing(send: Send) -> None:
    everything(ApiToken)[0].revoke(NOW)
    answer = send(ANA)
    assert answer.status_code == 401 and answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.own_app
@pytest.mark.usefixtures("limits")
def test_whoever_asks_too_often_waits(database: str, send: Send) -> None:
    for _ in range(60):
        answer = send({}, bearer="agency_guess")
    answer = send({}, bearer="agency_guess")
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0


def test_the_description_names_every_field(send: Send, client: Any) -> None:
    said = client.get("/api/v1/openapi.json").get_json()
    assert said["openapi"].startswith("3.1")
    assert set(ANA) < set(said["components"]["schemas"]["Inquiry"]["properties"])


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


class TestAnything:
    """Whatever is sent, it is taken or refused; the house never breaks over it."""

    @pytest.fixture
    def database(self) -> str:
        return "sqlite"

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(fields=st.fixed_dictionaries({}, optional=dict.fromkeys(ANA, JUNK)))
    def test_anything_is_answered(self, send: Send, fields: dict[str, Any]) -> None:
        assert send(fields).status_code in (201, 422)
        db.session.rollback()
