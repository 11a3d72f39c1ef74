"""A plain cell is answered with figures alone: those of the whole sheet, in few statements on both databases."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape

import pytest

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.proposals.models import EstimateLine, Proposal
from agency.proposals.pricing import Discount
from tests.offers import SHEET, sent
from tests.support import HouseClient, Statements

# Who is logged in, the draft taken for the change, its lines, the house, the line written.
STATEMENTS = 5


@pytest.fixture
def line(draft: Proposal) -> EstimateLine:
    return draft.sections[1].lines[3]  # Glaze picker, 16 h of Mira at 56


def typed(
    client: HouseClient, line: EstimateLine, cell: str, value: str, **more: str
) -> tuple[int, str]:
    """Type into a cell of a row that stands as it was saved; the status and the answer."""
    draft = line.section.proposal
    fields = {"row": f"l{line.id}", "cell": cell, "value": value, "seen": line.mark, "short": "1"}
    fields |= {"revision": str(draft.revision), **more}
    answer = client.post(f"/proposals/{draft.id}/cells", data=fields, headers=SHEET)
    return answer.status_code, answer.text


def told(page: str) -> dict[str, str]:
    """The figures of a short answer."""
    part = re.search(r'<table id="part" data-short [^>]*>', page)
    assert part, page
    return {name: unescape(said) for name, said in re.findall(r'data-(\w+)="([^"]*)"', part[0])}


def test_its_figures_are_those_of_the_whole_sheet(
    vera: HouseClient, draft: Proposal, line: EstimateLine
) -> None:
    fixed = draft.sections[0].lines[4]  # Product photography, 1,400
    draft.discount_by(Discount(hundredths=500))
    db.session.commit()
    for row, cell, value in (
        (line, "hours", "17,5"),
        (line, "hours", "10-14"),
        (line, "text", " Glaze picker & mixer  "),
        (fixed, "fixed", "1250"),
        (line, "hours", "16"),
    ):
        status, page = typed(vera, row, cell, value)
        assert status == 200
        figures, key = told(page), f"l{row.id}"
        assert (figures["seen"], figures["revision"]) == (row.mark, str(draft.revision))
        whole = vera.get(f"/proposals/{draft.id}").text
        value_drawn = re.search(rf'id="{key}-{cell}"[^>]* value="([^"]*)"', whole)
        assert value_drawn and unescape(value_drawn[1]) == figures["value"]
        head, row_drawn = row_of(whole, f"s{row.section_id}"), row_of(whole, key)
        assert f'class="est__hours n">{figures["hours"]}</td>' in head
        assert f'class="est__sum n">{figures["sum"]}</td>' in head
        assert cell != "hours" or f'class="est__sum n">{figures["cost"]}</td>' in row_drawn
        assert page[page.index('<section id="total"') :].strip() in whole
    assert line.text == "Glaze picker & mixer"


def row_of(page: str, key: str) -> str:
    """A row of the sheet, as it is drawn."""
    return page[page.index(f'data-row="{key}"') :].split("</tr>")[0]


def test_it_takes_few_statements_however_long_the_estimate_is(
    vera: HouseClient,
    draft: Proposal,
    line: EstimateLine,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    def saved(hours: str) -> int:
        sent_with = {"seen": line.mark, "revision": str(draft.revision)}
        path, row = f"/proposals/{draft.id}/cells", f"l{line.id}"
        fields = {"row": row, "cell": "hours", "value": hours, "short": "1", **sent_with}
        with count_statements() as seen:
            told(vera.post(path, data=fields, headers=SHEET).text)
        return seen.count

    assert saved("17") == STATEMENTS
    for _each in range(40):
        draft.sections[0].lines.append(
            EstimateLine(position=99, text="More", member=line.member, minutes=60, rate_minor=100)
        )
    db.session.flush()
    assert saved("18") == STATEMENTS


def test_what_is_not_plain_is_drawn_in_full(
    vera: HouseClient, draft: Proposal, line: EstimateLine, studio: Studio
) -> None:
    before = line.content
    assert typed(vera, line, "hours", "пять")[0] == 422
    assert typed(vera, line, "fixed", "120")[0] == 422
    assert typed(vera, line, "text", "ы" * 301)[0] == 422
    assert typed(vera, line, "hours", "20", seen="0123456789")[0] == 409
    assert typed(vera, line, "hours", "20", row="l999999")[0] == 410
    assert typed(vera, line, "hours", "20", row="lx", revision="")[0] == 410
    assert line.content == before
    # Another cell, the same hours once more, cells that change places, and a sheet that others changed meanwhile.
    for cell, value in (("who", f"m{studio.vera.id}"), ("hours", "16:00"), ("hours", "")):
        status, page = typed(vera, line, cell, value)
        assert (status, 'id="part"' in page, "data-short" in page) == (200, True, False), value
    assert (line.member, line.minutes) == (studio.vera, None)
    status, page = typed(vera, line, "hours", "8", revision="0")
    assert (status, line.minutes, 'id="sheet"' in page) == (200, 480, True)


def test_a_rate_that_is_missing_is_copied_as_ever(
    vera: HouseClient, draft: Proposal, line: EstimateLine
) -> None:
    line.rate_minor = None
    db.session.commit()
    status, page = typed(vera, line, "hours", "20")
    assert (status, line.rate_minor, "data-short" in page) == (200, 5600, False)


def test_it_can_be_taken_back(vera: HouseClient, draft: Proposal, line: EstimateLine) -> None:
    undo = told(typed(vera, line, "hours", "20")[1])["undo"]
    back = vera.post(f"/proposals/{draft.id}/undone", data={"step": undo}, headers=SHEET)
    assert (back.status_code, line.minutes) == (200, 16 * 60)
    assert re.search(r'id="undo" value="[^"]+"', back.text)


def test_its_words_are_found_at_once(
    vera: HouseClient, draft: Proposal, line: EstimateLine
) -> None:
    told(typed(vera, line, "text", "Xylophone picker")[1])
    assert "A shop window" in vera.get("/search?q=xylophone").text


def test_what_was_sent_is_refused(vera: HouseClient, draft: Proposal, line: EstimateLine) -> None:
    sent(draft)
    assert typed(vera, line, "hours", "20")[0] == 409
    assert line.minutes == 16 * 60
