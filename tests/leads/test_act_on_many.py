"""One act on many leads, and its undo, row by row."""

import re
from datetime import timedelta

import pytest

from agency.demo.studio import Studio
from agency.followups import machine
from agency.followups.models import Enrollment, EnrollmentState, Touch, TouchState
from agency.kernel import clock, due, timeline
from agency.kernel.timeline import Actor
from agency.leads import pipeline
from agency.leads.models import PROMISE, Channel, Lead, Stage
from agency.leads.snoozing import WAKE
from agency.leads.undo import Undoable
from agency.proposals.models import ProposalState
from tests.leads.conftest import MakeLead
from tests.support import NOW, HouseClient, everything


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def choose(leads: list[Lead], **act: str) -> dict[str, object]:
    return {"lead": [lead.id for lead in leads], "back": "/inbox", **act}


def test_many_are_handed_over_and_taken_back(vera: HouseClient, studio: Studio) -> None:
    leads = [studio.leads[key] for key in ("harbour", "feldhaus", "kantor")]
    answer = vera.post("/leads/selection", data=choose(leads, hand_to=str(studio.nora.id)))
    assert answer.status_code == 303
    assert {lead.owner for lead in leads} == {studio.nora}
    page = vera.get(answer.location).text
    assert "3 leads are changed." in page
    [act] = everything(Undoable)
    assert f'action="/undo/{act.id}"' in page
    assert "takes the lead" in vera.get(f"/leads/{leads[0].id}").text
    assert "3 leads handed over" in vera.get("/undo").text
    assert vera.post(f"/undo/{act.id}", data={"back": "/inbox"}).location == "/inbox"
    assert {lead.owner for lead in leads} == {studio.vera}
    assert "Taken back on all 3." in vera.get("/inbox").text
    assert "took the handing over back" in vera.get(f"/leads/{leads[0].id}").text


def test_what_was_changed_since_is_named_and_left_alone(vera: HouseClient, studio: Studio) -> None:
    kept, changed = studio.leads["harbour"], studio.leads["feldhaus"]
    vera.post("/leads/selection", data=choose([kept, changed], hand_to=str(studio.nora.id)))
    changed.assign(studio.vera, by=Actor.member(studio.nora.id), at=NOW)
    [act] = everything(Undoable)
    vera.post(f"/undo/{act.id}", data={"back": "/inbox"})
    assert (kept.owner, changed.owner) == (studio.vera, studio.vera)
    page = vera.get("/inbox").text
    assert "Left alone, since somebody changed it meanwhile: Feldhaus Bakery." in page
    assert [entry.kind for entry in timeline.entries(changed.stream)].count("leads.undone") == 0


def test_a_loss_of_many_names_those_that_refuse(vera: HouseClient, studio: Studio) -> None:
    open_lead, won = studio.leads["harbour"], studio.leads["kantor"]
    won.win(by=Actor.machine(), at=NOW)
    chosen = [open_lead, won]
    vera.post("/leads/selection", data=choose(chosen, act="loss", reason="No answer"))
    assert (open_lead.stage, open_lead.lost_reason) == (Stage.lost, "No answer")
    assert won.stage is Stage.won
    assert "Left as they were, since they are closed: Kantor Museum." in vera.get("/inbox").text


def test_many_are_lost_by_one_of_the_agencys_own_reasons(vera: HouseClient, studio: Studio) -> None:
    lead, reason = studio.leads["harbour"], pipeline.reasons(Stage.lost)[0]
    assert f'name="because" value="{reason.id}"' in vera.get("/inbox").text
    vera.post("/leads/selection", data=choose([lead], because=str(reason.id)))
    assert (lead.stage, lead.reason_id) == (Stage.lost, reason.id)
    vera.post("/leads/selection", data=choose([studio.leads["kantor"]], because="987654"))
    assert studio.leads["kantor"].stage is not Stage.lost, "nobody's reason is none"


@both
def test_a_loss_taken_back_goes_on_where_it_was(vera: HouseClient, studio: Studio) -> None:
    lead = studio.proposal.lead
    studio.proposal.state = ProposalState.sent
    machine.enroll(studio.proposal, at=NOW)
    promised_at = NOW + timedelta(days=1)
    lead.promise(promised_at, by=Actor.machine(), at=NOW)
    stage = lead.stage
    vera.post("/leads/selection", data=choose([lead], act="loss", reason="A slip"))
    assert (lead.stage, lead.promised_at) == (Stage.lost, None)
    [act] = everything(Undoable)
    vera.post(f"/undo/{act.id}")
    assert (lead.stage, lead.closed_at, lead.lost_reason) == (stage, None, "")
    assert lead.promised_at == promised_at
    assert due.planned_for(PROMISE, lead.id) == promised_at
    [enrollment], [touch] = everything(Enrollment), everything(Touch)
    assert (enrollment.state, touch.state) == (EnrollmentState.active, TouchState.planned)
    assert due.planned_for(machine.TOUCH, touch.id) == touch.due_at


