"""Type is as large, and rows stand as far apart, as their pages hold: none is left half empty that need not be."""

from dataclasses import replace

import pytest

from agency.proposals.fitting import Fit
from agency.proposals.layouts import STYLES, Page, PageKind
from agency.proposals.parts import Figure, Understanding
from agency.proposals.typesetting import width_of
from tests.proposals.papers import a_document

CLAUSE = "# What we owe\n" + "We do what the estimate lists. " * 4 + "\n\n"
COLUMN = 74.0  # of the days, before the names of their stages


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_day_of_the_plan_keeps_to_its_column(style: str, lang: str) -> None:
    for stages in (1, 4, 9):
        document = replace(a_document(lang=lang, plan=stages), style=style)  # type: ignore[arg-type]
        fit = Fit(document)
        days = [document.write.day(stage.due_on) for stage in document.stages]
        widths = [width_of(day, fit.date_size, weight=fit.voice.weight) for day in days]
        assert max(widths) < COLUMN


@pytest.mark.parametrize("layout", ["columns", "clauses"])
def test_terms_are_set_larger_the_fewer_they_are(layout: str) -> None:
    fit = Fit(a_document())
    heading = fit.heading("Terms")
    steps = [
        fit.step_of(Page(PageKind.terms, layout, body=CLAUSE * count), heading)
        for count in (3, 12, 16, 40)
    ]
    assert steps == sorted(steps, reverse=True)
    assert (steps[0], steps[-1]) == (3, 0)


def test_few_lines_stand_large_and_many_close() -> None:
    densities = [
        fit.density(fit.heading("What it takes"))
        for fit in (Fit(a_document(lines=count)) for count in (5, 12, 21))
    ]
    assert densities[0] == "grand"
    assert densities[-1] in ("normal", "dense")


def test_in_the_margin_nothing_stands_apart_that_takes_a_page_more() -> None:
    fits = [Fit(replace(a_document(lines=count), style="journal")) for count in (6, 20)]
    found = [fit.margin_density(fit.heading("What it takes")) for fit in fits]
    assert found == ["airy", "tight"]


def test_shapes_stand_under_a_short_task_without_a_picture_and_never_under_a_long_one() -> None:
    words = "A sentence about the task that takes a line of the page and some more. "
    bands = []
    for length in (1, 2, 12):
        task = Understanding("Short.", (words * length,) * 4, (Figure("4", "shops"),))
        fit = Fit(a_document(understanding=task))
        fitted = fit.task(fit.heading("The task"))
        assert fitted is not None
        bands.append(fitted.has_band)
    assert bands == [True, True, False]
