"""A brief of every kind in a house: published past our code, begun with some answers that fit and some that do not."""

from functools import cache

from agency.briefs.reading import kept
from tests.briefs.every_kind import every_kind, filled
from tests.caller import Caller
from tests.house import House

PUBLIC = "/brief/every-kind"
# What does not fit, and what is missing, so that each kind says what to do.
WRONG = {
    "q-who.email": "nowhere",
    "q-mail": "nowhere",
    "q-call": "soon",
    "q-line": "Tile",
    "q-shape.other": "",
    "q-goals": ["sell", "find", "hire"],
    "q-day": "",
    "q-weeks.to": "2099-05-01",
    "q-pages": "900",
    "q-range.other": "lots",
    "q-site": "javascript:alert(1)",
    "q-mark": [],
    "q-order.hire": "1",
    "q-rows.0.name": "x" * 501,
    "q-agreed": [],
}


@cache
def publish(house: House) -> str:
    """The address of the form's first page."""
    found = house.ask("SELECT sha256 FROM stored_file WHERE public AND content_type LIKE 'image/%'")
    document = kept(every_kind(found[0][0] if found else ""))
    house.change(
        "INSERT INTO brief_template (slug, service_id, name, is_live, edits, origins)"
        " SELECT 'every-kind', min(id), '{}', true, 0, '[]' FROM service"
    )
    house.change(
        "INSERT INTO brief_version (template_id, number, document, published_at)"
        " SELECT id, 1, :document, '2026-03-01 00:00:00' FROM brief_template"
        " WHERE slug = 'every-kind'",
        document=document,
    )
    return PUBLIC


@cache
def with_errors(house: House) -> str:
    """The first page of one that was sent with answers that do not fit, and says so."""
    guest = Caller(house)
    page = guest.look(publish(house))
    page = guest.send(page, "brief", press=("go", "next"), **{**filled(), **WRONG})
    return f"{page.path.partition('?')[0]}?missing=1"
