"""The largest share that a client could have taken off by choosing, against every choice tried one by one."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.proposals.deepest import NONE, Part, Way, largest_share, many, once
from agency.proposals.pricing import Discount

NOTHING_OFF = Discount()
percents = st.sampled_from([0, 500, 1000, 2500, 10_000])
small = st.one_of(
    st.just(NOTHING_OFF),
    percents.map(Discount),
    st.integers(1, 30).map(lambda m: Discount(minor=m)),
)
prices = st.integers(40, 200)
amounts = st.integers(30, 400).map(lambda minor: Discount(minor=minor))


@pytest.fixture
def database() -> str:
    return "sqlite"


Lines = list[tuple[list[Way], list[Way]]]


@st.composite
def lines(draw: st.DrawFn) -> tuple[list[Way], list[Way]]:
    """The ways that are looked at, and every way there is."""
    price, off, most = draw(prices), draw(small | amounts), draw(st.integers(1, 3))
    if draw(st.booleans()):
        return [once(price, off)], [once(price, off)]
    every = [once(price * number, off) for number in range(1, most + 1)]
    return [NONE, *many(price, most, off)], [NONE, *every]


@st.composite
def sections(draw: st.DrawFn) -> tuple[Part, Part]:
    # Something has to be taken of it, so that an amount off is never more than all of it.
    base = [once(draw(prices), NOTHING_OFF)]
    drawn: Lines = draw(st.lists(lines(), max_size=3))
    off, variant = draw(small), draw(st.sampled_from(["", "", "a"]))
    looked_at, every = ([base, *(each[n] for each in drawn)] for n in (0, 1))
    return Part(looked_at, off, variant), Part(every, off, variant)


def tried(parts: list[Part], discount: Discount) -> Fraction:
    """Every choice."""
    of_each = [
        [(part, ways) for ways in product(*part.lines)] for part in parts if not part.variant
    ]
    either = [(part, ways) for part in parts if part.variant for ways in product(*part.lines)]
    found = Fraction(0)
    for chosen in product(*of_each, *([either] if either else [])):
        inside = [sum(ways, NONE).less(part.discount) for part, ways in chosen]
        whole = sum(inside, NONE)
        found = max(found, 1 - whole.less(discount).net / whole.listed)
    return found


@settings(max_examples=60)
@given(st.lists(sections(), min_size=1, max_size=2), small)
def test_no_choice_has_more_taken_off_than_was_counted(
    parts: list[tuple[Part, Part]], discount: Discount
) -> None:
    looked_at, every = [each[0] for each in parts], [each[1] for each in parts]
    assert largest_share(looked_at, discount) == tried(every, discount)


def test_an_amount_is_a_larger_share_of_less() -> None:
    options = [NONE, once(90_000, NOTHING_OFF)]
    part = Part([[once(10_000, NOTHING_OFF)], options], Discount(minor=2_000))
    assert largest_share([part]) == Fraction(20, 100), "not two per cent"
    plain = Part([[once(10_000, NOTHING_OFF)], options])
    assert largest_share([plain], Discount(minor=2_000)) == Fraction(20, 100)
    cheap = Part([[once(10_000, NOTHING_OFF)], [NONE, once(5_000, Discount(5_000))], options])
    assert largest_share([cheap]) == Fraction(25, 150), "with the one option that is cheaper"
    assert largest_share([Part([options])], Discount(minor=2_000)) == Fraction(2, 90)
    assert largest_share([Part([[NONE]])], Discount(minor=2_000)) == 0
