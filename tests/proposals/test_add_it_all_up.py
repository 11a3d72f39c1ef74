"""What an estimate comes to with options, alternatives, hours from–to, discounts, taxes; on sheet and paper alike."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.kernel.brand import KVARTA
from agency.kernel.money import Money, Span
from agency.proposals.choosing import Choice, NotOffered, chosen
from agency.proposals.document import Document
from agency.proposals.estimate import EstimateSection
from agency.proposals.frozen import frozen, thawed
from agency.proposals.lines import EstimateLine
from agency.proposals.models import Proposal
from agency.proposals.parts import Accept, Line, Payment, Section
from agency.proposals.pricing import Discount, Tax
from agency.proposals.states import DocumentError
from tests.proposals.papers import a_document, a_person

SOMEBODY = a_person(with_photo=False)
steps = st.sampled_from([1, 5, 10, 100])
discounts = st.one_of(
    st.just(Discount()),
    st.builds(Discount, hundredths=st.integers(1, 10_000)),
    st.builds(Discount, minor=st.integers(1, 1_000_000)),
)


def a_line(number: int, step: int, **more: Any) -> Line:
    return Line(number, f"Part {number}", key=f"l{number}", step=step, **more)


@st.composite
def lines(draw: st.DrawFn, number: int, step: int) -> Line:
    more: dict[str, Any] = {
        "is_optional": draw(st.booleans()),
        "taken": draw(st.booleans()),
        "discount": draw(discounts),
    }
    if draw(st.booleans()):
        quantity = draw(st.integers(1, 9))
        most = quantity + draw(st.integers(0, 4)) if more["is_optional"] else None
        price = Money(draw(st.integers(0, 500_000)), "EUR")
        return a_line(number, step, price=price, quantity=quantity, most_quantity=most, **more)
    least = draw(st.integers(1, 5_000))
    most = draw(st.none() | st.integers(least + 1, 6_000))
    rate = Money(draw(st.integers(0, 20_000)), "EUR")
    return a_line(
        number, step, person=SOMEBODY, minutes=least, most_minutes=most, rate=rate, **more
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Up to four sections, of which two may be alternatives."""
    step, number, sections = draw(steps), 0, []
    for place in range(draw(st.integers(1, 4))):
        count = draw(st.integers(1, 3))
        of_it = tuple(draw(lines(number + each, step)) for each in range(1, count + 1))
        number += count
        discount = draw(discounts)
        sections.append(
            Section(f"S{place}", place + 1, of_it, key=f"s{place}", discount=discount, step=step)
        )
    if len(sections) > 1 and draw(st.booleans()):
        sections[0] = replace(sections[0], variant="Shop")
        sections[1] = replace(sections[1], variant="Shop", taken=False)
    taxes = draw(
        st.lists(st.builds(Tax, st.just("VAT"), st.integers(1, 3_000), st.booleans()), max_size=2)
    )
    made = a_bare_document(sections, step=step, discount=draw(discounts), taxes=tuple(taxes))
    return replace(made, payments=Payment.schedule(made.total, [(40, "now"), (60, "then")]))


def a_bare_document(sections: Any, **more: Any) -> Document:
    return Document(
        title="x",
        lang="en",
        currency="EUR",
        brand=KVARTA,
        agency_name="Kvarta",
        client_name="Olaria",
        version=1,
        dated_on=date(2026, 3, 24),
        sections=tuple(sections),
        accept=Accept(SOMEBODY, "vera@kvarta.example"),
        **more,
    )


def as_rows(document: Document) -> Proposal:
    """The same estimate as it stands in the database."""
    return Proposal(
        currency=document.currency,
        step=document.step,
        off_hundredths=document.discount.hundredths,
        off_minor=document.discount.minor,
        taxes=[
            {"name": tax.name, "hundredths": tax.hundredths, "included": tax.is_included}
            for tax in document.taxes
        ],
        sections=[
            EstimateSection(
                position=place,
                title=section.title,
                variant=section.variant,
                taken=section.taken,
                off_hundredths=section.discount.hundredths,
                off_minor=section.discount.minor,
                lines=[_as_row(line) for line in section.lines],
            )
            for place, section in enumerate(document.sections, start=1)
        ],
    )


def _as_row(line: Line) -> EstimateLine:
    return EstimateLine(
        position=line.number,
        text=line.text,
        minutes=line.minutes,
        most_minutes=line.most_minutes,
        rate_minor=line.rate.minor if line.rate else None,
        fixed_minor=line.price.minor if line.price else None,
        quantity=line.quantity,
        is_optional=line.is_optional,
        taken=line.taken,
        off_hundredths=line.discount.hundredths,
        off_minor=line.discount.minor,
    )


