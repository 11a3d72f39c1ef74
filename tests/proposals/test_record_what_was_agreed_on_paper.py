"""What was agreed on paper or in a letter is written down with its proof, on the day it was agreed."""

import io
from datetime import date, timedelta

import pytest

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.leads.stages import Stage
from agency.proposals import recording
from agency.proposals.acceptance import How
from agency.proposals.lines import LineContent
from agency.proposals.models import Proposal, ProposalState
from agency.proposals.selection import Selection
from agency.tasks import queries as tasks
from agency.tasks.projects import Project
from tests.offers import sent
from tests.support import NOW, HouseClient, everything, their_word

PDF = b"%PDF-1.7 signed"


@pytest.fixture
def database() -> str:
    return "sqlite"


def scan(data: bytes = PDF) -> tuple[io.BytesIO, str]:
    return io.BytesIO(data), "signed.pdf"


def test_a_signed_page_makes_it_agreed_with_its_payments(
    vera: HouseClient, draft: Proposal, client: HouseClient
) -> None:
    link = sent(draft)
    page = f"/proposals/{draft.id}/acceptance"
    for typed, says in (
        ({}, "Attach the signed page"),
        ({"proof": (io.BytesIO(b"MZ nothing"), "x.pdf")}, "Attach a PDF or a picture"),
        ({"proof": scan(), "on": "2026-03-20"}, "That day has not come yet"),
        ({"proof": scan(), "on": "2026-03-01"}, "It was sent on 19 March 2026"),
        ({"proof": scan(), "name": " "}, "Enter the name of whoever agreed"),
    ):
        answer = vera.fill(page, form="record-form", **typed)
        assert (answer.status_code, says in answer.text) == (422, True), says
    assert draft.state is ProposalState.sent
    answer = vera.fill(page, form="record-form", name="Inês Prata", role="Owner", proof=scan())
    assert answer.status_code == 303
    agreed = draft.acceptance
    assert agreed is not None and agreed.proof is not None
    assert (agreed.how, agreed.ip, agreed.proof.read()) == (How.paper, "", PDF)
    assert agreed.recorded_by_id is not None and agreed.sha256 == draft.paper.sha256  # type: ignore[union-attr]
    assert (draft.state, draft.lead.stage) == (ProposalState.accepted, Stage.won)
    assert "On paper, for €" in vera.get(f"/proposals/{draft.id}").text
    assert vera.get(f"{page}/proof").data == PDF
    told = vera.get(f"/leads/{draft.lead_id}").text
    assert "recorded that Inês Prata accepted the proposal on paper" in told
    again = vera.get(page)
    assert "agreed already" in vera.get(again.location).text
    assert client.get(link).status_code == 200
    [project] = [each for each in everything(Project) if each.proposal_id == draft.id]
    assert sum(each["most"] for each in project.payments) == draft.total.most.minor
    assert tasks.project_of(draft.lead) is not None
    assert draft.payments[0]["when"] in vera.get(f"/boards/{project.id}").text


def test_their_letter_proves_it_and_their_choice_has_pages_of_its_own(
    vera: HouseClient, draft: Proposal, studio: Studio
) -> None:
    extra = draft.sections[0].add_line()
    extra.write(
        LineContent("Postcards", fixed_minor=10_000, is_optional=True, taken=False), member=None
    )
    sent(draft)
    word = their_word(draft.lead, "We agree, with the postcards.", at=NOW + timedelta(minutes=1))
    db.session.add(word)
    db.session.flush()
    page = f"/proposals/{draft.id}/acceptance"
    ticked = {
        "ticks": "1",
        "take": [extra.key],
        "choice": "",
        "how": "mail",
        "letter": str(word.id),
    }
    forgot = vera.post(page, data={**ticked, "name": "Inês Prata", "on": "2026-03-19"})
    assert forgot.status_code == 409 and "You ticked another choice" in forgot.text
    assert 'value="Inês Prata"' in forgot.text and draft.acceptance is None
    unknown = {**ticked, "ticks": [], "choice": "0" * 64, "name": "Inês Prata", "on": "2026-03-19"}
    lost = vera.post(page, data={name: typed for name, typed in unknown.items() if typed})
    assert lost.status_code == 409 and "Nobody knows this choice any more" in lost.text
    assert draft.acceptance is None, "it is not written down as what was offered"
    answer = vera.post(f"{page}/choice", data={"take": [extra.key]})
    [made] = everything(Selection)
    assert "are being made" in vera.get(answer.location).text
    form = {"choice": made.digest, "how": "mail", "letter": str(word.id), "name": "Inês Prata"}
    early = vera.post(page, data={**form, "on": "2026-03-19"})
    assert early.status_code == 409 and draft.state is ProposalState.sent
    made.keep(recording.files.store(b"%PDF c", name="c.pdf", content_type="a/b", at=NOW))
    draft.valid_until = date(2026, 3, 18)
    late = vera.post(page, data={**form, "on": "2026-03-19"})
    assert late.status_code == 409 and "did not hold on that day" in late.text
    draft.valid_until = date(2026, 3, 19)
    assert vera.post(page, data={**form, "on": "2026-03-19"}).status_code == 303
    agreed = draft.acceptance
    assert agreed is not None and agreed.proof is not None
    assert (agreed.how, agreed.selection_id) == (How.mail, made.id)
    assert "We agree, with the postcards." in agreed.proof.read().decode()
    assert agreed.total_minor == made.least_minor


def test_what_was_withdrawn_a_second_ago_is_not_recorded(
    vera: HouseClient, draft: Proposal
) -> None:
    sent(draft)
    draft.withdraw(at=NOW)
    answer = vera.post(f"/proposals/{draft.id}/acceptance", data={"name": "Inês"})
    assert "still has can be accepted" in vera.get(answer.location).text
    assert draft.acceptance is None
