"""The PDF shows every figure of its document, in pages that hold, whatever there is to show."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PageObject, PdfReader

from agency.kernel.brand import Brand
from agency.kernel.pdf import PdfError
from agency.proposals.document import Document
from agency.proposals.paper import document_pdf
from agency.proposals.parts import Person, Quote
from tests.proposals.papers import a_document, a_person, a_press

A4 = (595.28, 841.89)


@pytest.fixture(scope="module", autouse=True)
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application; paper needs no database."""
    with a_press(tmp_path_factory.mktemp("press")) as app:
        yield app


def pages_of(document: Document) -> list[PageObject]:
    return PdfReader(BytesIO(document_pdf(document))).pages[:]


def words_of(page: PageObject) -> str:
    """The words of a page, every kind of space a plain one."""
    return re.sub(r"\s+", " ", page.extract_text())


def all_words(document: Document) -> str:
    return " ".join(words_of(page) for page in pages_of(document))


def shown(figure: str) -> str:
    return figure.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(("lang", "currency", "lines"), [("ru", "RUB", 8), ("en", "USD", 40)])
def test_every_line_is_there_with_its_figures(lang, currency, lines):
    document = a_document(lang=lang, currency=currency, lines=lines)
    words = all_words(document)
    for line in document.lines:
        cost = shown(document.write.cost(line.cost))
        if line.is_fixed:
            assert re.search(rf"{line.text} .{{0,30}}?{re.escape(cost)}", words), line
        else:
            hours, rate = document.write.hours(line.minutes), shown(document.write.rate(line.rate))
            row = f"{line.text} {line.person.name} {hours} {rate} {cost}"
            assert row in words, row
    assert shown(document.write.money(document.total)) in words


def test_a_long_estimate_repeats_its_head_and_totals_once():
    document = a_document(lines=120, team=12)
    estimate = [words for page in pages_of(document) if "Cost, €" in (words := words_of(page))]
    assert len(estimate) >= 4
    total = f"Total {document.write.hours(document.minutes)} {document.write.cost(document.total)}"
    assert sum(total in words for words in estimate) == 1
    assert total in estimate[-1]


def test_the_same_document_gives_the_same_bytes():
    document = a_document()
    assert document_pdf(document) == document_pdf(replace(document))


def test_another_version_is_another_file():
    document = a_document()
    assert document_pdf(document) != document_pdf(replace(document, version=2))


def test_its_language_is_the_documents_and_its_pages_are_a4():
    reader = PdfReader(BytesIO(document_pdf(a_document(lang="ru"))))
    assert reader.trailer["/Root"]["/Lang"] == "ru"
    for page in reader.pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(
            A4, abs=0.1
        )


def test_only_golos_is_embedded():
    names = set()
    for page in pages_of(a_document(lang="ru")):
        for font in page["/Resources"].get("/Font", {}).values():
            names.add(font.get_object()["/BaseFont"].partition("+")[2])
    assert names
    assert all(name.startswith("Golos-Text") for name in names), names


def test_the_pages_of_a_whole_proposal_stand_in_their_order():
    words = [words_of(page) for page in pages_of(a_document(lines=16, team=6))]
    order = (
        "A proposal for Olaria Nova",
        "Nobody buys a bowl unseen.",
        "How we understood the task",
        "Six people, seven weeks",
        "What it takes, hour by hour",
        "Who does how much",
        "Our work, and work we admire",
        "How to say yes",
    )
    assert len(words) == len(order)
    assert all(title in page for title, page in zip(order, words, strict=True)), words


def test_what_there_is_not_takes_no_room():
    whole = a_document(lines=16, team=6)
    bare = replace(whole, quote=None, understanding=None, references=(), payments=(), stages=())
    titles = ("bowl unseen", "understood", "Our work", "payments", "The plan")
    words = all_words(whole)
    assert all(title in words for title in titles)
    pages = [words_of(page) for page in pages_of(bare)]
    assert not any(title in page for title in titles for page in pages)
    assert len(pages) == 5


