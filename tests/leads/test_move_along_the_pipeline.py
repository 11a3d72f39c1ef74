"""The agency's own pipeline: stages of its own between those of the machine, and reasons for won and lost."""

import pytest
import sqlalchemy as sa
from flask import Flask

from agency.demo.studio import Studio
from agency.followups import machine
from agency.followups.models import Enrollment, StopReason
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads import pipeline
from agency.leads.models import Lead, LeadClosed, NotNewAgain, Stage
from agency.leads.pipeline import PipelineRefused, Wish
from agency.leads.stages import ClosingReason, PipelineStage
from agency.proposals.models import ProposalState
from tests.support import NOW, HouseClient, everything

WE = Actor.machine()


def _stage(kind: Stage, name: str) -> PipelineStage:
    stage = PipelineStage(kind=kind, name={"en": name, "ru": name}, position=9)
    db.session.add(stage)
    db.session.flush()
    return stage


def test_a_lead_is_moved_to_a_stage_of_our_own_and_its_clock_runs_on(
    vera: HouseClient, studio: Studio
) -> None:
    lead, estimating = studio.leads["harbour"], _stage(Stage.talking, "Estimating")
    db.session.commit()
    answer = vera.post(f"/leads/{lead.id}/stage", data={"stage": estimating.id})
    page = vera.get(answer.location).text
    assert "Stage: Estimating" in page and "moved the lead to “Estimating”" in page
    assert lead.stage is Stage.talking and lead.waits_for_first_response


def test_what_the_machine_does_moves_it_on_from_there(studio: Studio) -> None:
    lead, estimating = studio.leads["kantor"], _stage(Stage.talking, "Estimating")
    lead.stand_in(estimating, by=WE, at=NOW)
    lead.offer(at=NOW)
    standing = pipeline.standing(lead, pipeline.stages())
    assert standing is not None and standing.name["en"] == "Proposal"


def test_an_answered_lead_is_not_new_again_and_a_closed_one_does_not_move(
    vera: HouseClient, studio: Studio
) -> None:
    lead = studio.leads["kantor"]
    new = next(each for each in pipeline.stages() if each.kind is Stage.new)
    answer = vera.post(f"/leads/{lead.id}/stage", data={"stage": new.id})
    assert "not new any more" in vera.get(answer.location).text
    with pytest.raises(NotNewAgain):
        lead.stand_in(new, by=WE, at=NOW)
    lead.lose(reason="dear", by=WE, at=NOW)
    with pytest.raises(LeadClosed):
        lead.stand_in(new, by=WE, at=NOW)
    assert vera.post(f"/leads/{lead.id}/stage", data={"stage": 999}).status_code == 422


def test_one_press_on_a_reason_closes_it_as_lost(vera: HouseClient, studio: Studio) -> None:
    lead = studio.leads["kantor"]
    dear = pipeline.reasons(Stage.lost)[0]
    data = {"because": dear.id, "reason": ""}
    assert vera.post(f"/leads/{lead.id}/loss", data=data).status_code == 303
    assert (lead.stage, lead.reason, lead.lost_reason) == (Stage.lost, dear, "")
    assert "Too expensive" in vera.get(f"/leads/{lead.id}").text
    lead.reopen(by=WE, at=NOW)
    assert lead.reason is None


def test_a_reason_for_won_is_none_for_lost(vera: HouseClient, studio: Studio) -> None:
    lead, won = studio.leads["kantor"], pipeline.reasons(Stage.won)[0]
    data = {"because": won.id, "reason": ""}
    assert vera.post(f"/leads/{lead.id}/loss", data=data).status_code == 422
    assert lead.stage.is_open


