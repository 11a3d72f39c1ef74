"""Money in a proposal: cost is shown hours times shown rate, the sum is the sum of shown costs, everywhere."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from agency.kernel.forms import parse_amount, parse_hours
from agency.kernel.money import Money, Span
from agency.people.models import Member
from agency.proposals import mails
from agency.proposals.document import Document
from agency.proposals.estimate import EstimateSection
from agency.proposals.frozen import thawed
from agency.proposals.lines import EstimateLine
from agency.proposals.models import Proposal
from agency.proposals.parts import Payment
from agency.proposals.pricing import cost_of_work
from agency.proposals.sheet import hours_to_type
from agency.proposals.wording import Wording
from tests.offers import with_paper
from tests.support import HouseClient

minutes = st.integers(1, 60_000)
rates = st.integers(1, 2_000_000)
currencies = st.sampled_from(["EUR", "USD", "RUB", "AMD", "JPY"])
langs = st.sampled_from(["en", "ru"])


@st.composite
def estimates(draw: st.DrawFn) -> Proposal:
    """An estimate of a few lines, by the hour and at fixed prices."""
    people = [Member(id=id, name=f"Person {id}") for id in (1, 2, 3)]
    lines = []
    for position in range(1, draw(st.integers(1, 12)) + 1):
        line = EstimateLine(position=position, text=f"Part {position}")
        if draw(st.booleans()):
            line.fixed_minor = draw(st.integers(0, 10_000_000))
        else:
            line.member, line.minutes = draw(st.sampled_from(people)), draw(minutes)
            line.rate_minor = draw(rates)
        lines.append(line)
    half = draw(st.integers(0, len(lines)))
    sections = [
        EstimateSection(position=1, title="One", lines=lines[:half]),
        EstimateSection(position=2, title="Two", lines=lines[half:]),
    ]
    return Proposal(title="x", currency=draw(currencies), sections=sections)


def shown(text: str) -> Decimal:
    """A figure as a reader takes it."""
    plain = text.replace("\u00a0", "").replace("\u202f", "")
    if ":" in plain:
        hours, over = plain.split(":")
        return Decimal(hours) + Decimal(over) / 60
    if plain.count(",") == 1 and "." not in plain and len(plain.split(",")[1]) != 3:
        plain = plain.replace(",", ".")
    return Decimal(plain.replace(",", ""))


@given(estimates())
def test_the_total_is_the_sum_of_lines_of_sections_and_of_people(proposal: Proposal) -> None:
    zero = Span.exactly(Money(0, proposal.currency))
    lines = sum((line.cost for line in proposal.lines), start=zero)
    sections = sum((section.cost for section in proposal.sections), start=zero)
    fixed = sum((line.cost for line in proposal.lines if line.is_fixed), start=zero)
    people = sum((portion.cost for portion in proposal.portions), start=fixed)
    assert proposal.total == lines == sections == people
    worked = [line.minutes or 0 for line in proposal.lines]
    assert proposal.minutes == sum(worked) == sum(each.minutes for each in proposal.portions)


@given(minutes, rates, st.sampled_from(["EUR", "USD", "RUB"]))
def test_shown_hours_times_shown_rate_is_the_shown_cost(
    worked: int, rate_minor: int, currency: str
) -> None:
    rate = Money(rate_minor, currency)
    cost = cost_of_work(worked, None, rate, step=1).most
    write = Wording("en", currency, 2026, costs=[cost], rates=[rate])
    product = shown(write.hours(worked)) * shown(write.rate(rate))
    step = Decimal("0.01")
    assert abs(product - shown(write.cost(cost))) <= step / 2 + Decimal("1e-9") * product


@given(minutes, langs)
def test_hours_that_are_shown_can_be_typed_again(worked: int, lang: str) -> None:
    assert parse_hours(hours_to_type(worked, lang)) == worked


@given(st.integers(0, 99_999_999), langs)
def test_amounts_that_are_shown_can_be_typed_again(minor: int, lang: str) -> None:
    amount = Money(minor, "EUR")
    write = Wording(lang, "EUR", 2026, costs=[amount], rates=[])
    assert parse_amount(write.cost(amount)) == amount.amount


@given(st.integers(0, 10**12), st.lists(st.integers(1, 60), min_size=1, max_size=6))
def test_payments_come_to_the_total_whatever_the_shares(minor: int, shares: list[int]) -> None:
    total = Span.exactly(Money(minor, "EUR"))
    parts = [(share, "then") for share in shares]
    paid = Payment.schedule(total, parts)
    zero = Span.exactly(Money(0, "EUR"))
    assert sum((each.amount for each in paid), start=zero) == total


def test_the_same_figures_stand_on_the_sheet_in_the_document_and_in_the_letter(
    vera: HouseClient, draft: Proposal
) -> None:
    draft.lines[0].minutes = 490  # 8:10
    draft.lines[1].fixed_minor, draft.lines[1].minutes = 12345, None
    with_paper(draft)
    document: Document = thawed(draft.content or {}, lambda digest: "")
    assert document.total == draft.total
    assert [line.cost for line in document.lines] == [line.cost for line in draft.lines]
    assert document.minutes == draft.minutes
    figure = draft.total.format("en")
    sheet, preview = (vera.get(f"/proposals/{draft.id}{page}").text for page in ("", "/preview"))
    letter = mails.offer_words(draft, draft.author)
    assert all(figure in page for page in (sheet, preview, letter))
    assert "8:10" in sheet
    assert "8:10" in preview
