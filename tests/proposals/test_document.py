"""A document cannot be made of figures that do not add up, and writes them as its reader expects."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.kernel.money import Money, Span
from agency.proposals.parts import Line, Payment, Section, Stage
from agency.proposals.pictured import Picture
from agency.proposals.plan import PlanChart
from agency.proposals.states import DocumentError
from tests.proposals.papers import PICTURES, a_document, a_person, lines_of, sections_of

minutes = st.integers(1, 60_000)
rates = st.integers(1, 5_000_000)
people = [a_person(number) for number in range(4)]


@st.composite
def some_lines(draw):
    made = []
    for number in range(1, draw(st.integers(1, 30)) + 1):
        if draw(st.booleans()):
            made.append(
                Line.hourly(
                    number,
                    "Work",
                    person=draw(st.sampled_from(people)),
                    minutes=draw(minutes),
                    rate=Money(draw(rates), "EUR"),
                )
            )
        else:
            made.append(Line.fixed(number, "Thing", Money(draw(rates), "EUR")))
    return made


def document_of(lines):
    sections = sections_of(lines, each=4)
    total = Span.total((line.cost for line in lines), "EUR")
    return a_document(
        sections=sections,
        people=(),
        stages=(),
        payments=Payment.schedule(total, [(33, "first"), (33, "second"), (34, "last")]),
    )


@given(some_lines())
def test_everything_shown_adds_up_to_the_total(lines):
    document = document_of(lines)
    of_sections = Span.total((section.cost for section in document.sections), "EUR")
    of_shares = Span.total((share.cost for share in document.shares), "EUR")
    of_payments = Span.total((payment.amount for payment in document.payments), "EUR")
    assert of_sections == document.total
    assert of_shares + document.fixed_cost == document.total
    assert of_payments == document.total
    assert sum(section.minutes for section in document.sections) == document.minutes
    assert sum(share.minutes for share in document.shares) == document.minutes


@given(some_lines())
def test_each_person_has_one_share_the_largest_first(lines):
    document = document_of(lines)
    costs = [share.cost for share in document.shares]
    assert costs == sorted(costs, reverse=True)
    assert len({share.person for share in document.shares}) == len(document.shares)
    assert all(share.cost.most <= document.largest for share in document.shares)


@given(st.integers(0, 10**12), st.lists(st.integers(0, 100), min_size=1, max_size=6))
def test_payments_divide_the_whole_to_the_last_cent(minor, percents):
    total = Span.exactly(Money(minor, "EUR"))
    parts = Payment.schedule(total, [(percent, "then") for percent in percents])
    assert Span.total((part.amount for part in parts), "EUR") == total


def test_payments_that_do_not_come_to_the_total_are_refused():
    document, cent = a_document(), Span.exactly(Money(1, "EUR"))
    with pytest.raises(DocumentError, match="payments"):
        replace(document, payments=(Payment(100, document.total + cent, "now"),))


def test_another_currency_is_refused():
    with pytest.raises(DocumentError, match="USD"):
        a_document(currency="USD", sections=a_document().sections)


def test_an_estimate_without_lines_is_refused():
    with pytest.raises(DocumentError, match="line"):
        a_document(sections=(), payments=())


@pytest.mark.parametrize(
    "changes",
    [{"rate": None}, {"minutes": None}, {"person": None}, {"minutes": 0}, {"minutes": -60}],
)
def test_a_line_is_hourly_or_fixed_and_nothing_between(changes):
    line = lines_of(1, people)[0]
    with pytest.raises(DocumentError, match="Line 1"):
        replace(line, **changes)


@pytest.mark.parametrize("category", [0, 6])
def test_a_section_has_one_of_five_colours(category):
    with pytest.raises(DocumentError, match="category"):
        Section("Build", category, lines_of(1, people))


def test_a_stage_does_not_end_before_it_starts():
    with pytest.raises(DocumentError, match="before it starts"):
        Stage("Build", people[0], date(2026, 5, 2), date(2026, 5, 1))


@pytest.mark.parametrize("name", ["../x.jpg", "a b.jpg", "", "x.jpg?y", "/etc/passwd", 'x".jpg'])
def test_a_picture_has_a_plain_name(name):
    with pytest.raises(DocumentError, match="named"):
        Picture(name, PICTURES / "vera.jpg", "/x", "Vera")


def test_a_picture_says_what_it_shows():
    with pytest.raises(DocumentError, match=r"vera\.jpg"):
        Picture("vera.jpg", PICTURES / "vera.jpg", "/x", "  ")


def test_who_works_without_being_introduced_is_shown_last():
    document = a_document(people=(people[3],))
    assert document.everybody[0] == people[3]
    assert set(document.everybody[1:]) == {line.person for line in document.lines if line.person}


def test_pictures_are_handed_over_once_each():
    names = [picture.name for picture in a_document().pictures()]
    assert len(names) == len(set(names))
    assert {"cover.jpg", "opening.jpg", "detail.jpg", "anton.jpg", "ref-lamp.jpg"} <= set(names)


@pytest.mark.parametrize(
    ("lang", "currency", "written"),
    [
        ("en", "EUR", "€\u00a017,026"),
        ("ru", "RUB", "17\u00a0026\u00a0₽"),
        ("en", "JPY", "¥\u00a01,702,600"),
    ],
)
def test_sums_are_written_as_the_reader_writes_them(lang, currency, written):
    write = a_document(lang=lang, currency=currency).write
    assert write.money(Money(1_702_600, currency)) == written


def test_a_column_has_cents_in_every_row_or_in_none():
    whole = a_document(lines=2).write
    assert whole.rate(Money(4800, "EUR")) == "48.00"
    lines = [Line.fixed(1, "a", Money(100, "EUR")), Line.fixed(2, "b", Money(123_400, "EUR"))]
    assert document_of(lines).write.cost(lines[1].cost) == "1,234"
    lines.append(Line.fixed(3, "c", Money(50, "EUR")))
    assert document_of(lines).write.cost(lines[1].cost) == "1,234.00"


@pytest.mark.parametrize(
    ("minutes", "lang", "written"),
    [
        (480, "en", "8"),
        (150, "en", "2.5"),
        (150, "ru", "2,5"),
        (45, "en", "0.75"),
        (63, "en", "1.05"),
        (80, "en", "1:20"),
        (72_000, "en", "1,200"),
    ],
)
def test_hours_are_written_so_that_they_can_be_multiplied(minutes, lang, written):
    assert a_document(lang=lang).write.hours(minutes) == written


def test_days_name_their_year_only_where_it_is_another():
    write = a_document().write
    assert write.day(date(2026, 4, 14)) == "14\u00a0April"
    assert write.day(date(2027, 1, 2)) == "2\u00a0January\u00a02027"
    assert a_document(lang="ru").write.full_day(date(2026, 3, 24)) == "24\u00a0марта\u00a02026"
    assert a_document(lang="ru").write.short_day(date(2026, 4, 24)) == "24\u00a0апр"


def test_a_stage_wears_the_colour_of_its_section():
    document = a_document()
    stage = replace(document.stages[0], title="part 2")
    assert document.category_of(stage) == 2


def test_weeks_count_those_that_have_begun():
    stage = Stage("Build", people[0], date(2026, 3, 30), date(2026, 5, 29))
    assert a_document(stages=(stage,)).weeks == 9
    assert a_document(stages=()).weeks == 0


def chart_of(*days):
    stages = [Stage("Build", people[0], *pair) for pair in days]
    return PlanChart(stages, a_document().write)


def test_the_axis_names_mondays_and_each_month_once():
    chart = chart_of((date(2026, 3, 31), date(2026, 5, 8)))
    assert [(tick.month, tick.figure) for tick in chart.ticks] == [
        ("Mar", "30"),
        ("Apr", "6"),
        ("", "13"),
        ("", "20"),
        ("", "27"),
        ("May", "4"),
    ]


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 2000),
    st.integers(0, 2000),
)
def test_bars_stay_on_the_chart_and_labels_do_not_crowd(start, before, length):
    from_day = date.fromordinal(start.toordinal() + before)
    chart = chart_of((start, start), (from_day, date.fromordinal(from_day.toordinal() + length)))
    assert all(bar.start >= 0 and bar.length > 0 for bar in chart.bars)
    assert all(bar.start + bar.length <= 100.02 for bar in chart.bars)
    places = [tick.at for tick in chart.ticks]
    assert places == sorted(places)
    assert 1 <= len(places) <= 11
    assert all(0 <= place < 100 for place in places)
