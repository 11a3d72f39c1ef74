"""A new thread of a known client may be a word on a lead of theirs: one press puts it there, and one takes it out."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from agency.demo.studio import Studio
from agency.flows.lead_filed import lead_filed
from agency.flows.letter_received import letter_received
from agency.kernel.db import db
from agency.kernel.timeline import Actor, entries
from agency.leads import arrivals, filing, reminders, unsent
from agency.leads.filing import CannotFile, LetterWaits
from agency.leads.models import Inquiry, Lead, Message, Stage, Turn
from agency.leads.unsent import HeldBack
from agency.tasks import adding
from agency.tasks.projects import Project
from tests.leads.raw import raw
from tests.support import NOW, HouseClient, everything


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def target(studio: Studio) -> Lead:
    """A lead of theirs where it is their turn, long answered."""
    lead = studio.leads["olaria"]
    lead.answered(by=Actor.member(studio.vera.id), at=NOW)
    db.session.commit()
    return lead


@pytest.fixture
def young(target: Lead) -> Lead:
    """A new thread that the same contact began."""
    text = raw("One more page, please.", sender=str(target.contact.email), subject="One more page")
    arrival = arrivals.take_in(text, seen_at=NOW, arrived_at=NOW)
    letter_received(arrival)
    db.session.commit()
    assert arrival.lead is not None
    assert arrival.lead is not target
    return arrival.lead


def kinds(lead: Lead) -> list[str]:
    return [entry.kind for entry in entries(lead.stream)]


def test_the_page_shows_their_other_leads_and_one_press_files_it(
    vera: HouseClient, young: Lead, target: Lead, now: object
) -> None:
    page = vera.get(f"/leads/{young.id}").text
    assert "has 1 other lead with us" in page
    assert 'data-key="b"' in page
    assert "It belongs here" in vera.get(f"/inbox/peek/{young.id}").text
    done = vera.fill(f"/leads/{young.id}", form=f"filing-{target.id}")
    assert done.location.endswith(f"/leads/{target.id}")
    assert "One more page, please." in vera.get(f"/leads/{target.id}").text
    assert "put here what had come as a lead of its own" in vera.get(f"/leads/{target.id}").text
    assert young.messages == []
    assert (young.stage, young.turn) == (Stage.lost, Turn.ours)
    assert (target.turn, target.heard_at) == (Turn.ours, young.received_at)
    left = vera.get(f"/leads/{young.id}").text
    assert "Its messages stand on another lead" in left
    assert target.title in left
    assert everything(Inquiry)[-1].lead_id == target.id


def test_it_can_be_taken_out_again(
    vera: HouseClient, young: Lead, target: Lead, now: object
) -> None:
    before = (target.turn, target.turn_since, target.heard_at, young.stage, young.turn)
    vera.fill(f"/leads/{young.id}", form=f"filing-{target.id}")
    assert vera.fill(f"/leads/{young.id}", form="filing-withdrawal").status_code == 303
    after = (target.turn, target.turn_since, target.heard_at, young.stage, young.turn)
    assert after == before
    assert [each.body for each in young.messages] == ["One more page, please."]
    assert "leads.taken_out" in kinds(young)
    assert "leads.gave_back" in kinds(target)
    page = vera.get(f"/leads/{young.id}").text
    assert "made it a lead of its own again" in page
    assert "It belongs here" in page
    again = vera.post(f"/leads/{young.id}/filing/withdrawal")
    assert again.status_code == 303


@both
def test_what_was_said_since_stands(young: Lead, target: Lead, studio: Studio) -> None:
    us = Actor.member(studio.vera.id)
    done = lead_filed(young, target, by=us, at=NOW)
    target.answered(by=us, at=NOW)
    filing.take_out(done, by=us, at=NOW)
    assert target.turn is Turn.theirs


@both
def test_an_answer_to_it_goes_where_its_messages_are(young: Lead, target: Lead) -> None:
    message_id = "<young@mail.example>"
    young.messages[0].message_id = message_id
    lead_filed(young, target, by=Actor.machine(), at=NOW)
    text = raw("And a shop.", sender="Rui <rui@x.example>", In_Reply_To=message_id)
    arrival = arrivals.take_in(text, seen_at=NOW, arrived_at=NOW)
    letter_received(arrival)
    assert arrival.lead is target


@both
def test_pressed_twice_it_is_filed_once(
    vera: HouseClient, young: Lead, target: Lead, now: object
) -> None:
    for _ in range(2):
        vera.post(f"/leads/{young.id}/filing", data={"into": target.id})
    assert kinds(target).count("leads.took_in") == 1
    assert len(everything(filing.Filing)) == 1


@both
def test_what_we_meant_to_do_goes_along_and_back(
    vera: HouseClient, young: Lead, target: Lead, studio: Studio, now: object
) -> None:
    us = Actor.member(studio.vera.id)
    reminder = reminders.remind(young, studio.vera, NOW, "Ring them", by=us, now=NOW)
    task = adding.add_to_lead(
        young, title="Find the old logo", member_id=None, due_on=None, by=us, at=NOW
    )
    board = Project(lead=young, title="As it was", currency="EUR", started_at=NOW)
    db.session.add(board)
    db.session.commit()
    vera.fill(f"/leads/{young.id}", form=f"filing-{target.id}")
    assert {each.lead_id for each in (reminder, task, board)} == {target.id}
    vera.fill(f"/leads/{young.id}", form="filing-withdrawal")
    assert {each.lead_id for each in (reminder, task, board)} == {young.id}


@both
def test_while_a_letter_waits_to_leave_nothing_is_filed(
    vera: HouseClient, young: Lead, target: Lead, studio: Studio, now: object
) -> None:
    letter = unsent.save(young, studio.vera, subject="", words="Soon", files=(), revision=0, at=NOW)
    assert letter is not None
    letter.leave_at(NOW + timedelta(hours=3), at=NOW)
    db.session.commit()
    refused = vera.fill(f"/leads/{young.id}", form=f"filing-{target.id}")
    assert "A letter waits to leave here" in vera.get(refused.location).text
    assert young.messages and not everything(filing.Filing)
    letter.hold(HeldBack.heard, at=NOW)
    with pytest.raises(LetterWaits):
        filing.file(young, target, by=Actor.machine(), at=NOW)
    letter.take_back(by=studio.vera, at=NOW)
    db.session.commit()
    vera.fill(f"/leads/{young.id}", form=f"filing-{target.id}")
    assert len(everything(filing.Filing)) == 1


def _into_itself(young: Lead, target: Lead) -> tuple[Lead, Lead]:
    return young, young


def _an_old_one(young: Lead, target: Lead) -> tuple[Lead, Lead]:
    target.stage = Stage.proposal
    return target, young


def _into_one_that_was_filed(young: Lead, target: Lead) -> tuple[Lead, Lead]:
    lead_filed(young, target, by=Actor.machine(), at=NOW)
    target.stage = Stage.talking
    return target, young


@pytest.mark.parametrize("pair", [_into_itself, _an_old_one, _into_one_that_was_filed])
@both
def test_what_cannot_be_filed_is_refused(
    young: Lead, target: Lead, pair: Callable[[Lead, Lead], tuple[Lead, Lead]]
) -> None:
    with pytest.raises(CannotFile):
        filing.file(*pair(young, target), by=Actor.machine(), at=NOW)


def test_only_leads_of_the_same_client_are_offered_and_taken(
    vera: HouseClient, young: Lead, studio: Studio, now: object
) -> None:
    other = studio.leads["northgate"]
    assert other not in filing.others_of(young)
    assert vera.post(f"/leads/{young.id}/filing", data={"into": other.id}).status_code == 422
    assert vera.post(f"/leads/{young.id}/filing", data={"into": "x"}).status_code == 404


@both
def test_a_member_looks_and_files_nothing(
    client: HouseClient, young: Lead, target: Lead, studio: Studio
) -> None:
    client.login(studio.timur)
    assert client.post(f"/leads/{young.id}/filing", data={"into": target.id}).status_code == 403
    assert client.post(f"/leads/{young.id}/filing/withdrawal").status_code == 403
    assert everything(Message)
