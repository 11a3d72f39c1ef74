"""Hours of an estimate against what everybody has free in the planned weeks; said before anything is promised."""

from datetime import date

import pytest

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.people.absences import AwayFor, take_leave
from agency.proposals import weeks
from agency.proposals.capacity import Capacity, Need, capacity_of
from agency.proposals.models import Proposal, ProposalState
from agency.proposals.weeks import WeeksRefused, planned_weeks
from agency.tasks.sold import start_project
from tests.offers import a_draft, with_paper
from tests.support import NOW, HouseClient

TODAY = NOW.date()  # a Thursday
MONDAY, FRIDAY = date(2026, 3, 30), date(2026, 4, 10)


@pytest.fixture
def asked(studio: Studio) -> Proposal:
    """90 hours of Timur, in two weeks of ten working days."""
    found = a_draft(studio.leads["northgate"], studio.timur)
    for line in found.sections[0].lines:
        line.minutes, line.rate_minor = 30 * 60, 6000
    found.planned_from, found.planned_until = MONDAY, FRIDAY
    db.session.flush()
    return found


def need(proposal: Proposal) -> Need:
    [found] = capacity_of(proposal, today=TODAY).needs
    return found


def hours(need: Need) -> tuple[float, ...]:
    return tuple(
        minutes / 60
        for minutes in (need.asked, need.open, need.on_boards, need.in_offers, need.lacks)
    )


def test_free_is_working_time_less_absences_boards_and_other_offers(
    studio: Studio, asked: Proposal
) -> None:
    studio.agency.country = None
    assert hours(need(asked)) == (90, 80, 0, 0, 10), "eight hours a day, no weekends"
    asked.sections[0].lines[0].most_minutes = 32 * 60
    assert need(asked).asked == 92 * 60, "at most"
    asked.sections[0].lines[0].is_optional, asked.sections[0].lines[0].taken = True, False
    assert need(asked).asked == 60 * 60, "an option that is left out asks nothing"
    studio.timur.hours = {"mon": [["09:00", "15:00"]], "sat": [["10:00", "22:00"]]}
    assert need(asked).open == (6 + 8 + 6) * 60, "their own hours; of twelve, eight are for work"
    studio.timur.hours = None
    take_leave(studio.timur, MONDAY, date(2026, 4, 1), kind=AwayFor.leave, stand_in=None)
    assert hours(need(asked)) == (60, 56, 0, 0, 4)
    other = a_draft(studio.leads["kantor"], studio.timur, lines=10)
    other.state, other.planned_from, other.planned_until = ProposalState.sent, MONDAY, FRIDAY
    db.session.flush()
    assert hours(need(asked)) == (60, 56, 0, 20, 24)
    other.valid_until = date(2026, 3, 18)
    db.session.flush()
    assert need(asked).in_offers == 0, "it is over"
    other.state = ProposalState.accepted
    project = start_project(other, at=NOW)
    assert hours(need(asked)) == (60, 56, 20, 0, 24), "spread over its own weeks"
    assert project.lead is not asked.lead
    studio.timur.active = False
    gone = need(asked)
    assert gone.is_gone and gone.lacks == 60 * 60


def test_what_lies_elsewhere_takes_only_its_part(studio: Studio, asked: Proposal) -> None:
    studio.agency.country = None
    other = a_draft(studio.leads["kantor"], studio.timur, lines=10)
    other.state = ProposalState.sent
    other.planned_from, other.planned_until = date(2026, 4, 6), date(2026, 4, 17)
    db.session.flush()
    assert need(asked).in_offers == 10 * 60, "one of its two weeks is ours"
    other.planned_from = other.planned_until = date(2026, 5, 4)
    db.session.flush()
    assert need(asked).in_offers == 0


@pytest.mark.parametrize("database", ["sqlite"])
def test_lines_of_a_trade_count_against_all_of_it_together(studio: Studio, asked: Proposal) -> None:
    studio.agency.country = None
    named, trade, other = asked.sections[0].lines
    trade.member, trade.role = None, studio.timur.role
    studio.ilya.role = studio.timur.role
    other.member = studio.ilya
    db.session.flush()
    found = {str(each.who.name): each for each in capacity_of(asked, today=TODAY).needs}
    together = next(each for each in found.values() if each.is_trade)
    assert (together.asked, together.free) == (30 * 60, (50 + 50) * 60), "what both have left"
    named.minutes, other.minutes = 80 * 60, 70 * 60
    db.session.flush()
    together = next(each for each in capacity_of(asked, today=TODAY).needs if each.is_trade)
    assert (together.free, together.lacks) == (10 * 60, 20 * 60)


@pytest.mark.parametrize("database", ["sqlite"])
def test_the_weeks_are_said_or_those_of_the_stages_or_six_from_monday_on(draft: Proposal) -> None:
    stages = planned_weeks(draft, TODAY)
    assert stages.from_on.isoformat() == min(each["starts_on"] for each in draft.stages)
    draft.stages = []
    usual = planned_weeks(draft, TODAY)
    assert (usual.from_on, usual.until_on) == (date(2026, 3, 23), date(2026, 5, 1))
    for first, last, why in (
        (MONDAY, None, "half"),
        (FRIDAY, MONDAY, "order"),
        (MONDAY, date(2028, 1, 1), "long"),
    ):
        with pytest.raises(WeeksRefused, match=why):
            weeks.plan(draft, first, last)
    weeks.plan(draft, MONDAY, FRIDAY)
    assert planned_weeks(draft, TODAY).weeks == (14, 15)
    assert isinstance(capacity_of(draft, today=date(2026, 6, 1)), Capacity)
    assert capacity_of(draft, today=date(2026, 6, 1)).is_over


@pytest.mark.parametrize("database", ["sqlite"])
def test_it_is_warned_of_on_the_estimate_and_again_before_sending_and_never_forbidden(
    vera: HouseClient, client: HouseClient, studio: Studio, asked: Proposal
) -> None:
    studio.agency.country = None
    address = f"/proposals/{asked.id}"
    page = vera.get(address).text
    assert "90 h asked, 80 h free" in page and "10 h too few" in page
    moved = vera.post(f"{address}/weeks", data={"from": "2026-04-10", "until": "2026-03-30"})
    assert "the last day comes before the first one" in vera.get(moved.location).text
    assert (
        "give the first day"
        in vera.get(vera.post(f"{address}/weeks", data={"from": "soon", "until": ""}).location).text
    )
    with_paper(asked)
    sending = f"{address}/sending"
    assert "90 h asked, 80 h free in weeks 14–15" in vera.get(sending).text
    refused = vera.fill(sending, "letter-form", words="Here it is: [link]")
    assert refused.status_code == 409 and asked.state is ProposalState.draft
    assert "Tick that you have seen" in refused.text and "Here it is" in refused.text
    fields = {"words": "Here it is: [link]", "knows_short": "y"}
    assert vera.fill(sending, "letter-form", **fields).status_code == 303
    assert asked.state is ProposalState.sent
    longer = vera.post(f"{address}/weeks", data={"from": "2026-03-30", "until": "2026-05-29"})
    assert longer.status_code == 303 and "too few" not in vera.get(address).text
    assert "Time for it" not in client.login(studio.timur).get(address).text
    assert client.post(f"{address}/weeks", data={}).status_code == 403
