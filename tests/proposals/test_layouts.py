"""Every layout of every kind of page can be set in every style, and says what is chosen, taken off and put on."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader

from agency.kernel.money import Money
from agency.proposals.document import Document
from agency.proposals.fitting import Fit
from agency.proposals.frozen import frozen, thawed
from agency.proposals.layouts import LAYOUTS, STYLES, Page, PageKind, UnknownLayout
from agency.proposals.order import pages_of
from agency.proposals.paper import document_pdf
from agency.proposals.parts import Figure, Line, Payment, Section
from agency.proposals.pricing import Discount, Tax
from tests.proposals.papers import a_document, a_person, a_press

TERMS = "Before all.\n\n# Two rounds\nOf changes.\n- One\n- Two\n\n# Payment\nIn ten days."


@pytest.fixture(scope="module", autouse=True)
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application; paper needs no database."""
    with a_press(tmp_path_factory.mktemp("press")) as app:
        yield app


def words_of(document: Document) -> list[str]:
    reader = PdfReader(BytesIO(document_pdf(document)))
    return [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]


def a_choice() -> Document:
    """With everything that an estimate can hold."""
    anton, mira = a_person(0), a_person(1)
    rate = Money(60_00, "EUR")
    work = Section(
        "Build",
        1,
        (
            Line(1, "Templates", person=anton, minutes=600, most_minutes=720, rate=rate),
            Line(2, "Checks", role="Tester", minutes=120, rate=rate),
            Line(3, "First month", person=mira, minutes=300, rate=rate, discount=Discount(5000)),
            Line(4, "Plates", price=Money(90_00, "EUR"), quantity=3, unit="pcs"),
            Line(
                5, "Map", person=mira, minutes=60, rate=rate, is_optional=True, taken=False, key="m"
            ),
        ),
        discount=Discount(minor=50_00),
    )
    basic = Section("Basic", 2, (Line(6, "One day", price=Money(500_00, "EUR")),), variant="Photos")
    full = Section(
        "Full", 3, (Line(7, "Four days", price=Money(1800_00, "EUR")),), variant="Photos"
    )
    sections = (work, basic, replace(full, taken=False))
    offer = a_document(
        sections=sections,
        people=(anton, mira),
        payments=(),
        discount=Discount(1000),
        taxes=(Tax("VAT", 2000),),
        works=5,
    )
    parts = [(40, "when you accept"), (60, "at the end")]
    return replace(offer, payments=Payment.schedule(offer.total, parts))


def all_layouts(index: int) -> tuple[Page, ...]:
    """One page of each kind, in its layout of this number, else its last."""
    body = {PageKind.terms: TERMS, PageKind.words: "We draw by hand first."}
    return tuple(
        Page(kind, LAYOUTS[kind][min(index, len(LAYOUTS[kind]) - 1)].name, body=body.get(kind, ""))
        for kind in PageKind
    )


@pytest.mark.parametrize(("style", "index"), [("window", 2), ("poster", 0), ("journal", 1)])
def test_every_layout_holds_in_every_style_and_shows_every_figure(style: str, index: int) -> None:
    document = replace(a_choice(), style=style, pages=all_layouts(index))
    words = " ".join(words_of(document))
    write = document.write
    shown = {
        "what hours from–to cost": write.cost(document.lines[0].cost),
        "a trade without a person": "Tester",
        "several of one thing": "3 pcs × € 90",
        "a line before its discount": f"{write.cost(document.lines[2].sum.gross)} −50 %",
        "an optional line that is not taken": "Optional, not in the sum",
        "what it would cost": f"+ {write.cost(document.lines[4].cost)}",
        "which alternative counts": "Counts in the sum",
        "and which does not": "Could be taken instead",
        "what is taken off a section": "Discount on these lines, −€ 50",
        "what is taken off the whole": "Discount on the whole, −10 %",
        "the tax": f"VAT, 20 % {write.cost(document.whole.taxes[0][1])}",
        "the whole": write.money(document.total),
        "all that is taken off": f"−{write.cost(document.reductions)}",
        "a payment": write.money(document.payments[0].amount),
        "a clause": "In ten days.",
        "words of our own": "We draw by hand",
    }
    found = words.replace("\u00a0", " ")
    lost = [what for what, text in shown.items() if text.replace("\u00a0", " ") not in found]
    assert not lost, found