@pytest.mark.parametrize("count", [0, 1, 3, 5, 8, 9, 12])
def test_any_number_of_references(count):
    document = a_document(works=count, lines=1, team=1, plan=0, with_words=False)
    pages = [words_of(page) for page in pages_of(document)]
    assert all(f"Reference {number}" in " ".join(pages) for number in range(count))
    shown_on = sum("Reference" in page for page in pages)
    assert shown_on == -(-count // 8), "as many pages as planned: nothing was pushed over"


@pytest.mark.parametrize(
    ("count", "with_photos"),
    [(1, True), (2, False), (4, True), (7, True), (12, False)],
)
def test_any_number_of_people(count, with_photos):
    document = a_document(team=count, lines=14, works=0, with_photos=with_photos, with_words=False)
    pages = [words_of(page) for page in pages_of(document)]
    assert all(person.name in " ".join(pages) for person in document.everybody)
    faces = [page for page in pages if page.count("Draws by hand first.")]
    assert [page.count("Draws by hand first.") for page in faces] == [count], "on one page"
    assert len(pages) <= 6, "cover, people, perhaps the plan alone, estimate, sum, back"


def test_without_any_picture_it_is_a_proposal_all_the_same():
    document = a_document(with_photos=False, works=0)
    pages = pages_of(document)
    assert sum(len(page.images) for page in pages) == 0
    assert "A shop window for clay" in words_of(pages[0])


def test_a_tiny_proposal_has_three_pages():
    document = a_document(lines=1, team=1, plan=0, works=0, with_words=False)
    pages = [words_of(page) for page in pages_of(document)]
    assert len(pages) == 3
    assert "Draws by hand first." in pages[1]
    assert shown(document.write.money(document.total)) in pages[1]


LONG = (
    "Реконструкция электромеханического водоснабжения Днепропетровского машиностроительного завода"
)


def test_long_words_and_names_stay_on_the_page():
    person = Person("Максимилиана Константинопольская-Преображенская", "Старший специалист", "Да.")
    document = replace(
        a_document(lang="ru", team=1, lines=3),
        title=LONG,
        agency_name="Мастерская коммуникаций «Восхождение и партнёры»",
        client_name="Межрегиональная ассоциация малых музеев и архивов Северного побережья",
        people=(person, *(a_person(number) for number in range(1, 5))),
        quote=Quote(
            "Очень длинная мысль, которая всё не кончается. " * 12, "Маргарита", "в письме"
        ),
    )
    words = all_words(document)
    assert all(word in words for word in LONG.split())
    assert "Преображенская" in words.replace("- ", "")


def test_a_letter_that_no_typeface_has_is_named():
    with pytest.raises(PdfError, match=r"U\+10FFFD"):
        document_pdf(a_document(title="A shop \U0010fffd"))


def test_markup_in_words_stays_words():
    title = 'Shops & <b>"shelves"</b> <img src="http://127.0.0.1/x">'
    assert title in words_of(pages_of(a_document(title=title, client_name="Brot & Tag <i>"))[0])


def test_a_missing_picture_is_named(tmp_path: Path):
    document = a_document()
    assert document.cover
    gone = replace(document.cover, file=tmp_path / "gone.jpg")
    with pytest.raises(PdfError, match="cover"):
        document_pdf(replace(document, cover=gone))


def test_a_broken_picture_is_named(tmp_path: Path):
    document = a_document()
    assert document.cover
    (tmp_path / "broken.jpg").write_bytes(b"not a picture")
    broken = replace(document.cover, file=tmp_path / "broken.jpg")
    with pytest.raises(PdfError, match="cover"):
        document_pdf(replace(document, cover=broken))


def test_any_brand_can_be_printed():
    loud = Brand.from_colours(name="Gelb", brand="#ffd500", brand_2="#1a4fd6", spot="#e4003a")
    words = all_words(a_document(brand=loud, agency_name="Gelb", with_photos=False))
    assert "Gelb" in words


def test_progress_is_told():
    told: list[int] = []
    document_pdf(a_document(), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 100
