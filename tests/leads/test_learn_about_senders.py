"""What one of us says of a sender once holds for the next message, until it is taken back; automats stay automats."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from agency.demo.studio import Studio
from agency.flows.letter_received import letter_received
from agency.kernel.db import db
from agency.leads import arrivals, othermail
from agency.leads.arrivals import Arrival
from agency.leads.models import Inquiry
from agency.leads.outcomes import Outcome, Reason
from agency.leads.senders import SenderRule
from agency.leads.shown import Kind
from tests.leads.raw import raw
from tests.support import NOW, HouseClient, everything

SPAM = {"X_Spam_Flag": "YES"}
LIST = {"List_Unsubscribe": "<https://x.example/out>"}
Come = Callable[..., Arrival]


@pytest.fixture
def database() -> str:
    """One is enough: what is asked of it is asked elsewhere of both."""
    return "sqlite"


@pytest.fixture
def come(studio: Studio, now: object) -> Come:
    """A message comes in."""

    def receive(words: str, **more: str) -> Arrival:
        moment = NOW + timedelta(seconds=len(everything(Arrival)))
        arrival = arrivals.take_in(raw(words, **more), seen_at=moment, arrived_at=moment)
        letter_received(arrival)
        db.session.commit()
        return arrival

    return receive


def found(arrival: Arrival) -> tuple[Outcome | None, Reason | None]:
    return arrival.outcome, arrival.reason


@pytest.mark.parametrize("headers", [SPAM, LIST, {"Return_Path": "<>"}])
def test_who_asked_for_work_once_asks_again(
    vera: HouseClient, come: Come, headers: dict[str, str]
) -> None:
    first = come("A site for boats.", **headers)
    assert first.lead_id is None
    page = vera.fill(f"/arrivals/{first.id}", form="lead")
    assert page.status_code == 303
    second = come("And one for sails.", **headers)
    assert found(second) == (Outcome.lead, Reason.said_asks)
    assert second.lead_id not in (None, first.lead_id)
    # No machine writes to somebody of whom only one of us says that they are a person.
    assert everything(Inquiry)[-1].may_hold is False


def test_who_was_nothing_once_is_put_aside_and_can_be_found(vera: HouseClient, come: Come) -> None:
    first = come("Cheap kayaks", **SPAM)
    waiting = come("Other", sender="Other <other@else.example>", **SPAM)
    done = vera.fill(f"/arrivals/{first.id}", form="dismissal")
    assert done.location.endswith(f"/arrivals/{waiting.id}")  # the next one to look at
    second = come("Cheaper kayaks")
    assert found(second) == (Outcome.quarantine, Reason.said_nothing)
    assert second.dismissed_at is not None
    page = vera.get(f"/arrivals/{second.id}").text
    assert "One of us said on 19 March 2026 that there is nothing" in page
    assert "Make it a lead" in page
    listed = othermail.find(Kind.dismissed, now=NOW).rows
    assert second.id in [row.arrival.id for row in listed]


def test_it_can_be_forgotten_on_the_messages_page_and_in_the_settings(
    vera: HouseClient, come: Come
) -> None:
    first = come("Cheap kayaks", **SPAM)
    vera.fill(f"/arrivals/{first.id}", form="dismissal")
    assert "their next message is put aside by itself" in vera.get(f"/arrivals/{first.id}").text
    vera.fill(f"/arrivals/{first.id}", form="oblivion")
    assert "lets the machine look at this sender afresh" in vera.get(f"/arrivals/{first.id}").text
    assert found(come("We would like a site."))[0] is Outcome.lead
    other = come("Boots", sender="Boots <boots@else.example>", **SPAM)
    vera.fill(f"/arrivals/{other.id}", form="dismissal")
    (rule,) = everything(SenderRule)
    assert "boots@else.example" in vera.get("/settings/sorting").text
    vera.fill("/settings/sorting", form=f"oblivion-{rule.id}")
    assert everything(SenderRule) == []


def test_the_last_word_holds(vera: HouseClient, come: Come) -> None:
    first = come("Kayaks", **SPAM)
    vera.fill(f"/arrivals/{first.id}", form="dismissal")
    second = come("A site, please")
    vera.fill(f"/arrivals/{second.id}", form="lead")
    assert found(come("And a shop"))[1] is Reason.said_asks


@pytest.mark.parametrize(
    ("headers", "outcome"),
    [
        ({"Auto_Submitted": "auto-replied"}, Outcome.auto_reply),
        ({"X_Autoreply": "yes"}, Outcome.auto_reply),
        ({"Return_Path": "<>", "X_Failed_Recipients": "a@b.example"}, Outcome.bounce),
    ],
)
def test_what_says_of_itself_that_a_machine_answers_stays_that(
    vera: HouseClient, come: Come, headers: dict[str, str], outcome: Outcome
) -> None:
    first = come("A site for boats.", **SPAM)
    vera.fill(f"/arrivals/{first.id}", form="lead")
    assert come("I am away.", **headers).outcome is outcome


def test_a_form_that_a_machine_sends_is_a_lead_of_whoever_filled_it(
    vera: HouseClient, come: Come
) -> None:
    heads = {"sender": "Site <no-reply@forms.example>", "Reply_To": "Ana <ana@tiles.example>"}
    first = come("A site", **heads, **LIST, Auto_Submitted="auto-generated")
    assert first.outcome is Outcome.bulk
    vera.fill(f"/arrivals/{first.id}", form="lead")
    second = come("A shop", **heads, **LIST, Auto_Submitted="auto-generated")
    assert found(second) == (Outcome.lead, Reason.said_asks)
    assert everything(Inquiry)[-1].sender_address == "ana@tiles.example"


def test_of_ourselves_nothing_is_learnt(vera: HouseClient, come: Come, studio: Studio) -> None:
    assert studio.vera.user is not None
    first = come("To myself", sender=studio.vera.user.email)
    assert first.reason is Reason.from_us
    vera.fill(f"/arrivals/{first.id}", form="dismissal")
    assert everything(SenderRule) == []


def test_somebody_who_is_known_by_now_is_heard(
    vera: HouseClient, come: Come, studio: Studio
) -> None:
    address = str(studio.leads["harbour"].contact.email)
    first = come("Kayaks", sender=address, **SPAM)
    vera.fill(f"/arrivals/{first.id}", form="dismissal")
    assert come("One more thing.", sender=address, subject="Boats").outcome is Outcome.lead


def test_the_list_is_triaged_row_by_row(vera: HouseClient, come: Come) -> None:
    first, second = come("One", **SPAM), come("Two", sender="x@y.example", **SPAM)
    page = vera.get("/arrivals").text
    assert page.count('data-key="l"') == page.count('data-key="d"') == 2
    answer = vera.post(f"/arrivals/{second.id}/dismissal", data={"from": "list", "kind": "look"})
    assert answer.location.endswith("/arrivals?kind=look")
    assert 'data-key="j"' not in vera.get(f"/arrivals/{first.id}").text


def test_a_member_forgets_nothing(client: HouseClient, come: Come, studio: Studio) -> None:
    first = come("Kayaks", **SPAM)
    client.login(studio.timur)
    assert client.post(f"/arrivals/{first.id}/sender/oblivion").status_code == 403
    assert client.post("/settings/sorting/senders/1/oblivion").status_code == 403