def test_they_agreed_past_any_proposal_and_nothing_more_goes_out(
    vera: HouseClient, studio: Studio
) -> None:
    studio.proposal.state = ProposalState.sent
    machine.enroll(studio.proposal, at=NOW)
    lead, why = studio.proposal.lead, pipeline.reasons(Stage.won)[1]
    data = {"because": why.id, "reason": "by Carla"}
    assert vera.post(f"/leads/{lead.id}/win", data=data).status_code == 303
    assert (lead.stage, lead.closed_because) == (Stage.won, "Recommended: by Carla")
    [enrollment] = everything(Enrollment)
    assert enrollment.reason is StopReason.accepted
    vera.post(f"/leads/{lead.id}/win", data={"reason": "by Carla of Northgate"})
    assert lead.closed_because == "by Carla of Northgate"
    assert [e.kind for e in timeline.entries(lead.stream)].count("leads.won") == 1


def test_a_stage_that_is_taken_out_leaves_its_leads_in_the_first_of_its_meaning(
    studio: Studio,
) -> None:
    lead, estimating = studio.leads["kantor"], _stage(Stage.talking, "Estimating")
    lead.stand_in(estimating, by=WE, at=NOW)
    pipeline.rewrite([Wish(e.id, e.kind, e.name) for e in pipeline.stages() if e is not estimating])
    db.session.refresh(lead)
    standing = pipeline.standing(lead, pipeline.stages())
    assert lead.place is None and standing is not None and standing.name["en"] == "Talking"


def test_a_pipeline_keeps_one_stage_of_each_meaning_and_stays_small(app: Flask) -> None:
    pipeline.install()
    whole = [Wish(each.id, each.kind, each.name) for each in pipeline.stages()]
    talk = Wish(None, Stage.talking, {"en": "More", "ru": "Ещё"})
    for wishes, why in (
        (whole[:2], "kind_missing"),
        ([*whole, *[talk] * 6], "too_many"),
        ([*whole, Wish(None, Stage.talking, {"en": "", "ru": ""})], "no_names"),
    ):
        with pytest.raises(PipelineRefused) as refused:
            pipeline.rewrite(wishes)
        assert refused.value.why == why


def test_the_owner_writes_stages_and_reasons_and_old_reasons_stay_where_they_were_given(
    client: HouseClient, studio: Studio
) -> None:
    nora = client.login(studio.nora)
    lead, dear = studio.leads["kantor"], pipeline.reasons(Stage.lost)[0]
    lead.lose(reason="", why=dear, by=WE, at=NOW)
    db.session.commit()
    stages = pipeline.stages()
    data: dict[str, object] = {}
    rows = [(e.id, e.kind.value, e.name["en"], e.name["ru"], n * 2) for n, e in enumerate(stages)]
    for n, row in enumerate([*rows, ("", "talking", "Brief awaited", "", 3)]):
        for key, value in zip(("id", "kind", "en", "ru", "position"), row, strict=True):
            data[f"stages-{n}-{key}"] = value
    data |= {
        "lost-0-en": "The board said no",
        "won-0-en": "Our works",
        "won-0-ru": "Понравились работы",
    }
    assert nora.post("/settings/pipeline", data=data).status_code == 303
    assert [e.name["en"] for e in pipeline.stages()] == [
        "New",
        "Talking",
        "Brief awaited",
        "Proposal",
    ]
    assert [e.name["ru"] for e in pipeline.reasons(Stage.lost)] == ["The board said no"]
    assert len(pipeline.reasons(Stage.won)) == 1
    assert "Too expensive" in nora.get(f"/leads/{lead.id}").text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ClosingReason)) > 2


def test_a_pipeline_that_cannot_be_is_refused_and_what_was_typed_stays(
    client: HouseClient, studio: Studio
) -> None:
    nora = client.login(studio.nora)
    data = {"stages-0-kind": "talking", "stages-0-en": "Only talk", "stages-0-position": "1"}
    answer = nora.post("/settings/pipeline", data=data)
    assert answer.status_code == 422
    assert "Keep one stage of each meaning" in answer.text and "Only talk" in answer.text
    assert len(pipeline.stages()) == 3
    assert len(everything(Lead)) == len(studio.leads)
