"""A telephone system or a messenger tells us what happened: signed, kept, and read as the owner says."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.leads.models import Lead, Turn
from agency.leads.ways_in import deliveries, hooks
from agency.leads.ways_in.deliveries import Delivery, Standing
from agency.leads.ways_in.hooks import Hook, HookKind, Proof
from agency.leads.ways_in.reasons import Why
from tests.support import NOW, HouseClient, everything

RunDue = Callable[[datetime], int]
CALL = {
    "phone": "call.from[0].number",
    "name": "call.from[0].name",
    "direction": "call.way",
    "duration": "call.seconds",
    "answered_by": "call.agent",
    "external_id": "id",
    "happened_at": "call.at",
}


@pytest.fixture
def database() -> str:
    """One database is enough: the API asks both."""
    return "sqlite"


class Caller:
    """The service at the other end."""

    def __init__(self, client: HouseClient, kind: HookKind, mapping: dict[str, str]) -> None:
        self.client = client
        self.hook, self.secret = Hook.make("Phones", kind, at=NOW)
        self.hook.mapping = mapping
        db.session.commit()

    def sign(self, body: bytes) -> bytes:
        return hmac.new(self.secret.encode(), body, hashlib.sha256).digest()

    def send(self, payload: Any, **heads: str) -> Any:
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        heads = heads or {"X-Signature": f"sha256={self.sign(body).hex()}"}
        return self.client.post(
            f"/hooks/{self.hook.key}", data=body, content_type="application/json", headers=heads
        )

    def ring(self, id: str, **call: Any) -> Any:
        number = call.pop("number", "+351 220 001 122")
        who = [{"number": number, "name": "Ana Prado"}]
        return self.send({"id": id, "call": {"from": who, "way": "in", **call}})


@pytest.fixture
def phones(client: HouseClient, studio: Studio) -> Caller:
    """A telephone system whose fields are known."""
    return Caller(client, HookKind.telephony, CALL)


def _states() -> list[tuple[Standing, Why | None]]:
    return [(each.state, each.reason) for each in everything(Delivery)]


def test_a_missed_call_begins_a_lead_and_a_second_one_stands_on_it(
    phones: Caller, run_due: RunDue
) -> None:
    before = len(everything(Lead))
    assert phones.ring("a", at="2026-03-19T06:40:00Z", seconds=0).status_code == 202
    run_due(NOW)
    lead = everything(Lead)[before]
    assert (lead.contact.name, lead.contact.phone) == ("Ana Prado", "+351220001122")
    assert lead.first_response_at is None and lead.turn is Turn.ours
    phones.ring("b", at=(NOW - timedelta(minutes=1)).timestamp(), seconds=0)
    phones.ring("b", at=(NOW - timedelta(minutes=1)).timestamp(), seconds=0)
    run_due(NOW)
    assert len(everything(Lead)) == before + 1 and len(lead.messages) == 2
    assert [state for state, _ in _states()] == [
        *(Standing.understood, Standing.understood, Standing.repeated)
    ]


def test_only_a_talk_stops_the_clock(phones: Caller, run_due: RunDue, studio: Studio) -> None:
    before = len(everything(Lead))
    phones.ring("a", seconds=0)
    run_due(NOW)
    lead = everything(Lead)[before]
    phones.ring("b", way="out", seconds=0)
    run_due(NOW)
    assert lead.first_response_at is None, "we rang and nobody took it up"
    phones.ring("c", way="out", seconds=61, agent="Vera Lindt")
    run_due(NOW)
    assert lead.first_response_at == NOW and lead.turn is Turn.theirs
    assert lead.messages[0].member == studio.vera


def test_a_number_is_known_in_whatever_notation_it_stands_with_us(
    phones: Caller, run_due: RunDue, studio: Studio
) -> None:
    lead = studio.leads["olaria"]
    lead.contact.phone = "+351 (22) 000-11 22"
    words = len(lead.messages)
    phones.ring("a", number="00351220001122", seconds=0)
    run_due(NOW)
    db.session.refresh(lead)
    assert len(lead.messages) == words + 1


def test_a_wrong_signature_is_refused_and_kept_for_the_owner_to_see(
    phones: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "MOST_REFUSED", 3)
    hook, body = phones.hook, b'{"id": 1}'
    wrong = phones.send(body, **{"X-Signature": "sha256=" + "0" * 64})
    assert wrong.status_code == 401 and "does not fit the secret" in wrong.get_json()["detail"]
    assert phones.send(body, **{"X-Signature": "жжж"}).status_code == 401
    assert phones.send(body, **{"X-Other": "1"}).get_json()["type"] == "urn:agency:unsigned"
    assert phones.send(body, **{"X-Signature": "x"}).status_code == 401
    assert len(everything(Delivery)) == 3, "only the last ones stay"
    assert phones.send(b" " * (deliveries.LARGEST + 1)).status_code == 413
    hook.off_at = NOW
    assert phones.send(body).status_code == 410
    assert phones.client.post("/hooks/nobody").status_code == 404


def test_services_sign_in_different_ways(phones: Caller) -> None:
    body, stamp = b'{"id": 1}', str(int(NOW.timestamp()))
    phones.hook.proof, phones.hook.header = Proof.base64, "X-Sig"
    assert phones.send(body, **{"x-sig": base64.b64encode(phones.sign(body)).decode()}).status_code
    phones.hook.proof, phones.hook.time_header = Proof.hex, "X-Time"
    signed = phones.sign(stamp.encode() + b"." + body).hex()
    assert phones.send(body, **{"X-Sig": signed, "X-Time": stamp}).status_code == 202
    old = str(int(NOW.timestamp()) - int(hooks.TOLERANCE.total_seconds()) - 1)
    signed = phones.sign(old.encode() + b"." + body).hex()
    assert (
        phones.send(body, **{"X-Sig": signed, "X-Time": old}).get_json()["type"].endswith("stale")
    )
    phones.hook.proof, phones.hook.header = Proof.secret, "Authorization"
    assert phones.send(body, Authorization=f"Bearer {phones.secret}").status_code == 202
    assert phones.send(body, Authorization="Bearer guess").status_code == 401


def test_what_came_before_its_fields_were_known_is_read_when_they_are(
    client: HouseClient, studio: Studio, run_due: RunDue
) -> None:
    chat = Caller(client, HookKind.messenger, {})
    words = {"who": {"id": 77, "nick": "Ana"}, "text": "Здравствуйте, нужен сайт"}
    chat.send(words)
    chat.send(b"no json")
    chat.send({"who": {"nick": "Nobody"}, "text": "?"})
    run_due(NOW)
    assert {reason for _, reason in _states()} == {Why.no_mapping, Why.not_read}
    client.login(studio.nora)
    page = f"/settings/hooks/{chat.hook.id}"
    tried = client.fill(page, "mapping-form", words="text", name="who..nick[")
    assert tried.status_code == 422 and "Write a path like" in tried.text
    shown = client.fill(page, "mapping-form", words="text", name="who.nick", _press="go")
    assert shown.status_code == 200 and not chat.hook.mapping
    fields = {"words": "text", "name": "who.nick", "chat": "who.id", "subject": "= Chat"}
    saved = client.fill(page, "mapping-form", **fields)
    assert saved.status_code == 303
    assert [state for state, _ in _states()] == [
        *(Standing.understood, Standing.aside, Standing.aside)
    ]
    lead = everything(Delivery)[0].lead
    assert lead is not None and (lead.title, lead.client.language) == ("Chat", "ru")
    chat.send({"who": {"id": 77}, "text": "И ещё блог"})
    run_due(NOW)
    assert [each.body for each in lead.messages] == ["И ещё блог", words["text"]]


def test_a_phone_that_is_a_text_is_put_aside_with_the_text(
    phones: Caller, run_due: RunDue, studio: Studio
) -> None:
    phones.ring("a", number="anonymous")
    run_due(NOW)
    assert _states() == [(Standing.aside, Why.phone_text)]
    page = phones.client.login(studio.vera).get(f"/deliveries/{everything(Delivery)[0].id}")
    assert "anonymous" in page.text and "stands something else" in page.text


def test_only_the_owner_makes_hooks_and_their_secret_is_shown_once(
    client: HouseClient, studio: Studio
) -> None:
    assert client.login(studio.vera).get("/settings/hooks").status_code == 403
    client.login(studio.nora)
    made = client.fill("/settings/hooks", "new-hook", name="Phones", kind="telephony")
    assert made.status_code == 201 and 'id="secret"' in made.text
    (hook,) = everything(Hook)
    assert 'id="secret"' not in client.get(f"/settings/hooks/{hook.id}").text
    assert client.fill("/settings/hooks", "new-hook", name="").status_code == 422
    wrong = client.fill(f"/settings/hooks/{hook.id}", "proof", header="X Sig: no")
    assert wrong.status_code == 422
    assert client.fill(f"/settings/hooks/{hook.id}", "proof", header="X-Sig").status_code == 303
    assert client.post(f"/settings/hooks/{hook.id}/secret").status_code == 201
    client.post(f"/settings/hooks/{hook.id}/switch")
    assert everything(Hook)[0].off_at is not None