def test_terms_stand_before_the_acceptance_and_pages_in_the_order_that_was_chosen() -> None:
    pages = (
        Page(PageKind.cover, "poster"),
        Page(PageKind.estimate, title="What it costs"),
        Page(PageKind.terms, body=TERMS),
        Page(PageKind.accept, "steps"),
    )
    words = words_of(a_document(lines=3, team=1, pages=pages, is_draft=True))
    assert [("What it costs" in page, "Two rounds" in page) for page in words[1:3]] == [
        (True, False),
        (False, True),
    ]
    assert "How to say yes" in words[3]
    assert len(words) == 4
    assert all("Draft" in page for page in words)


def test_a_style_has_a_layout_for_each_kind_and_each_kind_two() -> None:
    for style in STYLES.values():
        assert set(style.layouts) == set(PageKind)
        for kind, layout in style.layouts.items():
            Page(kind, layout)
    assert all(len(layouts) >= 2 for layouts in LAYOUTS.values())
    assert len(LAYOUTS[PageKind.cover]) >= 3


def test_a_layout_or_a_style_that_there_is_not_is_refused() -> None:
    with pytest.raises(UnknownLayout, match="mosaic"):
        Page(PageKind.cover, "mosaic")
    with pytest.raises(UnknownLayout, match="baroque"):
        a_document(style="baroque").look  # noqa: B018


def test_what_was_frozen_before_there_were_styles_is_the_first_style() -> None:
    kept = frozen(a_document())
    for name in ("style", "pages", "is_draft"):
        kept.pop(name)
    old = thawed(kept, lambda digest: "")
    assert old.look.name == "window"
    dressed = a_document(style="journal", pages=(Page(PageKind.cover, "split"),))
    assert thawed(frozen(dressed), lambda digest: "").pages == dressed.pages


def test_a_page_says_its_headings_paragraphs_and_points() -> None:
    page = Page(PageKind.terms, body=TERMS)
    assert [(block.kind, block.text) for block in page.blocks] == [
        ("text", "Before all."),
        ("heading", "Two rounds"),
        ("text", "Of changes."),
        ("point", "One"),
        ("point", "Two"),
        ("heading", "Payment"),
        ("text", "In ten days."),
    ]
    clauses = Fit(a_document()).clauses(page)
    assert [heading for heading, _ in clauses] == ["", "Two rounds", "Payment"]


def test_a_layout_gives_way_where_there_is_not_what_it_lives_on() -> None:
    bare = a_document(style="journal", with_photos=False, plan=3)
    found = {page.kind: page.layout for page in pages_of(bare)}
    assert found[PageKind.opening] == "quote"
    assert found[PageKind.task] == "aside"
    assert PageKind.terms not in found, "nothing was written"
    many = a_document(style="poster", plan=12)
    assert {page.kind: page.layout for page in pages_of(many)}[PageKind.plan] == "chart"
    task = bare.understanding
    assert task
    figures = tuple(Figure(str(number), "of them") for number in range(3))
    told = replace(bare, style="poster", understanding=replace(task, figures=figures))
    assert {page.kind: page.layout for page in pages_of(told)}[PageKind.task] == "figures"


def test_russian_leaves_the_full_stop_out_of_a_quotation() -> None:
    assert Fit(a_document(lang="ru")).said("Находят не нас.") == "Находят не нас"
    assert Fit(a_document(lang="ru")).said("И вот…") == "И вот…"
    assert Fit(a_document()).said("Not us.") == "Not us."
