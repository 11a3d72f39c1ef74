"""What is left of an estimate: reckoned by cost rates of the day, said to owners and to nobody else."""

from datetime import date

import pytest

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.money import Money, Span
from agency.people import costs
from agency.people.costs import CostRate
from agency.proposals.margin import Left, margin_of
from agency.proposals.models import Proposal
from tests.offers import a_draft
from tests.support import NOW, HouseClient

TODAY = NOW.date()
CENTS = 3137  # of an hour of Vera: a figure that stands nowhere else


@pytest.fixture
def database() -> str:
    """Rates of a day are asked of both databases with the rate card."""
    return "sqlite"


def euros(least: int, most: int | None = None) -> Span:
    return Span(Money(least, "EUR"), Money(least if most is None else most, "EUR"))


def cost(studio: Studio, who: str, minor: int, since: date = date(2026, 1, 1)) -> None:
    costs.settle(studio.members[who], Money(minor, "EUR"), from_on=since)
    db.session.flush()


def test_it_is_what_lines_bring_after_discounts_and_taxes_less_what_their_hours_cost(
    studio: Studio,
) -> None:
    found = a_draft(studio.leads["northgate"], studio.vera)  # three times two hours at 45
    cost(studio, "vera", 9999, date(2025, 1, 1))
    cost(studio, "vera", 2000)
    cost(studio, "vera", 1, date(2026, 3, 20))
    assert margin_of(found, on=TODAY).whole == Left(euros(27_000), euros(12_000))
    assert margin_of(found, on=TODAY).whole.percent == (56, 56)
    found.off_hundredths = 1000
    found.sections[0].lines[0].most_minutes = 240
    left = margin_of(found, on=TODAY)
    assert left.whole == Left(euros(24_300, 32_400), euros(12_000, 16_000))
    assert left.sections == {found.sections[0].id: left.whole}
    assert (left.whole.money, left.whole.percent) == (euros(12_300, 16_400), (51, 51))
    found.taxes = [{"name": "VAT", "hundredths": 2000, "included": True}]
    assert margin_of(found, on=TODAY).whole.earned == euros(20_250, 27_000)
    found.taxes = [{"name": "VAT", "hundredths": 2000, "included": False}]
    assert margin_of(found, on=TODAY).whole.earned == euros(24_300, 32_400)


def test_what_nobody_knows_the_cost_of_is_said_and_not_nothing(studio: Studio) -> None:
    found = a_draft(studio.leads["northgate"], studio.vera, lines=5)
    _known, by_ilya, by_trade, fixed, nobodys = found.sections[0].lines
    by_ilya.member = studio.ilya
    by_trade.member, by_trade.role = None, studio.timur.role
    fixed.member, fixed.minutes, fixed.rate_minor, fixed.fixed_minor = None, None, None, 50_000
    nobodys.member = None
    cost(studio, "vera", 2000)
    db.session.flush()
    left = margin_of(found, on=TODAY)
    assert left.whole == Left(euros(9000), euros(4000))
    assert (left.unknown, left.nobodys, left.fixed) == ([studio.ilya], 2, euros(50_000))
    cost(studio, "timur", 3000)
    assert margin_of(found, on=TODAY).whole.spent == euros(10_000), "the trade is Timur"
    studio.ilya.role = studio.timur.role
    db.session.flush()
    assert margin_of(found, on=TODAY).whole.spent == euros(4000), "it may be Ilya"
    cost(studio, "ilya", 3500)
    assert margin_of(found, on=TODAY).whole.spent == euros(18_000), "the dearest of the trade"
    empty = a_draft(studio.leads["kantor"], studio.mira)
    assert margin_of(empty, on=TODAY).whole.percent is None
    assert Left(euros(100), euros(150)).is_loss


def test_neither_cost_nor_margin_reaches_anybody_but_an_owner(
    client: HouseClient, studio: Studio, draft: Proposal
) -> None:
    for who in studio.members:
        cost(studio, who, CENTS)
    line, sheet = draft.lines[0], {"HX-Request": "true"}
    cell = {"row": f"l{line.id}", "cell": "text", "value": "Another", "seen": line.mark}
    data = {"revision": str(draft.revision), "do": ""}

    def everything() -> str:
        address = f"/proposals/{draft.id}"
        pages = [address, f"{address}/figures", f"{address}/sending", f"{address}/library"]
        pages += [f"/settings/people/{studio.timur.id}", "/settings/lines"]
        shown = [client.get(page).text for page in pages]
        for do in ("estimate", "cells", "undone"):
            posted = client.post(f"{address}/{do}", data={**data, **cell}, headers=sheet)
            shown.append(posted.text)
        return "\n".join(shown)

    for who in (studio.vera, studio.timur):
        client.login(who)
        said = everything()
        assert "Margin" not in said and "31.37" not in said and str(CENTS) not in said
        for method, path in (
            ("GET", "/settings/costs"),
            ("POST", "/settings/costs"),
            ("POST", "/settings/costs/1/removal"),
        ):
            assert client.open(path, method=method).status_code == 403, path
    client.login(studio.nora)
    assert "Margin" in client.get(f"/proposals/{draft.id}").text
    assert "Margin" in client.get(f"/proposals/{draft.id}/figures").text
    assert "31.37" in client.get("/settings/costs").text


def test_an_owner_writes_costs_down_from_a_day_on_and_mends_a_slip(
    client: HouseClient, studio: Studio
) -> None:
    client.login(studio.nora)
    mine, theirs = f"cost-{studio.vera.id}", f"cost-{studio.timur.id}"
    wrong = {mine: "24,50", theirs: "-3", "from_on": "soon"}
    refused = client.post("/settings/costs", data=wrong)
    assert refused.status_code == 422 and db.session.query(CostRate).count() == 0
    for said in ("Enter an amount above zero", "Choose a day", 'value="24,50"', 'value="-3"'):
        assert said in refused.text
    assert "not known: left out of every margin" in refused.text
    right = {mine: "24,50", theirs: "", "from_on": "2026-03-01"}
    for amount in ("24,50", "25"):
        answer = client.post("/settings/costs", data={**right, mine: amount})
        assert answer.status_code == 303
    same = client.post("/settings/costs", data={**right, mine: "25", "from_on": "2026-04-01"})
    assert "Nothing was changed" in client.get(same.location).text
    [kept] = costs.history()
    strike = f"/settings/costs/{kept.id}/removal"
    assert (kept.minor, kept.valid_from, kept.member) == (2500, date(2026, 3, 1), studio.vera)
    assert costs.cost_rates(date(2026, 2, 28), "EUR") == {}
    assert client.post(strike).status_code == 303
    assert client.post(strike).status_code == 404
    assert costs.history() == []
