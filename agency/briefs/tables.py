"""The figures of briefs as one table for a spreadsheet: a figure a row, with its cases and not only its per cent."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from flask_babel import gettext as _

from agency.briefs.figures import Figures
from agency.briefs.tallies import Part, Share

Row = tuple[str, str, str, int, int]
# A spreadsheet would take these for the beginning of a formula.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(found: Figures) -> str:
    """The whole page, readable by any spreadsheet."""
    text = StringIO()
    write = csv.writer(text)
    write.writerow([_("Grouped by"), _("Of"), _("What is counted"), _("Cases"), _("Of all")])
    write.writerows([_plain(each) for each in row] for row in _rows(found))
    # The mark by which a spreadsheet knows its letters.
    return f"\ufeff{text.getvalue()}"


def _rows(found: Figures) -> Iterator[Row]:
    yield from _of_shares(_("Everything"), [found.whole])
    yield from _of_shares(_("Month"), found.by_month)
    yield from _of_shares(_("Way"), found.by_source)
    yield from _of_shares(_("Partner"), found.by_partner)
    yield from _of_shares(_("Service"), found.by_service)
    filling = found.filling
    yield _row(_("Filling in"), "", _("Were handed in"), filling.share)
    yield _("Filling in"), "", _("Minutes, the median"), filling.usual or 0, filling.finished
    for each in found.stops:
        for stop in each.stops:
            yield _row(each.name, stop.question, _("Left after it"), stop.left)
    yield _row(_("Won"), "", _("With a filled brief"), found.wins.with_brief)
    yield _row(_("Won"), "", _("Without one"), found.wins.without)


def _of_shares(by: str, shares: Iterable[Share]) -> Iterator[Row]:
    for each in shares:
        yield _row(by, each.name, _("Came as a filled brief"), each.at_first)
        yield _row(by, each.name, _("Has a filled brief by now"), each.in_all)


def _row(by: str, of: str, figure: str, part: Part) -> Row:
    return by, of, figure, part.count, part.of


def _plain(value: str | int) -> str | int:
    is_formula = isinstance(value, str) and value.startswith(FORMULAS)
    return f"'{value}" if is_formula else value