@given(documents())
@settings(max_examples=60)
def test_what_is_shown_adds_up_to_what_is_paid_on_sheet_paper_and_after_freezing(
    document: Document,
) -> None:
    whole = document.whole
    counted = [section for section in document.sections if section.counts]
    assert whole.sum.gross == Span.total((section.cost for section in counted), "EUR")
    for section in counted:
        shown = Span.total((line.cost for line in section.lines if line.counts), "EUR")
        assert (section.sum.gross, section.cost) == (shown, shown - section.sum.off)
    added = Span.total((amount for tax, amount in whole.taxes if not tax.is_included), "EUR")
    assert document.total == whole.sum.gross - whole.sum.off + added
    assert Money(0, "EUR") <= document.total.least <= document.total.most
    assert Span.total((part.amount for part in document.payments), "EUR") == document.total

    rows = as_rows(document)
    assert (rows.total, rows.minutes, rows.most_minutes) == (
        document.total,
        document.minutes,
        document.most_minutes,
    )
    assert [line.cost for line in rows.lines] == [line.cost for line in document.lines]
    assert [each.cost for each in rows.sections] == [each.cost for each in document.sections]
    assert thawed(frozen(document), lambda digest: "").total == document.total


@given(documents(), st.data())
@settings(max_examples=40)
def test_whatever_is_chosen_adds_up_too_and_can_be_chosen_back(
    document: Document, data: st.DataObject
) -> None:
    offered = Choice.of(document)
    optional = [line for line in document.lines if line.is_optional]
    quantities = {
        line.key: data.draw(st.integers(0, line.most_quantity or line.quantity))
        for line in optional
    }
    variants = {"Shop": data.draw(st.sampled_from(["s0", "s1"]))} if offered.variants else {}
    other = chosen(document, Choice(quantities, variants))
    assert Choice.of(other).lines == quantities
    assert other.whole.total == Span.total((part.amount for part in other.payments), "EUR")
    back = chosen(other, offered)
    assert (back.total, Choice.of(back).digest) == (document.total, offered.digest)


@pytest.mark.parametrize(
    "choice",
    [
        Choice(lines={"l9": 1}),
        Choice(lines={"l1": 1}),
        Choice(lines={"l2": 4}),
        Choice(lines={"l2": -1}),
        Choice(variants={"Shop": "s0"}),
    ],
    ids=[
        "a line that is not there",
        "one that is not optional",
        "too many",
        "less than none",
        "no such variant",
    ],
)
def test_what_is_not_offered_cannot_be_chosen(choice: Choice) -> None:
    price = Money(100, "EUR")
    optional = a_line(2, 1, price=price, is_optional=True, most_quantity=3)
    document = a_bare_document([Section("S", 1, (a_line(1, 1, price=price), optional), key="s0")])
    with pytest.raises(NotOffered):
        chosen(document, choice)


def test_of_alternatives_exactly_one_is_taken() -> None:
    section = Section("Basic", 1, (a_line(1, 1, price=Money(100, "EUR")),), key="a", variant="Shop")
    with pytest.raises(DocumentError, match="Shop"):
        a_bare_document([section, replace(section, key="b")])
    with pytest.raises(DocumentError, match="Shop"):
        a_bare_document([replace(section, taken=False)])


def test_discounts_taxes_and_rounding_are_written_as_they_are_counted() -> None:
    document = a_document()
    assert document.write.off(Discount(hundredths=1250)) == "−12.5\u00a0%"
    assert document.write.off(Discount(minor=30_000)) == "−€\u00a0300"
    assert document.write.hours(600, 840) == "10–14"
    least, most = Money(63_000, "EUR"), Money(88_250, "EUR")
    assert Span(least, most).format("en") == "€\u00a0630.00–882.50"
    assert Span(least, most).format("ru") == "630,00–882,50\u00a0€"
    # 2.5 h at 33.30 are 83.25; to whole euros that is 83, less ten per cent 75, with 20 % on top 90.
    line = a_line(1, 100, person=SOMEBODY, minutes=150, rate=Money(3330, "EUR"))
    assert line.cost.most.minor == 8300
    section = Section("S", 1, (line,), discount=Discount(hundredths=1000), step=100)
    assert section.cost.most.minor == 7500
    whole = a_bare_document([section], step=100, taxes=(Tax("VAT", 2000),))
    assert whole.total.most.minor == 9000
    inside = a_bare_document([section], step=100, taxes=(Tax("VAT", 2000, is_included=True),))
    assert (inside.total.most.minor, inside.whole.taxes[0][1].most.minor) == (7500, 1250)
