"""A letter of which nobody knows whether it arrived: a person finds out and says so."""

from collections.abc import Callable
from datetime import datetime

import pytest

from agency.demo.studio import Studio
from agency.kernel.mail import outbox
from agency.kernel.mail.compose import Correspondent, Draft
from agency.kernel.mail.models import Known, Letter, LetterState
from agency.leads import mails
from agency.leads.models import Lead
from tests.support import NOW, HouseClient

RunDue = Callable[[datetime], int]


@pytest.fixture
def lead(studio: Studio) -> Lead:
    return studio.leads["harbour"]


@pytest.fixture
def letter(studio: Studio, lead: Lead) -> Letter:
    message = mails.answer(lead, words="Yes.", subject="Re: site", by=studio.vera, at=NOW)
    assert message.letter is not None
    return message.letter


def uncertain(letter: Letter) -> Letter:
    letter.start()
    letter.mark_uncertain("the line broke", NOW)
    letter.known = Known.no_mailbox
    return letter


def test_the_timeline_tells_what_became_of_a_letter(
    vera: HouseClient, lead: Lead, letter: Letter
) -> None:
    def page() -> str:
        return vera.get(f"/leads/{lead.id}").text

    assert "<span>leaving</span>" in page()
    letter.error = "451 later"
    assert "leaving; refused for now: 451 later" in page()
    letter.start(NOW)
    letter.mark_uncertain("the line broke", NOW)
    assert "the line broke while it was handed over, we look whether it has arrived" in page()
    letter.known = Known.not_filed
    assert "Nobody knows whether this letter arrived." in page()
    letter.state, letter.error = LetterState.failed, "550 <no such user>"
    assert "This letter was refused: 550 &lt;no such user&gt;" in page()
    letter.mark_sent(NOW)
    assert "<span>sent 10:42</span>" in page()
    letter.mark_sent(NOW, stayed_home=True)
    assert "stayed in the house’s mailbox" in page()


def test_somebody_found_out_that_it_arrived(
    vera: HouseClient, lead: Lead, letter: Letter, run_due: RunDue
) -> None:
    run_due(NOW)
    uncertain_again(letter)
    response = vera.post(f"/letters/{letter.id}/arrival")
    assert (response.status_code, response.location) == (303, f"/leads/{lead.id}")
    assert letter.state is LetterState.sent
    assert "found out that the letter did arrive" in vera.get(response.location).text


def uncertain_again(letter: Letter) -> None:
    letter.state, letter.known = LetterState.uncertain, Known.no_mailbox


def test_somebody_found_out_that_it_did_not_and_lets_it_go_again(
    vera: HouseClient, lead: Lead, letter: Letter, run_due: RunDue, now: datetime
) -> None:
    run_due(NOW)
    uncertain_again(letter)
    response = vera.post(f"/letters/{letter.id}/release")
    assert response.location == f"/leads/{lead.id}"
    assert letter.state is LetterState.queued
    run_due(NOW)
    assert letter.state is LetterState.sent
    assert "let the letter go out again" in vera.get(response.location).text


def test_a_letter_that_is_decided_is_not_decided_again(
    vera: HouseClient, lead: Lead, letter: Letter
) -> None:
    letter.mark_sent(NOW)
    response = vera.post(f"/letters/{letter.id}/release")
    assert response.status_code == 303
    assert letter.state is LetterState.sent
    assert "Somebody has decided about this letter already." in vera.get(response.location).text


def test_a_letter_about_no_lead_leads_back_to_the_inbox(vera: HouseClient, studio: Studio) -> None:
    draft = Draft(
        sender=Correspondent("Kvarta", "hello@kvarta.example"),
        to=[Correspondent("", "vera@kvarta.example")],
        subject="A new password",
        text="Here",
        lang="en",
        house="Kvarta",
    )
    letter = uncertain(outbox.post(draft, now=NOW))
    assert vera.post(f"/letters/{letter.id}/arrival").location == "/inbox"


def test_a_team_member_sees_the_trouble_and_decides_nothing(
    client: HouseClient, studio: Studio, lead: Lead, letter: Letter
) -> None:
    uncertain(letter)
    browser = client.login(studio.timur)
    page = browser.get(f"/leads/{lead.id}").text
    assert "Nobody knows whether this letter arrived." in page
    assert "It did arrive" not in page
    for verb in ("arrival", "release"):
        assert browser.post(f"/letters/{letter.id}/{verb}").status_code == 403
    assert letter.state is LetterState.uncertain


def test_a_letter_that_is_not_there_is_not_found(vera: HouseClient, studio: Studio) -> None:
    assert vera.post("/letters/4711/arrival").status_code == 404
