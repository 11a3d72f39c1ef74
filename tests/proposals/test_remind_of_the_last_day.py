"""Before the last day of an offer its client is told of it: once, by the rules of all letters, unless we say no."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from email.message import EmailMessage

import pytest
import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.followups import planning
from agency.followups.models import Case, Enrollment, StopReason, TouchState
from agency.kernel import clock
from agency.kernel.db import db
from agency.leads.models import Message
from agency.people.models import Agency
from agency.proposals.models import Proposal, ProposalState
from tests.offers import a_draft, sent
from tests.support import NOW, HouseClient, at, everything

Letters = Callable[[], list[EmailMessage]]
RunDue = Callable[[datetime], int]
# Sent on 19 March, it holds until 9 April: the third step would come after that.
REMINDER = date(2026, 4, 6)


@pytest.fixture
def database() -> str:
    return "sqlite"


def enrolled(offer: Proposal) -> Enrollment:
    found = sa.select(Enrollment).where(Enrollment.proposal_id == offer.id)
    return db.session.scalars(found).one()


def until_it_ends(offer: Proposal, run_due: RunDue) -> list[tuple[date, Case | None]]:
    """On which day each letter went, and what had happened, up to the last day."""
    for _ in range(9):
        touch = enrolled(offer).next_touch
        if touch is None or touch.due_at > at("2026-04-10T00:00"):
            break
        run_due(touch.due_at)
        if touch.state is TouchState.asks:
            break
    gone = [each for each in enrolled(offer).touches if each.sent_at]
    return [(each.sent_at.date(), each.case) for each in gone if each.sent_at]


def test_the_step_that_would_come_too_late_goes_before_and_says_so(
    studio: Studio, draft: Proposal, run_due: RunDue, letters: Letters, vera: HouseClient
) -> None:
    sent(draft)
    page = vera.get(f"/proposals/{draft.id}").text
    assert "a letter from 6 April 2026 on tells them of its last day" in page
    went = until_it_ends(draft, run_due)
    assert went[-1] == (REMINDER, Case.ending)
    assert [case for _, case in went].count(Case.ending) == 1
    letter = letters()[-1]
    body = letter.get_body(("plain",))
    assert body is not None
    assert letter["Subject"] == "A shop window for clay: it holds until 9 April 2026"
    assert "our proposal holds until 9 April 2026" in body.get_content()
    assert "/p/" in body.get_content() and letter["List-Unsubscribe"], "a reminder as all others"
    after = enrolled(draft).next_touch
    assert after is not None and after.due_at > at("2026-04-10T00:00"), "not a second time"


@pytest.mark.parametrize("how", ["house", "proposal", "extended", "no"])
def test_it_does_not_go_where_one_of_us_or_they_said_otherwise(
    studio: Studio, draft: Proposal, run_due: RunDue, vera: HouseClient, how: str
) -> None:
    sent(draft)
    if how == "house":
        everything(Agency)[0].remind_before_days = 0
    elif how == "proposal":
        vera.fill(f"/proposals/{draft.id}", form="reminder-form")
        assert not draft.reminds
        page = vera.get(f"/proposals/{draft.id}").text
        assert "No letter tells them of its last day" in page
        assert "wants no letter about the last day" in vera.get(f"/leads/{draft.lead_id}").text
    elif how == "extended":
        vera.post(f"/proposals/{draft.id}/extension", data={"until": "2026-06-30"})
    else:
        draft.decline("Too dear", at=NOW)
    assert Case.ending not in [case for _, case in until_it_ends(draft, run_due)]


def test_what_is_planned_moves_with_the_last_day_and_with_our_word(
    studio: Studio,
    draft: Proposal,
    run_due: RunDue,
    vera: HouseClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent(draft)
    while (touch := enrolled(draft).next_touch) and touch.due_at.date() < REMINDER:
        run_due(touch.due_at)
    touch = enrolled(draft).next_touch
    assert touch is not None and touch.due_at.date() == REMINDER
    now = at("2026-04-02T09:00")
    monkeypatch.setattr(clock, "now", lambda: now)
    ahead = vera.get(f"/followups/enrollments/{enrolled(draft).id}/letters/{touch.n}").text
    assert "our proposal holds until 9 April 2026" in ahead, "as it will go, days before it goes"
    vera.post(f"/proposals/{draft.id}/reminder", data={"wants": "no"})
    assert touch.due_at.date() > date(2026, 4, 9)
    vera.post(f"/proposals/{draft.id}/reminder", data={"wants": "yes"})
    assert touch.due_at.date() == REMINDER
    vera.post(f"/proposals/{draft.id}/extension", data={"until": "2026-04-24"})
    assert touch.due_at.date() == date(2026, 4, 13), "its own time, well before the new last day"
    assert planning.plan_anew(enrolled(draft), at=now) is None, "nothing to move"


def test_a_russian_client_reads_it_in_russian(
    studio: Studio, run_due: RunDue, letters: Letters
) -> None:
    offer = a_draft(studio.leads["areni"], studio.vera)
    sent(offer)
    assert until_it_ends(offer, run_due)[-1][1] is Case.ending
    body = letters()[-1].get_body(("plain",))
    assert body is not None and "предложение действует до 9 апреля 2026" in body.get_content()


def test_a_no_on_the_telephone_is_written_down_with_its_reason(
    vera: HouseClient, draft: Proposal, client: HouseClient
) -> None:
    link = sent(draft)
    page = f"/proposals/{draft.id}/refusal"
    assert "They said no" in vera.get(f"/proposals/{draft.id}").text
    for typed, says in (
        ({"why": " "}, "Say why, or that they gave no reason"),
        ({"why": "Dear", "on": "2026-03-20"}, "That day has not come yet"),
        ({"why": "Dear", "on": "2026-03-01"}, "nobody said no before"),
    ):
        answer = vera.fill(page, form="refusal-form", **typed)
        assert (answer.status_code, says in answer.text) == (422, True), says
    assert vera.fill(page, form="refusal-form", why="Too dear this year.").status_code == 303
    assert (draft.state, draft.declined_why) == (ProposalState.declined, "Too dear this year.")
    assert enrolled(draft).reason is StopReason.declined
    said = [each for each in everything(Message) if each.lead_id == draft.lead_id]
    assert [each.body for each in said].count("Too dear this year.") == 1
    assert vera.fill(page, form="refusal-form", why="Too dear this year.").status_code == 303
    said = [each for each in everything(Message) if each.lead_id == draft.lead_id]
    assert [each.body for each in said].count("Too dear this year.") == 1, "pressed twice"
    told = vera.get(f"/leads/{draft.lead_id}").text
    assert "recorded that they said no to the proposal on the telephone" in told
    assert "Declined on 19 March 2026" in vera.get(f"/proposals/{draft.id}").text
    assert 'name="consent"' in client.get(link).text, "a no may turn"
    draft.withdraw(at=NOW + timedelta(minutes=1))
    late = vera.post(page, data={"why": "No", "on": "", "how": "smoke"})
    assert "still has can be declined" in vera.get(late.location).text