@both
def test_lost_leads_are_brought_back_and_closed_again(vera: HouseClient, studio: Studio) -> None:
    lost, never_lost = studio.leads["harbour"], studio.leads["feldhaus"]
    lost.lose(reason="No money", by=Actor.machine(), at=NOW)
    vera.post("/leads/selection", data=choose([lost, never_lost], act="reopening"))
    assert lost.stage.is_open
    assert "only a lost lead can be brought back: Feldhaus Bakery" in vera.get("/inbox").text
    [act] = everything(Undoable)
    vera.post(f"/undo/{act.id}")
    assert (lost.stage, lost.lost_reason) == (Stage.lost, "No money")


@both
def test_answered_leads_rest_and_those_that_wait_for_us_do_not(
    vera: HouseClient, studio: Studio
) -> None:
    waits, answered = studio.leads["harbour"], studio.leads["kantor"]
    vera.post("/leads/selection", data=choose([waits, answered], rest="tomorrow"))
    assert answered.is_snoozed
    assert not waits.is_snoozed
    assert due.planned_for(WAKE, answered.id) == answered.snoozed_until
    assert "they wait for an answer from us: Harbour Line Ferries" in vera.get("/inbox").text
    [act] = everything(Undoable)
    vera.post(f"/undo/{act.id}")
    assert (answered.is_snoozed, due.planned_for(WAKE, answered.id)) == (False, None)


@both
def test_all_of_a_view_are_those_that_it_shows(
    vera: HouseClient, studio: Studio, a_lead: MakeLead
) -> None:
    rung = [a_lead(f"Rung {number}") for number in range(3)]
    for lead in rung:
        lead.source = Channel.phone
    said = {"all": "1", "query": "source=phone", "place": "inbox", "hand_to": str(studio.nora.id)}
    shown = vera.get("/inbox?source=phone").text
    number = int(re.findall(r"all (\d+) of this view", shown)[0])
    vera.post("/leads/selection", data=said)
    handed = {lead for lead in everything(Lead) if lead.owner is studio.nora}
    assert set(rung) <= handed
    assert len(handed) == number
    assert {lead.source for lead in handed} == {Channel.phone}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"act": "loss", "lead": "1"}, "Say why, in a few words"),
        ({"hand_to": "1"}, "Nothing was chosen"),
        ({"act": "reopening", "lead": ["x", "99999999"]}, "Nothing was chosen"),
    ],
)
@both
def test_what_cannot_be_done_is_said(
    vera: HouseClient, sent: dict[str, object], words: str
) -> None:
    answer = vera.post("/leads/selection", data=sent)
    assert answer.status_code == 303
    assert words in vera.get(answer.location).text
    assert everything(Undoable) == []


@both
def test_an_act_is_taken_back_once_by_whoever_did_it_within_the_hour(
    vera: HouseClient, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    lead = studio.leads["harbour"]
    for _ in range(2):
        lead.assign(studio.vera, by=Actor.machine(), at=NOW)
        vera.post("/leads/selection", data=choose([lead], hand_to=str(studio.nora.id)))
    first, second = everything(Undoable)
    assert vera.login(studio.nora).post(f"/undo/{second.id}").status_code == 404
    vera.login(studio.vera).post(f"/undo/{second.id}")
    assert lead.owner is studio.vera
    vera.get("/undo")
    vera.post(f"/undo/{second.id}")
    assert "taken back already" in vera.get("/undo").text
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=1))
    lead.assign(studio.nora, by=Actor.machine(), at=NOW)
    vera.post(f"/undo/{first.id}")
    assert lead.owner is studio.nora
    assert "handed over" not in vera.get("/undo").text


def test_a_team_member_may_not_act_on_many(client: HouseClient, studio: Studio) -> None:
    lead, browser = studio.leads["harbour"], client.login(studio.timur)
    sent = choose([lead], hand_to=str(studio.nora.id))
    assert browser.post("/leads/selection", data=sent).status_code == 403
    assert 'id="bulk"' not in browser.get("/inbox").text
